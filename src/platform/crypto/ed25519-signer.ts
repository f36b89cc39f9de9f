import type { Signer } from '../../app/ports.js';
import { PKCS8_PREFIX } from '../../protocol/ed25519-der.js';
import { ed25519PublicKey, ed25519Sign } from '../../protocol/ed25519.js';
import { webBytes } from './web-bytes.js';

/**
 * A signer from a 32-byte seed, which the caller may wipe afterwards. The key is held by WebCrypto and cannot be
 * exported, or, in browsers without Ed25519, by this module. Both make the same signatures.
 */
export async function signerFromSeed(seed: Uint8Array): Promise<Signer> {
  const publicKey = ed25519PublicKey(seed);
  const key = await importSeed(seed);
  if (!key) return signInScript(publicKey, seed.slice());
  return {
    publicKey,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, webBytes(bytes))),
  };
}

/** Signs without WebCrypto: about ten times slower, and the seed stays in this page's memory. */
export function signInScript(publicKey: Uint8Array, seed: Uint8Array): Signer {
  return { publicKey, sign: (bytes) => Promise.resolve(ed25519Sign(seed, bytes)) };
}

async function importSeed(seed: Uint8Array): Promise<CryptoKey | null> {
  const pkcs8 = new Uint8Array(PKCS8_PREFIX.byteLength + seed.byteLength);
  pkcs8.set(PKCS8_PREFIX);
  pkcs8.set(seed, PKCS8_PREFIX.byteLength);
  try {
    return await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return null;
    throw error;
  } finally {
    pkcs8.fill(0);
  }
}
