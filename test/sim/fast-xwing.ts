/**
 * A key encapsulation with the sizes of `src/protocol/xwing.ts` that hides nothing and costs two hashes: in a simulated
 * world nobody breaks one, and the real one, which the protocol's tests cover, would be a third of all the work.
 */
import { createHash } from 'node:crypto';

export const XWING = {
  seedBytes: 32,
  publicBytes: 1216,
  ciphertextBytes: 1120,
  encapsulationBytes: 64,
} as const;

const hash = (label: string, ...parts: readonly Uint8Array[]): Uint8Array => {
  const sha256 = createHash('sha256').update(label);
  for (const part of parts) sha256.update(part);
  return new Uint8Array(sha256.digest());
};

/** `head`, then zeros up to `length` bytes. */
function padded(head: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set(head);
  return bytes;
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!);

export const xwingPublicKey = (seed: Uint8Array): Uint8Array =>
  padded(hash('public', seed), XWING.publicBytes);

export function xwingEncapsulate(
  publicKey: Uint8Array,
  randomness: Uint8Array,
): { readonly secret: Uint8Array; readonly ciphertext: Uint8Array } | null {
  if (publicKey.byteLength !== XWING.publicBytes) return null;
  const key = publicKey.slice(0, 32);
  const ephemeral = randomness.slice(0, 32);
  const ciphertext = padded(xor(ephemeral, hash('mask', key)), XWING.ciphertextBytes);
  return { secret: hash('secret', key, ephemeral), ciphertext };
}

export function xwingDecapsulate(ciphertext: Uint8Array, seed: Uint8Array): Uint8Array | null {
  if (ciphertext.byteLength !== XWING.ciphertextBytes) return null;
  const key = hash('public', seed);
  return hash('secret', key, xor(ciphertext.slice(0, 32), hash('mask', key)));
}
