import type { Head } from '../domain/accept.js';
import { readEntry } from '../protocol/entry.js';
import type { DeviceId } from '../protocol/ids.js';
import type { GivenEntry } from '../protocol/record.js';
import type { StoredEntry } from './ports.js';

export interface OwnFork {
  readonly author: DeviceId;
  /** The first `seq` at which their branch is not ours. */
  readonly fromSeq: number;
  /** Their branch from there on. */
  readonly given: readonly GivenEntry[];
  /** What both branches share; null if nothing. */
  readonly head: Head | null;
}

/**
 * Finds where a run of one of our own logs, as a peer gives it, leaves the one we hold; null if it does not, or if the
 * run is not such a one. Knows nothing of signatures: what follows is accepted, or not, like any other run.
 */
export async function findFork(
  given: readonly GivenEntry[],
  author: DeviceId,
  read: (fromSeq: number, limit: number) => Promise<readonly StoredEntry[]>,
): Promise<OwnFork | null> {
  const theirs = [];
  for (const [bytes] of given) {
    const entry = readEntry(bytes);
    if (entry?.author !== author) return null;
    theirs.push(entry);
  }
  const first = theirs[0];
  if (!first) return null;
  const fromSeq = Math.max(first.seq - 1, 0);
  const ours = new Map((await read(fromSeq, theirs.length + 1)).map(({ entry }) => [entry.seq, entry]));
  const index = theirs.findIndex((entry) => {
    const held = ours.get(entry.seq);
    return held !== undefined && held.id !== entry.id;
  });
  const entry = theirs[index];
  if (!entry) return null;
  const head = entry.seq === 0 ? null : (ours.get(entry.seq - 1) ?? null);
  if (entry.prev !== (head?.id ?? null)) return null;
  return { author, fromSeq: entry.seq, given: given.slice(index), head };
}
