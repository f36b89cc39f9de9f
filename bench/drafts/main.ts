/**
 * What drafts cost: from a key until what it wrote is on disk, to open a long one that was edited often, what one takes on
 * disk, and what stays in memory of one that was closed. Beside them what the same bytes take without Beep: a put into
 * IndexedDB, and plain Yjs.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { report } from '../figure.js';
import { median, percentile } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { bundle } from '../stage/bundle.js';
import { connectRawPair, prepareRawPair } from '../stage/raw-pair.js';
import type {} from './page.js';

const ROUNDS = 5;
const KEYS_PER_ROUND = 20;
/** How long keystrokes gather before they are written; see src/app/open-draft.ts. */
const GATHER_MS = 50;
const LONG_BYTES = 200_000;
const EDITS = 20_000;
const OPENINGS = 9;
const CLOSED = 20;

await using stage = await BenchStage.open();
const ayesha = await stage.person('Ayesha');
const { page } = ayesha;
const script = await bundle(join(import.meta.dirname, 'page.ts'));
await page.evaluate(script);

await reportSaving(page);
const long = await page.evaluate(([bytes, edits]) => benchDrafts.makeEdited(bytes, edits), [
  LONG_BYTES,
  EDITS,
] as const);
await reportOpening(page);
await reportSize(page);
await reportMemory(page);
await reportLive();

async function reportSaving(page: Page): Promise<void> {
  const id = await page.evaluate(() => benchDrafts.makeDraft(20, 200));
  await page.evaluate((id) => benchDrafts.show(id), id);
  const saves: number[] = [];
  const puts: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const saved: number[] = [];
    for (let key = 0; key < KEYS_PER_ROUND; key++) {
      const waiting = page.evaluate((id) => benchDrafts.nextSaveMs(id), id);
      await page.evaluate(() => 0); // by now it listens
      await page.keyboard.press('x');
      saved.push(await waiting);
    }
    const { record, keystroke } = await page.evaluate(() => benchDrafts.onDisk());
    const put = await page.evaluate(([count, record, row]) => benchDrafts.rawPutsMs(count, record, row), [
      KEYS_PER_ROUND,
      record,
      keystroke,
    ] as const);
    if (round < 0) continue; // the first one warms up
    saves.push(...saved);
    puts.push(...put);
  }
  await page.evaluate(() => benchDrafts.leave());
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const) {
    const [ms, putMs] = [percentile(saves, share), percentile(puts, share)];
    report({
      name: `keystroke to saved, ${name}`,
      value: ms,
      unit: 'ms',
      anchor: { gathering: GATHER_MS, 'put of the same bytes': putMs },
      ratio: (ms - GATHER_MS) / putMs,
    });
  }
}

async function reportOpening(page: Page): Promise<void> {
  const { app, plain } = await page.evaluate(([id, rounds]) => benchDrafts.openInTurns(id, rounds), [
    long,
    OPENINGS,
  ] as const);
  const shown: number[] = [];
  for (let round = -1; round < OPENINGS; round++) {
    const ms = await page.evaluate((id) => benchDrafts.show(id), long);
    await page.evaluate(() => benchDrafts.leave());
    if (round >= 0) shown.push(ms);
  }
  const what = `a draft of ${LONG_BYTES / 1_000} KB with ${EDITS} edits`;
  for (const [name, all] of [
    [`${what} opened, p50`, app],
    [`${what} opened and painted in the editor, p50`, shown],
  ] as const) {
    report({
      name,
      value: median(all),
      unit: 'ms',
      anchor: { 'plain Y.applyUpdate': median(plain), p95: percentile(all, 0.95) },
      ratio: median(all) / median(plain),
    });
  }
}

async function reportSize(page: Page): Promise<void> {
  const { textBytes, updateBytes } = await page.evaluate(async (id) => {
    const { textBytes, update } = await benchDrafts.look(id);
    return { textBytes, updateBytes: update.byteLength };
  }, long);
  const { drafts } = await page.evaluate(() => benchDrafts.onDisk());
  report({
    name: 'the same on disk',
    value: drafts[0]!,
    unit: 'B',
    anchor: { text: textBytes, 'as one update': updateBytes },
    ratio: drafts[0]! / textBytes,
  });
}

async function reportMemory(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const heapBytes = async (): Promise<number> => {
    for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  // What is there before and after has had a short draft as its last one.
  const short = await page.evaluate(() => benchDrafts.makeDraft(1, 20));
  const openAndClose = async (id: typeof long): Promise<void> => {
    await page.evaluate((id) => benchDrafts.show(id), id);
    await page.evaluate(() => benchDrafts.leave());
  };
  await openAndClose(long);
  await openAndClose(short);
  const before = await heapBytes();
  await page.evaluate((id) => benchDrafts.show(id), long);
  const held = (await heapBytes()) - before;
  await page.evaluate(() => benchDrafts.leave());
  const closed = (await heapBytes()) - before;
  for (let i = 1; i < CLOSED; i++) await openAndClose(long);
  await openAndClose(short);
  const after = await heapBytes();
  report({
    name: 'memory it takes once it is closed',
    value: closed,
    unit: 'B',
    anchor: { 'while it is open': held },
    ratio: closed / held,
  });
  report({
    name: `memory that ${CLOSED} openings leave behind, each`,
    value: (after - before) / CLOSED,
    unit: 'B',
    anchor: { 'while it is open': held, 'heap before': before, 'heap after': after },
    ratio: (after - before) / CLOSED / held,
  });
}

/** From a key that one presses until its letter is on the other's screen: over both apps, editors, and one data channel. */
async function reportLive(): Promise<void> {
  const bilal = await stage.person('Bilal');
  await stage.meet(ayesha, bilal);
  await prepareRawPair(page, bilal.page);
  await connectRawPair(page, bilal.page);
  await bilal.page.evaluate(script);
  const id = await page.evaluate(() => benchDrafts.makeDraft(20, 200));
  await page.evaluate((id) => benchDrafts.shareAndShow(id), id);
  await bilal.page.evaluate(() => benchDrafts.showShared());
  await page.bringToFront();
  await page.locator('beep-draft [role=textbox] p').first().click();
  await bilal.page.evaluate(() => benchDrafts.seesAnother());
  const inPage: number[] = [];
  const onScreen: number[] = [];
  const echoes: number[] = [];
  let keys = 0;
  for (let round = -1; round < ROUNDS; round++) {
    for (let key = 0; key < KEYS_PER_ROUND; key++) {
      const pressed = page.evaluate(() => benchDrafts.nextKeyMs());
      const shown = bilal.page.evaluate((count) => benchDrafts.whenShownMs('q', count), ++keys);
      await page.evaluate(() => 0); // by now both listen
      await bilal.page.evaluate(() => 0);
      await page.keyboard.press('q');
      const [fromMs, to] = await Promise.all([pressed, shown]);
      if (round < 0) continue; // the first one warms up
      inPage.push(to.inPage - fromMs);
      onScreen.push(to.onScreen - fromMs);
    }
    const echoed = await page.evaluate((count) => bench.echoRaw(count), KEYS_PER_ROUND);
    if (round >= 0) echoes.push(...echoed.map((ms) => ms / 2));
  }
  const rawMs = median(echoes);
  for (const [name, all] of [
    ['keystroke into the other’s editor, p50', inPage],
    ['keystroke to the other’s screen, p50', onScreen],
  ] as const)
    report({
      name,
      value: median(all),
      unit: 'ms',
      anchor: { 'raw channel, one way': rawMs, p95: percentile(all, 0.95) },
      ratio: median(all) / rawMs,
    });
}
