import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryTabs } from '../../test/support/memory-ports.js';
import { Town } from '../../test/support/town.js';
import { LOADED, type Device } from '../../test/sim/device.js';
import { Fault } from '../domain/fault.js';
import { Beep } from './beep.js';
import type { Opened, Ports } from './ports.js';
import type { Result } from '../protocol/result.js';

/** Replaces some of the methods of a repo. */
const withRepo =
  (changes: Partial<Ports['repo']>) =>
  (ports: Ports): Ports => ({
    ...ports,
    repo: new Proxy(ports.repo, {
      get(target, key) {
        const changed = Reflect.get(changes, key) as unknown;
        if (changed !== undefined) return changed;
        const value = Reflect.get(target, key, target) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    }),
  });

const isReady = (device: Device) => (): boolean => device.phase === 'ready';

describe('the first screen', () => {
  it('asks for a name, and takes one with letters in it only', async () => {
    const town = new Town();
    const amina = town.newcomer('Amina');
    amina.start();
    await town.until('the first screen', () => amina.phase === 'welcome');
    for (const [name, error] of [
      ['', 'name-empty'],
      [' \u200f ', 'name-empty'],
      ['ا'.repeat(65), 'name-too-long'],
    ] as const) {
      assert.deepEqual(await town.done(amina.beep!.getStarted(name)), { ok: false, error });
      assert.equal(amina.phase, 'welcome');
    }
  });

  it('says so when there is no room for a beginning, and works once there is', async () => {
    const town = new Town();
    const amina = town.newcomer('Amina');
    amina.disk.isFull = true;
    amina.start();
    await town.until('the first screen', () => amina.phase === 'welcome');
    const started = await town.done(amina.beep!.getStarted('Amina'));
    assert.deepEqual([started, amina.phase], [{ ok: false, error: 'storage-full' }, 'welcome']);
    amina.disk.isFull = false;
    void amina.beep!.getStarted('Amina');
    await town.until('the app', isReady(amina));
  });

  it('is the app when somebody was here before', async () => {
    const town = new Town();
    const amina = await town.person('Amina');
    amina.kill();
    await town.comesBack(amina);
    const phase = amina.beep!.phase.value;
    assert.deepEqual(phase.kind === 'ready' && [phase.self.name, phase.self.recovered], ['Amina', false]);
  });

  it('tells whoever was here before if their drafts cannot be read: one may be waiting to be sent', async () => {
    let isBroken = false;
    const town = new Town((ports) => ({
      ...ports,
      drafts: {
        ...ports.drafts,
        list: () => (isBroken ? Promise.reject(new Fault('storage-failed')) : ports.drafts.list()),
      },
    }));
    const amina = await town.person('Amina');
    amina.kill();
    isBroken = true;
    await town.comesBack(amina);
    await town.until('the alert', () => amina.beep!.alert.value?.fault === 'storage-failed');
  });

  for (const fault of [
    'storage-unavailable',
    'storage-blocked',
    'storage-newer',
    'storage-failed',
  ] as const) {
    it(`says ${fault} when the store says so`, async () => {
      const open = (): Promise<Opened> => Promise.reject(new Fault(fault));
      const town = new Town(withRepo({ open }));
      const amina = town.newcomer('Amina');
      amina.start();
      await town.until('the end', () => amina.phase === 'stopped');
      assert.deepEqual(amina.beep!.phase.value, { kind: 'stopped', fault });
    });
  }

  it('says that everything is lost when the store is gone, and begins anew when asked', async () => {
    const town = new Town();
    const amina = await town.person('Amina');
    const { person } = amina;
    amina.kill();
    amina.disk.loseEverything();
    await town.comesBack(amina);
    assert.equal(amina.phase, 'lost');
    void amina.beep!.startAnew();
    await town.until('the first screen', () => amina.phase === 'welcome');
    void amina.beep!.getStarted('Amina');
    await town.until('the app', isReady(amina));
    assert.notEqual(amina.person, person);
  });

  it('says that everything is lost when the vault does not open', async () => {
    const open = (): Promise<Opened> => Promise.reject(new Fault('vault-damaged'));
    const town = new Town(withRepo({ open }));
    const amina = town.newcomer('Amina');
    amina.start();
    await town.until('the loss', () => amina.phase === 'lost');
  });

  it('stops when the store is taken away while it is open', async () => {
    for (const [why, phase] of [
      ['newer-version', { kind: 'stopped', fault: 'storage-blocked' }],
      ['closed', { kind: 'lost' }],
    ] as const) {
      let goes: ((why: 'newer-version' | 'closed') => void) | null = null;
      const town = new Town(withRepo({ onGone: (gone) => void (goes = gone) }));
      const amina = await town.person('Amina');
      goes!(why);
      assert.deepEqual(amina.beep!.phase.value, phase);
      assert.deepEqual(amina.beep!.connection.value, {
        introducer: 'offline',
        peers: 0,
        nonsense: false,
        door: 'open',
      });
    }
  });
});

describe('a device whose store is older than it was', () => {
  /** Amina has written three messages; the copy of her disk was made after the first. */
  async function copiedAfterOne() {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await town.says(amina, bilal, 'one');
    await town.until('delivery', () => town.states(amina, bilal)[0] === 'delivered');
    const copy = amina.disk.image;
    for (const text of ['two', 'three']) await town.says(amina, bilal, text);
    await town.until('delivery', () => town.states(amina, bilal)[2] === 'delivered');
    return { town, amina, bilal, copy };
  }

  it('takes a new key before it signs anything, says so, and gets back what others hold', async () => {
    const { town, amina, bilal, copy } = await copiedAfterOne();
    const before = copy.self!.device;
    town.rollBack(amina, copy, true);
    await town.comesBack(amina);

    const phase = amina.beep!.phase.value;
    assert.ok(phase.kind === 'ready' && phase.self.recovered && phase.self.device !== before);
    await town.says(amina, bilal, 'four');
    await town.until(
      'everything',
      () => town.states(amina, bilal).join() === 'delivered,'.repeat(4).slice(0, -1),
    );
    assert.deepEqual(town.texts(amina, bilal).sort(), ['four', 'one', 'three', 'two']);
    assert.deepEqual(town.texts(bilal, amina), town.texts(amina, bilal));
    amina.beep!.dismissRecovered();
    const after = amina.beep!.phase.value;
    assert.ok(after.kind === 'ready' && !after.self.recovered);
  });

  it('learns it from a peer if it cannot know, and writes again what it wrote in the place of the forgotten', async () => {
    const { town, amina, bilal, copy } = await copiedAfterOne();
    bilal.kill();
    const before = copy.self!.device;
    town.rollBack(amina, copy, false);
    await town.comesBack(amina);
    await town.says(amina, bilal, 'another two');
    await town.comesBack(bilal);
    const expected = ['another two', 'one', 'three', 'two'];
    await town.until('everything', () => town.texts(bilal, amina).length === 4);
    await town.until('every tick', () => town.states(amina, bilal).every((state) => state === 'delivered'));
    assert.deepEqual(
      [town.texts(amina, bilal).sort(), town.texts(bilal, amina).sort()],
      [expected, expected],
    );
    assert.notEqual(amina.disk.image.self!.device, before);
  });

  it('shows what was said about a message that comes back after it', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    await town.meet(amina, bilal);
    await town.says(bilal, amina, 'zero'); // so that the log of Bilal is the first that he gives
    await town.until('delivery', () => town.states(bilal, amina)[0] === 'delivered');
    const copy = amina.disk.image;
    await town.says(amina, bilal, 'one');
    await town.says(amina, bilal, 'two');
    await town.until('both', () => town.texts(bilal, amina).length === 3);
    const [, one, two] = town.talk(bilal, amina).view.value.messages;
    await town.done(town.talk(bilal, amina).react(one!.id, '👍', true));
    await town.done(town.talk(amina, bilal).delete(two!.id));
    await town.until('the deletion', () => town.texts(bilal, amina)[2] === '');
    town.rollBack(amina, copy, true);
    await town.comesBack(amina);
    await town.done(town.talk(amina, bilal).open());
    await town.until('everything', () => town.texts(amina, bilal).length === 3);
    await town.pass(1_000);
    const { messages } = town.talk(amina, bilal).view.value;
    assert.deepEqual(
      messages.map(({ text, kind, reactions }) => [text, kind, reactions.length]),
      [
        ['zero', 'text', 0],
        ['one', 'text', 1],
        ['', 'deleted', 0],
      ],
    );
  });

  it('writes again every kind of what it wrote, and what is about another follows it', async () => {
    const { town, amina, bilal, copy } = await copiedAfterOne();
    bilal.kill();
    town.rollBack(amina, copy, false);
    await town.comesBack(amina);
    const ours = () => town.talk(amina, bilal);
    await town.done(ours().open());
    const [one] = ours().view.value.messages;
    const good = async <T>(asked: Promise<Result<T, string>>): Promise<T> => {
      const done = await town.done(asked);
      if (!done.ok) throw new Error(done.error);
      return done.value;
    };
    await town.says(amina, bilal, 'to be edited');
    const said = ours().view.value.messages.at(-1)!.id;
    await good(ours().edit(said, 'edited'));
    await good(ours().star(said, true));
    void ours().setDraft('an answer');
    void ours().setMarks({ reply: said, isUrgent: true });
    await good(ours().send());
    const poll = await good(ours().ask('Which?', ['a', 'b'], false));
    await good(ours().vote(poll, [1]));
    await good(ours().react(one!.id, '👍', true));
    await town.says(amina, bilal, 'to be deleted');
    await good(ours().delete(ours().view.value.messages.at(-1)!.id));
    await town.comesBack(bilal);
    await town.until('everything', () => town.texts(bilal, amina).length === 7);
    await town.until('every tick', () => town.states(amina, bilal).every((state) => state === 'delivered'));
    for (const [device, peer] of [
      [amina, bilal],
      [bilal, amina],
    ] as const) {
      const { messages } = town.talk(device, peer).view.value;
      const shown = (text: string) => messages.find((message) => message.text === text)!;
      assert.deepEqual(messages.map(({ text }) => text).sort(), [
        '',
        'Which?',
        'an answer',
        'edited',
        'one',
        'three',
        'two',
      ]);
      assert.deepEqual(
        shown('edited').earlier.map(({ text }) => text),
        ['to be edited'],
      );
      assert.equal(shown('edited').isStarred, device === amina);
      assert.equal(shown('edited').id === said, false, 'it stands elsewhere now');
      assert.deepEqual([shown('an answer').reply?.text, shown('an answer').isUrgent], ['edited', true]);
      assert.deepEqual(
        shown('Which?').poll!.options.map(({ people }) => people.length),
        [0, 1],
      );
      assert.deepEqual(
        shown('one').reactions.map(({ emoji }) => emoji),
        ['👍'],
      );
      assert.equal(shown('').kind, 'deleted');
    }
  });
});

