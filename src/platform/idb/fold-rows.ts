import type { StoredEntry } from '../../app/ports.js';
import type { Vault } from '../crypto/vault.js';
import type { Database } from './database.js';
import {
  byLog,
  firstSeqOf,
  lastSeqOf,
  MAX_ROW_ENTRIES,
  openRow,
  sealRows,
  type LogPart,
} from './entry-rows.js';
import { rowsIn } from './read-entries.js';
import { inTransaction, putMerged } from './write-batch.js';

/**
 * Folds the rows of logs that have just grown past a multiple of MAX_ROW_ENTRIES: what was written one by one becomes one
 * row, and is read as quickly as what came at once. Changes nothing of what is held. The write is relaxed, for either way
 * all of it is there. Nobody else may write meanwhile. @throws Fault 'storage-full' | 'storage-failed' | 'vault-damaged'
 */
export async function foldRows(db: Database, vault: Vault, grown: readonly StoredEntry[]): Promise<void> {
  for (const part of byLog(grown)) {
    const portion = portionToFold(part);
    if (portion !== null) await foldPortion(db, vault, part, portion);
  }
}

/** The first seq of the portion that these entries complete; null if they complete none. */
function portionToFold({ entries }: LogPart): number | null {
  const end = Math.floor((entries.at(-1)!.entry.seq + 1) / MAX_ROW_ENTRIES) * MAX_ROW_ENTRIES;
  return end > entries[0]!.entry.seq ? end - MAX_ROW_ENTRIES : null;
}

async function foldPortion(
  db: Database,
  vault: Vault,
  { conversation, author }: LogPart,
  first: number,
): Promise<void> {
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  const last = first + MAX_ROW_ENTRIES - 1;
  const range = IDBKeyRange.bound(
    [conversationTag, authorTag, first],
    [conversationTag, authorTag, last, []],
  );
  const keys = (await db.getAllKeys('entries', range)).filter((key) => firstSeqOf(key) >= first);
  const isWhole = keys.every((key, i) => i === 0 || lastSeqOf(keys[i - 1]!) + 1 === firstSeqOf(key));
  if (keys.length < 2 || !isWhole) return;
  const inside = await rowsIn(db, IDBKeyRange.bound(keys[0], keys.at(-1)));
  const entries = (await Promise.all(inside.map((row) => openRow(vault, row)))).flat();
  const put = await sealRows(vault, conversationTag, authorTag, entries);
  if (put.length >= inside.length) return;
  await inTransaction(db, 'relaxed', ['entries', 'meta'], async (tx) => {
    const [state, change] = await Promise.all([
      tx.objectStore('meta').get('state'),
      putMerged(tx, { removed: inside.map(({ primaryKey }) => primaryKey), put }),
    ]);
    if (state) await tx.objectStore('meta').put({ ...state, entries: state.entries + change }, 'state');
  });
}
