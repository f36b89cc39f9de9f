import type { Clock } from './ports.js';

/** Work at one go: with one more step, and what the engine clears away meanwhile, less than 8 ms, which nobody feels. */
const SLICE_MS = 4;

/** Long work in slices, between which the screen is drawn and keys are heard. */
export class Slices {
  readonly #clock: Clock;
  #sinceMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.monotonicMs();
  }

  /** Something else was waited for: a new slice begins. */
  restart(): void {
    this.#sinceMs = this.#clock.monotonicMs();
  }

  /** Whether it is time to `rest`. */
  get isOver(): boolean {
    return this.#clock.monotonicMs() - this.#sinceMs >= SLICE_MS;
  }

  async rest(): Promise<void> {
    await new Promise<void>((resolve) => void this.#clock.after(0, resolve));
    this.restart();
  }
}