describe('a contact link', () => {
  it('is refused in so many words if it is none, is damaged, is one’s own or of somebody known', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    const own = await town.linkOf(bilal);
    for (const [text, error] of [
      ['', 'link-not-beep'],
      ['hello', 'link-not-beep'],
      ['https://example.org/#/add', 'link-not-beep'],
      [link.slice(0, -1), 'link-damaged'],
      [`${link.slice(0, -5)}AAAAA`, 'link-damaged'],
      [own, 'link-own'],
    ] as const) {
      assert.deepEqual(await town.done(bilal.beep!.addContact(text)), { ok: false, error }, text);
    }
    assert.deepEqual(bilal.beep!.conversations.value, []);
    await town.done(bilal.beep!.addContact(link));
    await town.until('them to meet', () => town.areLinked(amina, bilal));
    const again = await town.done(bilal.beep!.addContact(await town.linkOf(amina)));
    assert.deepEqual(again, { ok: false, error: 'link-known' });
  });

  it('is read without being kept, and tells of another host', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    const elsewhere = link.replace('http://localhost:8080', 'https://beep.example');
    for (const [text, otherHost] of [
      [link, null],
      [elsewhere, 'beep.example'],
    ] as const) {
      const read = bilal.beep!.readLink(text);
      assert.deepEqual(read, { ok: true, value: { name: 'Amina', person: amina.person, otherHost } });
    }
    assert.deepEqual(bilal.beep!.conversations.value, []);
  });

  it('adds nobody when the disk is full', async () => {
    const town = new Town();
    const [amina, bilal] = [await town.person('Amina'), await town.person('Bilal')];
    const link = await town.linkOf(amina);
    bilal.disk.isFull = true;
    const added = await town.done(bilal.beep!.addContact(link));
    assert.deepEqual([added, bilal.beep!.conversations.value], [{ ok: false, error: 'storage-full' }, []]);
  });
});

