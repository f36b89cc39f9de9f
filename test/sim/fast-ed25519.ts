/**
 * Ed25519 as in `src/protocol/ed25519.ts`, by the native code of Node: thousands of worlds fit into minutes. Keys of a
 * world are its own, so the strict verifier, which the protocol's tests cover, has nothing to refuse here.
 */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const MAX_KEPT = 256;

const keys = new Map<string, KeyObject>();

function keyOf(prefix: Buffer, bytes: Uint8Array, make: (der: Buffer) => KeyObject): KeyObject {
  const der = Buffer.concat([prefix, bytes]);
  const name = der.toString('latin1');
  let key = keys.get(name);
  if (!key) {
    if (keys.size >= MAX_KEPT) keys.clear();
    keys.set(name, (key = make(der)));
  }
  return key;
}

const privateKey = (seed: Uint8Array): KeyObject =>
  keyOf(PKCS8_PREFIX, seed, (key) => createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
const publicKey = (bytes: Uint8Array): KeyObject =>
  keyOf(SPKI_PREFIX, bytes, (key) => createPublicKey({ key, format: 'der', type: 'spki' }));

export const isSoundPublicKey = (bytes: Uint8Array): boolean => bytes.byteLength === 32;

/** Signatures that were found good, by themselves: every device of a world checks the same ones. */
const good = new Map<string, { readonly key: Uint8Array; readonly bytes: Uint8Array }>();
const MAX_GOOD = 20_000;

export function isSignedBy(key: Uint8Array, signature: Uint8Array, bytes: Uint8Array): boolean {
  if (signature.byteLength !== 64 || key.byteLength !== 32) return false;
  const name = Buffer.from(signature).toString('latin1');
  const known = good.get(name);
  if (known && same(known.key, key) && same(known.bytes, bytes)) return true;
  const isGood = verify(null, bytes, publicKey(key), signature);
  if (isGood) {
    if (good.size >= MAX_GOOD) good.clear();
    good.set(name, { key: key.slice(), bytes: bytes.slice() });
  }
  return isGood;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

export const ed25519PublicKey = (seed: Uint8Array): Uint8Array =>
  new Uint8Array(
    createPublicKey(privateKey(seed) as never)
      .export({ format: 'der', type: 'spki' })
      .subarray(-32),
  );

export const ed25519Sign = (seed: Uint8Array, bytes: Uint8Array): Uint8Array =>
  new Uint8Array(sign(null, bytes, privateKey(seed)));
