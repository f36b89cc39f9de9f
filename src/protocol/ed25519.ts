import { getPublicKey, hashes, Point, sign, verify } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';

// noble asks for its hash through this one global; nothing else sets it.
hashes.sha512 = sha512;

/**
 * Whether 32 bytes may be anybody's public key: canonical, on the curve, of prime order.
 *
 * Small-order and mixed-order points pass every signature library's own checks, and for some of them one signature
 * fits every message. So each key is checked once, on import, before anything it signed is looked at.
 */
export function isSoundPublicKey(publicKey: Uint8Array): boolean {
  const key = bytesKey(publicKey);
  const known = sound.get(key);
  if (known !== undefined) return known;
  const verdict = checkPublicKey(publicKey);
  if (sound.size >= MAX_REMEMBERED_KEYS) sound.clear();
  sound.set(key, verdict);
  return verdict;
}

// The check costs about 2 ms and the same few keys come again with every entry. A pure function's memory, bounded.
const MAX_REMEMBERED_KEYS = 4096;
const sound = new Map<string, boolean>();
const bytesKey = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, 33));

function checkPublicKey(publicKey: Uint8Array): boolean {
  try {
    const point = Point.fromBytes(publicKey, false);
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false; // not the encoding of a point
  }
}

/**
 * Whether `signature` (64 bytes) is `publicKey`'s over `bytes`: RFC 8032 with canonical encodings and the cofactored
 * equation, and only for keys that pass `isSoundPublicKey`. Never throws.
 *
 * This is the one verifier of Beep. WebCrypto and noble's default accept signatures that this one refuses; if two
 * devices judged by different rules, a member could split a conversation.
 */
export function isSignedBy(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean {
  if (signature.byteLength !== 64 || publicKey.byteLength !== 32 || !isSoundPublicKey(publicKey))
    return false;
  try {
    return verify(signature, bytes, publicKey, { zip215: false });
  } catch {
    return false; // a malformed R or S
  }
}

/** `isSignedBy`, or what stands in for it. */
export type IsSignedBy = typeof isSignedBy;

/** Ed25519 public key (32 bytes) of a 32-byte seed (RFC 8032 §5.1.5). */
export const ed25519PublicKey = (seed: Uint8Array): Uint8Array => getPublicKey(seed);

/** Ed25519 signature (64 bytes), for browsers whose WebCrypto lacks it and for the simulator. */
export const ed25519Sign = (seed: Uint8Array, bytes: Uint8Array): Uint8Array => sign(bytes, seed);
