/** Ways to damage bytes. */
import { decodeArray, encode, type Wire } from '../../src/protocol/codec.js';

/** A copy with one bit of byte `index` turned; which bit depends on the index. */
export function flipped(bytes: Uint8Array, index: number): Uint8Array {
  const copy = bytes.slice();
  copy[index]! ^= 1 << (index % 8);
  return copy;
}

/** Each copy with one byte damaged, in order. */
export function* allFlips(bytes: Uint8Array): Generator<readonly [index: number, damaged: Uint8Array]> {
  for (let index = 0; index < bytes.byteLength; index++) yield [index, flipped(bytes, index)];
}

/** Each proper prefix, the empty one included, and the bytes with one more behind them. */
export function* allTruncations(bytes: Uint8Array): Generator<Uint8Array> {
  for (let length = 0; length < bytes.byteLength; length++) yield bytes.slice(0, length);
  yield Uint8Array.of(...bytes, 0);
}

/** The value of a canonical array with item `index` replaced; for `index` = length, with one item more. */
export function withItem(bytes: Uint8Array, index: number, item: Wire): Uint8Array {
  const items = [...(decodeArray(bytes) as Wire[])];
  items[index] = item;
  return encode(items);
}

/** `bytes` with their first `pattern` replaced. @throws if there is none: a mutation that changes nothing proves nothing */
export function withBytes(bytes: Uint8Array, pattern: Uint8Array, replacement: Uint8Array): Uint8Array {
  const at = Buffer.from(bytes).indexOf(pattern);
  if (at < 0) throw new Error('the pattern is not there');
  return Uint8Array.of(...bytes.slice(0, at), ...replacement, ...bytes.slice(at + pattern.byteLength));
}
