import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { aCharge, aRegistrar, BY_THE_OFFICE, OFFICES, POST_ID } from '../../test/support/post-charges.js';
import type { VerifiedCharge } from '../protocol/charge.js';
import { ed25519PublicKey } from '../protocol/ed25519.js';
import { readPersonId } from '../protocol/ids.js';
import { postHistories } from './posts.js';

const person = (fill: number) => readPersonId(ed25519PublicKey(new Uint8Array(32).fill(fill)))!;
const [ALICE, BOB, CAROL] = [person(1), person(2), person(3)];
const [first, second, elsewhere] = [
  await aRegistrar('first'),
  await aRegistrar('second'),
  await aRegistrar('elsewhere', ['Interior Division']),
];
const history = (charges: readonly VerifiedCharge[], trusted = OFFICES) =>
  postHistories(charges, trusted).get(POST_ID);

describe('who holds a post', () => {
  it('is whom the charge of the highest number names, and may be nobody', async () => {
    const charges = [
      await aCharge(1, ALICE, first),
      await aCharge(3, null, first),
      await aCharge(2, BOB, first),
    ];
    assert.equal(history(charges.slice(0, 1))?.holder, ALICE);
    assert.equal(history(charges)?.holder, null);
    assert.deepEqual(
      history(charges)?.charges.map(({ number }) => number),
      [1, 2, 3],
    );
    assert.deepEqual(history(charges)?.named, new Set([ALICE, BOB]));
  });

  it('is not said by a registrar of another department, nor by an authority that is not trusted', async () => {
    const charges = [await aCharge(1, ALICE, first), await aCharge(2, BOB, elsewhere)];
    assert.equal(history(charges)?.holder, ALICE);
    assert.equal(history([await aCharge(1, BOB, elsewhere)]), undefined);
    assert.equal(history(charges, new Set()), undefined);
  });

  it('stays with whoever held it while registrars name two, until a higher number', async () => {
    const disputed = [
      await aCharge(1, ALICE, first),
      await aCharge(2, BOB, first),
      await aCharge(2, CAROL, second),
    ];
    assert.equal(history(disputed)?.holder, ALICE);
    assert.equal(history(disputed)?.disputed.length, 2);
    const settled = [...disputed, await aCharge(3, CAROL)];
    assert.equal(history(settled)?.holder, CAROL);
    assert.deepEqual(history(settled)?.disputed, []);
  });

  it('is in no dispute where both name one person, or the authority itself has spoken', async () => {
    const agreed = [await aCharge(1, ALICE, first), await aCharge(1, ALICE, second)];
    assert.equal(history(agreed)?.holder, ALICE);
    assert.deepEqual(history(agreed)?.disputed, []);
    const overruled = [await aCharge(1, ALICE, first), await aCharge(1, BOB, BY_THE_OFFICE)];
    assert.equal(history(overruled)?.holder, BOB);
    assert.ok(history(overruled)?.named.has(ALICE));
  });

  it('comes to the same whatever the order of charges, and however often they came', async () => {
    const pool = await Promise.all(
      [first, second, elsewhere, BY_THE_OFFICE].flatMap((by) =>
        [1, 2, 3].flatMap((number) => [ALICE, BOB, null].map((holder) => aCharge(number, holder, by))),
      ),
    );
    const text = (charges: readonly VerifiedCharge[]) =>
      JSON.stringify(history(charges), (_, value: unknown) =>
        value instanceof Set ? [...value].sort() : value,
      );
    fc.assert(
      fc.property(
        fc
          .subarray(pool)
          .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray([...some, ...some]))),
        ([some, again]) => {
          const both = [...again, ...some.filter((one) => !again.includes(one))];
          assert.ok(text(both) === text(some));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
