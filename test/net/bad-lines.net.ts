import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addPeople, newGroup } from '../e2e/harness/in-groups.js';
import type { Person } from '../e2e/harness/person.js';
import { lacks } from '../e2e/harness/tools.js';
import { until } from '../e2e/harness/until.js';
import { assertSame } from './harness/chatting.js';
import { limitRate, loseDatagrams } from './harness/firewall.js';
import type { Host } from './harness/isolated-lan.js';
import { IS_FULL, Ministry } from './harness/ministry.js';
import { Wire } from './harness/wire.js';

/** How many messages each way on each line; and the share of them whose time is looked at: of few, the worst is chance. */
const [TEXTS, SHARE] = IS_FULL ? [50, 0.95] : [5, 0.5];
/** Of a thousand datagrams on their way to her; and what a text may take to the other's screen at that, in ms (N7). */
const LOSSES = [[50, 1_000], [200, 3_000], ...(IS_FULL ? [[400, 30_000] as const] : [])] as const;
const NARROW_KBIT = 256;
/** On the narrow line and on the wire, in ms. */
const SLOW_MS = 5_000;
const STORM = { loss: 0.05, delayMs: 150, jitterMs: 50, doubles: 0.05, overtaking: 0.1 };
/** N9: 5 MB, of messages as long as they may be. */
const HISTORY_BYTES = IS_FULL ? 5_000_000 : 320_000;
const LONG = 'x'.repeat(8_000);
const HISTORY_WITHIN_MS = 60_000;

describe('bad lines (N7, N9)', { skip: lacks('ip', 'nft', 'tc', 'certutil') }, () => {
  let ministry: Ministry;
  let desks: readonly [Host, Host];
  let pair: readonly [Person, Person];

  before(async () => {
    ministry = await Ministry.open();
    desks = [await ministry.desk(), await ministry.desk()];
    pair = [await ministry.person('Ayesha', desks[0]), await ministry.person('Bilal', desks[1])];
    await ministry.stage.meet(...pair);
  });
  after(() => ministry?.[Symbol.asyncDispose]());

  for (const [perThousand, limitMs] of LOSSES)
    it(`of which ${perThousand / 10} % is lost one way: everything arrives, p${SHARE * 100} within ${limitMs} ms (N7)`, async (t) => {
      loseDatagrams(desks[0], perThousand);
      try {
        const tookMs = await chatted(`loss ${perThousand}`, limitMs * 4);
        t.diagnostic(`p${SHARE * 100} ${tookMs} ms`);
        assert.ok(tookMs <= limitMs, `${tookMs} ms`);
      } finally {
        loseDatagrams(desks[0], 0);
      }
    });

  it(`of ${NARROW_KBIT} kbit/s: everything arrives, p${SHARE * 100} within ${SLOW_MS} ms (N7)`, async (t) => {
    for (const desk of desks) limitRate(desk, NARROW_KBIT);
    try {
      const tookMs = await chatted('narrow', SLOW_MS * 4);
      t.diagnostic(`p${SHARE * 100} ${tookMs} ms`);
      assert.ok(tookMs <= SLOW_MS, `${tookMs} ms`);
    } finally {
      for (const desk of desks) limitRate(desk, null);
    }
  });

  it(
    `that lose, delay, double and overtake: everything arrives once, p${SHARE * 100} within ${SLOW_MS} ms (N7)`,
    { skip: lacks('python3') },
    async (t) => {
      await using _wire = await Wire.lay(desks[0], desks[1], 1, STORM);
      const tookMs = await chatted('storm', SLOW_MS * 4);
      t.diagnostic(`p${SHARE * 100} ${tookMs} ms`);
      assert.ok(tookMs <= SLOW_MS, `${tookMs} ms`);
      assert.ok(tookMs >= STORM.delayMs - STORM.jitterMs, 'it went over the wire');
    },
  );

  it(`a newcomer has ${HISTORY_BYTES / 1_000_000} MB of history within 60 s (N9)`, async (t) => {
    const [ayesha] = pair;
    const count = Math.ceil(HISTORY_BYTES / LONG.length);
    const chandni = await ministry.person('Chandni', await ministry.desk());
    await ministry.stage.meet(ayesha, chandni);
    await newGroup(ayesha, { name: 'Archive', members: ['Bilal'] });
    for (let n = 0; n < count; n++) await ayesha.say(`${n} ${LONG}`);
    await addPeople(ayesha, ['Chandni'], { history: 'all' });
    const start = performance.now();
    await until('Chandni is in it', () => chandni.knows('Archive'), HISTORY_WITHIN_MS);
    await chandni.open('Archive');
    await chandni.waitForDigest(() => ayesha.digest(), HISTORY_WITHIN_MS);
    const tookMs = Math.round(performance.now() - start);
    t.diagnostic(`${count} messages after ${tookMs} ms`);
    assert.ok(tookMs <= HISTORY_WITHIN_MS);
    await chandni.waitForMessage(`${count - 1} ${LONG}`);
  });

  it('left nothing behind that should not be', () => ministry.stage.assertClean());

  /** Writes to and fro, one after the other; returns what SHARE of them took at most from the button to the other's screen, in ms. */
  async function chatted(mark: string, limitMs: number): Promise<number> {
    const took: number[] = [];
    const written: [string[], string[]] = [[], []];
    for (let n = 0; n < TEXTS; n++)
      for (const [side, person] of pair.entries()) {
        const text = `${person.name}, ${mark}, ${n}`;
        written[side]!.push(text);
        await person.type(text);
        const start = performance.now();
        await person.send();
        await pair[1 - side]!.waitForMessage(text, limitMs);
        took.push(performance.now() - start);
      }
    await assertSame(pair, written);
    return Math.round(took.toSorted((a, b) => a - b)[Math.ceil(took.length * SHARE) - 1]!);
  }
});
