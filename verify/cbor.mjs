// Core deterministic CBOR (RFC 8949 §4.2.1) as docs/protocol.md §1 narrows it: read strictly, and written as far as ids need it.

const MAX_DEPTH = 16;
export const MAX_CBOR_BYTES = 65_536;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class Refused extends Error {}

/** The value of `bytes`; undefined unless they are its one encoding, and at most `maxBytes` long. */
export function decode(bytes, maxBytes = MAX_CBOR_BYTES) {
  if (!(bytes instanceof Uint8Array) || bytes.length > maxBytes) return undefined;
  const reader = { bytes, at: 0 };
  try {
    const value = readItem(reader, 0);
    return reader.at === bytes.length ? value : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** As `decode`, for arrays; null for anything else. */
export function decodeArray(bytes, maxBytes) {
  const value = decode(bytes, maxBytes);
  return Array.isArray(value) ? value : null;
}

function take(reader, length) {
  if (length > reader.bytes.length - reader.at) throw new Refused();
  const part = reader.bytes.subarray(reader.at, reader.at + length);
  reader.at += length;
  return part;
}

/** The argument of a head (§3), in the shortest form that holds it. */
function readArgument(reader, info) {
  if (info < 24) return info;
  if (info > 27) throw new Refused(); // indefinite lengths, and what is reserved
  const length = 1 << (info - 24);
  let value = 0n;
  for (const byte of take(reader, length)) value = (value << 8n) | BigInt(byte);
  const least = info === 24 ? 24n : 1n << BigInt(4 * length);
  if (value < least || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Refused();
  return Number(value);
}

function readItem(reader, depth) {
  const [first] = take(reader, 1);
  const [major, info] = [first >> 5, first & 31];
  if (major === 7) {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    throw new Refused(); // floats, undefined, other simple values
  }
  const argument = readArgument(reader, info);
  switch (major) {
    case 0:
      return argument;
    case 1:
      if (argument >= Number.MAX_SAFE_INTEGER) throw new Refused();
      return -1 - argument;
    case 2:
      return take(reader, argument);
    case 3:
      return readText(take(reader, argument));
    case 4: {
      if (depth >= MAX_DEPTH) throw new Refused();
      const items = [];
      for (let i = 0; i < argument; i++) items.push(readItem(reader, depth + 1));
      return items;
    }
    case 5: {
      if (depth >= MAX_DEPTH) throw new Refused();
      return readMap(reader, argument, depth + 1);
    }
    default:
      throw new Refused(); // tags
  }
}

function readText(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refused();
  }
}

/** Keys in the order of their encodings, none twice. */
function readMap(reader, count, depth) {
  const map = new Map();
  let before = null;
  for (let i = 0; i < count; i++) {
    const from = reader.at;
    const key = readItem(reader, depth);
    const encoded = reader.bytes.subarray(from, reader.at);
    if (before && Buffer.compare(before, encoded) >= 0) throw new Refused();
    before = encoded;
    map.set(key, readItem(reader, depth));
  }
  return map;
}

/** Encodes null, whole numbers, texts, bytes, arrays and maps whose keys stand in order already. */
export function encode(value) {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    return Buffer.concat([head(3, bytes.length), bytes]);
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map)
    return Buffer.concat([head(5, value.size), ...[...value].flatMap((pair) => pair.map(encode))]);
  return Buffer.concat([head(4, value.length), ...value.map(encode)]);
}

function head(major, argument) {
  const [first, number] = [major << 5, BigInt(argument)];
  if (argument < 24) return Uint8Array.of(first | argument);
  const size = argument < 0x100 ? 0 : argument < 0x1_0000 ? 1 : argument < 0x1_0000_0000 ? 2 : 3;
  const bytes = Buffer.alloc(1 + (1 << size));
  bytes[0] = first | (24 + size);
  bytes.set(Buffer.from(number.toString(16).padStart(2 << size, '0'), 'hex'), 1);
  return bytes;
}
