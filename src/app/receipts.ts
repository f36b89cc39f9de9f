import type { DeviceId } from '../protocol/ids.js';
import type { Receipt, ReceiptLine } from '../protocol/receipt.js';

/**
 * Bytes of receipts kept of one device: of one that says all it holds of a few hundred logs, and then of each what has
 * changed.
 */
const MAX_BYTES = 64 * 1024;

/** A receipt as it came, and when. */
interface Heard {
  readonly bytes: Uint8Array;
  readonly sinceMs: number;
}

interface Known {
  /** By log: the line that says most, and the receipt it stands in. */
  readonly lines: Map<DeviceId, { readonly line: ReceiptLine; readonly heard: Heard }>;
  /** Those of which a line counts, the oldest first. */
  heard: readonly Heard[];
}

/**
 * What each device of a group says to hold, as long as the app runs. Nobody holds a link to everybody, so receipts are
 * passed on; and they tell who knows of an entry that is not ours.
 */
export class Receipts {
  readonly #known = new Map<DeviceId, Known>();

  /**
   * Takes a receipt whose signature is checked, at `nowMs`. False if it says nothing new. `isKnown`: whether a log is one
   * of those that there are: of others one could name as many as one likes.
   */
  take(receipt: Receipt, bytes: Uint8Array, nowMs: number, isKnown: (author: DeviceId) => boolean): boolean {
    const known: Known = this.#known.get(receipt.by) ?? { lines: new Map(), heard: [] };
    const heard: Heard = { bytes, sinceMs: nowMs };
    let isNews = false;
    for (const line of receipt.rows) {
      if (!isKnown(line.author)) continue;
      const held = known.lines.get(line.author)?.line;
      if (held && held.deliveredCount >= line.deliveredCount && held.readCount >= line.readCount) continue;
      known.lines.set(line.author, { line, heard });
      isNews = true;
    }
    if (!isNews) return false;
    const counting = new Set([...known.lines.values()].map((line) => line.heard));
    known.heard = newestOf([...known.heard.filter((one) => counting.has(one)), heard]);
    this.#known.set(receipt.by, known);
    return true;
  }

  /**
   * The receipts that came at `sinceMs` or later, as they came, but those of one device. `isMeant`: only those of which a
   * line that counts is about such a log.
   */
  since(
    sinceMs: number,
    except: DeviceId | null,
    isMeant: ((author: DeviceId) => boolean) | null = null,
  ): readonly Uint8Array[] {
    return [...this.#known].flatMap(([by, { lines, heard }]) => {
      if (by === except) return [];
      const late = heard.filter((one) => one.sinceMs >= sinceMs);
      if (!isMeant || late.length === 0) return late.map(({ bytes }) => bytes);
      const meant = new Set([...lines].flatMap(([author, line]) => (isMeant(author) ? [line.heard] : [])));
      return late.filter((one) => meant.has(one)).map(({ bytes }) => bytes);
    });
  }

  /** What they say of some logs: of those whose devices `isMeant`. */
  lines(isMeant: (author: DeviceId) => boolean): readonly (ReceiptLine & { readonly by: DeviceId })[] {
    return [...this.#known].flatMap(([by, { lines }]) =>
      [...lines.values()].flatMap(({ line }) => (isMeant(line.author) ? [{ ...line, by }] : [])),
    );
  }

  /** The devices that say to hold the log of `author` up to `seq`. */
  holdersOf(author: DeviceId, seq: number): readonly DeviceId[] {
    return [...this.#known]
      .filter(([, { lines }]) => (lines.get(author)?.line.deliveredCount ?? 0) > seq)
      .map(([device]) => device);
  }
}

function newestOf(heard: readonly Heard[]): readonly Heard[] {
  let bytes = 0;
  const first = heard.findLastIndex((one) => (bytes += one.bytes.byteLength) > MAX_BYTES);
  return heard.slice(first + 1);
}
