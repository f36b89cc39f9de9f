/**
 * What `src/protocol/aead.ts` does, with its sizes, that hides nothing and costs one hash: over the key, the nonce and all
 * that was sealed, so that nothing opens with another. In a simulated world nobody reads what passes.
 */
import { createHash } from 'node:crypto';

const NONE: Uint8Array = new Uint8Array();
const TAG_BYTES = 16;

export function seal(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  aad: Uint8Array = NONE,
): Uint8Array {
  const box = new Uint8Array(plaintext.byteLength + TAG_BYTES);
  box.set(plaintext);
  box.set(tagOf(key, nonce, plaintext, aad), plaintext.byteLength);
  return box;
}

export function unseal(
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  aad: Uint8Array = NONE,
): Uint8Array | null {
  const end = box.byteLength - TAG_BYTES;
  if (end < 0) return null;
  const plaintext = box.slice(0, end);
  return Buffer.compare(box.subarray(end), tagOf(key, nonce, plaintext, aad)) === 0 ? plaintext : null;
}

/** Keys and nonces have a size of their own; only the end of what goes with the plaintext has to be marked. */
const tagOf = (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array =>
  createHash('sha256')
    .update(key)
    .update(nonce)
    .update(`${aad.byteLength} `)
    .update(aad)
    .update(plaintext)
    .digest()
    .subarray(0, TAG_BYTES);
