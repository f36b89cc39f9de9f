import type { IDBPTransaction, StoreNames } from 'idb';
import { Fault } from '../../domain/fault.js';
import { sameBytes } from '../../protocol/codec.js';
import type { BeepSchema, Database, EntryKey, EntryRow, StateRow, Tag } from './database.js';
import { SELF_PLACE, type SealedBatch } from './sealed-batch.js';
import { faultOf } from './storage-fault.js';

export type WriteTransaction = IDBPTransaction<BeepSchema, StoreNames<BeepSchema>[], 'readwrite'>;

/**
 * Runs `work`, which awaits nothing but requests of its transaction, and resolves when all of it is on disk.
 * If it rejects, none of it is. Naming no more `stores` than it takes makes it begin sooner.
 * @throws Fault 'storage-full' | 'storage-failed'
 */
export async function inTransaction<T>(
  db: Database,
  durability: 'strict' | 'relaxed',
  stores: readonly StoreNames<BeepSchema>[],
  work: (tx: WriteTransaction) => Promise<T>,
): Promise<T> {
  try {
    const tx = db.transaction([...stores], 'readwrite', { durability });
    const working = work(tx).catch((error: unknown) => {
      abort(tx);
      // A request that fails because its transaction was aborted says only that; the transaction knows why.
      throw tx.error ?? error;
    });
    const [value] = await Promise.all([working, tx.done]);
    return value;
  } catch (error) {
    throw faultOf(error);
  }
}

function abort(tx: WriteTransaction): void {
  try {
    tx.abort();
  } catch {
    // It was over already, by the error that brought us here.
  }
}

/** Thrown when the store was emptied while it was open. */
export class StoreEmptied extends Fault {
  constructor() {
    super('storage-failed');
  }
}

/**
 * Writes a batch with strict durability and returns the state that went with it.
 * `next` makes the new state row out of the one on disk and the change in the number of entries.
 */
export async function writeBatch(
  db: Database,
  batch: SealedBatch,
  next: (state: StateRow, entriesChange: number) => StateRow,
): Promise<StateRow> {
  try {
    return await write(db, batch, next, addNew);
  } catch (error) {
    // Rare: something of it is held already, which says nothing against the rest.
    if (!isTaken(error)) throw error;
    return await write(db, batch, next, addMissing);
  }
}

/** Every request goes out at once where it can: each wait for an answer is a way to the browser's own process and back. */
const write = (
  db: Database,
  batch: SealedBatch,
  next: (state: StateRow, entriesChange: number) => StateRow,
  add: (tx: WriteTransaction, rows: SealedBatch['entries']) => Promise<number>,
): Promise<StateRow> =>
  inTransaction(db, 'strict', storesOf(batch), async (tx) => {
    const { self, contacts, conversations, drafts, roster } = batch;
    const change = async () => {
      const dropped = await dropEntries(tx, batch.drop);
      const added = await add(tx, batch.entries);
      await putStars(tx, batch.stars);
      return added - dropped;
    };
    const advance = async () => {
      const [state, entriesChange] = await Promise.all([tx.objectStore('meta').get('state'), change()]);
      if (!state) throw new StoreEmptied();
      const after = next(state, entriesChange);
      await tx.objectStore('meta').put(after, 'state');
      return after;
    };
    // All of them async functions: a request that throws on the spot must not leave the others without a listener.
    const [after] = await Promise.all([
      advance(),
      ...(self ? [self] : []).map(async (record) => tx.objectStore('self').put(record, SELF_PLACE.key)),
      ...contacts.map(async ([key, record]) => tx.objectStore('contacts').put(record, key)),
      ...conversations.map(async ([key, record]) => tx.objectStore('conversations').put(record, key)),
      ...drafts.map(async ([key, record]) => putDraft(tx, key, record)),
      ...roster.map(async ([key, record]) => tx.objectStore('roster').put(record, key)),
    ]);
    return after;
  });

function storesOf({ self, contacts, conversations, drop, entries, stars, drafts, roster }: SealedBatch) {
  const stores: StoreNames<BeepSchema>[] = ['meta'];
  if (self) stores.push('self');
  if (contacts.length > 0) stores.push('contacts');
  if (conversations.length > 0) stores.push('conversations');
  if (entries.length + drop.length + stars.length > 0) stores.push('entries');
  if (drafts.length > 0) stores.push('drafts');
  if (roster.length > 0) stores.push('roster');
  return stores;
}

const isTaken = (error: unknown): boolean =>
  error instanceof Fault && error.cause instanceof DOMException && error.cause.name === 'ConstraintError';

/** Takes whole ranges out and returns how many rows that were. */
export async function dropEntries(tx: WriteTransaction, ranges: readonly IDBKeyRange[]): Promise<number> {
  if (ranges.length === 0) return 0;
  const entries = tx.objectStore('entries');
  const counts = await Promise.all(ranges.map(async (range) => entries.count(range)));
  await Promise.all(ranges.map(async (range) => entries.delete(range)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Adds rows of which none may be there yet, and returns how many. @throws ConstraintError if one is */
async function addNew(tx: WriteTransaction, rows: SealedBatch['entries']): Promise<number> {
  if (rows.length === 0) return 0;
  const entries = tx.objectStore('entries');
  await Promise.all(rows.map(async ([key, row]) => entries.add(row, key)));
  return rows.length;
}

/** Adds what is not there yet and returns how many rows that were. An entry that had no body may get one. */
async function addMissing(tx: WriteTransaction, rows: SealedBatch['entries']): Promise<number> {
  const entries = tx.objectStore('entries');
  const found = await Promise.all(rows.map(async ([key]) => entries.get(key)));
  const fresh = new Map<string, [EntryKey, EntryRow]>();
  const completed: [EntryKey, EntryRow][] = [];
  for (const [i, [key, row]] of rows.entries()) {
    const name = [new Uint8Array(key[0]), new Uint8Array(key[1]), key[2]].join();
    const there = found[i] ?? fresh.get(name)?.[1];
    if (!there) fresh.set(name, [key, row]);
    // Two entries with one sequence number are a matter for the rules above. Here, nothing is ever written over.
    else if (!isSameEntry(there, row)) throw new Fault('storage-failed');
    else if (!there.complete && row.complete)
      completed.push([key, there.starred ? { ...row, starred: there.starred } : row]);
  }
  const puts = [...fresh.values(), ...completed];
  await Promise.all(puts.map(async ([key, row]) => entries.put(row, key)));
  return fresh.size;
}

const idIn = (row: EntryRow): Uint8Array | undefined => row.id ?? row.place?.[2];

function isSameEntry(a: EntryRow, b: EntryRow): boolean {
  const [ours, theirs] = [idIn(a), idIn(b)];
  return ours !== undefined && theirs !== undefined && sameBytes(ours, theirs);
}

/** Marks rows that are there as starred, or as not. */
async function putStars(tx: WriteTransaction, stars: SealedBatch['stars']): Promise<void> {
  if (stars.length === 0) return;
  const entries = tx.objectStore('entries');
  for (const [key, isStarred] of stars) {
    const row = await entries.get(key);
    if (!row || Boolean(row.starred) === isStarred) continue;
    const { starred: _, ...plain } = row;
    await entries.put(isStarred ? { ...plain, starred: 1 } : plain, key);
  }
}

/** Keeps a draft, or takes it away. */
export async function putDraft(tx: WriteTransaction, key: Tag, record: Uint8Array | null): Promise<void> {
  if (record) await tx.objectStore('drafts').put(record, key);
  else await tx.objectStore('drafts').delete(key);
}
