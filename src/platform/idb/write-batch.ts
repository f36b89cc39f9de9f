import type { IDBPTransaction, StoreNames } from 'idb';
import { Fault } from '../../domain/fault.js';
import type { BeepSchema, Database, StateRow, Tag } from './database.js';
import { firstSeqOf, logKeysFrom } from './entry-rows.js';
import type { MergedRows } from './merge-rows.js';
import { SELF_PLACE, type AppendedRows, type SealedBatch, type SealedStar } from './sealed-batch.js';
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

/** Thrown when something of a batch that was to go on from the ends of logs is there already. */
export class HeldAlready extends Fault {
  constructor() {
    super('storage-failed');
  }
}

/**
 * Writes a batch with strict durability and returns the state that went with it. Every request goes out at once where it
 * can: each wait for an answer is a way to the browser's own process and back. `next` makes the new state row out of the
 * one on disk and the change in the number of rows.
 * @throws HeldAlready if `appended` is not at the ends of the logs
 */
export async function writeBatch(
  db: Database,
  batch: SealedBatch,
  next: (state: StateRow, rowsChange: number) => StateRow,
): Promise<StateRow> {
  try {
    return await write(db, batch, next);
  } catch (error) {
    throw isTaken(error) ? new HeldAlready() : error;
  }
}

const isTaken = (error: unknown): boolean =>
  error instanceof Fault && error.cause instanceof DOMException && error.cause.name === 'ConstraintError';

const write = (
  db: Database,
  batch: SealedBatch,
  next: (state: StateRow, rowsChange: number) => StateRow,
): Promise<StateRow> =>
  inTransaction(db, 'strict', storesOf(batch), async (tx) => {
    const { self, contacts, conversations, drafts, roster } = batch;
    const change = async () => {
      const added = await append(tx, batch.appended);
      const more = batch.merged ? await putMerged(tx, batch.merged) : 0;
      await putStars(tx, batch.stars);
      return added + more;
    };
    const advance = async () => {
      const [state, rowsChange] = await Promise.all([tx.objectStore('meta').get('state'), change()]);
      if (!state) throw new StoreEmptied();
      const after = next(state, rowsChange);
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

function storesOf({ self, contacts, conversations, appended, merged, stars, drafts, roster }: SealedBatch) {
  const stores: StoreNames<BeepSchema>[] = ['meta'];
  if (self) stores.push('self');
  if (contacts.length > 0) stores.push('contacts');
  if (conversations.length > 0) stores.push('conversations');
  if (appended.length + stars.length > 0 || merged) stores.push('entries');
  if (drafts.length > 0) stores.push('drafts');
  if (roster.length > 0) stores.push('roster');
  return stores;
}

/** Takes whole ranges out and returns how many rows that were. */
export async function dropEntries(tx: WriteTransaction, ranges: readonly IDBKeyRange[]): Promise<number> {
  if (ranges.length === 0) return 0;
  const entries = tx.objectStore('entries');
  const counts = await Promise.all(ranges.map(async (range) => entries.count(range)));
  await Promise.all(ranges.map(async (range) => entries.delete(range)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Adds rows at the ends of logs, and returns how many. @throws HeldAlready if one is not at the end */
async function append(tx: WriteTransaction, logs: readonly AppendedRows[]): Promise<number> {
  if (logs.length === 0) return 0;
  const entries = tx.objectStore('entries');
  const [found] = await Promise.all([
    Promise.all(logs.map(async ({ mustBeFree }) => entries.getKey(mustBeFree))), // asked before anything is added
    ...logs.flatMap(({ rows }) => rows.map(async ([key, row]) => entries.add(row, key))),
  ]);
  if (found.some((key) => key !== undefined)) throw new HeldAlready();
  return logs.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** Puts rows in the place of others, and returns by how many there are more. */
export async function putMerged(tx: WriteTransaction, { removed, put }: MergedRows): Promise<number> {
  if (removed.length + put.length === 0) return 0;
  const entries = tx.objectStore('entries');
  await Promise.all([
    ...removed.map(async (key) => entries.delete(key)),
    ...put.map(async ([key, row]) => entries.put(row, key)),
  ]);
  return put.length - removed.length;
}

/** Marks entries that are there as starred, or as not. */
async function putStars(tx: WriteTransaction, stars: readonly SealedStar[]): Promise<void> {
  if (stars.length === 0) return;
  const entries = tx.objectStore('entries');
  for (const { conversation, author, seq, isStarred } of stars) {
    const [key] = await entries.getAllKeys(logKeysFrom(conversation, author, seq), 1);
    const row = key && firstSeqOf(key) <= seq ? await entries.get(key) : undefined;
    if (!key || !row) continue;
    const { stars: before = [], ...plain } = row;
    if (before.includes(seq) === isStarred) continue;
    const after = isStarred ? [...before, seq] : before.filter((one) => one !== seq);
    await entries.put(after.length > 0 ? { ...plain, stars: after } : plain, key);
  }
}

/** Keeps a draft, or takes it away. */
export async function putDraft(tx: WriteTransaction, key: Tag, record: Uint8Array | null): Promise<void> {
  if (record) await tx.objectStore('drafts').put(record, key);
  else await tx.objectStore('drafts').delete(key);
}
