import type { Random } from './ports.js';

/** Growing pauses between attempts, spread at random so that many devices do not come back in step. */
export class Backoff {
  #tries = 0;
  readonly #random: Random;
  readonly #firstMs: number;
  readonly #mostMs: number;

  constructor(random: Random, firstMs: number, mostMs: number) {
    this.#random = random;
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
  }

  /**
   * Milliseconds to wait before the next attempt: from a quarter up to the whole of a step that doubles each time, to no
   * more than `mostMs`.
   */
  next(mostMs = this.#mostMs): number {
    const stepMs = Math.min(this.#firstMs * 2 ** this.#tries, mostMs);
    this.#tries = Math.min(this.#tries + 1, 30);
    const [high, low] = this.#random.bytes(2);
    const share = ((high! << 8) | low!) / 0x10000;
    return stepMs * (0.25 + 0.75 * share);
  }

  /** How many pauses there have been since the last success. */
  get tries(): number {
    return this.#tries;
  }

  reset(): void {
    this.#tries = 0;
  }
}
