import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base32nopad } from '@scure/base';
import { base32, base32Bytes } from './base32.js';
import { bytesOf } from '../../test/vectors/cast.js';

describe('base32', () => {
  it('is what the package makes, for every length, and comes back', () => {
    for (let length = 0; length < 120; length++) {
      const bytes = bytesOf(`${length}`, length || 1).slice(0, length);
      assert.equal(base32(bytes), base32nopad.encode(bytes));
      assert.deepEqual(base32Bytes(base32(bytes)), bytes);
    }
  });

  it('has one form: other letters, stray bits and impossible lengths are refused', () => {
    for (const text of ['a', 'A', '1A', 'AB', 'AAA', 'MZXW6Y', 'MY======', 'MZ', 'AAAAAAAA A', 'é'])
      assert.equal(base32Bytes(text), null, text);
    assert.deepEqual(base32Bytes('MY'), Uint8Array.of(0x66));
  });
});
