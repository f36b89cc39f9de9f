import { compareOrder } from '../domain/order.js';
import type { DeviceId } from '../protocol/ids.js';
import type { Batch, Place, StoredEntry } from './ports.js';

export const PAGE_ENTRIES = 100;
/**
 * Entries kept at hand of a conversation that goes on and on: while its end is on the screen, and while it is not, when
 * somebody may be reading further up. Beyond that, what was loaded first is let go, and comes again when asked for.
 */
export const MAX_SHOWN_ENTRIES = 2 * PAGE_ENTRIES;
export const MAX_HELD_ENTRIES = 20 * PAGE_ENTRIES;

/** The newest entries of a conversation as far as they are in memory, in reading order. A change is a new object. */
export class LoadedPage {
  readonly entries: readonly StoredEntry[];
  /** Whether the store holds earlier ones. */
  readonly hasOlder: boolean;

  private constructor(entries: readonly StoredEntry[], hasOlder: boolean) {
    this.entries = entries;
    this.hasOlder = hasOlder;
  }

  /** Before anything was read. */
  static readonly EMPTY = new LoadedPage([], false);

  /** Before what the next older page ends; null for the newest one. */
  get before(): Place | null {
    return this.entries[0]?.entry ?? null;
  }

  /** With the page that `PAGE_ENTRIES` entries were asked for. */
  withOlder(older: readonly StoredEntry[]): LoadedPage {
    return new LoadedPage([...older, ...this.entries], older.length === PAGE_ENTRIES);
  }

  /** With a batch taken in. What sorts before the page comes with the older one, when asked for. */
  withBatch({ entries = [], drop = [] }: Pick<Batch, 'entries' | 'drop'>): LoadedPage {
    const first = this.hasOlder ? this.entries[0] : undefined;
    const kept = this.entries.filter(
      ({ entry }) => !drop.some(({ author, fromSeq }) => entry.author === author && entry.seq >= fromSeq),
    );
    const added = entries.filter(({ entry }) => !first || compareOrder(first.entry, entry) < 0);
    const sorted = [...kept, ...added].sort((a, b) => compareOrder(a.entry, b.entry));
    return new LoadedPage(sorted, this.hasOlder);
  }

  /** With what was loaded first let go, if it has become too much. `shown`: its end is on the screen. */
  bounded(shown: boolean): LoadedPage {
    if (this.entries.length <= (shown ? MAX_SHOWN_ENTRIES : MAX_HELD_ENTRIES)) return this;
    return new LoadedPage(this.entries.slice(-PAGE_ENTRIES), true);
  }

  /** A log from `fromSeq` on, as far as it is here; null if that entry is not. */
  runOf(author: DeviceId, fromSeq: number, limit: number): readonly StoredEntry[] | null {
    const run = this.entries.filter(({ entry }) => entry.author === author && entry.seq >= fromSeq);
    return run[0]?.entry.seq === fromSeq ? run.slice(0, limit) : null;
  }
}
