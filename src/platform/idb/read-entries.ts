import type { IDBPIndex, IDBPObjectStore } from 'idb';
import { MAX_ANNOTATIONS, type KeptEntry, type Place, type StoredEntry } from '../../app/ports.js';
import { compareOrder } from '../../domain/order.js';
import { conversationOf } from '../../protocol/conversation-id.js';
import { idBytes, type ConversationId, type DeviceId, type EntryId } from '../../protocol/ids.js';
import { foundBy } from '../../protocol/message-body.js';
import type { Vault } from '../crypto/vault.js';
import { webBytes } from '../crypto/web-bytes.js';
import type { AboutKey, BeepSchema, Database, EntryKey, Tag } from './database.js';
import {
  aboutKey,
  firstSeqOf,
  lastSeqOf,
  logKeysFrom,
  openKept,
  openRow,
  type FoundRow,
} from './entry-rows.js';

type EntryIndex<Name extends 'places' | 'place' | 'abouts'> = IDBPIndex<
  BeepSchema,
  ['entries'],
  'entries',
  Name,
  'readonly'
>;

/** Up to `limit` entries before `before`, in reading order, oldest first. @throws Fault 'vault-damaged' */
export async function readPage(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  before: Place | null,
  limit: number,
): Promise<readonly StoredEntry[]> {
  if (limit <= 0) return [];
  const tag = await vault.tag(conversation);
  // Arrays sort after everything else, so [tag, []] comes after every place of the conversation.
  const end = before ? [tag, before.orderMs, webBytes(idBytes(before.id))] : [tag, []];
  const range = IDBKeyRange.bound([tag], end, false, true);
  const tx = db.transaction('entries');
  const { store } = tx;
  const [places, place] = [store.index('places'), store.index('place')]; // the latter is of rows of format 1
  const keys = await Promise.all([newestKeys(places, range, limit), newestKeys(place, range, limit)]);
  const ranges = rangesOf(keys.flat(), MOST_READ_PER_ENTRY * limit);
  const rows = await Promise.all(ranges.map((one) => readRows(store, one)));
  await tx.done;
  const opened = await Promise.all(
    wantedOf(rows.flat(), range, limit).map(([row, seqs]) => openRow(vault, row, (seq) => seqs.has(seq))),
  );
  return opened.flat().sort((a, b) => compareOrder(a.entry, b.entry));
}

/** The rows of the last `limit` keys of an index in `range`; a row as often as it has keys there. */
async function newestKeys(
  index: EntryIndex<'places'> | EntryIndex<'place'>,
  range: IDBKeyRange,
  limit: number,
): Promise<readonly EntryKey[]> {
  const places = index as EntryIndex<'places'> & KeysBackwards;
  // Where there is the one (Chromium 141), the other takes a direction: ten times as fast as a cursor.
  if (places.getAllRecords)
    return (places.getAllKeys as unknown as (options: BackwardsOptions) => Promise<EntryKey[]>).call(places, {
      query: range,
      count: limit,
      direction: 'prev',
    });
  const keys: EntryKey[] = [];
  let cursor = await places.openKeyCursor(range, 'prev');
  while (cursor) {
    keys.push(cursor.primaryKey);
    cursor = keys.length < limit ? await cursor.continue() : null;
  }
  return keys;
}

interface BackwardsOptions {
  readonly query: IDBKeyRange;
  readonly count: number;
  readonly direction: 'prev';
}
interface KeysBackwards {
  readonly getAllRecords?: unknown;
}

/** Entries that are read for one that is wanted, where that saves requests: annotations may lie between messages. */
const MOST_READ_PER_ENTRY = 8;

/** What to read for the rows called `keys`: of each log from the first one to the last, if that is `most` entries or less. */
function rangesOf(keys: readonly EntryKey[], most: number): readonly IDBKeyRange[] {
  const spans: [EntryKey, EntryKey][] = [];
  for (const key of keys.toSorted((a, b) => indexedDB.cmp(a, b))) {
    const span = spans.at(-1);
    const isSame = span && indexedDB.cmp(span[0][1], key[1]) === 0;
    if (isSame && (lastSeqOf(key) - firstSeqOf(span[0]) <= most || indexedDB.cmp(span[1], key) === 0))
      span[1] = key;
    else spans.push([key, key]);
  }
  return spans.map(([first, last]) => IDBKeyRange.bound(first, last));
}

