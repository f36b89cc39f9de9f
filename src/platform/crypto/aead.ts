import type { Keys } from '../../app/ports.js';
import { webBytes } from './web-bytes.js';

const ALGORITHM = 'AES-GCM';

/** `Keys.seal` and `Keys.unseal` by WebCrypto, which takes for 16 KiB as long as a script takes for 1. */
export function createAead(): Pick<Keys, 'seal' | 'unseal'> {
  // A link puts another array in the place of a key that it has done with.
  const imported = new WeakMap<Uint8Array, Promise<CryptoKey>>();

  function importKey(key: Uint8Array): Promise<CryptoKey> {
    const known = imported.get(key);
    if (known) return known;
    const made = crypto.subtle.importKey('raw', webBytes(key), ALGORITHM, false, ['encrypt', 'decrypt']);
    imported.set(key, made);
    return made;
  }

  const under = (nonce: Uint8Array): AesGcmParams => ({ name: ALGORITHM, iv: webBytes(nonce) });

  return {
    async seal(key, nonce, plaintext) {
      const cryptoKey = await importKey(key);
      return new Uint8Array(await crypto.subtle.encrypt(under(nonce), cryptoKey, webBytes(plaintext)));
    },
    async unseal(key, nonce, box) {
      const cryptoKey = await importKey(key);
      try {
        return new Uint8Array(await crypto.subtle.decrypt(under(nonce), cryptoKey, webBytes(box)));
      } catch {
        return null; // a wrong tag, or too short to hold one
      }
    },
  };
}
