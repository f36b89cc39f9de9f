import type { Head } from '../domain/accept.js';
import type { DeviceId } from '../protocol/ids.js';
import type { Batch, StoredEntry } from './ports.js';
import type { ConversationRecord, LogHead } from './records.js';

/** The last entry held of each log. */
export type Heads = ReadonlyMap<DeviceId, Head>;

export const headsOf = (record: ConversationRecord): Heads =>
  new Map(record.heads.map((head) => [head.author, head]));

/** `heads` with the last of `entries` per log taken in. */
export const headsWith = (heads: Heads, entries: readonly StoredEntry[]): Heads =>
  new Map([...heads, ...entries.map(({ entry }) => [entry.author, entry] as const)]);

/** `heads` without the logs that a batch takes entries out of. */
export function headsAfterDrop(heads: Heads, batch: Pick<Batch, 'drop'>): Heads {
  const dropped = new Set(batch.drop?.map(({ author }) => author));
  return new Map([...heads].filter(([author]) => !dropped.has(author)));
}

/** As `headsWith`, of what is stored. */
export function logHeadsWith(heads: readonly LogHead[], entries: readonly StoredEntry[]): readonly LogHead[] {
  const next = new Map(heads.map((head) => [head.author, head]));
  for (const { entry } of entries) {
    const { author, seq, id, orderMs } = entry;
    next.set(author, { author, seq, id, orderMs, fromSeq: next.get(author)?.fromSeq ?? 0 });
  }
  return [...next.values()];
}
