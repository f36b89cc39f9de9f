import { gcm } from '@noble/ciphers/aes.js';

const NONE: Uint8Array = new Uint8Array();

/** AES-256-GCM with a 12-byte nonce and a 16-byte tag at the end (NIST SP 800-38D). */
export const seal = (
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array = NONE,
): Uint8Array => gcm(key, nonce, aad).encrypt(plaintext);

/** The plaintext; null if the box was not sealed under exactly these. Never throws. */
export function unseal(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  aad: Uint8Array = NONE,
): Uint8Array | null {
  if (box.byteLength < 16) return null;
  try {
    return gcm(key, nonce, aad).decrypt(box);
  } catch {
    return null; // a wrong tag
  }
}
