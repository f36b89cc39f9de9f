import { KIND } from '../protocol/body.js';
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import type { LogPoint } from '../protocol/log-points.js';
import type { AdminEntry } from './admin-entry.js';
import type { Follows } from './causality.js';

/** An entry that ends a person's membership: a `remove` that counts, or the person's own `leave`. */
export interface Removal {
  readonly id: EntryId;
  readonly by: PersonId;
  /** Rank of the grant it was made with; a leave is senior to every grant. */
  readonly rank: number;
  /** How far logs count, by device. */
  readonly pins: ReadonlyMap<DeviceId, LogPoint>;
  /** Length up to which a log counts that is not in `pins`, in entries: 0, or after a leave Infinity. */
  readonly elsewhere: number;
}

/** An `add` that counts, or the `create` entry. */
export interface Admission {
  readonly entry: AdminEntry;
  readonly person: PersonId;
  /** Rank of the grant it was made with. */
  readonly byRank: number;
  /** Rank of the grant that it is; null if it makes no admin. */
  readonly rank: number | null;
}

const LEAVE_RANK = -1;

/** The removal of a person by an admin with a grant of `rank`. */
export const removalBy = (entry: AdminEntry, rank: number, pins: readonly LogPoint[]): Removal => ({
  id: entry.id,
  by: entry.person,
  rank,
  pins: new Map(pins.map((pin) => [pin.device, pin])),
  elsewhere: 0,
});

/**
 * A leave as a removal by oneself. It reaches up to itself in the log of its own device and leaves other logs alone: with
 * pins, whoever leaves could disown what they had done.
 */
export const leaveOf = ({ id, person, author, seq }: AdminEntry): Removal => ({
  id,
  by: person,
  rank: LEAVE_RANK,
  pins: new Map([[author, { device: author, seq, id }]]),
  elsewhere: Infinity,
});

export const isLeave = (removal: Removal): boolean => removal.rank === LEAVE_RANK;

/**
 * What a removal of a person does to an admission of that person.
 * - `ended`: it counted, and counts no more.
 * - `never-counted`: the two were concurrent, and the removal wins; or it follows the removal, and its author may not
 *   undo that: only the remover or somebody senior may.
 * - null: nothing.
 */
export function effectOf(
  removal: Removal,
  admission: Admission,
  follows: Follows,
): 'ended' | 'never-counted' | null {
  const { entry, byRank, rank } = admission;
  if (follows(entry.id, removal.id)) {
    const mayReadmit = isLeave(removal) || entry.person === removal.by || byRank <= removal.rank;
    return mayReadmit ? null : 'never-counted';
  }
  if (rank !== null && rank <= removal.rank) return null; // nobody removes an admin who is senior
  // The leaver does not choose what others' admissions were worth by not having seen them.
  return isLeave(removal) || follows(removal.id, entry.id) ? 'ended' : 'never-counted';
}

/** Whether a removal lets the entry at `seq` in the log of `device` count. */
export function reaches(removal: Removal, device: DeviceId, seq: number): boolean {
  const pin = removal.pins.get(device);
  return pin ? seq <= pin.seq : seq < removal.elsewhere;
}

/** Most senior first, then by id. */
export const compareRemovals = (a: Removal, b: Removal): number =>
  a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Whether an entry ends or begins a membership, and whose. */
export function subjectOf({ body, person }: AdminEntry): PersonId | null {
  switch (body.kind) {
    case KIND.add:
    case KIND.remove:
      return body.person;
    case KIND.create:
    case KIND.leave:
      return person;
    case KIND.policy:
      return null;
  }
}
