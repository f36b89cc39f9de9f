/**
 * One whole WebSocket text frame as a server sends it: final, unmasked (RFC 6455 section 5.2). Made once, it can be
 * written to every receiver's socket as it is, which costs less than framing the same text again for each.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = openFrame(length);
  frame.write(text, frame.length - length);
  return frame;
}

/** As `textFrame`, for a text of which the first part is at hand in UTF-8. `tail` is ASCII. */
export function textFrameOf(head: Buffer, tail: string): Buffer {
  const length = head.length + tail.length;
  const frame = openFrame(length);
  head.copy(frame, frame.length - length);
  frame.write(tail, frame.length - tail.length, 'latin1');
  return frame;
}

const FINAL_TEXT = 0x81;
const LENGTH_IN_TWO_BYTES = 126;

/** Room for a frame of this many bytes of text, its head written. */
function openFrame(length: number): Buffer {
  if (length > 0xffff) throw new RangeError('the introducer has nothing to say that is longer than 64 KiB');
  if (length < LENGTH_IN_TWO_BYTES) {
    const frame = Buffer.allocUnsafe(2 + length);
    frame[0] = FINAL_TEXT;
    frame[1] = length;
    return frame;
  }
  const frame = Buffer.allocUnsafe(4 + length);
  frame[0] = FINAL_TEXT;
  frame[1] = LENGTH_IN_TWO_BYTES;
  frame.writeUInt16BE(length, 2);
  return frame;
}
