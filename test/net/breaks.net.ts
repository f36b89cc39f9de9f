import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { installCut, setCut } from '../e2e/harness/cut-off.js';
import { heldBy } from '../e2e/harness/page-watch.js';
import type { Person } from '../e2e/harness/person.js';
import { lacks } from '../e2e/harness/tools.js';
import { until } from '../e2e/harness/until.js';
import {
  allRead,
  assertNothingClaimed,
  assertSame,
  loadOf,
  noticedGone,
  writeBoth,
  writeFor,
} from './harness/chatting.js';
import { deafen, setFirewall } from './harness/firewall.js';
import type { Host } from './harness/isolated-lan.js';
import { BACK_WITHIN_MS, IS_FULL, Ministry, NOTICED_WITHIN_MS } from './harness/ministry.js';
import { overhear, sayAgain, type Ear } from './harness/signals.js';

const ONE_WAY_ROUNDS = IS_FULL ? 10 : 1;
/** How long a machine sleeps, in seconds (N5). */
const ASLEEP_S = IS_FULL ? 60 : 18;
const SLEEPS = IS_FULL ? 10 : 1;
/** How often the links end on both sides at the same moment (N6: 20 in 60 s). */
const RECONNECTS = IS_FULL ? 20 : 5;
/** More of them would be too fast for the introducer. */
const MOST_STALE = 40;
const READDRESSES = IS_FULL ? 10 : 1;

describe('links that break (N4, N5, N6, N12)', { skip: lacks('ip', 'nft', 'certutil') }, () => {
  let ministry: Ministry;
  let desks: [Host, Host];
  let pair: readonly [Person, Person];
  let ears: Ear[];
  let marks: number[];

  before(async () => {
    ministry = await Ministry.open();
    desks = [await ministry.desk(), await ministry.desk()];
    pair = [
      await ministry.person('Ayesha', desks[0], { initScript: installCut }),
      await ministry.person('Bilal', desks[1], { initScript: installCut }),
    ];
    ears = pair.map(({ page }) => overhear(page));
    for (const person of pair) await person.visit(ministry.stage.url);
    await ministry.stage.meet(...pair);
    marks = await Promise.all(pair.map(loadOf));
  });
  after(() => ministry?.[Symbol.asyncDispose]());

  for (let round = 0; round < ONE_WAY_ROUNDS; round++) {
    it(`only one direction dies: both notice within 20 s, and agree afterwards (N4, ${round})`, async (t) => {
      const [deaf, heard] = round % 2 ? [desks[1], desks[0]] : desks;
      deafen(deaf, heard);
      try {
        const noticed = await Promise.all(pair.map((person) => noticedGone(person, NOTICED_WITHIN_MS)));
        const written = await writeFor(pair, `one way ${round}`, 3);
        await assertNothingClaimed(pair, written);
        setFirewall(deaf, 'input', []);
        const backMs = await allRead(pair, written, BACK_WITHIN_MS);
        t.diagnostic(`noticed after ${noticed.join(' and ')} ms; everything read ${backMs} ms after it`);
        await assertSame(pair, written);
      } finally {
        setFirewall(deaf, 'input', []);
      }
    });
  }

  for (let round = 0; round < SLEEPS; round++) {
    it(`a machine sleeps for ${ASLEEP_S} s: both directions flow within 20 s of waking (N5, ${round})`, async (t) => {
      const sleeper = pair[round % 2]!;
      const awake = pair[1 - (round % 2)]!;
      // Every other time something else is before their eyes.
      const other = round % 4 > 1 ? await sleeper.page.context().newPage() : null;
      const wake = ministry.stage.browserOf(sleeper).sleep();
      const said = `While you slept ${round}`;
      try {
        await awake.say(said);
        await setTimeout(ASLEEP_S * 1_000);
        assert.equal((await awake.waitForMessage(said)).state, 'saved');
      } finally {
        wake();
      }
      const start = performance.now();
      const answer = `I slept ${round}`;
      await sleeper.say(answer);
      await awake.waitForMessage(answer, NOTICED_WITHIN_MS);
      await awake.waitForState(said, ['delivered', 'read'], NOTICED_WITHIN_MS - (performance.now() - start));
      t.diagnostic(`both directions ${Math.round(performance.now() - start)} ms after waking`);
      await other?.close();
      await assertSame(pair, []);
    });
  }

  it(`both call at the same moment, ${RECONNECTS} times: one link each time, whatever is said again (N6)`, async (t) => {
    const start = performance.now();
    for (let round = 0; round < RECONNECTS; round++) {
      await Promise.all(pair.map(({ page }) => setCut(page, true)));
      await Promise.all(pair.map((person) => noticedGone(person, NOTICED_WITHIN_MS)));
      await Promise.all(pair.map(({ page }) => setCut(page, false)));
      await Promise.all(
        pair.map(({ page }) => page.evaluate(() => window.dispatchEvent(new Event('online')))),
      );
      await Promise.all(pair.map((person) => person.waitForStanding('linked', BACK_WITHIN_MS)));
      await oneLinkEach();
    }
    t.diagnostic(`${RECONNECTS} reconnects in ${Math.round(performance.now() - start)} ms`);
    const stale = ears.flatMap(({ published }) => published);
    assert.ok(stale.length >= RECONNECTS, `${stale.length} signals were overheard`);
    await sayAgain(pair[0].page, ears[0]!.url!, stale.slice(-MOST_STALE));
    const written = await writeBoth(pair, 'after stale signals', 5);
    await allRead(pair, written, BACK_WITHIN_MS);
    await oneLinkEach();
    await assertSame(pair, written);
  });

  for (let round = 0; round < READDRESSES; round++) {
    it(`a machine gets another address: back within 15 s (N12, ${round})`, async (t) => {
      desks[0] = ministry.lan.readdress(desks[0], 100 + round);
      const written = await writeBoth(pair, `readdressed ${round}`, 2);
      t.diagnostic(`everything read after ${await allRead(pair, written, BACK_WITHIN_MS)} ms`);
      await assertSame(pair, written);
    });
  }

  it('left nothing behind that should not be, and nobody had to reload', async () => {
    assert.deepEqual(await Promise.all(pair.map(loadOf)), marks);
    await ministry.stage.assertClean();
  });

  /** What is being replaced is there for a moment beside its successor. */
  async function oneLinkEach(): Promise<void> {
    for (const { name, page } of pair)
      await until(`${name} holds one link`, async () => (await heldBy(page)).peerConnections === 1);
  }
});