/** The seqs of the last `limit` entries of `rows` that have a place in `range`, by row. */
function wantedOf(rows: readonly FoundRow[], range: IDBKeyRange, limit: number) {
  const places = rows.flatMap((row) => {
    const { ids, places, place } = row.value;
    if (place) return [{ row, place, seq: firstSeqOf(row.primaryKey) }];
    const seqs = new Map((ids ?? []).map((id, i) => [idName(id), firstSeqOf(row.primaryKey) + i]));
    return (places ?? []).map((one) => ({ row, place: one, seq: seqs.get(idName(one[2]))! }));
  });
  const newest = places
    .filter(({ place }) => range.includes(place))
    .sort((a, b) => indexedDB.cmp(a.place, b.place))
    .slice(-limit);
  const wanted = new Map<FoundRow, Set<number>>();
  for (const { row, seq } of newest) {
    const seqs = wanted.get(row);
    if (seqs) seqs.add(seq);
    else wanted.set(row, new Set([seq]));
  }
  return [...wanted];
}

const idName = (id: Tag): string => new Uint8Array(id).join();

/** Up to `limit` entries of one log from `fromSeq` on; stops before a gap. @throws Fault 'vault-damaged' */
export async function readRun(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  author: DeviceId,
  fromSeq: number,
  limit: number,
): Promise<readonly StoredEntry[]> {
  const rows = await runRows(db, vault, conversation, author, fromSeq, limit);
  const isWanted = (seq: number): boolean => seq >= fromSeq && seq - fromSeq < limit;
  const opened = await Promise.all(rows.map((row) => openRow(vault, row, isWanted)));
  return opened.flat();
}

/** As `readRun`, as they lie there: of the last row that is read, all. @throws Fault 'vault-damaged' */
export async function readKept(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  author: DeviceId,
  fromSeq: number,
  limit: number,
): Promise<readonly KeptEntry[]> {
  const rows = await runRows(db, vault, conversation, author, fromSeq, limit);
  const opened = await Promise.all(rows.map((row) => openKept(vault, row)));
  return opened.flat().filter(({ seq }) => seq >= fromSeq);
}

/** Keys that are asked for at first: what came together takes few rows. */
const FEW_KEYS = 8;
/** Most of one kind that IndexedDB can be asked for. */
const MAX_COUNT = 2 ** 32 - 1;

/** The rows of the `limit` entries of a log from `fromSeq` on, up to a gap. */
async function runRows(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  author: DeviceId,
  fromSeq: number,
  limit: number,
): Promise<readonly FoundRow[]> {
  if (limit <= 0) return [];
  const [conversationTag, authorTag] = await Promise.all([vault.tag(conversation), vault.tag(author)]);
  const tx = db.transaction('entries');
  const range = logKeysFrom(conversationTag, authorTag, fromSeq);
  let keys = await tx.store.getAllKeys(range, Math.min(limit, FEW_KEYS));
  const isShort = keys.length === FEW_KEYS && lastSeqOf(keys.at(-1)!) + 1 - fromSeq < limit;
  if (isShort) keys = await tx.store.getAllKeys(range, Math.min(limit, MAX_COUNT));
  let next = fromSeq;
  const end = keys.findIndex((key) => {
    if (next - fromSeq >= limit || firstSeqOf(key) > next) return true;
    next = lastSeqOf(key) + 1;
    return false;
  });
  const wanted = end < 0 ? keys : keys.slice(0, end);
  const [first, last] = [wanted[0], wanted.at(-1)];
  const values = first && last ? await tx.store.getAll(IDBKeyRange.bound(first, last)) : [];
  await tx.done;
  return wanted.map((primaryKey, i) => ({ primaryKey, value: values[i]! }));
}

/** As `Repo.about`. @throws Fault 'vault-damaged' */
export async function readAbout(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  ids: readonly EntryId[],
): Promise<readonly StoredEntry[]> {
  const tag = await vault.tag(conversation);
  const tx = db.transaction('entries');
  const abouts = tx.store.index('abouts');
  // Keys first: most messages have none, and a conversation without any costs one request.
  const hasAny = (await abouts.getKey(IDBKeyRange.bound([tag], [tag, []]))) !== undefined;
  const keys = hasAny ? await Promise.all(ids.map((id) => annotationKeys(abouts, aboutKey(tag, id)))) : [];
  const distinct = new Map(keys.flat().map((key) => [keyName(key), key]));
  const { store } = tx;
  const rows = await Promise.all([...distinct.values()].map((key) => readRow(store, key)));
  await tx.done;
  const opened = await Promise.all(rows.map((row) => openRow(vault, row)));
  const wanted = new Set(ids);
  return newestOfEach(
    opened.flat().flatMap((stored) => {
      const found = foundBy(stored.entry.kind, stored.body).filter((id) => wanted.has(id));
      return found.length > 0 ? [{ stored, found }] : [];
    }),
  );
}

