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
    this.#tries++;
    return stepMs * (0.25 + 0.75 * share(this.#random));
  }

  /** How many pauses there have been since the last success. */
  get tries(): number {
    return this.#tries;
  }

  reset(): void {
    this.#tries = 0;
  }
}

/**
 * Pauses before going back to a server that has dropped everybody at once. The first is anywhere from nothing to the
 * period and all others are the period, so that the devices keep the distance which the first has put between them: their
 * attempts come evenly, whether the server is back after a second or after a minute. Pauses that vary would bunch them.
 */
export class SpreadBackoff {
  #isFirst = true;
  readonly #random: Random;
  readonly #periodMs: number;

  constructor(random: Random, periodMs: number) {
    this.#random = random;
    this.#periodMs = periodMs;
  }

  /** Milliseconds to wait before the next attempt. */
  next(): number {
    if (!this.#isFirst) return this.#periodMs;
    this.#isFirst = false;
    return this.#periodMs * share(this.#random);
  }
}

/** Evenly from 0 up to, but not, 1. */
function share(random: Random): number {
  const [high, low] = random.bytes(2);
  return ((high! << 8) | low!) / 0x10000;
}
