import type { DeviceId } from '../protocol/ids.js';
import type { Clock } from './ports.js';

/** How long an entry that somebody holds may take to come before it counts as missing, in milliseconds. */
export const MISSING_AFTER_MS = 5_000;
/** More than this many missing entries of one log are shown as this many: the rest is somebody's word. */
export const MAX_MISSING = 1_000;

interface Claim {
  readonly seq: number;
  /** Monotonic time, milliseconds. */
  readonly sinceMs: number;
}

/**
 * How far the logs of a conversation go, as those say who are linked; `Link` is one of them. It is their word, unsigned:
 * it is never kept beyond the link it came over, and decides nothing but what the screen says is missing.
 */
export class MissingEntries<Link> {
  readonly #clock: Clock;
  readonly #heldSeq: (author: DeviceId) => number;
  readonly #onChanged: () => void;
  readonly #claims = new Map<Link, Map<DeviceId, Claim>>();
  #isWaiting = false;

  /** `heldSeq`: the last `seq` held of a log, -1 for none. `onChanged`: something has become missing. */
  constructor(clock: Clock, heldSeq: (author: DeviceId) => number, onChanged: () => void) {
    this.#clock = clock;
    this.#heldSeq = heldSeq;
    this.#onChanged = onChanged;
  }

  /** Somebody has said how far they hold the logs: all of it, in place of what they said before. */
  onHave(link: Link, rows: readonly { readonly author: DeviceId; readonly seq: number }[]): void {
    const before = this.#claims.get(link);
    this.#claims.set(link, new Map());
    for (const { author, seq } of rows) this.#note(link, author, seq, before?.get(author));
  }

  /** Somebody has shown an entry of a log that does not follow what is held. */
  onGap(link: Link, author: DeviceId, seq: number): void {
    const before = this.#claims.get(link)?.get(author);
    if (!before || before.seq < seq) this.#note(link, author, seq, before);
  }

  /** Nobody says it any more. */
  forget(link: Link): void {
    this.#claims.delete(link);
  }

  /** How many entries of each log are missing, at most MAX_MISSING. */
  get counts(): ReadonlyMap<DeviceId, number> {
    const counts = new Map<DeviceId, number>();
    const nowMs = this.#clock.monotonicMs();
    for (const claims of this.#claims.values()) {
      for (const [author, { seq, sinceMs }] of claims) {
        const count = Math.min(seq - this.#heldSeq(author), MAX_MISSING);
        if (count <= 0 || nowMs - sinceMs < MISSING_AFTER_MS) continue;
        counts.set(author, Math.max(count, counts.get(author) ?? 0));
      }
    }
    return counts;
  }

  /** How many entries those who are linked say to hold that are not here, whenever they said so. */
  get left(): number {
    const furthest = new Map<DeviceId, number>();
    for (const claims of this.#claims.values())
      for (const [author, { seq }] of claims) furthest.set(author, Math.max(seq, furthest.get(author) ?? -1));
    let left = 0;
    for (const [author, seq] of furthest) left += Math.max(0, seq - this.#heldSeq(author));
    return left;
  }

  #note(link: Link, author: DeviceId, seq: number, before: Claim | undefined): void {
    const held = this.#heldSeq(author);
    if (seq <= held) return;
    const isWaitedFor = before !== undefined && before.seq > held;
    const sinceMs = isWaitedFor ? before.sinceMs : this.#clock.monotonicMs();
    const claims = this.#claims.get(link) ?? new Map<DeviceId, Claim>();
    this.#claims.set(link, claims.set(author, { seq, sinceMs }));
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#clock.after(MISSING_AFTER_MS, () => {
      this.#isWaiting = false;
      if (this.counts.size > 0) this.#onChanged();
      if (this.#isAnyYoung()) this.#lookLater();
    });
  }

  /** Something is waited for that does not count as missing yet. */
  #isAnyYoung(): boolean {
    const nowMs = this.#clock.monotonicMs();
    return [...this.#claims.values()].some((claims) =>
      [...claims].some(
        ([author, { seq, sinceMs }]) => seq > this.#heldSeq(author) && nowMs - sinceMs < MISSING_AFTER_MS,
      ),
    );
  }
}
