import { ml_kem768_x25519 } from '@noble/post-quantum/hybrid.js';

/**
 * X-Wing (ML-KEM-768 with X25519, HPKE KEM 0x647a): the only key exchange of Beep, so that what is recorded today
 * stays closed to a quantum computer. One place, so that a browser's own ML-KEM can take over when there is one.
 */
export const XWING = {
  seedBytes: 32,
  publicBytes: 1216,
  ciphertextBytes: 1120,
  encapsulationBytes: 64,
} as const;

/** The public key (1216 bytes) of a 32-byte seed. */
export const xwingPublicKey = (seed: Uint8Array): Uint8Array => ml_kem768_x25519.keygen(seed).publicKey;

/** A fresh shared secret (32 bytes) for `publicKey` and the ciphertext that carries it; null for a bad key. */
export function xwingEncapsulate(
  publicKey: Uint8Array,
  randomness: Uint8Array,
): { readonly secret: Uint8Array; readonly ciphertext: Uint8Array } | null {
  try {
    const { sharedSecret, cipherText } = ml_kem768_x25519.encapsulate(publicKey, randomness);
    return { secret: sharedSecret, ciphertext: cipherText };
  } catch {
    return null; // not a valid encapsulation key (FIPS 203 §7.2), or an X25519 point of small order
  }
}

/** The shared secret of `ciphertext` (1120 bytes); null if it is malformed. */
export function xwingDecapsulate(ciphertext: Uint8Array, seed: Uint8Array): Uint8Array | null {
  try {
    return ml_kem768_x25519.decapsulate(ciphertext, seed);
  } catch {
    return null; // wrong length, or an X25519 point of small order
  }
}
