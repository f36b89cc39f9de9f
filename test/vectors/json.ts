/** How the vectors are written: bytes as lowercase hex, everything else as JSON has it. */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

export type Vectors = { readonly [field: string]: unknown };

/** A copy in which every byte string is hex. */
export function withHex(value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesToHex(value);
  if (Array.isArray(value)) return value.map(withHex);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, withHex(inner)]));
}

export const unhex = (hex: string): Uint8Array => hexToBytes(hex);
