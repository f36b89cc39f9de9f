import { assert, waitUntil } from '@open-wc/testing';
import { FAULTS, type FaultCode } from '../../domain/fault.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { all, field, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import { wordsOfSeed } from '../../protocol/recovery-words.js';
import './beep-ended.js';
import './beep-lost.js';
import './beep-other-tab.js';
import './beep-stopped.js';

describe('<beep-other-tab>', () => {
  it('moves Beep over here on a click', async () => {
    const beep = new FakeBeep({ kind: 'other-tab' });
    const page = await show('beep-other-tab', { beep });
    assert.include(says(one(page, '[role=alert][data-kind=other-tab]')), 'Beep is open in another tab');
    await assert.isAccessible(page);
    named(page, 'Use here').click();
    await waitUntil(() => beep.phase.value.kind === 'ready');
  });
});

describe('<beep-lost>', () => {
  it('begins again only after a second yes', async () => {
    const beep = new FakeBeep({ kind: 'lost' });
    const page = await show('beep-lost', { beep });
    assert.include(
      says(one(page, '[role=alert][data-kind=damaged]')),
      'The messages on this device are gone',
    );
    assert.isEmpty(all(page, 'input'), 'this is not the first run');
    await assert.isAccessible(page);
    named(page, 'Begin again').click();
    await settled(page);
    assert.equal(beep.phase.value.kind, 'lost');
    named(page, 'Go back').click();
    await settled(page);
    named(page, 'Begin again').click();
    await settled(page);
    named(page, 'Yes, begin again').click();
    await waitUntil(() => beep.phase.value.kind === 'welcome');
  });
});

describe('<beep-ended>', () => {
  const WORDS = wordsOfSeed(new Uint8Array(32).fill(9)).join(' ');
  async function mount() {
    const phase = { kind: 'ended', name: 'Bilal', atMs: Date.UTC(2026, 10, 24, 12) } as const;
    const beep = new FakeBeep(phase);
    return { beep, page: await show('beep-ended', { beep, name: phase.name, atMs: phase.atMs }) };
  }

  it('says when this device was ended and what that means', async () => {
    const { page } = await mount();
    const alert = says(one(page, '[role=alert][data-kind=ended]'));
    assert.include(alert, 'On 24 November 2026, another device took its place for \u2068Bilal\u2069.');
    assert.include(alert, 'sends and receives nothing any more');
    await assert.isAccessible(page);
  });

  it('is used again by the words, which are read while they are typed', async () => {
    const { beep, page } = await mount();
    named(page, 'Use this device again').click();
    await settled(page);
    type(field(page, 'Your 24 words'), 'abandon ability ');
    await waitUntil(() => says(one(page, '#reading')) === '2 of 24');
    named(page, 'Use this device again').click();
    await waitUntil(() => one(page, '[role=alert][data-kind=words-wrong]'));
    assert.equal(field(page, 'Your 24 words').value, 'abandon ability ');
    await assert.isAccessible(page);
    type(field(page, 'Your 24 words'), WORDS);
    named(page, 'Use this device again').click();
    await waitUntil(() => beep.phase.value.kind === 'ready');
    assert.equal(beep.words, WORDS);
  });

  it('is erased only after a second yes', async () => {
    const { beep, page } = await mount();
    named(page, 'Erase this device').click();
    await settled(page);
    assert.equal(beep.phase.value.kind, 'ended');
    named(page, 'Yes, erase it').click();
    await waitUntil(() => beep.phase.value.kind === 'welcome');
  });
});

describe('<beep-stopped>', () => {
  it('says why and what to do, for every fault', async () => {
    for (const fault of Object.keys(FAULTS) as FaultCode[]) {
      const page = await show('beep-stopped', { fault });
      assert.isAbove(says(one(page, `[role=alert][data-kind=${fault}] p`)).length, 10);
      named(page, 'Reload');
      page.remove();
    }
    await assert.isAccessible(await show('beep-stopped', { fault: 'storage-unavailable' }));
  });
});
