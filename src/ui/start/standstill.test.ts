import { assert, waitUntil } from '@open-wc/testing';
import { FAULTS, type FaultCode } from '../../domain/fault.js';
import { FakeBeep } from '../../../test/support/fake-beep.js';
import { all, named, one, says, settled, show } from '../../../test/support/screen.js';
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
