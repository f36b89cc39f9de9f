/** AES-256-GCM as in `src/protocol/aead.ts`, by the native code of Node. */
import { createCipheriv, createDecipheriv } from 'node:crypto';

const NONE: Uint8Array = new Uint8Array();
const TAG_BYTES = 16;

export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array = NONE,
): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(aad);
  return new Uint8Array(Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]));
}

export function unseal(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  aad: Uint8Array = NONE,
): Uint8Array | null {
  const end = box.byteLength - TAG_BYTES;
  if (end < 0) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(aad);
  decipher.setAuthTag(box.subarray(end));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(box.subarray(0, end)), decipher.final()]));
  } catch {
    return null; // a wrong tag
  }
}
