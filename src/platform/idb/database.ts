import {
  deleteDB,
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
} from 'idb';
import { Fault } from '../../domain/fault.js';
import { faultOf, openingFaultOf } from './storage-fault.js';

/** What the store of the app is called; each test has its own. */
export const STORE_NAME = 'beep';

/** Version of the tables below. A store of a higher one was written by a newer Beep and is left alone. */
export const FORMAT = 4;

export interface Patience {
  /** How long another window may take to let go of the store once it was asked, in milliseconds. */
  readonly blockedMs: number;
  /** How long the browser may say nothing at all: a request behind another one that is blocked waits in silence. */
  readonly silentMs: number;
}
const PATIENCE: Patience = { blockedMs: 3_000, silentMs: 20_000 };

/** A tag of the vault: see `Vault.tag`. Reads back as an ArrayBuffer. */
export type Tag = Uint8Array<ArrayBuffer> | ArrayBuffer;
/**
 * [tag of the conversation, tag of the author, seq] of a row with one entry; of one with several, the seq of the last and
 * that of the first: so the keys alone tell what is there, and the row that holds an entry is the first one from it on.
 */
export type EntryKey = [Tag, Tag, number] | [Tag, Tag, number, number];

export interface VaultRow {
  readonly version: number;
  /** Not extractable. Null once a passphrase guards it; then `wraps` hold it. */
  readonly key: CryptoKey | null;
  /** Copies of the vault key under other keys: [method, parameters, sealed key]. None without a passphrase. */
  readonly wraps: readonly Uint8Array[];
}

export interface StateRow {
  /** Strict commits so far. Compared with the sentinels: see `sentinels.ts`. */
  readonly commits: number;
  /** Rows in `entries`, whatever number of entries they hold. */
  readonly entries: number;
  /**
   * `suspect`: a row did not open; the next start looks at all of them.
   * `recovering`: rows were lost, and this device has not yet taken a new device key.
   */
  readonly standing: 'sound' | 'suspect' | 'recovering';
}

/** [tag of the conversation, orderMs, entry id] */
export type PlaceKey = [Tag, number, Uint8Array<ArrayBuffer>];
/** [tag of the conversation, id of the entry that is meant] */
export type AboutKey = [Tag, Uint8Array<ArrayBuffer>];

/** One entry, or a run of one log: sealed, written and read as one. */
export interface EntryRow {
  /**
   * The ids of its entries, in the order of the log. They stand in clear, here and in `places` and `abouts`, because
   * they settle the reading order and because others name the entry by its id; it is a hash of signed bytes, which tells
   * nothing to whoever does not hold the entry already. Missing in rows of format 1.
   */
  readonly ids?: readonly Uint8Array<ArrayBuffer>[];
  /** Where its entries stand in the reading order, those that are no annotations. */
  readonly places?: readonly PlaceKey[];
  /** Of a row of format 1, in place of `places`. */
  readonly place?: PlaceKey;
  /** What its annotations are about, each once, as far as their bodies are there. */
  readonly abouts?: readonly AboutKey[];
  /** The seqs of its starred entries; missing if there is none. */
  readonly stars?: readonly number[];
  readonly record: Uint8Array;
}

/** Everything on disk. `Uint8Array` values are vault records; keys name people and conversations by tags only. */
export interface BeepSchema extends DBSchema {
  vault: { key: 'key'; value: VaultRow };
  meta: { key: 'state'; value: StateRow };
  self: { key: 'self'; value: Uint8Array };
  contacts: { key: Tag; value: Uint8Array };
  conversations: { key: Tag; value: Uint8Array };
  drafts: { key: Tag; value: Uint8Array };
  draftDocs: { key: Tag; value: Uint8Array };
  /** Keys are [tag of the draft, number of the update]. */
  draftUpdates: { key: [Tag, number]; value: Uint8Array };
  /** Keys are [tag of the group, item id]. The id is a hash of signed bytes, as in `EntryRow.place`. */
  roster: { key: [Tag, Uint8Array<ArrayBuffer>]; value: Uint8Array };
  registry: { key: Tag; value: Uint8Array };
  /** Keys are SHA-256 of the page. */
  registryPages: { key: Tag; value: Uint8Array };
  entries: {
    key: EntryKey;
    value: EntryRow;
    indexes: {
      places: PlaceKey;
      place: PlaceKey;
      abouts: AboutKey;
      ids: Uint8Array<ArrayBuffer>;
      stars: number[];
    };
  };
}
export type Database = IDBPDatabase<BeepSchema>;

