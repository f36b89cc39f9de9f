/**
 * Appending and catching up: one person writes while the other is away, who then comes back and takes it all, checked
 * and stored, over the link. Beside it, what one durable write takes on this disk, and the bytes of what was signed.
 */
import { join } from 'node:path';
import { report } from '../figure.js';
import { median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { bundle } from '../stage/bundle.js';
import { watchThreadTime } from '../stage/thread-time.js';
import { until } from '../../test/e2e/harness/until.js';
import type { Person } from '../../test/e2e/harness/person.js';
import type {} from './seed.js';

/** Appended by the app itself. */
const APPENDED = 400;
/** Away with the list on the screen, then away with the conversation on it. */
const LISTED = Number(process.env['BEEP_BACKLOG'] ?? 100_000);
const OPENED = Math.ceil(LISTED / 5);
/** Messages that are sent while both are there. */
const DELIVERED = 30;
/** Messages at either end of a run whose rates are compared. */
const SAMPLE = 100;
const LIMIT_MS = 150_000;
const TEXT_BYTES = 100;
/** A page of the app's origin in which the app does not run. */
const QUIET_PATH = '/healthz';
const text = (number: number): string => `Message ${number} `.padEnd(TEXT_BYTES, '.');
const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => text(from + i));
const perSecond = (ms: readonly number[]): number =>
  1_000 / (ms.reduce((sum, each) => sum + each, 0) / ms.length);

await using stage = await BenchStage.open();
const seedScript = await bundle(join(import.meta.dirname, 'seed.ts'));
const [writer, reader] = [await stage.person('Ayesha'), await stage.person('Bilal')];
await stage.meet(writer, reader);
await reader.say('Seen before the bench.'); // so that entries name one of the other's, as they do in a conversation
await writer.waitForMessage('Seen before the bench.');

const deliveredShort = await deliver('short');
await leave(reader);
await writer.waitForStanding('away');
const puts = await writer.page.evaluate((count) => bench.durablePutsMs(count), 50);
const onScreen = perSecond(await write(0, SAMPLE));
await writer.goTo('Settings'); // what follows costs no drawing
const appendMs = await write(SAMPLE, APPENDED - SAMPLE);
const [first, last] = [perSecond(appendMs.slice(0, SAMPLE)), perSecond(appendMs.slice(-SAMPLE))];
report({
  name: 'messages appended per second, with another page on the screen',
  value: first,
  unit: '1/s',
  anchor: { 'durable writes per second': 1_000 / median(puts) },
  ratio: (first * median(puts)) / 1_000,
});
report({
  name: 'messages appended per second, with the conversation on the screen',
  value: onScreen,
  unit: '1/s',
  anchor: { 'with another page on the screen': first },
  ratio: onScreen / first,
});
report({
  name: `messages appended per second, after ${APPENDED - SAMPLE}`,
  value: last,
  unit: '1/s',
  anchor: { 'the first ones': first },
  ratio: last / first,
});

const listedBytes = await seed(LISTED);
await catchUp('the list on the screen', LISTED + APPENDED, listedBytes / LISTED, () =>
  reader.page.evaluate((count) => bench.whenUnread(count), LISTED + APPENDED),
);

await reader.open('Ayesha');
const address = reader.page.url();
await leave(reader);
const openedBytes = await seed(OPENED);
await catchUp('the conversation on the screen', OPENED, openedBytes / OPENED, equal, address);

const holding = OPENED + LISTED + APPENDED;
await reader.visit(stage.server.url);
await reader.open('Ayesha');
await reader.waitForStanding('linked');
const deliveredLong = await deliver('long');
report({
  name: `sent to delivered, both holding ${holding} messages, p50`,
  value: median(deliveredLong),
  unit: 'ms',
  anchor: { 'holding one': median(deliveredShort) },
  ratio: median(deliveredLong) / median(deliveredShort),
  must: '1.3',
  moonshot: '1.05',
});

/** Sends some messages one after another, each when the one before was delivered; the ms that each took. */
async function deliver(when: string): Promise<number[]> {
  const texts = Array.from({ length: DELIVERED }, (_, i) => `Delivered, ${when}, ${i}`);
  const sent = await writer.page.evaluate((texts) => bench.sendInTurn('Bilal', texts), texts);
  return sent.map(({ deliveredMs }) => deliveredMs);
}

async function write(from: number, count: number): Promise<number[]> {
  return writer.page.evaluate((texts) => bench.append('Bilal', texts), texts(from, count));
}

/** Has the writer write while the app does not run, and starts it anew. Returns the bytes of what was signed, and of bodies. */
async function seed(count: number): Promise<number> {
  await leave(writer);
  await writer.page.goto(`${stage.server.url}${QUIET_PATH}`);
  await writer.page.evaluate(seedScript);
  const bytes = await writer.page.evaluate((count) => seedLog(count), count);
  await leave(writer);
  await writer.visit(stage.server.url);
  return bytes;
}

/** Away, with everything kept. */
async function leave(person: Person): Promise<void> {
  const context = person.page.context();
  await person.page.close();
  person.moveTo(await context.newPage());
}

async function equal(): Promise<number> {
  const digest = await writer.page.evaluate(() => bench.digestWith('Bilal'));
  return reader.page.evaluate((digest) => bench.whenEqual('Ayesha', digest), digest);
}

async function catchUp(
  how: string,
  count: number,
  signedBytes: number,
  whenDone: () => Promise<number>,
  address = stage.server.url,
): Promise<void> {
  await reader.visit(address);
  await reader.page.evaluate(() => bench.watchHeap());
  const threadTimes = [await watchThreadTime(reader.page), await watchThreadTime(writer.page)] as const;
  const linkedMs = await reader.page.evaluate(() => bench.whenLinked());
  const doneMs = await Promise.race([whenDone(), tooLate(how)]);
  const seconds = (doneMs - linkedMs) / 1_000;
  const [readerSeconds, writerSeconds] = await Promise.all(threadTimes.map((taken) => taken()));
  const longestMs = await reader.page.evaluate((sinceMs) => bench.longestTaskMs(sinceMs), linkedMs);
  const heapBytes = await reader.page.evaluate(() => bench.largestHeapBytes());
  const bytes = await reader.page.evaluate(() => bench.channelBytesReceived());
  await until('both hold the same', async () => (await equal()) > 0, LIMIT_MS);
  report({
    name: `entries caught up per second, of ${count}, ${how}`,
    value: count / seconds,
    unit: '1/s',
    must: '10000/s',
    moonshot: '50000/s',
  });
  report({
    name: `entries taken per second of the main thread’s own time, ${how}`,
    value: count / readerSeconds!,
    unit: '1/s CPU',
    anchor: { 'given per second of the other’s': count / writerSeconds! },
    must: '10000/s',
    moonshot: '50000/s',
  });
  report({ name: `longest task while catching up, ${how}`, value: longestMs, unit: 'ms', must: '100 ms' });
  report({
    name: `largest heap while catching up, ${how}`,
    value: heapBytes / 2 ** 20,
    unit: 'MiB',
    must: '64 MiB',
  });
  report({
    name: `bytes received per entry, ${how}`,
    value: bytes / count,
    unit: 'B',
    anchor: { 'signed entry and body': signedBytes, text: TEXT_BYTES },
    ratio: bytes / count / signedBytes,
    must: '1.25',
    moonshot: '1.05',
  });
}

async function tooLate(how: string): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());
  throw new Error(`Not caught up within ${LIMIT_MS} ms, ${how}.`);
}
