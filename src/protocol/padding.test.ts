import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pad, padmeBytes, unpad } from './padding.js';
import { allTruncations } from '../../test/vectors/mutations.js';

describe('padmeBytes', () => {
  for (const [length, padded] of [
    [0, 256],
    [1, 256],
    [255, 256],
    [256, 256],
    [257, 272],
    [272, 272],
    [273, 288],
    [511, 512],
    [513, 544],
    [1000, 1024],
    [1025, 1088],
    [2049, 2176],
    [5000, 5120],
    [9000, 9216],
    [16_000, 16_384],
    [65_535, 65_536],
  ] as const) {
    it(`pads ${length} bytes to ${padded}`, () => assert.equal(padmeBytes(length, 256), padded));
  }

  it('never shrinks, never falls back and adds at most 12 % above the least', () => {
    let last = 0;
    for (let length = 1; length <= 70_000; length++) {
      const padded = padmeBytes(length, 1);
      assert.ok(padded >= length && padded >= last, `${length}`);
      if (length > 8) assert.ok(padded / length <= 1.12, `${length} to ${padded}`);
      last = padded;
    }
  });

  it('leaves few sizes to tell apart: at most 100 between 256 bytes and 16 KiB', () => {
    const sizes = new Set(Array.from({ length: 16_384 }, (_, i) => padmeBytes(i, 256)));
    assert.ok(sizes.size <= 100, `${sizes.size} sizes`);
  });
});

describe('pad and unpad', () => {
  it('give back any content, whatever it ends in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 300 }), (content, more) => {
        const padded = pad(content, content.byteLength + more);
        assert.equal(padded.byteLength, content.byteLength + more);
        assert.deepEqual(unpad(padded), content);
      }),
      { numRuns: 2000 },
    );
    for (const tail of [[0x80], [0], [0x80, 0], [0, 0x80]])
      assert.deepEqual(unpad(pad(Uint8Array.from(tail), 9)), Uint8Array.from(tail));
  });

  it('refuse what was never padded', () => {
    for (const wrong of [[], [0], [0, 0, 0], [1], [0x80, 1], [0x81, 0], [0x80, 0, 2, 0]])
      assert.equal(unpad(Uint8Array.from(wrong)), null);
  });

  it('find no content in a prefix that ends before the mark', () => {
    const content = new Uint8Array(20).fill(1);
    for (const cut of allTruncations(pad(content, 40)))
      assert.deepEqual(unpad(cut), cut.byteLength > 20 ? content : null);
  });

  it('give a copy, not a view', () => {
    const padded = pad(Uint8Array.of(1, 2), 8);
    const content = unpad(padded)!;
    padded.fill(9);
    assert.deepEqual(content, Uint8Array.of(1, 2));
  });
});
