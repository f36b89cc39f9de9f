import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { Fault } from '../../domain/fault.js';
import { faultOf, openingFaultOf } from './storage-fault.js';

/** What the store of the app is called; each test has its own. */
export const STORE_NAME = 'beep';

/** Version of the tables below. A store of a higher one was written by a newer Beep and is left alone. */
export const FORMAT = 1;

export interface Patience {
  /** How long another window may take to let go of the store once it was asked, in milliseconds. */
  readonly blockedMs: number;
  /** How long the browser may say nothing at all: a request behind another one that is blocked waits in silence. */
  readonly silentMs: number;
}
const PATIENCE: Patience = { blockedMs: 3_000, silentMs: 20_000 };

/** A tag of the vault: see `Vault.tag`. Reads back as an ArrayBuffer. */
export type Tag = Uint8Array<ArrayBuffer> | ArrayBuffer;
/** [tag of the conversation, tag of the author, seq] */
export type EntryKey = [Tag, Tag, number];

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
  /** Rows in `entries`. */
  readonly entries: number;
  /**
   * `suspect`: a row did not open; the next start looks at all of them.
   * `recovering`: rows were lost, and this device has not yet taken a new device key.
   */
  readonly standing: 'sound' | 'suspect' | 'recovering';
}

export interface EntryRow {
  /**
   * [tag of the conversation, orderMs, entry id]. The id stands in clear because it settles the reading order; it is
   * a hash of signed bytes, which tells nothing to whoever does not hold the entry already.
   */
  readonly place: [Tag, number, Uint8Array<ArrayBuffer>];
  /** Whether the body is there. An entry may be stored again with the body it lacked. */
  readonly complete: boolean;
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
  entries: { key: EntryKey; value: EntryRow; indexes: { place: [Tag, number, Uint8Array<ArrayBuffer>] } };
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
          upgrade: createTables,
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

function createTables(db: Database, oldVersion: number): void {
  if (oldVersion >= 1) return;
  for (const store of ['vault', 'meta', 'self', 'contacts', 'conversations', 'drafts'] as const) {
    db.createObjectStore(store);
  }
  db.createObjectStore('entries').createIndex('place', 'place', { unique: true });
}
