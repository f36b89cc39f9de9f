import type { DeviceId, PersonId } from '../protocol/ids.js';
import { MAX_NEIGHBOURS } from '../protocol/limits.js';

/** Receipts that all members of a large group together send in a second at most, as a rule. */
const RECEIPTS_PER_SECOND = 50;

/**
 * How long a member waits between two words on what they hold, in milliseconds. 0, so not at all, in a group in which
 * everybody links with everybody.
 */
export const receiptPaceMs = (members: number): number =>
  members <= MAX_NEIGHBOURS + 1 ? 0 : (members * 1000) / RECEIPTS_PER_SECOND;

/** How far one device says, signed, that it holds and has shown another device's log. -1 for nothing. */
export interface ReceiptRow {
  readonly by: DeviceId;
  readonly author: DeviceId;
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** `rows` with `row` taken in; the same array if it says nothing new. Receipts never go backwards. */
export function withReceipt(rows: readonly ReceiptRow[], row: ReceiptRow): readonly ReceiptRow[] {
  const held = rows.find((candidate) => candidate.by === row.by && candidate.author === row.author);
  if (!held) return [...rows, row];
  const deliveredSeq = Math.max(held.deliveredSeq, row.deliveredSeq);
  const readSeq = Math.max(held.readSeq, row.readSeq);
  if (deliveredSeq === held.deliveredSeq && readSeq === held.readSeq) return rows;
  return rows.map((candidate) => (candidate === held ? { ...held, deliveredSeq, readSeq } : candidate));
}

/** Up to which entry a log is held, and was shown. -1 for nothing; what was shown is held. */
export interface Reach {
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

const NOWHERE: Reach = { deliveredSeq: -1, readSeq: -1 };

/** How far each person is with the log of `author`: as far as whichever of their devices is furthest. */
export function reachByPerson(
  rows: readonly ReceiptRow[],
  author: DeviceId,
  personOf: (device: DeviceId) => PersonId | null,
): ReadonlyMap<PersonId, Reach> {
  const reaches = new Map<PersonId, Reach>();
  for (const row of rows) {
    const person = row.author === author ? personOf(row.by) : null;
    if (person === null) continue;
    const { deliveredSeq, readSeq } = reaches.get(person) ?? NOWHERE;
    reaches.set(person, {
      deliveredSeq: Math.max(deliveredSeq, row.deliveredSeq, row.readSeq),
      readSeq: Math.max(readSeq, row.readSeq),
    });
  }
  return reaches;
}

/** How far all of `people` are: as far as whoever is least far. Of nobody, nowhere. */
export function commonReach(reaches: ReadonlyMap<PersonId, Reach>, people: readonly PersonId[]): Reach {
  if (people.length === 0) return NOWHERE;
  const each = people.map((person) => reaches.get(person) ?? NOWHERE);
  return {
    deliveredSeq: Math.min(...each.map((reach) => reach.deliveredSeq)),
    readSeq: Math.min(...each.map((reach) => reach.readSeq)),
  };
}

/** What a reach says of the entry at `seq`. */
export function stateAt({ deliveredSeq, readSeq }: Reach, seq: number): 'saved' | 'delivered' | 'read' {
  if (readSeq >= seq) return 'read';
  return deliveredSeq >= seq ? 'delivered' : 'saved';
}
