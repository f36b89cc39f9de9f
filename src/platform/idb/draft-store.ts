import type { DraftDocRecord, DraftStore } from '../../app/draft-docs.js';
import { Fault } from '../../domain/fault.js';
import { encode, type Wire } from '../../protocol/codec.js';
import { draftIdBytes, idBytes, readConversationId, readDraftId, type DraftId } from '../../protocol/ids.js';
import type { Vault } from '../crypto/vault.js';
import type { Database, Tag } from './database.js';
import { isDamage } from './load.js';
import { readFields } from './record-fields.js';
import { inTransaction } from './write-batch.js';

/** What is there between the opening of the store and its end. */
interface Session {
  readonly db: Database;
  readonly vault: Vault;
}

/** Every update of one draft. */
const updatesOf = (tag: Tag): IDBKeyRange => IDBKeyRange.bound([tag], [tag, []]);

const updatePlace = (tag: Tag, number: number): { store: string; key: Wire } => ({
  store: 'draftUpdates',
  key: [new Uint8Array(tag), number],
});

/** The `DraftStore` port over the database and the vault of the app's own store. `current` throws where there is none. */
export function createDraftStore(
  current: () => Session,
  inOrder: <T>(task: () => Promise<T>) => Promise<T>,
): DraftStore {
  /** The number of the next update of each draft, where it is known. */
  const next = new Map<DraftId, number>();

  async function nextOf({ db }: Session, id: DraftId, tag: Tag): Promise<number> {
    const known = next.get(id);
    if (known !== undefined) return known;
    const keys = await db.getAllKeys('draftUpdates', updatesOf(tag));
    return (keys.at(-1)?.[1] ?? -1) + 1;
  }

  return {
    list: () =>
      inOrder(async () => {
        const { db, vault } = current();
        const [keys, records] = await Promise.all([db.getAllKeys('draftDocs'), db.getAll('draftDocs')]);
        const opened = await Promise.all(
          records.map((record, i) => orNull(() => openDoc(vault, keys[i]!, record))),
        );
        return opened.filter((record) => record !== null);
      }),
    updates: (id) =>
      inOrder(async () => {
        const { db, vault } = current();
        const tag = await vault.tag(id);
        const [keys, records] = await Promise.all([
          db.getAllKeys('draftUpdates', updatesOf(tag)),
          db.getAll('draftUpdates', updatesOf(tag)),
        ]);
        next.set(id, (keys.at(-1)?.[1] ?? -1) + 1);
        const updates: Uint8Array[] = [];
        for (const [i, record] of records.entries()) {
          const update = await orNull(() => vault.open(updatePlace(tag, keys[i]![1]), record));
          if (!update) break; // what follows may rest on it
          updates.push(update);
        }
        return updates;
      }),
    keep: (record, update) =>
      inOrder(async () => {
        const session = current();
        const tag = await session.vault.tag(record.id);
        const sealed = await session.vault.seal({ store: 'draftDocs', key: tag }, encodeDoc(record));
        const number = await nextOf(session, record.id, tag);
        const row = update && (await session.vault.seal(updatePlace(tag, number), update));
        await inTransaction(session.db, 'relaxed', ['draftDocs', 'draftUpdates'], async (tx) => {
          await tx.objectStore('draftDocs').put(sealed, tag);
          if (row) await tx.objectStore('draftUpdates').put(row, [tag, number]);
        });
        if (row) next.set(record.id, number + 1);
      }),
    replace: (id, update) =>
      inOrder(async () => {
        const { db, vault } = current();
        const tag = await vault.tag(id);
        const number = await nextOf(current(), id, tag);
        const row = await vault.seal(updatePlace(tag, number), update);
        await inTransaction(db, 'strict', ['draftUpdates'], async (tx) => {
          await tx.objectStore('draftUpdates').delete(updatesOf(tag));
          await tx.objectStore('draftUpdates').put(row, [tag, number]);
        });
        next.set(id, number + 1);
      }),
    remove: (id) =>
      inOrder(async () => {
        const { db, vault } = current();
        const tag = await vault.tag(id);
        await inTransaction(db, 'strict', ['draftDocs', 'draftUpdates'], async (tx) => {
          await tx.objectStore('draftDocs').delete(tag);
          await tx.objectStore('draftUpdates').delete(updatesOf(tag));
        });
        next.delete(id);
      }),
  };
}

const openDoc = async (vault: Vault, key: Tag, record: Uint8Array): Promise<DraftDocRecord> =>
  decodeDoc(await vault.open({ store: 'draftDocs', key: new Uint8Array(key) }, record));

/** What `read` gives; null if the row does not open. */
async function orNull<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (isDamage(error)) return null;
    throw error instanceof Fault ? error : new Fault('storage-failed', { cause: error });
  }
}

const encodeDoc = (record: DraftDocRecord): Uint8Array =>
  encode([
    1,
    draftIdBytes(record.id),
    record.conversation && idBytes(record.conversation),
    record.subject.toWellFormed(),
    record.firstLine.toWellFormed(),
    record.createdMs,
    record.changedMs,
    record.discardedMs,
  ]);

const decodeDoc = (bytes: Uint8Array): DraftDocRecord =>
  readFields(bytes, 1, (next) => ({
    id: next.value(readDraftId),
    conversation: next.optional(() => next.value(readConversationId)),
    subject: next.text(),
    firstLine: next.text(),
    createdMs: next.number(),
    changedMs: next.number(),
    discardedMs: next.optional(() => next.number()),
  }));
