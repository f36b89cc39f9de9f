/**
 * The way to the first screen, for somebody new and for somebody who comes again, beside a minimal Lit page that the
 * same server hands out: what it weighs, what it asks for, and how long it takes.
 */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { TestServer } from '../../test/e2e/harness/server.js';
import { report } from '../figure.js';
import { median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import type { FirstScreen } from '../page/first-screen.js';
import { buildLitSite } from './lit-site.js';

const ROUNDS = 7;
const KIB = 1024;

await using stage = await BenchStage.open();
const dist = await buildLitSite();
try {
  await using litServer = await TestServer.start({ env: { DIST: dist } });
  const [beepUrl, litUrl] = [stage.server.url, litServer.url];
  const cold: { beep: FirstScreen[]; lit: FirstScreen[] } = { beep: [], lit: [] };
  const warm: { beep: FirstScreen[]; lit: FirstScreen[] } = { beep: [], lit: [] };
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, url] of [
      ['lit', litUrl],
      ['beep', beepUrl],
    ] as const) {
      const context = await stage.profile();
      const first = await visit(context, url, name === 'beep');
      const again = await visit(context, url, false);
      await context.close();
      if (round < 0) continue; // the first one warms the browser and the server
      cold[name].push(first);
      warm[name].push(again);
    }
  }
  reportWeight(cold.beep[0]!);
  reportTime('cold', cold, { must: '2.5', moonshot: '1.5' });
  reportTime('warm', warm, { moonshot: '1.3' });
} finally {
  await rm(dist, { recursive: true });
}

/** Opens the page in a tab of its own and waits for its first screen; then, if told so, for its service worker. */
async function visit(context: BrowserContext, url: string, settle: boolean): Promise<FirstScreen> {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  const screen = await page.evaluate(() => bench.firstScreen());
  // From then on it has everything and hands it out.
  if (settle) await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.close();
  return screen;
}

function reportWeight({ requests, bytes }: FirstScreen): void {
  // Whether it is within its budget is for that script to say; here it is weighed.
  const { stdout: weighed } = spawnSync(process.execPath, [join('scripts', 'check-size.mjs')], {
    encoding: 'utf8',
  });
  const kb = /([\d.]+) KB[^\n]*first view, all JavaScript/.exec(weighed)?.[1];
  if (kb === undefined) throw new Error(`The weight of the first view is not in: ${weighed}`);
  report({
    name: 'first view, JavaScript, gzip',
    value: Number(kb),
    unit: 'KiB',
    anchor: { Squoosh: 36, PairDrop: 111, Hydrogen: 189, Chitchatter: 676 },
    must: '60 KiB',
    moonshot: '30 KiB',
  });
  report({ name: 'first view, requests', value: requests, unit: '', moonshot: '8' });
  report({ name: 'first view, over the wire', value: bytes / KIB, unit: 'KiB', moonshot: '50 KiB' });
}

function reportTime(
  how: string,
  { beep, lit }: { readonly beep: readonly FirstScreen[]; readonly lit: readonly FirstScreen[] },
  goals: { readonly must?: string; readonly moonshot: string },
): void {
  const [beepMs, litMs] = [beep, lit].map((all) => all.map(({ ms }) => ms)) as [number[], number[]];
  report({
    name: `first screen painted, ${how}, p50`,
    value: median(beepMs),
    unit: 'ms',
    anchor: { 'minimal Lit page': median(litMs) },
    ratio: median(beepMs.map((ms, i) => ms / litMs[i]!)),
    ...goals,
  });
}
