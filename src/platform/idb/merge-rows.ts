import type { Batch, StoredEntry } from '../../app/ports.js';
import { Fault } from '../../domain/fault.js';
import type { ConversationId, DeviceId } from '../../protocol/ids.js';
import type { Vault } from '../crypto/vault.js';
import type { Database, EntryKey } from './database.js';
import {
  byLog,
  firstSeqOf,
  logKeysFrom,
  openRow,
  sealRows,
  type LogPart,
  type SealedRow,
} from './entry-rows.js';
import { rowsIn } from './read-entries.js';

/** Rows that are taken out, and those that take their place. */
export interface MergedRows {
  readonly removed: readonly EntryKey[];
  readonly put: readonly SealedRow[];
}

/**
 * What becomes of the rows of the logs that a batch is about, where it does not just go on from their ends: entries that
 * are held already change nothing, one that had no body may get one, and what `drop` names goes. Reads those rows; nobody
 * else may write before the result is written.
 * @throws Fault 'storage-failed' for another entry in the place of one that is held, or if a row cannot be read
 */
export async function mergeRows(db: Database, vault: Vault, batch: Batch): Promise<MergedRows> {
  const parts = new Map<string, LogPart & { readonly dropFrom: number }>();
  for (const part of byLog(batch.entries ?? []))
    parts.set(`${part.conversation} ${part.author}`, { ...part, dropFrom: Infinity });
  for (const { conversation, author, fromSeq } of batch.drop ?? []) {
    const name = `${conversation} ${author}`;
    const part = parts.get(name) ?? { conversation, author, entries: [], dropFrom: Infinity };
    parts.set(name, { ...part, dropFrom: Math.min(part.dropFrom, fromSeq) });
  }
  const merged = await Promise.all([...parts.values()].map((part) => mergeLog(db, vault, part)));
  return {
    removed: merged.flatMap(({ removed }) => removed),
    put: merged.flatMap(({ put }) => put),
  };
}

interface Part {
  readonly conversation: ConversationId;
  readonly author: DeviceId;
  readonly entries: readonly StoredEntry[];
  readonly dropFrom: number;
}

async function mergeLog(
  db: Database,
  vault: Vault,
  { conversation, author, entries, dropFrom }: Part,
): Promise<MergedRows> {
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  const firstSeq = Math.min(entries[0]?.entry.seq ?? Infinity, dropFrom);
  const lastSeq = dropFrom < Infinity ? Infinity : entries.at(-1)!.entry.seq;
  const from = (seq: number) => logKeysFrom(conversationTag, authorTag, seq);
  const upTo = IDBKeyRange.bound(
    [conversationTag, authorTag, firstSeq],
    [conversationTag, authorTag, lastSeq, []],
  );
  // The row that holds the last of them may end behind it.
  const found =
    dropFrom < Infinity
      ? await rowsIn(db, from(firstSeq))
      : [...(await rowsIn(db, upTo)), ...(await rowsIn(db, from(lastSeq + 1), 1))];
  const rows = found.filter(({ primaryKey }) => firstSeqOf(primaryKey) <= lastSeq);
  const held = (await Promise.all(rows.map((row) => openRow(vault, row)))).flat();
  const merged = new Map(
    held.filter(({ entry }) => entry.seq < dropFrom).map((stored) => [stored.entry.seq, stored]),
  );
  let isChanged = merged.size < held.length;
  for (const stored of entries) {
    const there = merged.get(stored.entry.seq);
    // Two entries with one sequence number are a matter for the rules above. Here, nothing is ever written over.
    if (there && there.entry.id !== stored.entry.id) throw new Fault('storage-failed');
    if (there && (there.body || !stored.body)) continue;
    merged.set(stored.entry.seq, there ? { ...there, body: stored.body } : stored);
    isChanged = true;
  }
  if (!isChanged) return { removed: [], put: [] };
  const inOrder = [...merged.values()].sort((a, b) => a.entry.seq - b.entry.seq);
  return {
    removed: rows.map(({ primaryKey }) => primaryKey),
    put: await sealRows(vault, conversationTag, authorTag, inOrder),
  };
}
