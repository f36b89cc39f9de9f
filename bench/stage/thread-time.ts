import type { Page } from 'playwright-core';

/**
 * How long the main thread of `page` has worked since, in seconds of its own CPU time: what its neighbours on the machine
 * do does not count.
 */
export async function watchThreadTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === 'TaskDuration');
    if (!found) throw new Error('The browser does not say how long its tasks took.');
    return found.value;
  };
  const before = await taken();
  return async () => (await taken()) - before;
}
