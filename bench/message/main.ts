/**
 * How long a message takes from `send()` until the sender's screen may say "Delivered": signed, stored here, sealed,
 * sent, opened, checked, stored there, receipted, and the receipt checked and stored here. Beside it, what a bare data
 * channel between the same two pages takes there and back, and what one durable write takes on this disk.
 */
import { report } from '../figure.js';
import type { Sent } from '../page/messages.js';
import { median, percentile } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { closeRawPair, connectRawPair, prepareRawPair } from '../stage/raw-pair.js';

const ROUNDS = 5;
const MESSAGES_PER_ROUND = 20;
const ECHOES_PER_ROUND = 60;
const PUTS_PER_ROUND = 20;
/** Strict commits one after another on the way: the entry here, the entry there, the receipt here. */
const DURABLE_WRITES = 3;

const text = (number: number): string => `Message ${number} `.padEnd(100, '.');

await using stage = await BenchStage.open();
const [host, guest] = [await stage.person('Ayesha'), await stage.person('Bilal')];
await stage.meet(host, guest);
await prepareRawPair(host.page, guest.page);
await connectRawPair(host.page, guest.page);

const shown: Sent[] = [];
const unseen: Sent[] = [];
const echoes: number[] = [];
const puts: number[] = [];
for (let round = -1; round < ROUNDS; round++) {
  const sent = await send(round);
  const echoed = await host.page.evaluate((count) => bench.echoRaw(count), ECHOES_PER_ROUND);
  const put = await host.page.evaluate((count) => bench.durablePutsMs(count), PUTS_PER_ROUND);
  if (round < 0) continue; // the first one warms up
  shown.push(...sent);
  echoes.push(...echoed);
  puts.push(...put);
}
await closeRawPair(host.page, guest.page);
// And once more while neither has the conversation on the screen: what is left is Beep's own work.
for (const person of [host, guest]) await person.goTo('Settings');
for (let round = 0; round < ROUNDS; round++) unseen.push(...(await send(ROUNDS + round)));

const [echoMs, putMs] = [median(echoes), median(puts)];
const writesMs = DURABLE_WRITES * putMs;
report({
  name: 'raw data channel, 300 B there and back, p50',
  value: echoMs,
  unit: 'ms',
  anchor: { p95: percentile(echoes, 0.95) },
});
report({
  name: 'strict IndexedDB put of 600 B, p50',
  value: putMs,
  unit: 'ms',
  anchor: { p95: percentile(puts, 0.95) },
});
for (const [where, sent] of [
  ['on both screens', shown],
  ['on neither screen', unseen],
] as const) {
  const savedMs = median(sent.map(({ savedMs }) => savedMs));
  report({
    name: `send() to saved here, ${where}, p50`,
    value: savedMs,
    unit: 'ms',
    anchor: { 'durable write': putMs },
    ratio: savedMs / putMs,
  });
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const) {
    const ms = percentile(
      sent.map(({ deliveredMs }) => deliveredMs),
      share,
    );
    report({
      name: `send() to delivered, ${where}, ${name}`,
      value: ms,
      unit: 'ms',
      anchor: { 'raw round trip': echoMs, [`${DURABLE_WRITES} durable writes`]: writesMs },
      ratio: (ms - writesMs) / echoMs,
      ...(share === 0.5 && { must: '2.5', moonshot: '1.5' }),
    });
  }
}

function send(round: number): Promise<Sent[]> {
  const texts = Array.from({ length: MESSAGES_PER_ROUND }, (_, i) => text(round * MESSAGES_PER_ROUND + i));
  return host.page.evaluate((texts) => bench.sendInTurn('Bilal', texts), texts);
}
