import { Fault } from '../../domain/fault.js';
import { decodeArray, encode, isBytes, utf8Bytes, type Wire } from '../../protocol/codec.js';
import { webBytes } from './web-bytes.js';

/** The version of the vault key that seals now. A later passphrase change may add versions beside it. */
export const KEY_VERSION = 1;

/** Bytes of the random nonce of AES-256-GCM (NIST SP 800-38D §8.2.2): at most 2^32 records under one store key. */
export const IV_BYTES = 12;

/** Largest record that is read back, in bytes. Only this device writes them, and drafts may be long. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Where a record lies. It is authenticated with the record, so that no record opens in another one's place. */
export interface RecordPlace {
  readonly store: string;
  readonly key: Wire;
}

/** A vault key from its 32 raw bytes: not extractable, good for nothing but deriving the keys below. */
export const importVaultKey = (raw: Uint8Array): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', webBytes(raw), 'HKDF', false, ['deriveKey']);

/** The AES-256-GCM key of one store: HKDF-SHA-256 (RFC 5869), empty salt, info "beep/1 store " and its name. */
export const deriveStoreKey = (vaultKey: CryptoKey, store: string): Promise<CryptoKey> =>
  crypto.subtle.deriveKey(hkdf(`beep/1 store ${store}`), vaultKey, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);

/** The HMAC-SHA-256 key of index tags: HKDF-SHA-256, empty salt, info "beep/1 index", 32 bytes. */
export const deriveIndexKey = (vaultKey: CryptoKey): Promise<CryptoKey> =>
  crypto.subtle.deriveKey(
    hkdf('beep/1 index'),
    vaultKey,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  );

/** Canonical CBOR [key version, iv, AES-256-GCM ciphertext and tag]; the additional data is CBOR [store, key]. */
export async function sealRecord(
  storeKey: CryptoKey,
  place: RecordPlace,
  iv: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const box = await crypto.subtle.encrypt(gcm(place, iv), storeKey, webBytes(plaintext));
  return encode([KEY_VERSION, iv, new Uint8Array(box)]);
}

/** The plaintext of a record. @throws Fault 'vault-damaged' if it was not sealed under this key for this place */
export async function openRecord(
  storeKey: CryptoKey,
  place: RecordPlace,
  record: unknown,
): Promise<Uint8Array> {
  const wire = decodeArray(record, MAX_RECORD_BYTES);
  const [version, iv, box] = wire ?? [];
  if (wire?.length !== 3 || version !== KEY_VERSION || !isBytes(iv, IV_BYTES) || !isBytes(box)) {
    throw new Fault('vault-damaged');
  }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(gcm(place, iv), storeKey, webBytes(box)));
  } catch (cause) {
    throw new Fault('vault-damaged', { cause });
  }
}

/** The first 16 bytes of HMAC-SHA-256: names a person or a conversation on disk without telling who. */
export async function indexTag(indexKey: CryptoKey, value: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const mac = await crypto.subtle.sign('HMAC', indexKey, webBytes(value));
  return new Uint8Array(mac, 0, 16).slice();
}

const hkdf = (info: string): HkdfParams => ({
  name: 'HKDF',
  hash: 'SHA-256',
  salt: new Uint8Array(),
  info: webBytes(utf8Bytes(info)),
});

const gcm = (place: RecordPlace, iv: Uint8Array): AesGcmParams => ({
  name: 'AES-GCM',
  iv: webBytes(iv),
  additionalData: webBytes(encode([place.store, place.key])),
});
