import type { Opened } from '../../app/ports.js';
import type { ConversationRecord, LogHead } from '../../app/records.js';
import type { Vault } from '../crypto/vault.js';
import type { Database, StateRow, Tag } from './database.js';
import { isDamage, type Loaded } from './load.js';
import { encodeConversation } from './record-codec.js';
import { openRow, rowsIn } from './read-entries.js';
import { dropEntries, inTransaction } from './write-batch.js';

/** Rows looked at in one go. */
const ROWS_PER_READ = 500;

/**
 * Makes an `older` store consistent: every log ends before its first missing or damaged row, every head is the
 * last row of its log, and rows that do not open are gone. Looks at every row, which takes about 50 µs each.
 *
 * The store stays `older` at every start until this device has a new device key, for until then it might use a
 * sequence number twice.
 */
export async function repairStore(db: Database, vault: Vault, loaded: Loaded): Promise<Opened> {
  const drop: IDBKeyRange[] = [];
  const conversations: ConversationRecord[] = [];
  const records: [Tag, Uint8Array][] = [];
  let kept = 0;

  const tags = await Promise.all(loaded.conversations.map(({ id }) => vault.tag(id)));
  for (const [i, conversation] of loaded.conversations.entries()) {
    const key = tags[i]!;
    const logs = await soundLogs(db, vault, key, drop);
    const heads = logs.map(({ head }) => head);
    kept += heads.reduce((sum, head) => sum + head.seq + 1, 0);
    const repaired = { ...conversation, heads };
    conversations.push(repaired);
    records.push([key, await vault.seal({ store: 'conversations', key }, encodeConversation(repaired))]);
  }
  drop.push(...rangesBetween(tags));

  const state: StateRow = { ...loaded.state, entries: kept, standing: 'recovering' };
  await inTransaction(db, 'strict', [...db.objectStoreNames], async (tx) => {
    await dropEntries(tx, drop);
    await Promise.all([
      ...loaded.damaged.map(({ store, key }) => tx.objectStore(store).delete(key)),
      ...records.map(([key, record]) => tx.objectStore('conversations').put(record, key)),
      tx.objectStore('meta').put(state, 'state'),
    ]);
  });
  return { ...loaded, conversations };
}

interface SoundLog {
  head: LogHead;
}

/** The logs of a conversation up to their first gap; what comes after goes to `drop`. */
async function soundLogs(
  db: Database,
  vault: Vault,
  conversation: Tag,
  drop: IDBKeyRange[],
): Promise<SoundLog[]> {
  const logs: SoundLog[] = [];
  const end = [conversation, []];
  let from: IDBValidKey = [conversation];
  let author: Tag | null = null;
  let next: number | null = 0; // the sequence number that must come now; null after a gap
  let log: SoundLog | null = null;
  for (;;) {
    const rows = await rowsIn(db, IDBKeyRange.bound(from, end, true, true), ROWS_PER_READ);
    for (const row of rows) {
      const [, rowAuthor, seq] = row.primaryKey;
      if (!author || indexedDB.cmp(author, rowAuthor) !== 0) [author, next, log] = [rowAuthor, 0, null];
      if (next === null) continue;
      const stored = seq === next ? await openOrNull(vault, row) : null;
      if (!stored) {
        drop.push(IDBKeyRange.bound([conversation, rowAuthor, next], [conversation, rowAuthor, []]));
        next = null;
        continue;
      }
      const { author: device, id, orderMs } = stored.entry;
      const head = { author: device, seq, id, orderMs };
      if (log) log.head = head;
      else logs.push((log = { head }));
      next = seq + 1;
    }
    const last = rows.at(-1);
    if (!last || rows.length < ROWS_PER_READ) return logs;
    from = last.primaryKey;
  }
}

async function openOrNull(vault: Vault, row: Parameters<typeof openRow>[1]) {
  try {
    return await openRow(vault, row);
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Every entry key that belongs to none of the conversations called `tags`. */
function rangesBetween(tags: readonly Tag[]): IDBKeyRange[] {
  const sorted = [...tags].sort((a, b) => indexedDB.cmp(a, b));
  const edges = sorted.map((tag) => ({ start: [tag], end: [tag, []] }));
  const first = edges[0];
  if (!first) return [IDBKeyRange.lowerBound([])];
  return [
    IDBKeyRange.upperBound(first.start, true),
    ...edges.map(({ end }, i) => {
      const following = edges[i + 1];
      return following ? IDBKeyRange.bound(end, following.start, false, true) : IDBKeyRange.lowerBound(end);
    }),
  ];
}
