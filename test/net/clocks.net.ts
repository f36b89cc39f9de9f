import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../e2e/harness/person.js';
import { lacks } from '../e2e/harness/tools.js';
import { allRead, assertSame } from './harness/chatting.js';
import { BACK_WITHIN_MS, IS_FULL, Ministry } from './harness/ministry.js';

/** How often each answers the other (N14). */
const TURNS = IS_FULL ? 10 : 3;

describe('clocks that are wrong by +3 and −400 days (N14)', { skip: lacks('ip', 'certutil') }, () => {
  let ministry: Ministry;
  let pair: readonly [Person, Person];

  before(async () => {
    ministry = await Ministry.open();
    const [fast, slow] = [await ministry.desk(), await ministry.desk()];
    pair = [
      await ministry.person('Ayesha', fast, { initScript: threeDaysAhead }),
      await ministry.person('Bilal', slow, { initScript: overAYearBehind }),
    ];
  });
  after(() => ministry?.[Symbol.asyncDispose]());

  it('are as wrong as they should be', async () => {
    const [fast, slow] = await Promise.all(pair.map(({ page }) => page.evaluate(() => Date.now())));
    assert.equal(Math.round((fast! - slow!) / 86_400_000), 403);
  });

  it('keep nobody from meeting: no contact link is expired by the clock of whoever follows it', () =>
    ministry.stage.meet(...pair));

  it('answer by answer, what is said stays in its order, arrives, and is marked where its time cannot be true', async () => {
    const [ayesha, bilal] = pair;
    const written: [string[], string[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn++)
      for (const [side, person] of pair.entries()) {
        const text = `${person.name} ${turn}`;
        written[side]!.push(text);
        await person.say(text);
        await pair[1 - side]!.waitForMessage(text, BACK_WITHIN_MS);
      }
    await allRead(pair, written, BACK_WITHIN_MS);
    await assertSame(pair, written);
    const alternating = written[0].flatMap((text, turn) => [text, written[1][turn]!]);
    assert.deepEqual(await ayesha.texts(), alternating);
    // To whoever lives 403 days earlier, what she writes comes from the future.
    const hers = (await bilal.messages()).filter(({ author }) => author !== 'You' && author !== 'Bilal');
    assert.ok(
      (await bilal.messages()).some(({ flag }) => flag === 'clock'),
      `he is told that her clock or his is off: ${hers.map(({ flag }) => flag).join()}`,
    );
  });

  it('make nothing expire when the page is loaded again, and let the two find each other', async () => {
    const before = await pair[0].texts();
    for (const person of pair) {
      await person.page.reload();
      await person.waitForStanding('linked', BACK_WITHIN_MS);
    }
    assert.deepEqual(await pair[0].texts(), before);
    assert.deepEqual(await pair[1].texts(), before);
  });

  it('left nothing behind that should not be', () => ministry.stage.assertClean());
});

// Only the wall clock is wrong: what measures time from the page's load on is not.

function threeDaysAhead(): void {
  const shiftMs = 3 * 86_400_000;
  const RightDate = Date;
  globalThis.Date = new Proxy(RightDate, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length ? args : [RightDate.now() + shiftMs], self) as Date,
    get: (target, key) =>
      key === 'now' ? () => RightDate.now() + shiftMs : (Reflect.get(target, key) as unknown),
  });
}

function overAYearBehind(): void {
  const shiftMs = -400 * 86_400_000;
  const RightDate = Date;
  globalThis.Date = new Proxy(RightDate, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length ? args : [RightDate.now() + shiftMs], self) as Date,
    get: (target, key) =>
      key === 'now' ? () => RightDate.now() + shiftMs : (Reflect.get(target, key) as unknown),
  });
}
