import type { Head } from '../domain/accept.js';
import type { DeviceId } from '../protocol/ids.js';
import { MAX_VECTOR_ROWS } from '../protocol/limits.js';
import type { HaveRow, LogPlace } from '../protocol/record.js';

type Heads = ReadonlyMap<DeviceId, Pick<Head, 'seq'>>;

/** How long what was named may take to come by itself. */
export const GRAFT_AFTER_MS = 100;
/** The same for somebody who is catching up, while other things come; and for what was too much to be kept. */
export const LONGEST_WAIT_MS = 2_000;
/** Rows kept for one link. Of more at a time it is only known that there are more. */
const MAX_ROWS = MAX_VECTOR_ROWS;

/** What the other side of one link says it holds, as far as we lack it. Bounded, whatever they say. Times are monotonic. */
export class HeardNews {
  readonly #rows = new Map<DeviceId, { seq: number; idPrefix: Uint8Array; readonly sinceMs: number }>();
  /** Since when there is more than is kept; null if there is not. */
  #othersSinceMs: number | null = null;

  /** Keeps what of it we lack. */
  hear(rows: readonly HaveRow[], heads: Heads, nowMs: number): void {
    for (const { author, seq, idPrefix } of rows) {
      if (seq < nextSeq(heads, author)) continue;
      const kept = this.#rows.get(author);
      if (kept && kept.seq < seq) Object.assign(kept, { seq, idPrefix });
      else if (kept) continue;
      else if (this.#rows.size < MAX_ROWS) this.#rows.set(author, { seq, idPrefix, sinceMs: nowMs });
      else this.#othersSinceMs ??= nowMs;
    }
  }

  /** The log of `author` has grown here. Returns the last entry of it that they named and we lacked; null if none. */
  onGrown(author: DeviceId, heads: Heads): HaveRow | null {
    const row = this.#rows.get(author);
    if (!row) return null;
    if (row.seq < nextSeq(heads, author)) this.#rows.delete(author);
    return { author, seq: row.seq, idPrefix: row.idPrefix };
  }

  /** When something of it is due: named GRAFT_AFTER_MS ago and not here. Infinity if there is nothing. */
  get dueMs(): number {
    let dueMs = this.#othersSinceMs === null ? Infinity : this.#othersSinceMs + LONGEST_WAIT_MS;
    for (const { sinceMs } of this.#rows.values()) dueMs = Math.min(dueMs, sinceMs + GRAFT_AFTER_MS);
    return dueMs;
  }

  /** Whether something was named LONGEST_WAIT_MS ago and is not here. */
  isOverdue(nowMs: number): boolean {
    return [...this.#rows.values()].some(({ sinceMs }) => sinceMs + LONGEST_WAIT_MS <= nowMs);
  }

  /** The last places of the logs that are due. */
  due(nowMs: number): readonly LogPlace[] {
    return [...this.#rows].flatMap(([author, { seq, sinceMs }]) =>
      sinceMs + GRAFT_AFTER_MS <= nowMs ? [{ author, seq }] : [],
    );
  }

  /** The first places that we lack of all that is kept, and forgets it: whoever is asked for it owes it. */
  takeLacking(heads: Heads): readonly LogPlace[] {
    const authors = [...this.#rows.keys()];
    this.#rows.clear();
    return authors.map((author) => ({ author, seq: nextSeq(heads, author) }));
  }

  /** Whether there was more than is kept, long enough ago. Forgets it. */
  takeOthers(nowMs: number): boolean {
    if (this.#othersSinceMs === null || this.#othersSinceMs + LONGEST_WAIT_MS > nowMs) return false;
    this.#othersSinceMs = null;
    return true;
  }
}

const nextSeq = (heads: Heads, author: DeviceId): number => (heads.get(author)?.seq ?? -1) + 1;
