/**
 * In place of Ed25519 where a search runs: checks that cost nothing, so that damage gets behind signatures by the million. Has
 * the names of `src/protocol/ed25519.ts`, `test/support/native-ed25519.ts` and `verify/ed25519.mjs`, which share no code.
 * Whoever is asked for by name signs only for themselves, as in truth; `signAsAnybody` is good for every key.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { Sign } from '../../src/protocol/sign1.js';

export const isSoundPublicKey = (publicKey: Uint8Array): boolean =>
  publicKey.byteLength === 32 && !HOLLOW.has(Buffer.from(publicKey.subarray(0, 4)).toString('hex'));

/** How the keys begin that nobody may have, in the vectors. */
const HOLLOW = new Set(
  '00000000 01000000 26e8958f c7176a70 cdb267ce ecffffff edffffff eeffffff f7badec5'.split(' '),
);

/** As `verify/ed25519.mjs` calls it. */
export const isSoundKey = isSoundPublicKey;

export const isSignedBy = (publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean =>
  signature.byteLength === 64 &&
  isSoundPublicKey(publicKey) &&
  (isSame(signature, mark(publicKey, bytes)) || isSame(signature, mark(ANYBODY, bytes)));

/** No public key, but as good as one to everything above. */
export const ed25519PublicKey = (seed: Uint8Array): Uint8Array => sha256(seed);

export const ed25519Sign = (seed: Uint8Array, bytes: Uint8Array): Uint8Array =>
  mark(ed25519PublicKey(seed), bytes);

/** As `native-ed25519.ts` calls it. */
export const signerOf =
  (seed: Uint8Array): Sign =>
  (bytes) =>
    Promise.resolve(ed25519Sign(seed, bytes));

export const signAsAnybody: Sign = (bytes) => Promise.resolve(mark(ANYBODY, bytes));

const ANYBODY = new Uint8Array();

/** 64 bytes that follow from key and bytes: two sums of 32 bits (FNV-1a), spread out. */
function mark(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  let [a, b] = [0x811c9dc5, 0x01234567];
  for (const part of [key, bytes])
    for (let i = 0; i < part.byteLength; i++) {
      a = Math.imul(a ^ part[i]!, 0x01000193);
      b = Math.imul(b ^ part[i]!, 0x85ebca6b) ^ (b >>> 15);
    }
  const signature = new Uint8Array(64);
  for (let i = 0; i < 64; i++) signature[i] = (i % 8 < 4 ? a : b) >>> ((i % 4) * 8);
  return signature;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
