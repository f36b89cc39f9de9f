import type { Clock } from '../app/ports.js';

/** Longest delay that setTimeout understands, in milliseconds; it fires at once for anything longer. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The browser's clocks. */
export function createClock(): Clock {
  const monotonicMs = () => performance.now();

  function after(delayMs: number, run: () => void): () => void {
    const dueMs = monotonicMs() + delayMs;
    let timer = 0;
    // Browsers round timers down to whole milliseconds and cap them: whoever is early waits again.
    const wait = (): void => {
      const leftMs = dueMs - monotonicMs();
      if (leftMs > 0) timer = window.setTimeout(wait, Math.min(Math.ceil(leftMs), MAX_TIMEOUT_MS));
      else run();
    };
    timer = window.setTimeout(wait, Math.min(Math.max(0, Math.ceil(delayMs)), MAX_TIMEOUT_MS));
    return () => window.clearTimeout(timer);
  }

  return { wallMs: () => Date.now(), monotonicMs, after };
}
