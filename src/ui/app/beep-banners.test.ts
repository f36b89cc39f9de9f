import { assert, waitUntil } from '@open-wc/testing';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { fail } from '../../protocol/result.js';
import { aBadge, AUTHORITY, FakeOfficial } from '../../../test/support/fake-official.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, named, one, says, settled, show } from '../../../test/support/screen.js';
import type { OwnBadgeView } from '../../app/official-views.js';
import './beep-banners.js';
import './beep-connection.js';
import { pageHref } from './routes.js';

async function mount() {
  const [beep, facts] = [new FakeBeep(), new FakeFacts()];
  const banners = await show('beep-banners', { beep, facts }, { width: 390 });
  return {
    beep,
    facts,
    banners,
    kinds: () => all(banners, '[data-kind]').map(({ dataset }) => dataset['kind']),
  };
}

const ENDS = { kind: 'ends', untilMs: Date.UTC(2026, 11, 4, 12) } as const;

async function withBadge(fields: Partial<OwnBadgeView>) {
  const mounted = await mount();
  const official = new FakeOfficial();
  official.enrolment.have(fields);
  mounted.beep.official.update(() => official);
  await settled(mounted.banners);
  return { ...mounted, official };
}

describe('<beep-banners>', () => {
  it('is silent while all is well', async () => {
    const { kinds } = await mount();
    assert.isEmpty(kinds());
  });

  it('names whom an impostor answered for, and goes when it is dismissed', async () => {
    const { beep, banners, kinds } = await mount();
    beep.alert.update(() => ({ fault: 'peer-mismatch', name: 'Ayesha Khan' }));
    await settled(banners);
    assert.include(says(one(banners, '[role=alert][data-kind=peer-mismatch]')), 'Ayesha Khan');
    named(banners, 'Dismiss').click();
    await settled(banners);
    assert.isEmpty(kinds());
    assert.isNull(beep.alert.value);
  });

  it('says that the disk is full and that nothing saved was lost', async () => {
    const { beep, banners } = await mount();
    beep.alert.update(() => ({ fault: 'storage-full', name: null }));
    await settled(banners);
    assert.include(
      says(one(banners, '[role=alert][data-kind=storage-full]')),
      'Everything saved before it is safe.',
    );
  });

  it('tells of a recovered store until that is dismissed', async () => {
    const { beep, banners, kinds } = await mount();
    beep.phase.update(() => ({ kind: 'ready', self: FakeBeep.self({ recovered: true }) }));
    await settled(banners);
    assert.deepEqual(kinds(), ['recovered']);
    named(banners, 'Dismiss').click();
    await settled(banners);
    assert.isEmpty(kinds());
  });

  for (const [door, words] of [
    ['no-badge', /only people with a badge.*Ask your registrar.*connect by hand/],
    ['refused', /does not say why.*clock/],
  ] as const) {
    it(`tells whom a closed server does not let in (${door}), and leads to My badge`, async () => {
      const { beep, banners, kinds } = await mount();
      beep.connection.update((now) => ({ ...now, introducer: 'offline', door }));
      await import('../network/door-words.js');
      await new Promise((resolve) => setTimeout(resolve, 0));
      await settled(banners);
      assert.deepEqual(kinds(), [door]);
      assert.match(one(banners, `[data-kind=${door}]`)!.textContent, words);
      await assert.isAccessible(banners);
      one(banners, 'button')!.click();
      assert.equal(location.hash, pageHref('badge'));
      location.hash = '';
      beep.connection.update((now) => ({ ...now, introducer: 'connected', door: 'proved' }));
      await settled(banners);
      assert.deepEqual(kinds(), []);
    });
  }

  it('names whose badge a closed server wants, where all their names are known here', async () => {
    for (const [required, words] of [
      [[AUTHORITY], /only people with a badge of \u2068Establishment Division\u2069, and/u],
      [[AUTHORITY, { ...AUTHORITY, name: 'Planning' }], /Establishment Division\u2069 or \u2068Planning/u],
      [[AUTHORITY, { ...AUTHORITY, name: '' }], /only people with a badge of its office/],
      [null, /only people with a badge of its office/],
    ] as const) {
      const { banners, beep, kinds } = await withBadge({ required, isTurnedAway: true, note: ENDS });
      beep.connection.update((now) => ({ ...now, introducer: 'offline', door: 'no-badge' }));
      await import('../network/door-words.js');
      await new Promise((resolve) => setTimeout(resolve, 0));
      await settled(banners);
      assert.match(one(banners, '[data-kind=no-badge]')!.textContent, words);
      assert.deepEqual(kinds(), ['no-badge'], 'the first thing first');
      beep.official.update(() => null);
      await settled(banners);
    }
  });

  it('says that a badge lies ready, leads to it, and puts it off when dismissed', async () => {
    const { banners, kinds, official } = await withBadge({ waiting: new Uint8Array([1]), note: ENDS });
    assert.deepEqual(kinds(), ['badge-waiting']);
    assert.include(says(banners), 'Your badge is here.');
    named(banners, 'My badge').click();
    assert.equal(location.hash, pageHref('badge'));
    location.hash = '';
    assert.deepEqual(official.enrolment.view.value.badges, [], 'nothing is taken unasked');
    named(banners, 'Dismiss').click();
    await settled(banners);
    assert.isNull(official.enrolment.view.value.waiting);
    assert.deepEqual(kinds(), ['badge-ends']);
  });

  for (const [note, words] of [
    [ENDS, /ends on 4 December 2026/],
    [{ kind: 'ended', untilMs: ENDS.untilMs }, /ended on 4 December 2026/],
    [{ kind: 'revoked', fromMs: ENDS.untilMs }, /revoked on 4 December 2026/],
  ] as const)
    it(`says once of our badge that it ${note.kind}`, async () => {
      const { banners, kinds } = await withBadge({ note });
      assert.match(says(banners), words);
      await assert.isAccessible(banners);
      named(banners, 'Dismiss').click();
      await settled(banners);
      assert.isEmpty(kinds());
    });

  it('tells of a server that speaks nonsense, and stops when it does', async () => {
    const { beep, banners, kinds } = await mount();
    beep.connection.update((now) => ({ ...now, nonsense: true }));
    await settled(banners);
    assert.deepEqual(kinds(), ['server-nonsense']);
    beep.connection.update((now) => ({ ...now, nonsense: false }));
    await settled(banners);
    assert.isEmpty(kinds());
  });

  it('updates on a click alone', async () => {
    const { facts, banners } = await mount();
    facts.update.update(() => true);
    await settled(banners);
    assert.equal(facts.updates, 0);
    assert.include(says(banners), 'What you are writing is kept.');
    named(banners, 'Update now').click();
    await waitUntil(() => facts.updates === 1);
  });

  it('asks for storage that lasts, and takes no for an answer', async () => {
    const { facts, banners, kinds } = await mount();
    facts.persisted.update(() => false);
    facts.grantsPersist = false;
    await settled(banners);
    named(banners, 'Keep them').click();
    await waitUntil(() => says(banners).includes('The browser said no for now.'));
    named(banners, 'Dismiss').click();
    await settled(banners);
    assert.isEmpty(kinds());
  });

  it('is glad when storage lasts', async () => {
    const { facts, banners, kinds } = await mount();
    facts.persisted.update(() => false);
    await settled(banners);
    named(banners, 'Keep them').click();
    await waitUntil(() => kinds().length === 0);
  });

  it('says nothing of storage before the browser has answered', async () => {
    const { facts, banners, kinds } = await mount();
    facts.persisted.update(() => null);
    await settled(banners);
    assert.isEmpty(kinds());
  });

  it('asks who has a badge to write the words down, until they are put off', async () => {
    const { beep, banners, kinds } = await mount();
    const official = new FakeOfficial();
    beep.official.update(() => official);
    await settled(banners);
    assert.isEmpty(kinds(), 'nobody vouches for them yet');
    official.enrolment.view.update((view) => ({ ...view, badges: [aBadge()] }));
    await settled(banners);
    assert.deepEqual(kinds(), ['words']);
    await assert.isAccessible(banners);
    named(banners, 'Dismiss').click();
    await waitUntil(() => kinds().length === 0);
    assert.deepEqual(beep.recovery.view.value, { kind: 'later', isDue: false });
  });

  it('reminds of the words when it is time, beside the chats alone, and leads to them', async () => {
    const { beep, banners, kinds } = await mount();
    beep.recovery.view.update(() => ({ kind: 'later', isDue: true }));
    await settled(banners);
    assert.deepEqual(kinds(), ['words']);
    named(banners, 'Recovery words').click();
    assert.equal(location.hash, '#/settings/words');
    await waitUntil(() => kinds().length === 0);
    location.hash = '#/';
    await waitUntil(() => kinds().length === 1);
    await beep.recovery.keep();
    await waitUntil(() => kinds().length === 0);
  });

  it('says so where the words cannot be put off', async () => {
    const { beep, banners, kinds } = await mount();
    beep.recovery.view.update(() => ({ kind: 'later', isDue: true }));
    beep.recovery.putOff = async () => fail('storage-full');
    await settled(banners);
    named(banners, 'Dismiss').click();
    await waitUntil(() => says(banners).includes('This device is out of space'));
    assert.deepEqual(kinds(), ['words']);
  });

  it('is accessible', async () => {
    const { beep, facts, banners } = await mount();
    beep.alert.update(() => ({ fault: 'peer-mismatch', name: 'Ayesha Khan' }));
    facts.update.update(() => true);
    facts.persisted.update(() => false);
    await settled(banners);
    await assert.isAccessible(banners);
  });
});

