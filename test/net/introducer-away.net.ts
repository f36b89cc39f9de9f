import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { heldBy } from '../e2e/harness/page-watch.js';
import type { Person } from '../e2e/harness/person.js';
import { lacks } from '../e2e/harness/tools.js';
import { allRead, assertSame, noticedGone, writeBoth } from './harness/chatting.js';
import type { Host } from './harness/isolated-lan.js';
import { BACK_WITHIN_MS, IS_FULL, Ministry, NOTICED_WITHIN_MS } from './harness/ministry.js';
import { overhear, type Ear } from './harness/signals.js';

/** How often it is killed at each moment and for each time (N10: 30 in all). */
const ROUNDS = IS_FULL ? 8 : 1;
/** How long it is gone, in seconds. */
const GONE_S = IS_FULL ? [1, 30] : [1];
/** How long links have to live on without it, in seconds. */
const ALONE_S = IS_FULL ? 120 : 5;
/** What the introducer has passed on when it is killed: the dialler's offer, and what the other makes of it. */
const MOMENTS = ['offer', 'answer'] as const;

describe('an introducer that dies (N10, N11)', { skip: lacks('ip', 'certutil') }, () => {
  let ministry: Ministry;
  let desks: readonly [Host, Host];
  let pair: readonly [Person, Person];
  let ears: readonly Ear[];

  before(async () => {
    ministry = await Ministry.open();
    desks = [await ministry.desk(), await ministry.desk()];
    pair = [await ministry.person('Ayesha', desks[0]), await ministry.person('Bilal', desks[1])];
    ears = pair.map(({ page }) => overhear(page));
    for (const person of pair) await person.visit(ministry.stage.url);
    await ministry.stage.meet(...pair);
  });
  after(() => ministry?.[Symbol.asyncDispose]());

  it(`links live on for ${ALONE_S} s without it, and the screen says that no new ones can be made (N11)`, async () => {
    const peers = await Promise.all(pair.map(({ page }) => heldBy(page)));
    await ministry.stage.server.kill();
    for (const person of pair) {
      await person.waitForConnection(false);
      assert.match((await person.connection()).words, /^No new connections\s+1 person linked$/);
    }
    await setTimeout(ALONE_S * 1_000);
    const written = await writeBoth(pair, 'alone', 5);
    await allRead(pair, written, BACK_WITHIN_MS);
    await assertSame(pair, written);
    for (const person of pair) await person.waitForStanding('linked', 1_000);
    await ministry.stage.server.start();
    for (const person of pair) await person.waitForConnection(true, BACK_WITHIN_MS);
    // The links are those there were: who is linked never noticed.
    assert.deepEqual(
      (await Promise.all(pair.map(({ page }) => heldBy(page)))).map(({ peerConnections }) => peerConnections),
      peers.map(({ peerConnections }) => peerConnections),
    );
  });

  for (const moment of MOMENTS)
    for (const seconds of GONE_S)
      it(`killed after the ${moment} and back after ${seconds} s: the pair connects within 15 s (N10)`, async (t) => {
        for (let round = 0; round < ROUNDS; round++) {
          const killed = new Promise<void>((done) => {
            let published = 0;
            const onPublished = () => {
              // Both may dial; the first to be heard is the offer, the next an answer or the other's offer.
              if (++published === (moment === 'offer' ? 1 : 2)) void ministry.stage.server.kill().then(done);
              else for (const ear of ears) ear.onNext(onPublished);
            };
            for (const ear of ears) ear.onNext(onPublished);
          });
          await breakLink();
          await killed;
          await setTimeout(seconds * 1_000);
          await ministry.stage.server.start();
          const start = performance.now();
          await Promise.all(pair.map((person) => person.waitForStanding('linked', BACK_WITHIN_MS)));
          t.diagnostic(`linked ${Math.round(performance.now() - start)} ms after it was back`);
          const written = await writeBoth(pair, `${moment} ${seconds} ${round}`, 1);
          await allRead(pair, written, BACK_WITHIN_MS);
          await assertSame(pair, written);
        }
      });

  it('left nothing behind that should not be', () => ministry.stage.assertClean());

  /** Reloads one page, whose links end with it. */
  async function breakLink(): Promise<void> {
    const gone = noticedGone(pair[0], NOTICED_WITHIN_MS);
    await pair[1].page.reload();
    await gone;
  }
});
