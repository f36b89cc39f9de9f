import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ws from 'ws';
import { textFrame, textFrameOf } from './text-frame.js';

// The frame writer of ws is the reference; its type declarations leave it out.
const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } };

describe('textFrame', () => {
  for (const text of [
    '',
    'x',
    'x'.repeat(125),
    'x'.repeat(126),
    'x'.repeat(0xffff),
    'سلام',
    '\ud83d\ude00'.repeat(40),
  ]) {
    it(`frames ${Buffer.byteLength(text)} bytes as ws does`, () => {
      const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: false };
      assert.deepEqual(textFrame(text), Buffer.concat(Sender.frame(Buffer.from(text), options)));
      assert.deepEqual(textFrameOf(Buffer.from(text), ''), textFrame(text));
      assert.deepEqual(textFrameOf(Buffer.from(text).subarray(0, 0), 'tail'), textFrame('tail'));
    });
  }

  it('refuses what would need the long form', () => {
    assert.throws(() => textFrame('x'.repeat(0x1_0000)), RangeError);
  });
});
