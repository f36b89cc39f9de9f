import type { Tabs } from '../../src/app/ports.js';
import type { Harness } from './harness.js';

/** What every `Tabs` promises. `make` gives the tabs of one browser profile, one at each call of `tab`. */
export function tabsContract(
  { describe, it, assert }: Harness,
  name: string,
  make: () => { tab: () => Tabs },
): void {
  describe(`${name} keeps the contract of Tabs`, () => {
    it('gives the right to one tab at a time', async () => {
      const { tab } = make();
      const [first, second] = [tab(), tab()];
      assert.deepEqual([await first.claim(), await second.claim(), await first.claim()], [true, false, true]);
      first.release();
      assert.equal(await claimSoon(second), true);
      assert.equal(await first.claim(), false);
      second.release();
    });

    it('passes the right on when the tab that has it has stopped, and not before', async () => {
      const { tab } = make();
      const [first, second] = [tab(), tab()];
      const story: string[] = [];
      await first.claim();
      first.onAsked(async () => {
        story.push('asked');
        await Promise.resolve();
        story.push('stopped');
      });
      await second.takeOver();
      story.push('taken');
      assert.deepEqual(story, ['asked', 'stopped', 'taken']);
      assert.deepEqual([await second.claim(), await first.claim()], [true, false]);
      second.release();
    });

    it('takes over at once where nobody has the right', async () => {
      const { tab } = make();
      const only = tab();
      await only.takeOver();
      await only.takeOver();
      assert.equal(await only.claim(), true);
      only.release();
    });

    it('passes the right on even if stopping went wrong', async () => {
      const { tab } = make();
      const [first, second] = [tab(), tab()];
      await first.claim();
      first.onAsked(() => Promise.reject(new Error('the disk is full')));
      await second.takeOver();
      assert.deepEqual([await second.claim(), await first.claim()], [true, false]);
      second.release();
    });

    it('takes over from a tab that does not answer, which is told', async () => {
      const { tab } = make();
      const [first, second] = [tab(), tab()];
      let asked = 0;
      await first.claim();
      first.onAsked(() => {
        asked++;
        return new Promise(() => {});
      });
      await second.takeOver();
      assert.deepEqual([await second.claim(), await first.claim(), asked], [true, false, 1]);
      second.release();
    });
  });

  /** A released lock may take a turn of the event loop to be free. */
  async function claimSoon(tab: Tabs): Promise<boolean> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await tab.claim()) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return false;
  }
}
