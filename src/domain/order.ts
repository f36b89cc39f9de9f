import type { EntryId } from '../protocol/ids.js';
import { MAX_FOLLOWED_ORDER_MS, MAX_ORDER_MS, MAX_TIME_MS } from '../protocol/limits.js';

export interface Sortable {
  readonly orderMs: number;
  readonly id: EntryId;
}

/** The reading order: by what the authors signed, ties by id. Equal sets sort alike on every device. */
export const compareOrder = (a: Sortable, b: Sortable): number =>
  a.orderMs - b.orderMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** A clock's reading as it may be signed, whatever the clock says. */
export const claimableMs = (wallMs: number): number =>
  Number.isFinite(wallMs) ? Math.min(Math.max(Math.floor(wallMs), 0), MAX_TIME_MS) : 0;

/** Whether others write behind a place. Beyond this, whoever did would soon be at the end of the scale. */
export const isFollowed = (orderMs: number): boolean => orderMs <= MAX_FOLLOWED_ORDER_MS;

/**
 * The place of a new entry: now, but after everything its author has seen, `ownMs` being that of the entry before it in
 * its own log (-1 for none). Places at the far end, where no honest author can be, are not followed: one entry there
 * would else leave nobody room for a second.
 */
export function nextOrderMs(sentAtMs: number, seenMs: readonly number[], ownMs = -1): number {
  const followed = [...seenMs.filter(isFollowed), ownMs];
  return Math.min(Math.max(sentAtMs, ...followed.map((ms) => ms + 1)), MAX_ORDER_MS);
}

const DAY_MS = 86_400_000;

/** Whether the place of an entry is more than a day ahead of its author's clock: one of the two is wrong, or was pushed. */
export const isPlaceUnsure = (entry: { sentAtMs: number; orderMs: number }): boolean =>
  entry.orderMs - entry.sentAtMs > DAY_MS;

/** Whether an author's clock cannot be believed: it is a day off the order it was written in, or a day ahead of ours. */
export const isClockUnsure = (entry: { sentAtMs: number; orderMs: number }, wallMs: number): boolean =>
  isPlaceUnsure(entry) || entry.sentAtMs - wallMs > DAY_MS;
