import { concatBytes } from '@noble/hashes/utils.js';
import { decode, encode as encodeCbor, rfc8949EncodeOptions } from 'cborg';
import { ExactTokenizer } from './cbor-tokens.js';
import { MAX_CBOR_BYTES } from './limits.js';

/** What may travel: CBOR without floats, undefined, tags or text keys of our own (maps only inside COSE). */
export type Wire = number | string | boolean | null | Uint8Array | readonly Wire[] | Map<number, Wire>;

const STRICT = {
  strict: true,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowNaN: false,
  allowInfinity: false,
  allowBigInt: false,
  retainStringBytes: true,
} as const;

/** Core deterministic CBOR (RFC 8949 §4.2.1). */
export const encode = (value: Wire): Uint8Array => plain(encodeCbor(value, rfc8949EncodeOptions));

/** The same bytes as a plain array: under Node, cborg gives a Buffer at times, and a slice of that is no copy. */
const plain = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The value that `bytes` stand for; undefined unless they are its one canonical encoding and at most
 * `maxBytes` long. Never throws. Only what this device wrote itself may be longer than MAX_CBOR_BYTES.
 *
 * Two encodings of one value would give one message two ids, so anyone could mint "new" copies of somebody
 * else's message.
 */
export function decodeCanonical(bytes: unknown, maxBytes = MAX_CBOR_BYTES): Wire | undefined {
  if (!(bytes instanceof Uint8Array) || bytes.byteLength > maxBytes) return undefined;
  try {
    const tokenizer = new ExactTokenizer(plain(bytes), STRICT);
    const value = decode(bytes, { ...STRICT, tokenizer }) as Wire;
    // Strict as it is, cborg leaves one freedom: the order of the keys of a map.
    return !tokenizer.hasOrder || sameBytes(encode(value), bytes) ? value : undefined;
  } catch {
    return undefined; // whatever is wrong with them (RangeError of deep nesting included), they are not canonical
  }
}

/** As `decodeCanonical`, for the arrays that all of our own structures are; null for anything else. */
export function decodeArray(bytes: unknown, maxBytes = MAX_CBOR_BYTES): readonly unknown[] | null {
  const value = decodeCanonical(bytes, maxBytes);
  return Array.isArray(value) ? value : null;
}

/** Not constant-time: for public bytes only. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.byteLength !== b.byteLength) return false;
  for (let i = 0; i < a.byteLength; i++) if (a[i] !== b[i]) return false;
  return true;
}

const utf8 = new TextEncoder();

/** UTF-8 bytes of `text`. */
export const utf8Bytes = (text: string): Uint8Array => utf8.encode(text);

export const isBytes = (wire: unknown, length?: number): wire is Uint8Array =>
  wire instanceof Uint8Array && (length === undefined || wire.byteLength === length);

/** A whole number from 0 to `max`. */
export const isCount = (wire: unknown, max = Number.MAX_SAFE_INTEGER): wire is number =>
  typeof wire === 'number' && Number.isSafeInteger(wire) && wire >= 0 && wire <= max;

/** Text in Normalization Form C of at most `maxBytes` UTF-8 bytes, without lone surrogates. */
export const isText = (wire: unknown, maxBytes: number): wire is string =>
  typeof wire === 'string' &&
  wire.length <= maxBytes &&
  wire.isWellFormed() &&
  utf8Bytes(wire).byteLength <= maxBytes &&
  wire.normalize('NFC') === wire;

export { concatBytes };
