/**
 * Appending and catching up: one person writes while the other is away, who then comes back and takes it all, checked
 * and stored, over the link. Beside it, what one durable write takes on this disk, and the bytes of what was signed.
 */
import { report } from '../figure.js';
import { aliceLog } from '../protocol/samples.js';
import { median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { until } from '../../test/e2e/harness/until.js';
import type { Person } from '../../test/e2e/harness/person.js';

/** Away with the list on the screen, then away with the conversation on it. */
const LISTED = 1_000;
const OPENED = 300;
/** Messages at either end of a run whose rates are compared. */
const SAMPLE = 100;
const LIMIT_MS = 120_000;
const TEXT_BYTES = 100;
const text = (number: number): string => `Message ${number} `.padEnd(TEXT_BYTES, '.');
const texts = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => text(from + i));
const perSecond = (ms: readonly number[]): number =>
  1_000 / (ms.reduce((sum, each) => sum + each, 0) / ms.length);

/** What of such a text is signed and has to travel. */
const [entry, body] = (await aliceLog(2))[1]!;
const signedBytes = entry.byteLength + body!.byteLength;

await using stage = await BenchStage.open();
const [writer, reader] = [await stage.person('Ayesha'), await stage.person('Bilal')];
await stage.meet(writer, reader);
await reader.say('Seen before the bench.'); // so that entries name one of the other's, as they do in a conversation
await writer.waitForMessage('Seen before the bench.');

await leave(reader);
await writer.waitForStanding('away');
const puts = await writer.page.evaluate((count) => bench.durablePutsMs(count), 50);
const onScreen = perSecond(await write(0, SAMPLE));
await writer.goTo('Settings'); // what follows costs no drawing
const appendMs = await write(SAMPLE, LISTED - SAMPLE);
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
  name: `messages appended per second, after ${LISTED - SAMPLE}`,
  value: last,
  unit: '1/s',
  anchor: { 'the first ones': first },
  ratio: last / first,
});
await catchUp('the list on the screen', LISTED, () =>
  reader.page.evaluate((count) => bench.whenUnread(count), LISTED),
);

await reader.open('Ayesha');
const address = reader.page.url();
await leave(reader);
await leave(writer); // or what it has on its screen would slow down the writing
await writer.visit(stage.server.url);
await write(LISTED, OPENED);
await catchUp('the conversation on the screen', OPENED, equal, address);

async function write(from: number, count: number): Promise<number[]> {
  return writer.page.evaluate((texts) => bench.append('Bilal', texts), texts(from, count));
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
  whenDone: () => Promise<number>,
  address = stage.server.url,
): Promise<void> {
  await reader.visit(address);
  const linkedMs = await reader.page.evaluate(() => bench.whenLinked());
  const doneMs = await Promise.race([whenDone(), tooLate(how)]);
  const seconds = (doneMs - linkedMs) / 1_000;
  const longestMs = await reader.page.evaluate((sinceMs) => bench.longestTaskMs(sinceMs), linkedMs);
  const bytes = await reader.page.evaluate(() => bench.channelBytesReceived());
  await until('both hold the same', async () => (await equal()) > 0, LIMIT_MS);
  report({
    name: `entries caught up per second, ${how}`,
    value: count / seconds,
    unit: '1/s',
    must: '10000/s',
    moonshot: '50000/s',
  });
  report({ name: `longest task while catching up, ${how}`, value: longestMs, unit: 'ms', must: '50 ms' });
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
