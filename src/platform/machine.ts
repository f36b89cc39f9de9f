import type { Machine } from '../app/ports.js';

const BEAT_MS = 5_000;
/** A beat that is this late, in milliseconds, means that the machine slept: not every system says so by an event. */
const SLEPT_MS = 10_000;

/** The `Machine` port over the page's life-cycle events. */
export function createMachine(): Machine {
  return {
    onWake(woke) {
      const ifVisible = (): void => {
        if (document.visibilityState === 'visible') woke();
      };
      document.addEventListener('visibilitychange', ifVisible);
      document.addEventListener('resume', woke);
      for (const event of ['online', 'focus', 'pageshow']) window.addEventListener(event, woke);
      networkInformation()?.addEventListener('change', woke);
      onSlept(woke);
    },
    isVisible: () => document.visibilityState === 'visible',
    onVisible(changed) {
      document.addEventListener('visibilitychange', changed);
    },
  };
}

/** Network Information API: Chromium only, and missing from TypeScript's library. */
const networkInformation = (): EventTarget | undefined =>
  (navigator as Navigator & { readonly connection?: EventTarget }).connection;

/** Compares wall time between beats: monotonic clocks stand still in sleep on some systems. */
function onSlept(woke: () => void): void {
  let lastMs = Date.now();
  window.setInterval(() => {
    const nowMs = Date.now();
    if (nowMs - lastMs > BEAT_MS + SLEPT_MS) woke();
    lastMs = nowMs;
  }, BEAT_MS);
}
