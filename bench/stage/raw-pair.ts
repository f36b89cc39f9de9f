import type { Page } from 'playwright-core';
import type {} from '../page/main.js';

/** Gets two pages ready for bare connections with each other, over the introducer that Beep uses too. */
export async function prepareRawPair(caller: Page, callee: Page): Promise<void> {
  const topics = [`bench-${crypto.randomUUID()}`, `bench-${crypto.randomUUID()}`] as const;
  const [own, peer] = topics;
  await callee.evaluate(([own, peer]) => bench.prepareRaw(peer, own), topics);
  await caller.evaluate(([own, peer]) => bench.prepareRaw(own, peer), [own, peer] as const);
}

/** Connects them, with nothing of ours in between, and returns the ms until the first message was there. */
export async function connectRawPair(caller: Page, callee: Page): Promise<number> {
  const arrived = callee.evaluate(() => bench.whenRawArrives());
  const startMs = await caller.evaluate(() => bench.connectRaw());
  return (await arrived) - startMs;
}

export async function closeRawPair(caller: Page, callee: Page): Promise<void> {
  for (const page of [caller, callee]) await page.evaluate(() => bench.closeRaw());
}
