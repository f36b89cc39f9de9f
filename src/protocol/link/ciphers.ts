import { seal, unseal } from '../aead.js';
import { hkdfExpand } from '../kdf.js';
import { LEAST_RECORD_BYTES, MAX_FRAME_BYTES, MAX_RECORD_BYTES } from '../limits.js';
import { pad, padmeBytes, unpad } from '../padding.js';
import type { DirectionKeys } from './key-schedule.js';

/** Records after which a direction changes its key. */
export const MAX_RECORDS_PER_KEY = 2 ** 16;

/** Bytes that a record of `length` bytes is padded to before it is sealed; sealing adds 16. */
export const paddedBytes = (length: number): number =>
  Math.min(padmeBytes(length + 1, LEAST_RECORD_BYTES), MAX_RECORD_BYTES);

/** One direction of a link. Record n is sealed under the current key with the nonce iv ⊕ n; there is no header. */
abstract class Direction {
  #key: Uint8Array;
  readonly #iv: Uint8Array;
  #count = 0;

  constructor(keys: DirectionKeys) {
    this.#key = keys.key;
    this.#iv = keys.iv;
  }

  /** Records under the current key so far. */
  get count(): number {
    return this.#count;
  }

  /** Moves on to the next key, for good: what was sealed under the last one cannot be opened any more. */
  rekey(): void {
    const next = hkdfExpand(this.#key, 'beep/1 rekey');
    this.#key.fill(0);
    this.#key = next;
    this.#count = 0;
  }

  protected next(): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
    const nonce = this.#iv.slice();
    const view = new DataView(nonce.buffer);
    const low = this.#count++;
    view.setUint32(8, view.getUint32(8) ^ low); // counts stay below 2^32: the key changes long before
    return { key: this.#key, nonce };
  }
}

/** As `seal`, by other means: what the `Keys` port offers to this layer. */
export type Seal = (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array) => Promise<Uint8Array>;

/** Seals what we send, in order. */
export class Sealer extends Direction {
  /** Pads and seals one record of at most MAX_RECORD_BYTES - 1 bytes. */
  seal(record: Uint8Array): Uint8Array {
    const padded = paddedFor(record);
    const { key, nonce } = this.next();
    return seal(key, nonce, padded);
  }

  /** As `seal`, by `by`. It takes its place among the records now, whenever it is done. */
  sealBy(by: Seal, record: Uint8Array): Promise<Uint8Array> {
    const padded = paddedFor(record);
    const { key, nonce } = this.next();
    return by(key, nonce, padded);
  }
}

function paddedFor(record: Uint8Array): Uint8Array {
  const length = paddedBytes(record.byteLength);
  if (record.byteLength >= length) throw new RangeError('record too large');
  return pad(record, length);
}

/** As `unseal`, by other means: what the `Keys` port offers to this layer. */
export type Unseal = (key: Uint8Array, nonce: Uint8Array, box: Uint8Array) => Promise<Uint8Array | null>;

/** Opens what the other side sealed, in order. */
export class Opener extends Direction {
  /** As `open`, by `unseal`. One at a time: the next record is not opened before this one is. */
  async openBy(unseal: Unseal, frame: Uint8Array): Promise<Uint8Array | null> {
    if (!this.#isNext(frame)) return null;
    const { key, nonce } = this.next();
    const padded = await unseal(key, nonce, frame);
    return padded && unpad(padded);
  }

  /** The next record; null if the frame is not exactly that one. After a null the link is over. Never throws. */
  open(frame: Uint8Array): Uint8Array | null {
    if (!this.#isNext(frame)) return null;
    const { key, nonce } = this.next();
    const padded = unseal(key, nonce, frame);
    return padded && unpad(padded);
  }

  #isNext(frame: Uint8Array): boolean {
    return frame.byteLength <= MAX_FRAME_BYTES && this.count < MAX_RECORDS_PER_KEY * 2;
  }
}
