import type { Opened, Random, StoreHealth } from '../../app/ports.js';
import type { ConversationRecord, SelfRecord } from '../../app/records.js';
import { Fault } from '../../domain/fault.js';
import type { ConversationId } from '../../protocol/ids.js';
import type { RosterItem } from '../../protocol/roster-item.js';
import { generateVaultKey, openVault, type Vault } from '../crypto/vault.js';
import { KEY_VERSION } from '../crypto/sealed-record.js';
import type { Database, StateRow, Tag } from './database.js';
import {
  decodeContact,
  decodeConversation,
  decodeDraft,
  decodeRosterItem,
  decodeSelf,
} from './record-codec.js';
import { rosterPlace, SELF_PLACE } from './sealed-batch.js';
import { firstSeqOf, lastSeqOf, logKeysFrom } from './entry-rows.js';
import { openingFaultOf } from './storage-fault.js';
import { inTransaction } from './write-batch.js';

type LoadedStore = 'contacts' | 'conversations' | 'drafts' | 'roster';
type RowKey = Tag | [Tag, Tag];
export interface DamagedRow {
  readonly store: LoadedStore;
  readonly key: RowKey;
}

export interface Loaded extends Opened {
  /** Null if there is no key, and so nothing to open or seal with. */
  readonly vault: Vault | null;
  readonly state: StateRow;
  /** Keys of rows that do not open. */
  readonly damaged: DamagedRow[];
}

const NEW_STATE: StateRow = { commits: 0, entries: 0, standing: 'sound' };

/**
 * Reads everything but the entries and judges how the store was found. `remembered` is what the sentinels say.
 * Makes a vault key if there is none and nothing that another key had sealed.
 */
export async function loadStore(db: Database, random: Random, remembered: number | null): Promise<Loaded> {
  const rows = await readRows(db);
  const state = rows.state ?? NEW_STATE;
  const empty = state.commits === 0 && !rows.anything;
  const nothing = {
    self: null,
    contacts: [],
    conversations: [],
    drafts: new Map(),
    roster: new Map(),
    state,
    damaged: [],
  };
  if (empty) {
    const key = rows.vault?.key ?? (await makeVaultKey(db, random));
    return { ...nothing, vault: openVault(key, random), health: remembered === null ? 'new' : 'lost' };
  }
  const vault = rows.vault?.key ? openVault(rows.vault.key, random) : null;
  const self = vault && rows.self ? await openSelf(vault, rows.self) : null;
  if (!vault || !self) return { ...nothing, vault, health: 'lost' };

  const damaged: Loaded['damaged'] = [];
  const openAll = async <T>(store: LoadedStore, decode: (bytes: Uint8Array) => T) => {
    const opened: T[] = [];
    for (const [key, record] of rows[store]) {
      try {
        opened.push(decode(await vault.open(placeOf(store, key), record)));
      } catch (error) {
        if (!isDamage(error)) throw error;
        damaged.push({ store, key });
      }
    }
    return opened;
  };
  const contacts = await openAll('contacts', decodeContact);
  const conversations = await openAll('conversations', decodeConversation);
  const drafts = new Map((await openAll('drafts', decodeDraft)).map((row) => [row.conversation, row.draft]));
  const roster = new Map<ConversationId, RosterItem[]>();
  for (const { conversation, item } of await openAll('roster', decodeRosterItem)) {
    const items = roster.get(conversation);
    if (items) items.push(item);
    else roster.set(conversation, [item]);
  }
  const whole =
    rows.state?.standing === 'sound' &&
    state.commits >= (remembered ?? 0) &&
    damaged.length === 0 &&
    (await hasItsEntries(db, vault, conversations, state));
  const health: StoreHealth = whole ? 'whole' : 'older';
  return {
    vault,
    state,
    damaged,
    health,
    self,
    contacts,
    conversations,
    drafts,
    roster,
  };
}

const placeOf = (store: LoadedStore, key: RowKey) =>
  Array.isArray(key) ? rosterPlace(key) : { store, key: new Uint8Array(key) };

export const isDamage = (error: unknown): boolean => error instanceof Fault && error.code === 'vault-damaged';

async function readRows(db: Database) {
  const tx = db.transaction([...db.objectStoreNames]);
  const pairs = async (name: LoadedStore): Promise<[RowKey, Uint8Array][]> => {
    const store = tx.objectStore(name);
    const [keys, records] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return keys.map((key, i) => [key as RowKey, records[i]!]);
  };
  const [anEntry, vault, state, self, contacts, conversations, drafts, roster] = await Promise.all([
    tx.objectStore('entries').getKey(IDBKeyRange.lowerBound([])),
    tx.objectStore('vault').get('key'),
    tx.objectStore('meta').get('state'),
    tx.objectStore('self').get(SELF_PLACE.key),
    pairs('contacts'),
    pairs('conversations'),
    pairs('drafts'),
    pairs('roster'),
    tx.done,
  ]);
  const anything = Boolean(self ?? anEntry ?? contacts[0] ?? conversations[0]);
  return { anything, vault, state, self, contacts, conversations, drafts, roster };
}

async function makeVaultKey(db: Database, random: Random): Promise<CryptoKey> {
  const key = await generateVaultKey(random);
  try {
    await inTransaction(db, 'strict', ['vault', 'meta'], async (tx) => {
      await tx.objectStore('vault').put({ version: KEY_VERSION, key, wraps: [] }, 'key');
      await tx.objectStore('meta').put(NEW_STATE, 'state');
    });
    return key;
  } catch (error) {
    // Some private windows have an IndexedDB that takes everything but keys.
    throw openingFaultOf(error instanceof Fault ? error.cause : error);
  }
}

async function openSelf(vault: Vault, record: Uint8Array): Promise<SelfRecord | null> {
  try {
    return decodeSelf(await vault.open(SELF_PLACE, record));
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/** Rows that are counted one by one at every start; counting 100 000 takes some 200 ms. */
const COUNT_ALL_UP_TO = 20_000;
/** Of larger stores, the newest entries of each log. What a browser loses, it loses from the end. */
const LOOKED_AT_PER_LOG = 64;

/** Whether the entries that the conversations speak of are there, as far as can be seen in a few milliseconds. */
async function hasItsEntries(
  db: Database,
  vault: Vault,
  conversations: readonly ConversationRecord[],
  state: StateRow,
): Promise<boolean> {
  if (state.entries <= COUNT_ALL_UP_TO && (await db.count('entries')) !== state.entries) return false;
  for (const { id, heads } of conversations) {
    for (const { author, seq, fromSeq } of heads) {
      const from = Math.max(fromSeq, seq + 1 - LOOKED_AT_PER_LOG);
      if (from > seq) continue; // nothing of it has come yet
      const [conversationTag, authorTag] = await Promise.all([vault.tag(id), vault.tag(author)]);
      const keys = await db.getAllKeys('entries', logKeysFrom(conversationTag, authorTag, from));
      let next = from;
      for (const key of keys) if (firstSeqOf(key) <= next) next = lastSeqOf(key) + 1;
      if (next !== seq + 1) return false;
    }
  }
  return true;
}
