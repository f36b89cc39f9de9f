/**
 * Signatures with the sizes of `src/protocol/ed25519.ts` that cost one hash: of the key and of what is signed, so that
 * neither can be another. Nobody forges one in a simulated world, and the real ones, which the protocol's tests cover,
 * would be a sixth of all the work.
 */
import { createHash } from 'node:crypto';

export const isSoundPublicKey = (bytes: Uint8Array): boolean => bytes.byteLength === 32;

export const ed25519PublicKey = (seed: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update('public').update(seed).digest());

export const ed25519Sign = (seed: Uint8Array, bytes: Uint8Array): Uint8Array =>
  signatureOf(ed25519PublicKey(seed), bytes);

export const isSignedBy = (key: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean =>
  key.byteLength === 32 && Buffer.compare(signature, signatureOf(key, bytes)) === 0;

const signatureOf = (key: Uint8Array, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha512').update(key).update(bytes).digest());