describe('<beep-connection>', () => {
  for (const [introducer, nonsense, up, words] of [
    ['connected', false, 'true', 'Connected'],
    ['connecting', false, 'false', 'Connecting…'],
    ['offline', false, 'false', 'Offline'],
    ['connected', true, 'false', 'Server not understood'],
  ] as const) {
    it(`says “${words}”, for people and for machines`, async () => {
      const beep = new FakeBeep();
      beep.connection.update(() => ({ introducer, nonsense, peers: 0, door: 'open' }));
      const status = one(await show('beep-connection', { beep }), '[role=status]')!;
      assert.deepEqual(
        [status.getAttribute('aria-label'), status.dataset['up'], says(status)],
        ['Connection', up, words],
      );
      await assert.isAccessible(status);
    });
  }

  it('says how many links live on while the server is away, and that there will be no new ones', async () => {
    const beep = new FakeBeep();
    beep.connection.update(() => ({ introducer: 'offline', nonsense: false, peers: 1, door: 'open' }));
    const connection = await show('beep-connection', { beep });
    assert.equal(says(connection), 'No new connections 1 person linked');
    beep.connection.update((now) => ({ ...now, peers: 2 }));
    await settled(connection);
    assert.equal(says(connection), 'No new connections 2 people linked');
  });
});
