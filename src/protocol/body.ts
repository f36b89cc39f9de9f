import { sha256 } from '@noble/hashes/sha2.js';
import { decodeArray, encode, isBytes, isText } from './codec.js';
import { MAX_TEXT_BYTES } from './limits.js';

/**
 * What an entry says: 1 to 15 are messages, 16 to 31 say who is in a group and on what terms (`admin-body.ts`). Kinds
 * from 64 on may be stored and passed along without being understood.
 */
export const KIND = { text: 1, create: 16, add: 17, remove: 18, leave: 19, policy: 20 } as const;
export const FIRST_IGNORABLE_KIND = 64;

/** The body of a text message. The salt lets a body be dropped later without leaving a hash that can be guessed. */
export const encodeTextBody = (salt: Uint8Array, text: string): Uint8Array => encode([salt, text]);

/** The text of a body; null if the body is not that of a text message. Never throws. */
export function readTextBody(body: Uint8Array): string | null {
  const wire = decodeArray(body);
  if (!wire || wire.length !== 2 || !isBytes(wire[0], 16) || !isText(wire[1], MAX_TEXT_BYTES)) return null;
  return wire[1];
}

/** What `EntryHeader.bodyHash` holds, 32 bytes. */
export const hashBody = (body: Uint8Array): Uint8Array => sha256(body);
