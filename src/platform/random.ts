import type { Random } from '../app/ports.js';

/** Bytes that one call of getRandomValues gives at most (Web Cryptography API §10.1.1). */
const MAX_BYTES_PER_CALL = 65_536;

/** The operating system's randomness. */
export function createRandom(): Random {
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += MAX_BYTES_PER_CALL) {
        crypto.getRandomValues(bytes.subarray(at, at + MAX_BYTES_PER_CALL));
      }
      return bytes;
    },
  };
}
