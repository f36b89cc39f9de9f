import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexToBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import {
  decodeArray,
  decodeCanonical,
  encode,
  isBytes,
  isCount,
  isText,
  sameBytes,
  utf8Bytes,
  type Wire,
} from './codec.js';
import { MAX_CBOR_BYTES, MAX_CBOR_DEPTH } from './limits.js';
import { allTruncations } from '../../test/vectors/mutations.js';

const { wire } = fc.letrec<{ wire: Wire }>((tie) => ({
  wire: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\ufeff', 'a', '\u200c', '😀', 'ے') }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie('wire'), { maxLength: 30 }),
    fc
      .uniqueArray(fc.tuple(fc.maxSafeInteger(), tie('wire')), { selector: ([key]) => key, maxLength: 5 })
      .map((entries) => new Map(entries)),
  ),
}));

describe('decodeCanonical', () => {
  it('reads back whatever was encoded, whose encoding is the only one', () => {
    fc.assert(
      fc.property(wire, (value) => {
        const bytes = encode(value);
        const back = decodeCanonical(bytes);
        assert.deepEqual(back, value);
        assert.deepEqual(encode(back!), bytes);
      }),
      { numRuns: 10_000 },
    );
  });

  it('gives byte strings that are copies, whatever kind of array it was given', () => {
    for (const bytes of [encode([new Uint8Array(9)]), Buffer.from(encode([new Uint8Array(9)]))]) {
      const [inner] = decodeArray(bytes) as [Uint8Array];
      bytes.fill(0xff);
      assert.deepEqual(inner, new Uint8Array(9));
    }
  });

  it('keeps a byte order mark at the start of a text, which people paste without knowing', () => {
    assert.equal(decodeCanonical(encode('\ufeffhello')), '\ufeffhello');
    assert.equal(decodeCanonical(encode('\ufeff')), '\ufeff');
  });

  it('accepts bytes only if they are what their value encodes to', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const value = decodeCanonical(bytes);
        if (value !== undefined) assert.deepEqual(encode(value), bytes);
      }),
      { numRuns: 10_000 },
    );
  });

  it('accepts what is nearly an encoding only if it is one', () => {
    const damage = fc.tuple(fc.nat(), fc.nat(255), fc.constantFrom('put', 'insert', 'remove'));
    fc.assert(
      fc.property(wire, fc.array(damage, { minLength: 1, maxLength: 3 }), (whole, damages) => {
        const bytes = [...encode(whole)];
        for (const [at, byte, how] of damages) {
          bytes.splice(at % bytes.length, how === 'insert' ? 0 : 1, ...(how === 'remove' ? [] : [byte]));
          if (bytes.length === 0) return;
        }
        const value = decodeCanonical(Uint8Array.from(bytes));
        if (value !== undefined) assert.deepEqual([...encode(value)], bytes);
      }),
      { numRuns: 20_000 },
    );
  });

  for (const [what, hex] of [
    ['nothing', ''],
    ['a number in more bytes than it needs', '1817'],
    ['a length in more bytes than it needs', '9803010203'],
    ['a length of eight bytes where one would do', '5b000000000000000100'],
    ['a whole number sent as a half float', 'f94700'],
    ['a whole number sent as a double', 'fb401c000000000000'],
    ['a fraction', 'f93e00'],
    ['a fraction as a double', 'fb3ff199999999999a'],
    ['zero below zero', 'f98000'],
    ['not a number', 'f97e00'],
    ['infinity', 'f97c00'],
    ['undefined', 'f7'],
    ['a simple value of nobody', 'f0'],
    ['false in two bytes', 'f814'],
    ['null in two bytes', 'f816'],
    ['a number below zero in more bytes than it needs', '3817'],
    ['keys out of order deep inside', '8181a202000100'],
    ['an array of indefinite length', '9f01ff'],
    ['a byte string of indefinite length', '5f4101ff'],
    ['a map of indefinite length', 'bf0102ff'],
    ['a lone break', 'ff'],
    ['a tag', 'c000'],
    ['a big number as a tag', 'c249010000000000000000'],
    ['a whole number above 2^53', '1b0020000000000000'],
    ['a whole number below -2^53', '3b0020000000000000'],
    ['a repeated key', 'a201010102'],
    ['keys out of order', 'a202000100'],
    ['a text that is no UTF-8', '61ff'],
    ['a lone surrogate', '63eda080'],
    ['an overlong text', '62c080'],
    ['something behind the value', '0000'],
    ['an array that promises 2^32 items', '9b0000000100000000'],
    ['a text that promises 2^60 bytes', '7b1000000000000000'],
    ['a reserved length', '1c'],
  ] as const) {
    it(`refuses ${what}`, () => assert.equal(decodeCanonical(hexToBytes(hex)), undefined));
  }

  for (const [what, value] of [
    ['a text', 'a0'],
    ['nothing at all', undefined],
    ['a number', 160],
    ['an array of bytes', [0x80]],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['an object that claims a length', { byteLength: 1, 0: 0x80 }],
  ] as const) {
    it(`refuses ${what} in place of bytes`, () => assert.equal(decodeCanonical(value), undefined));
  }

  it('refuses every prefix of a value and every value with a byte behind it', () => {
    const bytes = encode([1, -7, 'نام', new Uint8Array(40), null, true, new Map([[16, 'beep/card']]), [[]]]);
    for (const damaged of allTruncations(bytes)) assert.equal(decodeCanonical(damaged), undefined);
  });

  it('looks at no more bytes than it was told to', () => {
    const largest = encode(new Uint8Array(MAX_CBOR_BYTES - 3));
    assert.equal(largest.byteLength, MAX_CBOR_BYTES);
    assert.notEqual(decodeCanonical(largest), undefined);
    const larger = encode(new Uint8Array(MAX_CBOR_BYTES - 2));
    assert.equal(decodeCanonical(larger), undefined);
    assert.notEqual(decodeCanonical(larger, MAX_CBOR_BYTES + 1), undefined);
    assert.equal(decodeCanonical(encode([1, 2]), 2), undefined);
  });

  it('survives nesting as deep as the cap lets it be, in arrays and in maps', () => {
    for (const opener of [0x81, 0xa1]) {
      assert.equal(decodeCanonical(new Uint8Array(MAX_CBOR_BYTES).fill(opener)), undefined);
    }
    const nested = new Uint8Array(MAX_CBOR_BYTES).fill(0x81);
    nested[nested.length - 1] = 0;
    assert.equal(decodeCanonical(nested), undefined);
  });

  it('reads arrays and maps in each other down to the depth that there may be, and no deeper', () => {
    const nest = (depth: number): Wire => (depth === 0 ? 0 : [7, nest(depth - 1), []]);
    assert.deepEqual(decodeCanonical(encode(nest(MAX_CBOR_DEPTH - 1))), nest(MAX_CBOR_DEPTH - 1));
    assert.equal(decodeCanonical(encode(nest(MAX_CBOR_DEPTH + 1))), undefined);
    const mapped = encode(new Map([[1, nest(MAX_CBOR_DEPTH - 2)]]));
    assert.notEqual(decodeCanonical(mapped), undefined);
    assert.equal(decodeCanonical(encode(new Map([[1, nest(MAX_CBOR_DEPTH)]]))), undefined);
  });

  it('makes no property of a key', () => {
    const value = decodeCanonical(hexToBytes('a1695f5f70726f746f5f5f01'));
    assert.deepEqual(value, new Map([['__proto__', 1]]));
    assert.equal(Object.getPrototypeOf(value), Map.prototype);
  });
});

