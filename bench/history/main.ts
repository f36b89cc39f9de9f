/**
 * What a long history costs: the same app on conversations of a thousand messages up to a million, in turns. How long until
 * the app has started, from the click on the conversation until its newest message is painted, until a message that is
 * sent is on disk, and until one that comes is on disk and acked.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { report } from '../figure.js';
import { exponent, median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { bundle } from '../stage/bundle.js';
import type {} from './seed.js';

const LENGTHS = [1_000, 10_000, 100_000, 1_000_000].filter(
  (length) => length <= Number(process.env['BEEP_HISTORY'] ?? Infinity),
);
const ROUNDS = 7;
/** Messages sent in each round, and received. */
const SENT = 10;
const NAME = 'Bilal';
/** A page of the app's origin in which the app does not run. */
const QUIET_PATH = '/healthz';

await using stage = await BenchStage.open();
const seedScript = await bundle(join(import.meta.dirname, 'seed.ts'));
const url = stage.server.url;

interface Profile {
  readonly length: number;
  readonly page: Page;
  newest: string;
  readonly startMs: number[];
  readonly openMs: number[];
  readonly sendMs: number[];
  readonly receiveMs: number[];
}

async function seeded(length: number): Promise<Profile> {
  const context = await stage.profile();
  const page = await context.newPage();
  await page.goto(`${url}${QUIET_PATH}`);
  await page.evaluate(seedScript);
  const newest = await page.evaluate(([name, length]) => seed(name, length), [NAME, length] as const);
  return { length, page, newest, startMs: [], openMs: [], sendMs: [], receiveMs: [] };
}

const profiles: Profile[] = [];
const seedingMs = performance.now();
for (const length of LENGTHS) profiles.push(await seeded(length));
report({ name: 'writing all of it beforehand', value: (performance.now() - seedingMs) / 1_000, unit: 's' });
for (let round = -1; round < ROUNDS; round++) {
  for (const profile of profiles) {
    const { page, newest, startMs, openMs, sendMs, receiveMs } = profile;
    await page.goto(`${url}${QUIET_PATH}`); // so that the app starts anew
    await page.goto(url);
    const { ms } = await page.evaluate(() => bench.firstScreen());
    const opened = await page.evaluate((newest) => bench.openConversation(newest), newest);
    const texts = Array.from({ length: SENT }, (_, i) => `Sent in round ${round}, number ${i}`);
    const sent = await page.evaluate(([name, texts]) => bench.append(name, texts), [NAME, texts] as const);
    const words = texts.map((text) => text.replace('Sent', 'Received'));
    const received = await page.evaluate(([name, words]) => bench.receive(name, words), [
      NAME,
      words,
    ] as const);
    profile.newest = words.at(-1)!;
    if (round < 0) continue; // the first one fills the caches
    startMs.push(ms);
    openMs.push(opened);
    sendMs.push(...sent);
    receiveMs.push(...received);
  }
}
const [shortest] = profiles;
const longest = profiles.at(-1)!;
for (const [name, key, must, moonshot] of [
  ['start to list', 'startMs', undefined, undefined],
  ['click to newest message painted', 'openMs', '1.3', '1.05'],
  ['sent to on disk', 'sendMs', '1.3', '1.05'],
  ['received to on disk', 'receiveMs', '1.3', '1.05'],
] as const) {
  const medians = profiles.map((profile) => median(profile[key]));
  report({
    name: `${name}, ${longest.length} messages, p50`,
    value: medians.at(-1)!,
    unit: 'ms',
    anchor: Object.fromEntries(
      profiles.slice(0, -1).map(({ length }, i) => [`${length} messages`, medians[i]!]),
    ),
    ratio: medians.at(-1)! / medians[0]!,
    ...(must && { must, moonshot }),
  });
  report({
    name: `growth of ${name} from ${shortest!.length} to ${longest.length} messages, exponent`,
    value: exponent(profiles.map(({ length }, i) => [length, medians[i]!])),
    unit: '',
    must: '0.1',
    moonshot: '0.05',
  });
}
