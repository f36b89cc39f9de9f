import { conversationOf } from '../../protocol/conversation-id.js';
import type { IDBPIndex } from 'idb';
import { MAX_ANNOTATIONS, type Place, type StoredEntry } from '../../app/ports.js';
import { idBytes, type ConversationId, type DeviceId, type EntryId } from '../../protocol/ids.js';
import type { Vault } from '../crypto/vault.js';
import { webBytes } from '../crypto/web-bytes.js';
import type { AboutKey, BeepSchema, Database, EntryKey, EntryRow, Tag } from './database.js';
import { decodeEntry } from './record-codec.js';
import { aboutKey, entryPlace, logRange } from './sealed-batch.js';

interface FoundRow {
  readonly primaryKey: EntryKey;
  readonly value: EntryRow;
}

/** Up to `limit` entries before `before`, in reading order, oldest first. @throws Fault 'vault-damaged' */
export async function readPage(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  before: Place | null,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const tag = await vault.tag(conversation);
  // Arrays sort after everything else, so [tag, []] comes after every place of the conversation.
  const end = before ? [tag, before.orderMs, webBytes(idBytes(before.id))] : [tag, []];
  const newestFirst = await newestRows(db, IDBKeyRange.bound([tag], end, false, true), limit);
  return Promise.all(newestFirst.reverse().map((row) => openRow(vault, row)));
}

/** Up to `limit` entries of one log from `fromSeq` on; stops before a gap. @throws Fault 'vault-damaged' */
export async function readRun(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  author: DeviceId,
  fromSeq: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  if (limit <= 0) return [];
  const toSeq = Math.min(fromSeq + limit - 1, Number.MAX_SAFE_INTEGER);
  const range = await logRange(vault, conversation, author, fromSeq, toSeq);
  const rows = await rowsIn(db, range);
  const gap = rows.findIndex((row, i) => row.primaryKey[2] !== fromSeq + i);
  const run = gap < 0 ? rows : rows.slice(0, gap);
  return Promise.all(run.map((row) => openRow(vault, row)));
}

/** Every annotation of the entries `ids`. @throws Fault 'vault-damaged' */
export async function readAbout(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  ids: readonly EntryId[],
): Promise<readonly StoredEntry[]> {
  const tag = await vault.tag(conversation);
  const tx = db.transaction('entries');
  const about = tx.store.index('about');
  // Keys first: most messages have none, and a conversation without any costs one request.
  const hasAny = (await about.getKey(IDBKeyRange.bound([tag], [tag, []]))) !== undefined;
  const keys = hasAny ? await Promise.all(ids.map((id) => annotationKeys(about, aboutKey(tag, id)))) : [];
  const rows = await Promise.all(
    keys.flat().map(async (primaryKey) => ({ primaryKey, value: (await tx.store.get(primaryKey))! })),
  );
  await tx.done;
  return Promise.all(rows.map((row) => openRow(vault, row)));
}

type AboutIndex = IDBPIndex<BeepSchema, ['entries'], 'entries', 'about', 'readonly'>;

/** Keys of what is about one entry. Within an index key, IndexedDB sorts by the row's own: by device, then by `seq`. */
async function annotationKeys(about: AboutIndex, key: AboutKey): Promise<readonly EntryKey[]> {
  const keys = await about.getAllKeys(IDBKeyRange.only(key), MAX_ANNOTATIONS + 1);
  if (keys.length <= MAX_ANNOTATIONS) return keys;
  // Somebody says a great deal: the newest of each device, from the end.
  const newest: EntryKey[] = [];
  let [device, count]: [Tag | null, number] = [null, 0];
  let cursor = await about.openKeyCursor(IDBKeyRange.only(key), 'prev');
  while (cursor) {
    const [conversation, author] = cursor.primaryKey;
    if (!device || indexedDB.cmp(device, author) !== 0) [device, count] = [author, 0];
    newest.push(cursor.primaryKey);
    cursor =
      ++count < MAX_ANNOTATIONS
        ? await cursor.continue()
        : await cursor.continuePrimaryKey(cursor.key, [conversation, author, -1]);
  }
  return newest;
}

/** The entry called `id`; null if it is not there. @throws Fault 'vault-damaged' */
export async function readEntryById(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  id: EntryId,
): Promise<StoredEntry | null> {
  const tx = db.transaction('entries');
  const index = tx.store.index('id');
  const [primaryKey, value] = await Promise.all([
    index.getKey(webBytes(idBytes(id))),
    index.get(webBytes(idBytes(id))),
  ]);
  await tx.done;
  if (!primaryKey || !value) return null;
  const stored = await openRow(vault, { primaryKey, value });
  return conversationOf(stored.entry) === conversation ? stored : null;
}

/** Every starred entry. @throws Fault 'vault-damaged' */
export async function readStars(db: Database, vault: Vault): Promise<readonly StoredEntry[]> {
  const tx = db.transaction('entries');
  const index = tx.store.index('starred');
  const [keys, values] = await Promise.all([index.getAllKeys(), index.getAll()]);
  await tx.done;
  return Promise.all(keys.map((primaryKey, i) => openRow(vault, { primaryKey, value: values[i]! })));
}

/** What a row holds. @throws Fault 'vault-damaged' */
export async function openRow(vault: Vault, row: FoundRow): Promise<StoredEntry> {
  const stored = decodeEntry(await vault.open(entryPlace(row.primaryKey), row.value.record));
  return row.value.starred ? { ...stored, isStarred: true } : stored;
}

/** Up to `limit` rows of `range` in the order of their keys. */
export async function rowsIn(db: Database, range: IDBKeyRange, limit?: number): Promise<FoundRow[]> {
  const tx = db.transaction('entries');
  const [keys, values] = await Promise.all([
    tx.store.getAllKeys(range, limit),
    tx.store.getAll(range, limit),
  ]);
  await tx.done;
  return keys.map((primaryKey, i) => ({ primaryKey, value: values[i]! }));
}

/** `IDBIndex.getAllRecords`: three times as fast as a cursor, where there is one (Chromium 141). */
interface GetAllRecords {
  getAllRecords?(options: { query: IDBKeyRange; count: number; direction: 'prev' }): Promise<FoundRow[]>;
}

async function newestRows(db: Database, range: IDBKeyRange, limit: number): Promise<FoundRow[]> {
  if (limit <= 0) return [];
  const tx = db.transaction('entries');
  const index = tx.store.index('place');
  const places: typeof index & GetAllRecords = index;
  if (places.getAllRecords) {
    const found = await places.getAllRecords({ query: range, count: limit, direction: 'prev' });
    await tx.done;
    return found.map(({ primaryKey, value }) => ({ primaryKey, value }));
  }
  const rows: FoundRow[] = [];
  let cursor = await places.openCursor(range, 'prev');
  while (cursor && rows.length < limit) {
    rows.push({ primaryKey: cursor.primaryKey, value: cursor.value });
    cursor = rows.length < limit ? await cursor.continue() : null;
  }
  await tx.done;
  return rows;
}
