/** HKDF and HMAC with SHA-256 as in `src/protocol/kdf.ts`, by the native code of Node. */
import { createHmac } from 'node:crypto';

const HASH_BYTES = 32;

export { sameMac } from '../../src/protocol/kdf.js';

export const mac = (key: Uint8Array | string, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHmac('sha256', key).update(bytes).digest());

export const hkdfExtract = (salt: Uint8Array | string, secret: Uint8Array): Uint8Array => mac(salt, secret);

export function hkdfExpand(key: Uint8Array, info: string, length = HASH_BYTES): Uint8Array {
  const bytes = new Uint8Array(length);
  let block: Uint8Array = new Uint8Array();
  for (let at = 0, i = 1; at < length; at += HASH_BYTES, i++) {
    block = createHmac('sha256', key).update(block).update(info).update(Uint8Array.of(i)).digest();
    bytes.set(block.subarray(0, length - at), at);
  }
  return bytes;
}
