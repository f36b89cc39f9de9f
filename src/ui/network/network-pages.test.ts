import { assert } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { NETWORK_SCENES } from '../../../test/gallery/network-scenes.js';
import { aConversation, FakeBeep, personId } from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, named, one, says, settled, show } from '../../../test/support/screen.js';
import { sticksOut } from '../../../test/support/sticks-out.js';
import type { Obstacle } from '../../app/reach.js';
import { chooseLanguage } from '../app/preferences.js';
import { obstacleWords } from './reach-words.js';
import './beep-connection-check.js';
import './beep-reach.js';
import './beep-traffic.js';

async function mount(element: 'beep-connection-check' | 'beep-traffic', name: string) {
  const [beep, facts] = [new FakeBeep(), new FakeFacts()];
  NETWORK_SCENES[name]![0](beep.network);
  const page = await show(element, { beep, facts });
  await settled(page);
  const click = async (button: string) => {
    named(page, button).click();
    await settled(page);
  };
  return { beep, facts, page, click };
}

describe('<beep-connection-check>', () => {
  it('checks when it is opened, with what the browser said of the store, and again when asked', async () => {
    const { beep, facts, click } = await mount('beep-connection-check', 'connection');
    assert.deepEqual(beep.network.checked, [true]);
    facts.persisted.update(() => null);
    await click('Check again');
    assert.deepEqual(beep.network.checked, [true, null]);
  });

  it('says of each finding what it is, how it is to be taken, and what to ask for', async () => {
    const { page } = await mount('beep-connection-check', 'connection-ill');
    assert.include(says(one(page, '[role=status]')!), '3 problems were found. 4 things are worth a look.');
    const row = (about: string) => one(page, `li[data-about=${about}]`)!;
    assert.include(says(row('udp')), 'Packets between devices (UDP) Problem');
    assert.include(says(row('udp')), 'Ask IT to allow UDP');
    assert.include(says(row('stun')), 'stun:10.20.0.5:3478');
    assert.equal(row('clock').getAttribute('data-state'), 'attention');
    assert.match(says(row('clock')), /90 minutes behind/);
    assert.include(says(row('relay')), 'There is none.');
    await assert.isAccessible(page);
  });

  it('lists the networks that were reached', async () => {
    const { page } = await mount('beep-connection-check', 'connection');
    const lines = all(one(page, 'li[data-about=subnets]')!, 'li').map(says);
    assert.lengthOf(lines, 3);
    assert.match(lines[0]!, /10\.20\.44\.0\/24.*: 2 devices/);
    assert.match(lines.join(), /10\.20\.31\.0\/24.*the network of this device.*: 1 device/);
    assert.match(lines.join(), /Networks whose addresses the browser hides: 1 device/);
    await assert.isAccessible(page);
  });

  it('shows how far it is, and takes no second click meanwhile', async () => {
    const { page } = await mount('beep-connection-check', 'connection-running');
    assert.include(says(one(page, '[role=status]')!), 'Checking… 2 of 6');
    assert.isTrue((named(page, 'Check again') as HTMLButtonElement).disabled);
  });

  it('copies a report in which there is every finding, and says if the browser refuses', async () => {
    const { facts, page, click } = await mount('beep-connection-check', 'connection-ill');
    await click('Copy report');
    const [report] = facts.copied;
    for (const words of [
      'Connection check of Beep',
      '0.1.0+test',
      location.origin,
      'Ask IT to allow UDP',
      'Clock – Look at this',
    ])
      assert.include(report, words);
    assert.include(says(page), 'Copied.');
    facts.refuseCopy = true;
    await click('Copy report');
    assert.include(says(page), 'The browser refused.');
  });

  it('waits for what it needs, and says if that cannot be had', async () => {
    const [beep, facts] = [new FakeBeep(), new FakeFacts()];
    const { network } = beep;
    Object.defineProperty(beep, 'network', { value: null, configurable: true });
    const page = await show('beep-connection-check', { beep, facts });
    assert.include(says(page), 'Loading…');
    Object.defineProperty(beep, 'network', { value: network });
    beep.connection.update((now) => ({ ...now, peers: 1 }));
    await settled(page);
    assert.lengthOf(network.checked, 1);
    network.check.update((before) => ({ ...before, isFailed: true }));
    await settled(page);
    assert.include(says(page), 'could not be loaded');
  });
});

