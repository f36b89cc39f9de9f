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

/** What `LogHead.heldBytes` counts of one entry. */
export const heldBytesOf = ({ entry, body }: StoredEntry): number =>
  entry.bytes.byteLength + (body?.byteLength ?? 0);

/** As `headsWith`, of what is stored. Of entries that take the place of others, the bytes of both are counted. */
export function logHeadsWith(heads: readonly LogHead[], entries: readonly StoredEntry[]): readonly LogHead[] {
  const next = new Map(heads.map((head) => [head.author, head]));
  for (const stored of entries) {
    const { author, seq, id, orderMs } = stored.entry;
    const before = next.get(author);
    const heldBytes = (before?.heldBytes ?? 0) + heldBytesOf(stored);
    next.set(author, { author, seq, id, orderMs, fromSeq: before?.fromSeq ?? 0, heldBytes });
  }
  return [...next.values()];
}
