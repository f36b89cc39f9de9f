import type { LogPoint } from '../protocol/log-points.js';
import type { DeviceId, EntryId } from '../protocol/ids.js';
import type { AdminEntry } from './admin-entry.js';

/** A log whose author signed two entries with one `seq`. */
export interface Fork {
  readonly device: DeviceId;
  /** The first `seq` of which there are two entries. */
  readonly seq: number;
  /** Each way the log is known to go on, one after the other: the ids of the entries at `seq`, `seq` + 1, … */
  readonly branches: readonly (readonly EntryId[])[];
}

export type Forks = ReadonlyMap<DeviceId, Fork>;

/** The forks by device: those that are known, and those that two of the `entries` with one `seq` show. */
export function forksOf(entries: readonly AdminEntry[], known: readonly Fork[]): Forks {
  const forks = new Map<DeviceId, Fork>();
  for (const fork of known) forks.set(fork.device, merged(forks.get(fork.device), fork));
  const idAt = new Map<string, EntryId>();
  for (const { author, seq, id } of entries) {
    const place = `${author} ${seq}`;
    const other = idAt.get(place);
    if (other === undefined) idAt.set(place, id);
    else if (other !== id)
      forks.set(author, merged(forks.get(author), { device: author, seq, branches: [] }));
  }
  return forks;
}

/** Of two words on one log's fork the earlier place holds; a branch is known only from there on. */
function merged(a: Fork | undefined, b: Fork): Fork {
  if (!a || b.seq < a.seq) return b;
  return a.seq < b.seq ? a : { ...a, branches: [...a.branches, ...b.branches] };
}

/** Whether an entry lies below `pin`, or is it, on a branch of the fork. */
export const isOnBranch = (fork: Fork, entry: AdminEntry, pin: LogPoint): boolean =>
  entry.id === pin.id ||
  (entry.seq <= pin.seq &&
    fork.branches.some(
      (branch) => branch[pin.seq - fork.seq] === pin.id && branch[entry.seq - fork.seq] === entry.id,
    ));