describe('decodeArray', () => {
  it('gives arrays and nothing else', () => {
    assert.deepEqual(decodeArray(encode([1, [2]])), [1, [2]]);
    for (const value of [1, 'a', null, false, new Uint8Array(2), new Map([[1, 1]])] as Wire[])
      assert.equal(decodeArray(encode(value)), null);
    assert.equal(decodeArray(Uint8Array.of(0x81)), null);
    assert.equal(decodeArray(encode([1, 2]), 2), null);
  });
});

describe('the guards of fields', () => {
  it('count from 0 to the most that is allowed', () => {
    for (const yes of [0, 1, 7]) assert.ok(isCount(yes, 7));
    for (const no of [8, -1, 0.5, NaN, Infinity, '1', null, 1n, [1], true]) assert.ok(!isCount(no, 7));
    assert.ok(isCount(Number.MAX_SAFE_INTEGER) && !isCount(Number.MAX_SAFE_INTEGER + 1));
  });

  it('take bytes of the right length only', () => {
    assert.ok(isBytes(new Uint8Array(3)) && isBytes(new Uint8Array(3), 3));
    assert.ok(!isBytes(new Uint8Array(3), 4) && !isBytes([1, 2, 3], 3) && !isBytes('abc', 3));
  });

  it('take text in Normalization Form C, measured in UTF-8 bytes', () => {
    for (const yes of ['', 'é', 'پاکستان', 'می‌خواہم', '😀']) assert.ok(isText(yes, 64));
    for (const no of ['e\u0301', '\ud800', 'a\udc00', 'a'.repeat(65), 'ے'.repeat(33), 1, null])
      assert.ok(!isText(no, 64));
    assert.ok(isText('ے'.repeat(32), 64));
  });
});

describe('sameBytes', () => {
  it('compares contents, not places', () => {
    assert.ok(sameBytes(utf8Bytes('abc'), Uint8Array.of(0, 97, 98, 99).subarray(1)));
    assert.ok(
      !sameBytes(utf8Bytes('abc'), utf8Bytes('abcd')) && !sameBytes(utf8Bytes('abc'), utf8Bytes('abd')),
    );
  });
});
