import type * as Y from 'yjs';

/** What was written under one client, from one clock of its to another. */
export interface ClockRange {
  readonly client: number;
  readonly clock: number;
  /** Behind the last. */
  readonly end: number;
}

/** What of `ranges` is in none of `others`. */
export function without(ranges: readonly ClockRange[], others: readonly ClockRange[]): readonly ClockRange[] {
  if (ranges.length === 0) return ranges;
  const sorted = [...others].sort((a, b) => a.client - b.client || a.clock - b.clock);
  const byClient = new Map<number, ClockRange[]>();
  for (const other of sorted) {
    const list = byClient.get(other.client);
    if (list) list.push(other);
    else byClient.set(other.client, [other]);
  }
  return ranges.flatMap((range) => [...gaps(range, byClient.get(range.client) ?? [])]);
}

function* gaps({ client, clock, end }: ClockRange, sorted: readonly ClockRange[]): Generator<ClockRange> {
  let at = clock;
  for (const other of sorted) {
    if (other.end <= at) continue;
    if (other.clock >= end) break;
    if (other.clock > at) yield { client, clock: at, end: other.clock };
    at = other.end;
  }
  if (at < end) yield { client, clock: at, end };
}

/** What a set of deletions takes out. */
export const rangesOf = (ds: ReturnType<typeof Y.createDeleteSet>): readonly ClockRange[] =>
  [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, end: clock + len })),
  );
