/**
 * How long it takes from "Add contact" until the first message is on the other's screen. Beside it, a bare connection
 * between the same two pages, over the same introducer and STUN server, with one message.
 */
import { report } from '../figure.js';
import { median } from '../spread.js';
import { BenchStage } from '../stage/bench-stage.js';
import { closeRawPair, connectRawPair, prepareRawPair } from '../stage/raw-pair.js';

const ROUNDS = 7;
const CONNECT_LIMIT_MS = 60_000;

await using stage = await BenchStage.open();
const host = await stage.person('Ayesha');
const beepMs: number[] = [];
const rawMs: number[] = [];

// The first round warms up: code is compiled, the chunks of the network are loaded.
for (let round = 0; round <= ROUNDS; round++) {
  const guest = await stage.person(`Guest ${round}`);
  const [caller, callee] = [guest.page, host.page];
  await guest.waitForConnection(true, CONNECT_LIMIT_MS);

  await prepareRawPair(caller, callee);
  const raw = await connectRawPair(caller, callee);
  await closeRawPair(caller, callee);

  const link = await host.myLink();
  const text = `Hello from guest ${round}`;
  const listed = callee.evaluate((text) => bench.whenListed(text), text);
  const greeted = caller.evaluate((text) => bench.greetNextContact(text), text);
  await guest.addContact(link);
  const ms = (await listed) - (await greeted);
  await guest.page.context().close();
  if (round === 0) continue;
  rawMs.push(raw);
  beepMs.push(ms);
}

report({ name: 'bare offer to first message, p50', value: median(rawMs), unit: 'ms' });
report({
  name: 'contact added to first message shown, p50',
  value: median(beepMs),
  unit: 'ms',
  anchor: { 'bare connection': median(rawMs) },
  ratio: median(beepMs.map((ms, i) => ms / rawMs[i]!)),
  must: '2',
  moonshot: '1.3',
});
