import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EntryId } from '../protocol/ids.js';
import { MAX_FOLLOWED_ORDER_MS, MAX_ORDER_MS, MAX_TIME_MS } from '../protocol/limits.js';
import { claimableMs, compareOrder, isClockUnsure, nextOrderMs } from './order.js';

const DAY_MS = 86_400_000;
const sortable = fc
  .tuple(fc.nat(5), fc.constantFrom('a', 'b', 'c', 'd'))
  .map(([orderMs, id]) => ({ orderMs, id: id as EntryId }));

describe('the reading order', () => {
  it('is the same whatever order the entries came in', () => {
    fc.assert(
      fc.property(fc.array(sortable), fc.infiniteStream(fc.nat()), (entries, keys) => {
        const shuffled = entries
          .map((entry) => [keys.next().value as number, entry] as const)
          .sort(([a], [b]) => a - b)
          .map(([, entry]) => entry);
        assert.deepEqual(shuffled.sort(compareOrder), [...entries].sort(compareOrder));
      }),
    );
  });

  it('puts a new entry after everything its author has seen, whatever the clock says', () => {
    fc.assert(
      fc.property(fc.nat(MAX_TIME_MS), fc.array(fc.nat(MAX_TIME_MS)), (sentAtMs, seenMs) => {
        const orderMs = nextOrderMs(sentAtMs, seenMs);
        assert.ok(orderMs >= sentAtMs && seenMs.every((ms) => orderMs > ms));
      }),
    );
  });

  it('never leaves the range that may be signed', () => {
    assert.equal(nextOrderMs(5, [], MAX_ORDER_MS), MAX_ORDER_MS);
  });

  it('leaves room for every next entry, whatever place others have taken', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(MAX_ORDER_MS)), (seenMs) => {
        const first = nextOrderMs(5, seenMs);
        assert.ok(first <= MAX_FOLLOWED_ORDER_MS + 1);
        assert.equal(nextOrderMs(5, [...seenMs, MAX_ORDER_MS], first) > first, true);
      }),
    );
    assert.equal(nextOrderMs(5, [MAX_FOLLOWED_ORDER_MS]), MAX_FOLLOWED_ORDER_MS + 1);
    assert.equal(nextOrderMs(5, [MAX_FOLLOWED_ORDER_MS + 1]), 5);
  });
});

describe('a clock’s reading', () => {
  for (const [wallMs, claimed] of [
    [1_700_000_000_000.9, 1_700_000_000_000],
    [-1, 0],
    [NaN, 0],
    [Infinity, 0],
    [-Infinity, 0],
    [1e300, MAX_TIME_MS],
  ] as const) {
    it(`of ${wallMs} is signed as ${claimed}`, () => assert.equal(claimableMs(wallMs), claimed));
  }

  for (const [what, sentAtMs, orderMs, wallMs, unsure] of [
    ['of the same time as ours', DAY_MS, DAY_MS, DAY_MS, false],
    ['a year behind ours, with the order to match', DAY_MS, DAY_MS, 365 * DAY_MS, false],
    ['a day and more behind the order', 0, DAY_MS + 1, DAY_MS, true],
    ['a day and more ahead of ours', 2 * DAY_MS + 1, 2 * DAY_MS + 1, DAY_MS, true],
  ] as const) {
    it(`${what} is ${unsure ? 'not ' : ''}believed`, () =>
      assert.equal(isClockUnsure({ sentAtMs, orderMs }, wallMs), unsure));
  }
});
