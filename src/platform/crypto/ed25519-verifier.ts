import type { Keys } from '../../app/ports.js';
import { isSignedBy, isSoundPublicKey } from '../../protocol/ed25519.js';
import { webBytes } from './web-bytes.js';

/** Keys kept ready. Each costs a few hundred bytes; a conversation has a handful of authors. */
const MAX_KEYS = 1024;

/**
 * `Keys.verify` by WebCrypto, ten times as fast as `isSignedBy` and off the page's own thread.
 *
 * WebCrypto's equation has no cofactor and its encodings are canonical, so for a sound key it accepts nothing that
 * `isSignedBy` refuses. What WebCrypto refuses, or cannot check, is left to `isSignedBy`: its word is the last one.
 */
export function createVerifier(): Keys['verify'] {
  const imported = new Map<string, Promise<CryptoKey | null>>();

  function importKey(publicKey: Uint8Array): Promise<CryptoKey | null> {
    const name = publicKey.join();
    let key = imported.get(name);
    if (!key) {
      if (imported.size >= MAX_KEYS) imported.clear();
      // A browser without Ed25519 refuses every key; isSignedBy then does all the work.
      key = crypto.subtle
        .importKey('raw', webBytes(publicKey), 'Ed25519', false, ['verify'])
        .catch(() => null);
      imported.set(name, key);
    }
    return key;
  }

  return async (publicKey, signature, bytes) => {
    if (publicKey.byteLength !== 32 || signature.byteLength !== 64 || !isSoundPublicKey(publicKey))
      return false;
    const key = await importKey(publicKey);
    const accepted =
      key !== null && (await crypto.subtle.verify('Ed25519', key, webBytes(signature), webBytes(bytes)));
    return accepted || isSignedBy(publicKey, signature, bytes);
  };
}