export type GoneWhy = 'newer-version' | 'closed';

/**
 * Opens the store and makes its tables if it is new. `gone` is called when the connection is closed from outside.
 * @throws Fault 'storage-unavailable' | 'storage-blocked' | 'storage-newer' | 'storage-full' | 'storage-failed'
 */
export async function openDatabase(
  name: string,
  gone: (why: GoneWhy) => void,
  { version = FORMAT, patience = PATIENCE } = {},
): Promise<Database> {
  try {
    // The getter throws where storage is forbidden, and is null or missing in some private windows.
    if (!(globalThis.indexedDB as IDBFactory | undefined)) throw new Fault('storage-unavailable');
    return await withPatience(
      patience,
      (blocked) =>
        openDB<BeepSchema>(name, version, {
          upgrade: (db, from, _to, tx) => upgrade(db, tx, from),
          blocked,
          blocking(_current, wanted, event) {
            // Whoever waits for us waits for ever if we hold on.
            (event.target as IDBDatabase).close();
            gone(wanted === null ? 'closed' : 'newer-version');
          },
          terminated: () => gone('closed'),
        }),
      (db) => db.close(),
    );
  } catch (error) {
    throw openingFaultOf(error);
  }
}

/** Deletes the store. @throws Fault 'storage-blocked' | 'storage-failed' */
export async function deleteDatabase(name: string): Promise<void> {
  try {
    await withPatience(PATIENCE, (blocked) => deleteDB(name, { blocked }));
  } catch (error) {
    throw faultOf(error);
  }
}

/** Waits for a request that another window can hold up. What comes after the wait was given up goes to `tooLate`. */
function withPatience<T>(
  { blockedMs, silentMs }: Patience,
  ask: (blocked: () => void) => Promise<T>,
  tooLate?: (value: T) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let givenUp = false;
    const giveUp = (): void => {
      givenUp = true;
      reject(new Fault('storage-blocked'));
    };
    const timers = [window.setTimeout(giveUp, silentMs)];
    ask(() => timers.push(window.setTimeout(giveUp, blockedMs)))
      .then((value) => (givenUp ? tooLate?.(value) : resolve(value)), reject)
      .finally(() => timers.forEach((timer) => window.clearTimeout(timer)));
  });
}

type UpgradeTransaction = IDBPTransaction<BeepSchema, StoreNames<BeepSchema>[], 'versionchange'>;

/** What each format added to the one before. Rows stay as they were written: a step costs no more than a pass over keys. */
const STEPS: readonly ((db: Database, tx: UpgradeTransaction) => void)[] = [
  (db) => {
    for (const store of ['vault', 'meta', 'self', 'contacts', 'conversations', 'drafts'] as const) {
      db.createObjectStore(store);
    }
    db.createObjectStore('entries').createIndex('place', 'place', { unique: true });
  },
  (db, tx) => {
    // A row takes part in an index only if it has the field, so that each of these costs those who use it. What was
    // written before is found by the index of format 1 still, and by its place only.
    const entries = tx.objectStore('entries');
    entries.createIndex('places', 'places', { multiEntry: true });
    entries.createIndex('abouts', 'abouts', { multiEntry: true });
    entries.createIndex('ids', 'ids', { multiEntry: true });
    entries.createIndex('stars', 'stars');
    db.createObjectStore('roster');
  },
  (db) => {
    db.createObjectStore('draftDocs');
    db.createObjectStore('draftUpdates');
  },
  (db) => {
    db.createObjectStore('registry');
    db.createObjectStore('registryPages');
  },
];

/** Brings a store of format `from`, 0 if it is new, to the newest one. */
function upgrade(db: Database, tx: UpgradeTransaction, from: number): void {
  for (const step of STEPS.slice(from)) step(db, tx);
}
