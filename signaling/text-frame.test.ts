import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as ws from 'ws';
import { FrameWriter, textFrame } from './text-frame.js';

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
      assert.deepEqual(new FrameWriter().write(Buffer.from(`${text}}`), ''), textFrame(text));
    });
  }

  it('refuses what would need the long form', () => {
    assert.throws(() => textFrame('x'.repeat(0x1_0000)), RangeError);
  });
});

describe('a frame writer', () => {
  const write = (writer: FrameWriter, text: string) => writer.write(Buffer.from(`${text}}`), ',"clients":1}');
  const expected = (text: string) => textFrame(`${text},"clients":1}`);

  it('writes the tail in place of the last byte, whatever was written before', () => {
    const writer = new FrameWriter();
    for (const text of ['x'.repeat(500), 'y', 'z'.repeat(120), 'سلام', 'x'.repeat(16_000)])
      assert.deepEqual(write(writer, text), expected(text));
  });

  it('takes no new memory for a frame that fits into that of the last', () => {
    const writer = new FrameWriter();
    const first = write(writer, 'x'.repeat(500));
    const second = write(writer, 'y'.repeat(400));
    assert.deepEqual([second.buffer, second.byteOffset], [first.buffer, first.byteOffset]);
  });

  it('leaves a frame alone that was given away', () => {
    const writer = new FrameWriter();
    const first = write(writer, 'x'.repeat(500));
    writer.giveAway();
    write(writer, 'y'.repeat(500));
    assert.deepEqual(first, expected('x'.repeat(500)));
  });
});
