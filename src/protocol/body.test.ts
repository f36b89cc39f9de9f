import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { encodeTextBody, hashBody } from './body.js';
import { encode } from './codec.js';
import { MAX_TEXT_BYTES } from './limits.js';
import { textOf } from '../../test/support/text-of.js';
import { bytesOf } from '../../test/vectors/cast.js';
import { allTruncations } from '../../test/vectors/mutations.js';

const salt = bytesOf('salt', 16);

describe('the body of a text message', () => {
  it('gives back any text in Normalization Form C', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => {
        const text = raw.normalize('NFC');
        assert.equal(textOf(encodeTextBody(salt, text)), text);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what people write: line breaks, bidi marks, joiners, a byte order mark, nothing at all', () => {
    for (const text of ['a\n\r\tb', '\u2067می‌خواہم\u2069', '\ufeffpasted', '', '\u0000', '<b>__proto__</b>'])
      assert.equal(textOf(encodeTextBody(salt, text)), text);
  });

  it('holds as much as the cap, in bytes', () => {
    for (const text of ['a'.repeat(MAX_TEXT_BYTES), 'ے'.repeat(MAX_TEXT_BYTES / 2)]) {
      assert.equal(textOf(encodeTextBody(salt, text)), text);
      assert.equal(textOf(encodeTextBody(salt, `${text}a`)), null);
    }
  });

  for (const [what, body] of [
    ['nothing', new Uint8Array()],
    ['a salt of 15 bytes', encode([salt.slice(1), 'text'])],
    ['no salt', encode([null, 'text'])],
    ['no text', encode([salt, null])],
    ['text as bytes', encode([salt, new Uint8Array(4)])],
    ['decomposed text', encode([salt, 'e\u0301'])],
    ['a field more', encode([salt, 'text', null])],
    ['a bare text', encode('text')],
    ['a length in more bytes than it needs', Uint8Array.of(0x98, 0x02, ...encode([salt, 'text']).slice(1))],
    ['a lone surrogate', Uint8Array.of(0x82, ...encode(salt), 0x63, 0xed, 0xa0, 0x80)],
  ] as const) {
    it(`is not ${what}`, () => assert.equal(textOf(body), null));
  }

  it('is refused when cut anywhere, or with a byte behind it', () => {
    for (const damaged of allTruncations(encodeTextBody(salt, 'stand by')))
      assert.equal(textOf(damaged), null);
  });

  it('is hashed as it travels', () => {
    const body = encodeTextBody(salt, 'stand by');
    assert.deepEqual(hashBody(body), sha256(body));
  });
});
