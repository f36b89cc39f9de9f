import type { IssuerId } from '../protocol/ids.js';
import type { IntroducerState, Standing } from './introducer-session.js';
import type { Clock } from './ports.js';
import { Store, type ReadonlyStore } from './store.js';

/** What is known of whom the introducer lets in. */
export interface Door {
  /** Changes with whatever is below. */
  readonly state: ReadonlyStore<IntroducerState>;
  readonly standing: Standing;
  readonly required: readonly IssuerId[] | null;
}

/** Whether it is there and does not let us in for want of a badge. */
export const isTurnedAway = ({ standing }: Door): boolean =>
  standing === 'no-badge' || standing === 'refused';

export interface WaitingBadgeDeps {
  readonly clock: Clock;
  readonly door: Door;
  /** How often to look at most, in ms; null while there is nothing to wait for. */
  readonly everyMs: () => number | null;
  /** What lies ready at the introducer and is news here; null for nothing. Keeps nothing. Never rejects. */
  readonly read: () => Promise<Uint8Array | null>;
}

/**
 * Looks whether a badge lies ready for us when the introducer is there, and from time to time while it is. Only while there is
 * one to wait for: the name of the file tells the introducer which key asks.
 */
export class WaitingBadge {
  /** What lies ready and was not put off; null for nothing. */
  readonly found = new Store<Uint8Array | null>(null);
  readonly #deps: WaitingBadgeDeps;
  /** What was put off, each by its bytes; until the next start. */
  readonly #putOff = new Set<string>();
  #lookedMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(deps: WaitingBadgeDeps) {
    this.#deps = deps;
    deps.door.state.subscribe(() => this.review());
    this.review();
  }

  /** Looks now or later, if there is reason to: somebody waits for a badge, or does not any more, or the introducer is back. */
  review(): void {
    this.#cancel?.();
    this.#cancel = null;
    const { clock, door, everyMs } = this.#deps;
    const leastMs = everyMs();
    if (leastMs === null) return;
    const isUp = door.state.value.state === 'connected';
    // Files of badges are for everybody, also where we are turned away. Such an introducer is tried again by itself.
    const isThere = isUp || (isTurnedAway(door) && door.state.value.state === 'offline');
    if (!isThere) return;
    const waitMs = this.#lookedMs + leastMs - clock.monotonicMs();
    if (waitMs <= 0) void this.look();
    else if (isUp) this.#cancel = clock.after(waitMs, () => this.review());
  }

  /** Looks now. Returns what lies ready, also if it was put off. */
  async look(): Promise<Uint8Array | null> {
    this.#lookedMs = this.#deps.clock.monotonicMs();
    const reply = await this.#deps.read();
    this.found.update(() => (reply && !this.#putOff.has(reply.join()) ? reply : null));
    this.review();
    return reply;
  }

  /** What lies ready is not wanted now. */
  putOff(): void {
    const { value } = this.found;
    if (value) this.#putOff.add(value.join());
    this.found.update(() => null);
  }

  /** A badge was taken: what lay ready may be that one. */
  forget(): void {
    this.found.update(() => null);
    this.review();
  }
}
