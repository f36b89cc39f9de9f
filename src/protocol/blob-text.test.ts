import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { blobFromText, blobToText } from './blob-text.js';
import { MAX_INTRODUCER_FRAME_CHARS, MAX_SIGNAL_BYTES } from './limits.js';

describe('a sealed signal as text', () => {
  it('gives back its bytes, and has one text only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (blob) => {
        const text = blobToText(blob);
        assert.match(text, /^[A-Za-z0-9_-]*$/);
        assert.deepEqual(blobFromText(text), blob);
      }),
      { numRuns: 1000 },
    );
    for (const second of ['AB', 'AAB', 'AA==', 'AA=', ' AA', 'AA\n', 'A', 'A+', 'A/', 'ÀA'])
      assert.equal(blobFromText(second), null, second);
  });

  it('may be as long as the largest signal, and fits a frame', () => {
    const text = blobToText(new Uint8Array(MAX_SIGNAL_BYTES));
    assert.equal(blobFromText(text)?.byteLength, MAX_SIGNAL_BYTES);
    assert.equal(blobFromText(blobToText(new Uint8Array(MAX_SIGNAL_BYTES + 1))), null);
    assert.ok(text.length + 200 < MAX_INTRODUCER_FRAME_CHARS);
  });
});
