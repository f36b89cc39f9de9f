/**
 * What a device can know of the time without trusting its own clock, which may be wrong by years: no earlier than the newest
 * signed document it holds says, and no other day than the introducer's, where that is known.
 */
export interface TimeHints {
  /** This device's own clock. */
  readonly wallMs: number;
  /** Days since the Unix epoch, by the introducer; null if it was not heard of since the start. */
  readonly introducerDay: number | null;
  /** The latest `issuedMs` of what authorities that are trusted here have signed themselves; 0 for none. */
  readonly newestDocMs: number;
}

const DAY_MS = 86_400_000;

/**
 * The most likely time, in ms since the Unix epoch. An introducer can lie about the day, but not before the newest document,
 * and it gains nothing by the future: a badge that has ended only turns grey.
 */
export function knownMs({ wallMs, introducerDay, newestDocMs }: TimeHints): number {
  const isOfThatDay = introducerDay === null || Math.abs(Math.floor(wallMs / DAY_MS) - introducerDay) <= 1;
  const believed = isOfThatDay ? wallMs : introducerDay * DAY_MS + DAY_MS / 2;
  return Math.max(believed, newestDocMs);
}
