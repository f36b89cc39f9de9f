import type {
  DraftDocRecord,
  DraftStore,
  SendingRecord,
  SentRecord,
  SharedRecord,
} from '../../app/draft-docs.js';
import type { SendWhen } from '../../app/draft-views.js';
import { Fault } from '../../domain/fault.js';
import { encode, type Wire } from '../../protocol/codec.js';
import {
  draftIdBytes,
  idBytes,
  readConversationId,
  readDeviceId,
  readDraftId,
  readEntryId,
  readPersonId,
  type DraftId,
} from '../../protocol/ids.js';
import type { Vault } from '../crypto/vault.js';
import type { Database, Tag } from './database.js';
import { isDamage } from './load.js';
import { readFields, type Fields } from './record-fields.js';
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
    replace: (record, update) =>
      inOrder(async () => {
        const { db, vault } = current();
        const { id } = record;
        const tag = await vault.tag(id);
        const sealed = await vault.seal({ store: 'draftDocs', key: tag }, encodeDoc(record));
        const number = await nextOf(current(), id, tag);
        const row = await vault.seal(updatePlace(tag, number), update);
        await inTransaction(db, 'strict', ['draftDocs', 'draftUpdates'], async (tx) => {
          await tx.objectStore('draftDocs').put(sealed, tag);
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

const USES = ['draft', 'template', 'letterhead'] as const;

const encodeDoc = (record: DraftDocRecord): Uint8Array =>
  encode([
    3,
    draftIdBytes(record.id),
    record.conversation && idBytes(record.conversation),
    record.subject.toWellFormed(),
    record.firstLine.toWellFormed(),
    record.createdMs,
    record.changedMs,
    record.discardedMs,
    record.use,
    record.hash,
    record.shared && wireShared(record.shared),
    record.sending && wireSending(record.sending),
    record.sent && [
      idBytes(record.sent.to),
      idBytes(record.sent.memo),
      record.sent.sentAtMs,
      record.sent.isTold,
    ],
  ]);

const wireShared = ({ conversation, session, isUnsaid, merged, clients, heard }: SharedRecord): Wire => [
  idBytes(conversation),
  session && [idBytes(session.device), session.id, session.saidClock],
  isUnsaid,
  merged.map(({ device, seq }) => [idBytes(device), seq]),
  clients,
  heard,
];

const wireSending = ({ to, when, salt, from }: SendingRecord): Wire => [
  idBytes(to),
  when && [when.kind, when.kind === 'at' ? when.wallMs : when.person && idBytes(when.person)],
  salt,
  idBytes(from.device),
  from.seq,
];

/** Version 1 knew nothing but drafts of one's own; version 2 kept what was heard live with all else. */
const decodeDoc = (bytes: Uint8Array): DraftDocRecord =>
  readFields(bytes, 3, (next, version) => {
    const own = {
      id: next.value(readDraftId),
      conversation: next.optional(() => next.value(readConversationId)),
      subject: next.text(),
      firstLine: next.text(),
      createdMs: next.number(),
      changedMs: next.number(),
      discardedMs: next.optional(() => next.number()),
    };
    if (version === 1) return { ...own, use: 'draft', hash: null, shared: null, sending: null, sent: null };
    return {
      ...own,
      use: next.oneOf(USES),
      hash: next.optional(() => next.bytes()),
      shared: next.optional(() => next.row((of) => readShared(of, version))),
      sending: next.optional(() => next.row(readSending)),
      sent: next.optional(() => next.row(readSent)),
    };
  });

const readShared = (next: Fields, version: number): SharedRecord => ({
  conversation: next.value(readConversationId),
  session: next.optional(() =>
    next.row((of) => ({ device: of.value(readDeviceId), id: of.bytes(), saidClock: of.number() })),
  ),
  isUnsaid: next.flag(),
  merged: next.rows((of) => ({ device: of.value(readDeviceId), seq: of.number() })),
  ...(version === 2
    ? { clients: [], heard: [] }
    : { clients: next.list((of) => of.number()), heard: next.list((of) => of.bytes()) }),
});

const readSending = (next: Fields): SendingRecord => ({
  to: next.value(readConversationId),
  when: next.optional(() => next.row(readWhen)),
  salt: next.bytes(),
  from: { device: next.value(readDeviceId), seq: next.number() },
});

function readWhen(next: Fields): SendWhen {
  const kind = next.oneOf(['at', 'reachable'] as const);
  if (kind === 'at') return { kind, wallMs: next.number() };
  return { kind, person: next.optional(() => next.value(readPersonId)) };
}

const readSent = (next: Fields): SentRecord => ({
  to: next.value(readConversationId),
  memo: next.value(readEntryId),
  sentAtMs: next.number(),
  isTold: next.flag(),
});