const keyName = ([, author, last]: EntryKey): string => `${idName(author)} ${last}`;

/** Keys of what is about one entry. Within an index key, IndexedDB sorts by the row's own: by device, then by `seq`. */
async function annotationKeys(abouts: EntryIndex<'abouts'>, key: AboutKey): Promise<readonly EntryKey[]> {
  const keys = await abouts.getAllKeys(IDBKeyRange.only(key), MAX_ANNOTATIONS + 1);
  if (keys.length <= MAX_ANNOTATIONS) return keys;
  // Somebody says a great deal: the newest of each device, from the end.
  const newest: EntryKey[] = [];
  let [device, count]: [Tag | null, number] = [null, 0];
  let cursor = await abouts.openKeyCursor(IDBKeyRange.only(key), 'prev');
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

interface Found {
  readonly stored: StoredEntry;
  /** The ids asked for by which it was found. */
  readonly found: readonly EntryId[];
}

/** Of what one device says about one entry, the newest MAX_ANNOTATIONS. */
function newestOfEach(all: readonly Found[]): readonly StoredEntry[] {
  const counts = new Map<string, number>();
  const newestFirst = all.toSorted((a, b) => b.stored.entry.seq - a.stored.entry.seq);
  const newest = newestFirst.filter(({ stored: { entry }, found }) => {
    const names = found.map((id) => `${entry.author} ${id}`);
    const isOneOfNewest = names.some((name) => (counts.get(name) ?? 0) < MAX_ANNOTATIONS);
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return isOneOfNewest;
  });
  return newest.map(({ stored }) => stored);
}

/** The entry called `id`; null if it is not there. @throws Fault 'vault-damaged' */
export async function readEntryById(
  db: Database,
  vault: Vault,
  conversation: ConversationId,
  id: EntryId,
): Promise<StoredEntry | null> {
  const key = webBytes(idBytes(id));
  const tx = db.transaction('entries');
  const index = tx.store.index('ids');
  const [primaryKey, value] = await Promise.all([index.getKey(key), index.get(key)]);
  await tx.done;
  if (!primaryKey || !value) return null;
  const at = (value.ids ?? []).findIndex((one) => indexedDB.cmp(one, key) === 0);
  const [stored] = await openRow(vault, { primaryKey, value }, (seq) => seq === firstSeqOf(primaryKey) + at);
  return stored && conversationOf(stored.entry) === conversation ? stored : null;
}

/** Every starred entry. @throws Fault 'vault-damaged' */
export async function readStars(db: Database, vault: Vault): Promise<readonly StoredEntry[]> {
  const tx = db.transaction('entries');
  const index = tx.store.index('stars');
  const [keys, values] = await Promise.all([index.getAllKeys(), index.getAll()]);
  await tx.done;
  const opened = await Promise.all(
    keys.map((primaryKey, i) => {
      const stars = new Set(values[i]!.stars);
      return openRow(vault, { primaryKey, value: values[i]! }, (seq) => stars.has(seq));
    }),
  );
  return opened.flat();
}

/** Up to `limit` rows of `range` in the order of their keys. */
export async function rowsIn(db: Database, range: IDBKeyRange, limit?: number): Promise<FoundRow[]> {
  const { store, done } = db.transaction('entries');
  const [rows] = await Promise.all([readRows(store, range, limit), done]);
  return rows;
}

type EntryStore = IDBPObjectStore<BeepSchema, ['entries'], 'entries', 'readonly'>;

async function readRows(store: EntryStore, range: IDBKeyRange, limit?: number): Promise<FoundRow[]> {
  const [keys, values] = await Promise.all([store.getAllKeys(range, limit), store.getAll(range, limit)]);
  return keys.map((primaryKey, i) => ({ primaryKey, value: values[i]! }));
}

/** A row that is known to be there. */
async function readRow(store: EntryStore, primaryKey: EntryKey): Promise<FoundRow> {
  const value = await store.get(primaryKey);
  return { primaryKey, value: value! };
}
