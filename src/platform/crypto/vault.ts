import type { Random } from '../../app/ports.js';
import {
  deriveIndexKey,
  deriveStoreKey,
  importVaultKey,
  indexTag,
  IV_BYTES,
  openRecord,
  sealRecord,
  type RecordPlace,
} from './sealed-record.js';

/**
 * Seals what goes to disk. Without a passphrase the vault key itself lies in IndexedDB as a key that no script can
 * export; the browser keeps it, so this guards against everything but the browser's own profile.
 */
export interface Vault {
  seal(place: RecordPlace, plaintext: Uint8Array): Promise<Uint8Array>;
  /** @throws Fault 'vault-damaged' */
  open(place: RecordPlace, record: unknown): Promise<Uint8Array>;
  /** 16 bytes that stand for `text` in a key or an index. The same text always has the same tag. */
  tag(text: string): Promise<Uint8Array<ArrayBuffer>>;
}

/** Tags that are remembered; each costs an HMAC otherwise. */
const MAX_REMEMBERED_TAGS = 4096;

/** The vault that `vaultKey` (see `importVaultKey`) opens. */
export function openVault(vaultKey: CryptoKey, random: Random): Vault {
  const storeKeys = new Map<string, Promise<CryptoKey>>();
  const tags = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();
  const indexKey = deriveIndexKey(vaultKey);

  function storeKey(store: string): Promise<CryptoKey> {
    const known = storeKeys.get(store);
    if (known) return known;
    const key = deriveStoreKey(vaultKey, store);
    storeKeys.set(store, key);
    return key;
  }

  return {
    seal: async (place, plaintext) =>
      sealRecord(await storeKey(place.store), place, random.bytes(IV_BYTES), plaintext),
    open: async (place, record) => openRecord(await storeKey(place.store), place, record),
    tag(text) {
      const known = tags.get(text);
      if (known) return known;
      if (tags.size >= MAX_REMEMBERED_TAGS) tags.clear();
      const tag = indexKey.then((key) => indexTag(key, new TextEncoder().encode(text)));
      tags.set(text, tag);
      return tag;
    },
  };
}

/** A new vault key. Its raw bytes are gone when this resolves. */
export async function generateVaultKey(random: Random): Promise<CryptoKey> {
  const raw = random.bytes(32);
  try {
    return await importVaultKey(raw);
  } finally {
    raw.fill(0);
  }
}
