import { createPublicKey, verify } from 'node:crypto';

/** SubjectPublicKeyInfo of an Ed25519 key, up to the key (RFC 8410 section 4). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Whether `signature` (64 bytes) is `publicKey`'s over `bytes`, as OpenSSL says: a tenth of what `isSignedBy` costs. Its
 * equation has no cofactor, so under a sound key it takes less, never more: what nobody signs who signs by the standard.
 * Whether the key is sound is not asked. Never throws.
 */
export function isSignedNatively(publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean {
  if (publicKey.byteLength !== 32 || signature.byteLength !== 64) return false;
  try {
    const key = createPublicKey({
      key: Buffer.concat([SPKI_HEAD, publicKey]),
      format: 'der',
      type: 'spki',
    });
    return verify(null, bytes, key, signature);
  } catch {
    return false; // not the encoding of a point
  }
}
