import type { Clock } from './ports.js';

/** Entries that have to be under way for it to be shown: fewer are there before anybody has read how many they are. */
export const SHOWN_FROM = 256;
/** For how long nothing may come before it is not shown any more, in milliseconds. */
export const STALLED_AFTER_MS = 5_000;
/** More than this many are shown as this many: the rest is somebody's word. */
export const MAX_LEFT = 10_000_000;

/** How far a conversation has come in taking what it had missed. */
export interface CatchingUp {
  readonly done: number;
  /** What has come and what is still to come, as far as those say who are linked. */
  readonly total: number;
}

/** Counts what comes, from the first entries of a backlog to the last. What is said to be left decides nothing else. */
export class CatchUp {
  readonly #clock: Clock;
  readonly #left: () => number;
  readonly #onChanged: () => void;
  #done = 0;
  #isUnderWay = false;
  #cancel: (() => void) | null = null;

  /** `left`: how many entries others say to hold that are not here. `onChanged`: nothing comes any more. */
  constructor(clock: Clock, left: () => number, onChanged: () => void) {
    this.#clock = clock;
    this.#left = left;
    this.#onChanged = onChanged;
  }

  /** Null unless a backlog is coming in. */
  get now(): CatchingUp | null {
    const left = this.#isUnderWay ? Math.min(this.#left(), MAX_LEFT) : 0;
    return left > 0 ? { done: this.#done, total: this.#done + left } : null;
  }

  /** Entries have come and are about to be stored. */
  onCome(): void {
    if (!this.#isUnderWay && this.#left() < SHOWN_FROM) return;
    this.#isUnderWay = true;
    this.#cancel?.();
    this.#cancel = this.#clock.after(STALLED_AFTER_MS, () => this.#stop());
  }

  /** `count` of what has come is stored; none of it, if there was no room: then nothing more comes for now. */
  onStored(count: number): void {
    if (!this.#isUnderWay) return;
    this.#done += count;
    if (count === 0 || this.#left() === 0) this.#stop();
  }

  #stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#isUnderWay = false;
    this.#done = 0;
    this.#onChanged();
  }
}
