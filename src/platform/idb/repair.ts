import type { Opened, StoredEntry } from '../../app/ports.js';
import { heldBytesOf } from '../../app/heads.js';
import type { ConversationRecord, LogHead } from '../../app/records.js';
import type { DeviceId } from '../../protocol/ids.js';
import type { Vault } from '../crypto/vault.js';
import type { Database, StateRow, Tag } from './database.js';
import { isDamage, type Loaded } from './load.js';
import { encodeConversation } from './record-codec.js';
import { firstSeqOf, logKeysFrom, openRow, type FoundRow } from './entry-rows.js';
import { rowsIn } from './read-entries.js';
import { dropEntries, inTransaction } from './write-batch.js';

/** Rows looked at in one go: some MB, where they are full. */
const ROWS_PER_READ = 100;

/**
 * Makes an `older` store consistent: every log ends before its first missing or damaged row, every head is the
 * last row of its log, and rows that do not open are gone. Looks at every entry, which takes about 50 µs each.
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
    const starts = new Map(conversation.heads.map(({ author, fromSeq }) => [author, fromSeq]));
    const { logs, rows } = await soundLogs(db, vault, key, starts, drop);
    // Of a log that was given from some place on, nothing may have come yet.
    const expected = conversation.heads.filter(({ seq, fromSeq }) => seq < fromSeq);
    const heads = [
      ...new Map([...expected, ...logs.map(({ head }) => head)].map((head) => [head.author, head])).values(),
    ];
    kept += rows;
    const repaired = { ...conversation, heads };
    conversations.push(repaired);
    records.push([key, await vault.seal({ store: 'conversations', key }, encodeConversation(repaired))]);
  }
  drop.push(...rangesBetween(tags));

  const state: StateRow = { ...loaded.state, entries: kept, standing: 'recovering' };
  await inTransaction(db, 'strict', [...db.objectStoreNames], async (tx) => {
    await dropEntries(tx, drop);
    await Promise.all([
      ...loaded.damaged.map(({ store, key }) =>
        tx.objectStore(store).delete(key as Tag & [Tag, Uint8Array<ArrayBuffer>]),
      ),
      ...records.map(([key, record]) => tx.objectStore('conversations').put(record, key)),
      tx.objectStore('meta').put(state, 'state'),
    ]);
  });
  return { ...loaded, conversations };
}

interface SoundLog {
  head: LogHead;
}

/**
 * The logs of a conversation, each from where it begins (`starts`) up to its first gap; what comes after goes to `drop`.
 * `rows` counts those that stay.
 */
async function soundLogs(
  db: Database,
  vault: Vault,
  conversation: Tag,
  starts: ReadonlyMap<DeviceId, number>,
  drop: IDBKeyRange[],
): Promise<{ readonly logs: readonly SoundLog[]; readonly rows: number }> {
  const logs: SoundLog[] = [];
  const end = [conversation, []];
  let from: IDBValidKey = [conversation];
  let author: Tag | null = null;
  let next: number | null = null; // the sequence number that must come now; null after a gap
  let log: SoundLog | null = null;
  let start = 0;
  let heldBytes = 0;
  let kept = 0;
  for (;;) {
    const rows = await rowsIn(db, IDBKeyRange.bound(from, end, true, true), ROWS_PER_READ);
    for (const row of rows) {
      const [, rowAuthor, lastSeq] = row.primaryKey;
      const isFirst = !author || indexedDB.cmp(author, rowAuthor) !== 0;
      const opened = isFirst || next !== null ? await openOrNull(vault, row) : null;
      const last: StoredEntry | null = opened?.at(-1) ?? null;
      if (isFirst) {
        [author, log] = [rowAuthor, null];
        heldBytes = 0;
        start = last ? (starts.get(last.entry.author) ?? 0) : 0;
        next = start;
      }
      if (lastSeq < start && last) {
        kept++; // from before we were let in anew, with a gap behind it
        heldBytes += sizeOf(opened!);
        continue;
      }
      if (!last || firstSeqOf(row.primaryKey) !== next) {
        if (next === null) continue;
        drop.push(logKeysFrom(conversation, rowAuthor, lastSeq));
        next = null;
        continue;
      }
      const { author: device, id, orderMs } = last.entry;
      heldBytes += sizeOf(opened!);
      const head = { author: device, seq: lastSeq, id, orderMs, fromSeq: start, heldBytes };
      if (log) log.head = head;
      else logs.push((log = { head }));
      next = lastSeq + 1;
      kept++;
    }
    const lastRow = rows.at(-1);
    if (!lastRow || rows.length < ROWS_PER_READ) return { logs, rows: kept };
    from = lastRow.primaryKey;
  }
}

const sizeOf = (entries: readonly StoredEntry[]): number =>
  entries.reduce((sum, stored) => sum + heldBytesOf(stored), 0);

async function openOrNull(vault: Vault, row: FoundRow) {
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
