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
    await Promise.all([
      tx.objectStore('meta').put(after, 'state'),
      ...(batch.self ? [tx.objectStore('self').put(batch.self, SELF_PLACE.key)] : []),
      ...batch.contacts.map(([key, record]) => tx.objectStore('contacts').put(record, key)),
      ...batch.conversations.map(([key, record]) => tx.objectStore('conversations').put(record, key)),
      ...batch.drafts.map(([key, record]) => putDraft(tx, key, record)),
    ]);
    return after;
  });

/** Takes whole ranges out and returns how many rows that were. */
export async function dropEntries(tx: WriteTransaction, ranges: readonly IDBKeyRange[]): Promise<number> {
  const entries = tx.objectStore('entries');
  const counts = await Promise.all(ranges.map((range) => entries.count(range)));
  await Promise.all(ranges.map((range) => entries.delete(range)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Adds what is not there yet and returns how many rows that were. An entry that had no body may get one. */
async function addEntries(tx: WriteTransaction, rows: SealedBatch['entries']): Promise<number> {
  const entries = tx.objectStore('entries');
  const found = await Promise.all(rows.map(([key]) => entries.get(key)));
  const fresh = new Map<string, [EntryKey, EntryRow]>();
  const completed: [EntryKey, EntryRow][] = [];
  for (const [i, [key, row]] of rows.entries()) {
    const there = found[i];
    if (!there) fresh.set(row.place[2].join(), [key, row]);
    // Two entries with one sequence number are a matter for the rules above. Here, nothing is ever written over.
    else if (!sameBytes(there.place[2], row.place[2])) throw new Fault('storage-failed');
    else if (!there.complete && row.complete) completed.push([key, { ...row, place: there.place }]);
  }
  await Promise.all([...fresh.values(), ...completed].map(([key, row]) => entries.put(row, key)));
  return fresh.size;
}

/** Keeps a draft, or takes it away. */
export async function putDraft(tx: WriteTransaction, key: Tag, record: Uint8Array | null): Promise<void> {
  if (record) await tx.objectStore('drafts').put(record, key);
  else await tx.objectStore('drafts').delete(key);
}
