import type { Clock } from './ports.js';

/** Work at one go that nobody feels: with what one more step takes on a slow phone, less than 8 ms. */
const SLICE_MS = 6;

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
