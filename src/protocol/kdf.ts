import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8Bytes } from './codec.js';

/** HKDF-Extract with SHA-256 (RFC 5869 §2.2); a text salt is its UTF-8 bytes. */
export const hkdfExtract = (salt: Uint8Array | string, secret: Uint8Array): Uint8Array =>
  extract(sha256, secret, typeof salt === 'string' ? utf8Bytes(salt) : salt);

/** HKDF-Expand with SHA-256 (RFC 5869 §2.3) to `length` bytes. */
export const hkdfExpand = (key: Uint8Array, info: string, length = 32): Uint8Array =>
  expand(sha256, key, utf8Bytes(info), length);

/** HMAC-SHA-256 (RFC 2104), 32 bytes. */
export const mac = (key: Uint8Array, bytes: Uint8Array): Uint8Array => hmac(sha256, key, bytes);

/** Compares two MACs without telling by its time where they differ. */
export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  let difference = 0;
  for (let i = 0; i < a.byteLength; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}
