import type { IDBPTransaction, StoreNames } from 'idb';
import { Fault } from '../../domain/fault.js';
import { sameBytes } from '../../protocol/codec.js';
import type { BeepSchema, Database, EntryKey, EntryRow, StateRow, Tag } from './database.js';
import { SELF_PLACE, type SealedBatch } from './sealed-batch.js';
import { faultOf } from './storage-fault.js';

export type WriteTransaction = IDBPTransaction<BeepSchema, StoreNames<BeepSchema>[], 'readwrite'>;

/**
 * Runs `work`, which awaits nothing but requests of its transaction, and resolves when all of it is on disk.
 * If it rejects, none of it is. @throws Fault 'storage-full' | 'storage-failed'
 */
export async function inTransaction<T>(
  db: Database,
  durability: 'strict' | 'relaxed',
  work: (tx: WriteTransaction) => Promise<T>,
): Promise<T> {
  try {
    const tx = db.transaction([...db.objectStoreNames], 'readwrite', { durability });
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
export const writeBatch = (
  db: Database,
  batch: SealedBatch,
  next: (state: StateRow, entriesChange: number) => StateRow,
): Promise<StateRow> =>
  inTransaction(db, 'strict', async (tx) => {
    const state = await tx.objectStore('meta').get('state');
    if (!state) throw new StoreEmptied();
    const dropped = await dropEntries(tx, batch.drop);
    const added = await addEntries(tx, batch.entries);
    const after = next(state, added - dropped);
    const { self, contacts, conversations, drafts } = batch;
    // All of them async functions: a request that throws on the spot must not leave the others without a listener.
    await Promise.all([
      ...[after].map(async (row) => tx.objectStore('meta').put(row, 'state')),
      ...(self ? [self] : []).map(async (record) => tx.objectStore('self').put(record, SELF_PLACE.key)),
      ...contacts.map(async ([key, record]) => tx.objectStore('contacts').put(record, key)),
      ...conversations.map(async ([key, record]) => tx.objectStore('conversations').put(record, key)),
      ...drafts.map(async ([key, record]) => putDraft(tx, key, record)),
    ]);
    return after;
  });

/** Takes whole ranges out and returns how many rows that were. */
export async function dropEntries(tx: WriteTransaction, ranges: readonly IDBKeyRange[]): Promise<number> {
  const entries = tx.objectStore('entries');
  const counts = await Promise.all(ranges.map(async (range) => entries.count(range)));
  await Promise.all(ranges.map(async (range) => entries.delete(range)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Adds what is not there yet and returns how many rows that were. An entry that had no body may get one. */
async function addEntries(tx: WriteTransaction, rows: SealedBatch['entries']): Promise<number> {
  const entries = tx.objectStore('entries');
  const found = await Promise.all(rows.map(async ([key]) => entries.get(key)));
  const fresh = new Map<string, [EntryKey, EntryRow]>();
  const completed: [EntryKey, EntryRow][] = [];
  for (const [i, [key, row]] of rows.entries()) {
    const name = [new Uint8Array(key[0]), new Uint8Array(key[1]), key[2]].join();
    const there = found[i] ?? fresh.get(name)?.[1];
    if (!there) fresh.set(name, [key, row]);
    // Two entries with one sequence number are a matter for the rules above. Here, nothing is ever written over.
    else if (!sameBytes(there.place[2], row.place[2])) throw new Fault('storage-failed');
    else if (!there.complete && row.complete) completed.push([key, row]);
  }
  const puts = [...fresh.values(), ...completed];
  await Promise.all(puts.map(async ([key, row]) => entries.put(row, key)));
  return fresh.size;
}

/** Keeps a draft, or takes it away. */
export async function putDraft(tx: WriteTransaction, key: Tag, record: Uint8Array | null): Promise<void> {
  if (record) await tx.objectStore('drafts').put(record, key);
  else await tx.objectStore('drafts').delete(key);
}
