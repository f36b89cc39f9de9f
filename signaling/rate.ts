/** A token bucket that belongs to one connection or one address. */
export interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/** How fast a bucket fills, in tokens per second, and how many tokens it holds. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A full bucket. */
export const fullBucket = (rate: Rate, nowMs: number): Bucket => ({ tokens: rate.burst, filledAtMs: nowMs });

/** Fills the bucket for the time that passed, then takes `cost` tokens if it holds them. False means too fast. */
export function take(bucket: Bucket, rate: Rate, nowMs: number, cost: number): boolean {
  // A clock that went back fills nothing.
  const passedMs = Math.max(0, nowMs - bucket.filledAtMs);
  bucket.tokens = Math.min(rate.burst, bucket.tokens + (passedMs * rate.perSecond) / 1000);
  bucket.filledAtMs = nowMs;
  if (bucket.tokens < cost) return false;
  bucket.tokens -= cost;
  return true;
}
