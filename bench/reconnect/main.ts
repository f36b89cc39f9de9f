/**
 * The network is gone for five seconds and comes back: how long until the message that was written meanwhile is on the
 * other's screen. Beside it, in the same cut, a bare data channel that is left alone, and one whose ICE is restarted
 * the moment the network is back.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { report } from '../figure.js';
import { median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { cutNetwork, lacksPrivateNetwork, mendNetwork } from '../stage/network-cut.js';
import { closeRawPair, connectRawPair, prepareRawPair } from '../stage/raw-pair.js';

const CUT_MS = 5_000;
const WRITE_AFTER_MS = 1_000;
const ROUNDS = 4;

const why = lacksPrivateNetwork();
if (why !== false) {
  console.log(`skipped: ${why}`);
  process.exit(0);
}

await using stage = await BenchStage.open();
const [host, guest] = [await stage.person('Ayesha'), await stage.person('Bilal')];
await stage.meet(host, guest);

/** Cuts the network, writes in the dark, mends it, and returns the ms from then until what was written is there. */
async function cutOnce(
  write: () => Promise<unknown>,
  arrived: Promise<number>,
  onMended: () => Promise<unknown>,
) {
  cutNetwork();
  let backMs: number;
  try {
    await pause(WRITE_AFTER_MS);
    await write();
    await pause(CUT_MS - WRITE_AFTER_MS);
  } finally {
    mendNetwork();
    backMs = Date.now();
  }
  await onMended();
  return (await arrived) - backMs;
}

const nothing = (): Promise<void> => Promise.resolve();

async function beep(round: number): Promise<number> {
  const text = `Written in the dark ${round}`;
  const arrived = guest.page.evaluate((text) => bench.whenReceived('Ayesha', text), text);
  const ms = await cutOnce(
    () => host.page.evaluate((texts) => bench.append('Bilal', texts), [text]),
    arrived,
    nothing,
  );
  await host.waitForState(text, ['delivered', 'read']);
  return ms;
}

async function raw(restart: boolean): Promise<number> {
  const pages: [Page, Page] = [host.page, guest.page];
  await prepareRawPair(...pages);
  await connectRawPair(...pages);
  const arrived = guest.page.evaluate(() => bench.whenRawArrives());
  const ms = await cutOnce(
    () => host.page.evaluate(() => bench.sendRaw()),
    arrived,
    () => (restart ? host.page.evaluate(() => bench.restartRaw()) : nothing()),
  );
  await closeRawPair(...pages);
  return ms;
}

const beepMs: number[] = [];
const aloneMs: number[] = [];
const restartedMs: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  beepMs.push(await beep(round));
  aloneMs.push(await raw(false));
  restartedMs.push(await raw(true));
}
report({
  name: 'network back after 5 s to queued message shown, p50',
  value: median(beepMs),
  unit: 'ms',
  anchor: { 'bare channel left alone': median(aloneMs), 'bare ICE restart': median(restartedMs) },
  ratio: median(beepMs) / median(restartedMs),
  must: '1500 ms',
  moonshot: '1.5',
});
report({
  name: 'network back after 5 s to queued message shown, worst',
  value: Math.max(...beepMs),
  unit: 'ms',
});
