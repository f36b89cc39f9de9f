/**
 * What a long history costs: the same app on a conversation of 10 000 messages beside one of 1 000, in turns. How long
 * until the app has started, and from the click on the conversation until its newest message is painted.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { report } from '../figure.js';
import { median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { bundle } from '../stage/bundle.js';
import type {} from './seed.js';

const LENGTHS = [1_000, 10_000] as const;
const ROUNDS = 7;
/** A page of the app's origin in which the app does not run. */
const QUIET_PATH = '/healthz';

await using stage = await BenchStage.open();
const seedScript = await bundle(join(import.meta.dirname, 'seed.ts'));
const url = stage.server.url;

interface Profile {
  readonly page: Page;
  readonly newest: string;
  readonly startMs: number[];
  readonly openMs: number[];
}

async function seeded(length: number): Promise<Profile> {
  const context = await stage.profile();
  const page = await context.newPage();
  await page.goto(`${url}${QUIET_PATH}`);
  await page.evaluate(seedScript);
  const newest = await page.evaluate((length) => seed('Bilal', length), length);
  return { page, newest, startMs: [], openMs: [] };
}

const profiles = [await seeded(LENGTHS[0]), await seeded(LENGTHS[1])] as const;
for (let round = -1; round < ROUNDS; round++) {
  for (const { page, newest, startMs, openMs } of profiles) {
    await page.goto(`${url}${QUIET_PATH}`); // so that the app starts anew
    await page.goto(url);
    const { ms } = await page.evaluate(() => bench.firstScreen());
    const opened = await page.evaluate((newest) => bench.openConversation(newest), newest);
    if (round < 0) continue; // the first one fills the caches
    startMs.push(ms);
    openMs.push(opened);
  }
}
const [short, long] = profiles;
for (const [name, key, must, moonshot] of [
  ['start to list', 'startMs', undefined, undefined],
  ['click to newest message painted', 'openMs', '1.3', '1.05'],
] as const) {
  const [base, value] = [median(short[key]), median(long[key])];
  report({
    name: `${name}, ${LENGTHS[1]} messages, p50`,
    value,
    unit: 'ms',
    anchor: { [`${LENGTHS[0]} messages`]: base },
    ratio: value / base,
    ...(must && { must, moonshot }),
  });
}
