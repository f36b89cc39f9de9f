import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { aDevice, aPerson } from '../../test/contract/samples.js';
import type { PersonId } from '../protocol/ids.js';
import { commonReach, reachByPerson, stateAt, withReceipt, type ReceiptRow } from './receipts.js';

const [ours, theirs, older] = [aDevice(1), aDevice(2), aDevice(3)];
const row = (by: typeof ours, author: typeof ours, deliveredSeq: number, readSeq = -1): ReceiptRow => ({
  by,
  author,
  deliveredSeq,
  readSeq,
});

describe('receipts', () => {
  it('only ever grow', () => {
    const rows = withReceipt(withReceipt([], row(theirs, ours, 5, 3)), row(theirs, ours, 2, 4));
    assert.deepEqual(rows, [row(theirs, ours, 5, 4)]);
  });

  it('that say nothing new leave the very same rows', () => {
    const rows = withReceipt([], row(theirs, ours, 5, 3));
    assert.equal(withReceipt(rows, row(theirs, ours, 5, 2)), rows);
  });

  it('come to the same whatever order they came in', () => {
    const seq = fc.integer({ min: -1, max: 5 });
    const any = fc
      .tuple(fc.constantFrom(theirs, older), seq, seq)
      .map(([by, deliveredSeq, readSeq]) => row(by, ours, deliveredSeq, readSeq));
    const taken = (rows: readonly ReceiptRow[]) => {
      const all = rows.reduce(withReceipt, [] as readonly ReceiptRow[]);
      return [...all].sort((a, b) => (a.by < b.by ? -1 : 1));
    };
    fc.assert(
      fc.property(fc.array(any), (rows) => assert.deepEqual(taken(rows), taken([...rows].reverse()))),
    );
  });

  const [AMNA, BILAL, CARIM] = [aPerson(1), aPerson(2), aPerson(3)];
  const carims = aDevice(4);
  const OWNERS = new Map([
    [ours, AMNA],
    [theirs, BILAL],
    [older, BILAL],
    [carims, CARIM],
  ]);
  const stateFor = (people: readonly PersonId[], rows: readonly ReceiptRow[]) =>
    stateAt(
      commonReach(
        reachByPerson(rows, ours, (device) => OWNERS.get(device) ?? null),
        people,
      ),
      4,
    );

  for (const [what, rows, state] of [
    ['nobody has said anything', [], 'saved'],
    ['they hold less', [row(theirs, ours, 3)], 'saved'],
    ['they hold it', [row(theirs, ours, 4)], 'delivered'],
    ['they have shown less than they hold', [row(theirs, ours, 9, 3)], 'delivered'],
    ['they have shown it', [row(theirs, ours, 9, 4)], 'read'],
    ['another of their devices has shown it', [row(theirs, ours, 4), row(older, ours, 4, 4)], 'read'],
    ['it is we who say so', [row(ours, ours, 9, 9)], 'saved'],
    ['somebody says so who is not here', [row(aDevice(9), ours, 9, 9)], 'saved'],
    ['it is about another log', [row(theirs, older, 9, 9)], 'saved'],
  ] as const) {
    it(`leave an entry ${state} when ${what}`, () => assert.equal(stateFor([BILAL], rows), state));
  }

  for (const [what, rows, state] of [
    ['one of two holds it', [row(theirs, ours, 4, 4)], 'saved'],
    ['both hold it', [row(theirs, ours, 4, 4), row(carims, ours, 7)], 'delivered'],
    ['both have shown it', [row(theirs, ours, 4), row(older, ours, 4, 4), row(carims, ours, 4, 4)], 'read'],
  ] as const) {
    it(`leave an entry for two others ${state} when ${what}`, () =>
      assert.equal(stateFor([BILAL, CARIM], rows), state));
  }

  it('say nothing of an entry that nobody else is to have', () =>
    assert.equal(stateFor([], [row(theirs, ours, 9, 9)]), 'saved'));
});
