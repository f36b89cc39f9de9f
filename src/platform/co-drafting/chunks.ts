/** Bytes of one message on a channel, its first byte included: browsers lose without a word what is larger than they take. */
const MAX_CHUNK_BYTES = 16 * 1024;
/** Largest message that is put together, in bytes. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

const LAST = 0;
const MORE = 1;

/** A message in as many pieces as the channel takes, each with a byte before it that says whether more come. */
export function* chunksOf(message: Uint8Array): Generator<Uint8Array> {
  const room = MAX_CHUNK_BYTES - 1;
  for (let at = 0; ; at += room) {
    const isLast = at + room >= message.byteLength;
    const piece = message.subarray(at, at + room);
    const chunk = new Uint8Array(piece.byteLength + 1);
    chunk[0] = isLast ? LAST : MORE;
    chunk.set(piece, 1);
    yield chunk;
    if (isLast) return;
  }
}

/** Puts together what `chunksOf` took apart. */
export class Joiner {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  /** The message that `chunk` ends; null while more is to come. @throws RangeError if it is no chunk, or too much */
  take(chunk: Uint8Array): Uint8Array | null {
    const [flag] = chunk;
    if (flag !== LAST && flag !== MORE) throw new RangeError('no chunk');
    this.#bytes += chunk.byteLength - 1;
    if (this.#bytes > MAX_MESSAGE_BYTES || chunk.byteLength > MAX_CHUNK_BYTES)
      throw new RangeError(`a message of ${this.#bytes} bytes`);
    this.#pieces.push(chunk.subarray(1));
    if (flag === MORE) return null;
    const message = new Uint8Array(this.#bytes);
    let at = 0;
    for (const piece of this.#pieces) {
      message.set(piece, at);
      at += piece.byteLength;
    }
    this.#pieces = [];
    this.#bytes = 0;
    return message;
  }
}