describe('<beep-traffic>', () => {
  it('counts when it is opened, and shows every address with bytes, purpose and time', async () => {
    const { beep, page, click } = await mount('beep-traffic', 'traffic');
    assert.equal(beep.network.readings, 1);
    const rows = all(one(page, 'ul[aria-label=Addresses]')!, 'li.card');
    assert.lengthOf(rows, 9);
    assert.include(says(rows[1]!), 'Beep server');
    assert.match(says(rows[1]!), /10\.20\.0\.5:8443.*Sent 5\.2 kB Received 9\.1 kB Contacted 2 times/);
    assert.match(says(rows[2]!), /Sent not told by the browser/);
    assert.match(says(rows[5]!), /A device of .Ayesha Khan.*10\.20\.44\.9.*Sent 1\.9 MB/);
    assert.match(
      says(rows[6]!),
      /Address hidden by the browser; that device gave: .10\.20\.44\.52. · .fd00:20:44::34/,
    );
    assert.include(says(rows[7]!), 'Nothing went there but tests');
    assert.include(says(rows[8]!), 'A device that asked for a link');
    assert.include(says(page), 'There were too many addresses');
    assert.include(says(page), 'What this page cannot see');
    await click('Count again');
    assert.equal(beep.network.readings, 2);
    await assert.isAccessible(page);
  });

  it('copies all of it as text', async () => {
    const { facts, click } = await mount('beep-traffic', 'traffic');
    await click('Copy as text');
    const [text] = facts.copied;
    for (const words of ['What left this device', '10.20.44.9', 'relay.cabinet.example:443', '640 kB'])
      assert.include(text, words);
  });

  it('says that it could not be loaded', async () => {
    const { beep, page, click } = await mount('beep-traffic', 'traffic');
    beep.network.isUnloadable = true;
    await click('Count again');
    assert.include(says(page), 'could not be loaded');
  });
});

describe('<beep-reach>', () => {
  it('says why somebody is not here, and follows what is learned of them', async () => {
    const beep = new FakeBeep();
    const person = personId(1);
    beep.network.knows(person, { is: 'tried', isNow: true, obstacle: null });
    const page = await show('beep-reach', {
      beep,
      view: aConversation(1, { person, standing: 'away', path: null }),
    });
    assert.include(says(page), 'Beep is trying to reach them now.');
    beep.network.knows(person, { is: 'tried', isNow: false, obstacle: 'no-way' });
    await settled(page);
    assert.include(says(page), 'no packet gets from one device to the other');
    assert.equal(named(page, 'Connection check', 'a').getAttribute('href'), '#/connection');
    await assert.isAccessible(page);
    beep.network.knows(person, { is: 'linked' });
    page.view = aConversation(1, { person, standing: 'linked', path: 'relay' });
    await settled(page);
    assert.include(says(page), 'Linked now, through the ministry’s relay');
    assert.notInclude(says(page), 'no packet');
    assert.isNull(one(page, 'a'));
  });

  it('has a sentence for every obstacle', () => {
    const all: readonly Obstacle[] = [
      'left',
      'lost',
      'unasked',
      'unanswered',
      'no-way',
      'unproven',
      'ended',
      'broken',
    ];
    assert.lengthOf(new Set(all.map(obstacleWords)), all.length);
  });
});

describe('on a narrow screen', () => {
  afterEach(async () => {
    await chooseLanguage('en');
    await setViewport({ width: 800, height: 600 });
  });

  for (const language of ['en', 'ur'] as const)
    it(`no word of the pages about the network sticks out, in ${language}`, async () => {
      const size = { width: 320, height: 640 };
      await setViewport(size);
      await chooseLanguage(language);
      for (const [name, [arrange, hash]] of Object.entries(NETWORK_SCENES)) {
        const [beep, facts] = [new FakeBeep(), new FakeFacts()];
        arrange(beep.network);
        const page = hash.startsWith('#/chat/')
          ? await show('beep-reach', { beep, view: aConversation(2, { standing: 'away', path: null }) }, size)
          : await show(
              hash === '#/traffic' ? 'beep-traffic' : 'beep-connection-check',
              { beep, facts },
              size,
            );
        await settled(page);
        assert.isNotEmpty(says(page), name);
        assert.deepEqual(sticksOut(page), [], name);
        page.remove();
      }
    });
});
