/**
 * Checks Ed25519 signatures as `src/protocol/ed25519.ts` does, by the native code of Node, for tests that check thousands. The
 * strict verifier, which the protocol's tests cover, has nothing more to refuse where keys are made by the tests themselves.
 */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { keyOf } from '../../authority/key-file.js';
import { SPKI_PREFIX } from '../../src/protocol/ed25519-der.js';
import type { Sign } from '../../src/protocol/sign1.js';

const MAX_KEPT = 256;

const keys = new Map<string, KeyObject>();

function publicKey(bytes: Uint8Array): KeyObject {
  const name = Buffer.from(bytes).toString('latin1');
  let key = keys.get(name);
  if (!key) {
    if (keys.size >= MAX_KEPT) keys.clear();
    key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
    keys.set(name, key);
  }
  return key;
}

export const isSignedBy = (key: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean =>
  signature.byteLength === 64 && key.byteLength === 32 && verify(null, bytes, publicKey(key), signature);

/** Signs with the Ed25519 key of a 32-byte seed: with Node's own code, which is faster than ours and gives equal bytes. */
export const signerOf = (seed: Uint8Array): Sign => keyOf(seed).sign;
