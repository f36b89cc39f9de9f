import type { DeviceId } from '../protocol/ids.js';
import type { Receipt, ReceiptLine } from '../protocol/receipt.js';

interface Known {
  readonly bytes: Uint8Array;
  readonly lines: ReadonlyMap<DeviceId, ReceiptLine>;
}

/**
 * The newest receipt of each device of a group, as long as the app runs. Nobody holds a link to everybody, so receipts are
 * passed on; and they tell who knows of an entry that is not ours.
 */
export class Receipts {
  readonly #newest = new Map<DeviceId, Known>();

  /**
   * Takes a receipt whose signature is checked. False if it says nothing new. `isKnown`: whether a log is one of those
   * that there are: of others one could name as many as one likes.
   */
  take(receipt: Receipt, bytes: Uint8Array, isKnown: (author: DeviceId) => boolean): boolean {
    const known = this.#newest.get(receipt.by);
    const lines = new Map(known?.lines);
    let isNews = false;
    for (const line of receipt.rows) {
      if (!isKnown(line.author)) continue;
      const held = lines.get(line.author);
      if (held && held.deliveredCount >= line.deliveredCount && held.readCount >= line.readCount) continue;
      lines.set(line.author, line);
      isNews = true;
    }
    if (isNews) this.#newest.set(receipt.by, { bytes, lines });
    return isNews;
  }

  /** The receipts as they came. */
  get all(): readonly Uint8Array[] {
    return [...this.#newest.values()].map(({ bytes }) => bytes);
  }

  /** The devices that say to hold the log of `author` up to `seq`. */
  holdersOf(author: DeviceId, seq: number): readonly DeviceId[] {
    return [...this.#newest]
      .filter(([, { lines }]) => (lines.get(author)?.deliveredCount ?? 0) > seq)
      .map(([device]) => device);
  }
}