describe('a new name', () => {
  it('reaches those who are linked at once, and the others with the next link', async () => {
    const town = new Town();
    const [amina, bilal, zara] = [
      await town.person('Amina'),
      await town.person('Bilal'),
      await town.person('Zara'),
    ];
    await town.meet(amina, bilal);
    await town.meet(amina, zara);
    zara.kill();
    assert.ok((await town.done(amina.beep!.rename('Amina Yusuf'))).ok);
    const nameAt = (device: Device) => device.beep!.conversations.value[0]?.name;
    await town.until('Bilal to know', () => nameAt(bilal) === 'Amina Yusuf', 2_000);
    await town.comesBack(zara);
    await town.until('Zara to know', () => nameAt(zara) === 'Amina Yusuf');
  });

  it('is refused like a first one, and stays as it was when the disk is full', async () => {
    const town = new Town();
    const amina = await town.person('Amina');
    assert.deepEqual(await town.done(amina.beep!.rename('  ')), { ok: false, error: 'name-empty' });
    amina.disk.isFull = true;
    const renamed = await town.done(amina.beep!.rename('Somebody'));
    const phase = amina.beep!.phase.value;
    assert.deepEqual(renamed, { ok: false, error: 'storage-full' });
    assert.equal(phase.kind === 'ready' && phase.self.name, 'Amina');
  });
});

describe('two tabs', () => {
  it('of which the second waits, and takes over when asked', async () => {
    const tabs = createMemoryTabs();
    let first: Ports | null = null;
    const town = new Town((ports) => (first = { ...ports, tabs: tabs.tab() }));
    const [amina, bilal] = [await town.person('Amina'), town.newcomer('Bilal')];
    void bilal;
    const second = new Beep({ ...first!, tabs: tabs.tab(), repo: amina.disk.repo(amina.process!) }, LOADED);
    await town.done(second.start());
    assert.equal(second.phase.value.kind, 'other-tab');

    void second.useHere();
    await town.until('the first to yield', () => amina.beep!.phase.value.kind === 'other-tab');
    await town.until('the second to be ready', () => second.phase.value.kind === 'ready');
    assert.deepEqual(amina.beep!.connection.value.introducer, 'offline');
  });
});
