import { sha256 } from '@noble/hashes/sha2.js';
import { encode } from './codec.js';
import { plainText, wireText } from './text-body.js';

/**
 * What an entry says: 1 to 15 are messages and what is said about them (`message-body.ts`), with what drafts and memos are
 * made of (`draft-body.ts`, `memo-body.ts`); 16 to 31 say who is in a group and on what terms (`admin-body.ts`). Kinds from 64 on may be stored and passed along without being understood.
 */
export const KIND = {
  text: 1,
  edit: 2,
  delete: 3,
  react: 4,
  poll: 5,
  vote: 6,
  note: 7,
  update: 8,
  piece: 9,
  submit: 10,
  cosign: 11,
  memo: 12,
  sent: 13,
  create: 16,
  add: 17,
  remove: 18,
  leave: 19,
  policy: 20,
} as const;
export const FIRST_IGNORABLE_KIND = 64;

/** The body of a plain text. The salt lets a body be dropped later without leaving a hash that can be guessed. */
export const encodeTextBody = (salt: Uint8Array, text: string): Uint8Array =>
  encode([salt, ...wireText(plainText(text))]);

/** What `EntryHeader.bodyHash` holds, 32 bytes. */
export const hashBody = (body: Uint8Array): Uint8Array => sha256(body);
