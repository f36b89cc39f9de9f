/** SHA-256 of a whole as in `@noble/hashes`, by the native code of Node: what is hashed bit by bit is left to the other. */
import { createHash } from 'node:crypto';
import { sha256 as portable } from '@noble/hashes/sha2.js';

export const sha256 = Object.assign(
  (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest()),
  portable,
);
