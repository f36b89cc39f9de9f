/** Makes new inputs out of old ones. */

/** A small seeded source of chance (xorshift32): the same seed gives the same search. */
export function createChance(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Bytes that parsers stumble over: ends of CBOR ranges, lengths, UTF-8 and JSON marks. */
const TELLING = [0, 1, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x20, 0x3b, 0x40, 0x58, 0x5f, 0x60, 0x78, 0x7f, 0x80, 0x9f, 0xa0, 0xbf, 0xc0, 0xd8, 0xf4, 0xf6, 0xf7, 0xf9, 0xfb, 0xff, 0x22, 0x5b, 0x7b, 0x5c, 0xe2, 0xed, 0xef]; // prettier-ignore

/** A child of `parent`, with pieces of `other` perhaps; at most `maxBytes` long. */
export function breed(
  parent: Uint8Array,
  other: Uint8Array,
  chance: (below: number) => number,
  maxBytes = 20_000,
): Uint8Array {
  let child = parent;
  for (let rounds = 1 + chance(4); rounds > 0; rounds--) {
    const at = chance(child.length + 1);
    switch (chance(8)) {
      case 0:
        child = splice(child, at, 1, [chance(256)]);
        break;
      case 1:
        child = splice(child, at, 1, [TELLING[chance(TELLING.length)]!]);
        break;
      case 2:
        if (at < child.length) child = child.with(at, child[at]! ^ (1 << chance(8)));
        break;
      case 3:
        child = splice(child, at, 0, [TELLING[chance(TELLING.length)]!]);
        break;
      case 4:
        child = splice(child, at, 1 + chance(8), []);
        break;
      case 5:
        child = child.subarray(0, at);
        break;
      case 6: {
        const from = chance(other.length + 1);
        child = splice(child, at, chance(16), other.subarray(from, from + 1 + chance(64)));
        break;
      }
      case 7:
        child = splice(child, at, 0, child.subarray(at, at + 1 + chance(32)));
        break;
    }
  }
  return child.slice(0, maxBytes);
}

/** As `Array.prototype.splice`, into a new array. */
function splice(bytes: Uint8Array, at: number, without: number, put: ArrayLike<number>): Uint8Array {
  const rest = bytes.subarray(at + without);
  const spliced = new Uint8Array(at + put.length + rest.length);
  spliced.set(bytes.subarray(0, at));
  spliced.set(put, at);
  spliced.set(rest, at + put.length);
  return spliced;
}
