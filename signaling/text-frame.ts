/**
 * One whole WebSocket text frame as a server sends it: final, unmasked (RFC 6455 section 5.2). Made once, it can be
 * written to every receiver's socket as it is, which costs less than framing the same text again for each.
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const frame = openFrame(length, Buffer.allocUnsafe);
  frame.write(text, frame.length - length);
  return frame;
}

/**
 * Writes frames one after another into the same memory, as long as nobody holds on to the last one: memory fresh for each
 * relayed message is a tenth of what the message costs.
 */
export class FrameWriter {
  #room = NO_ROOM;

  /** As `textFrame`, for all but the last byte of a text that is at hand in UTF-8, and an ASCII `tail` in its stead. */
  write(text: Buffer, tail: string): Buffer {
    const kept = text.length - 1;
    const length = kept + tail.length;
    const frame = openFrame(length, (size) => this.#roomOf(size));
    text.copy(frame, frame.length - length, 0, kept);
    frame.write(tail, frame.length - tail.length, 'latin1');
    return frame;
  }

  /** Leaves the last frame to whoever still has to send it. */
  giveAway(): void {
    this.#room = NO_ROOM;
  }

  #roomOf(size: number): Buffer {
    if (this.#room.length < size) this.#room = Buffer.allocUnsafe(size);
    return this.#room.length === size ? this.#room : this.#room.subarray(0, size);
  }
}

const NO_ROOM = Buffer.alloc(0);
const FINAL_TEXT = 0x81;
const LENGTH_IN_TWO_BYTES = 126;

/** Room for a frame of this many bytes of text, its head written. */
function openFrame(length: number, roomOf: (size: number) => Buffer): Buffer {
  if (length > 0xffff) throw new RangeError('the introducer has nothing to say that is longer than 64 KiB');
  const frame = roomOf(length < LENGTH_IN_TWO_BYTES ? 2 + length : 4 + length);
  frame[0] = FINAL_TEXT;
  if (length < LENGTH_IN_TWO_BYTES) {
    frame[1] = length;
  } else {
    frame[1] = LENGTH_IN_TWO_BYTES;
    frame.writeUInt16BE(length, 2);
  }
  return frame;
}
