import type { EntryId } from '../protocol/ids.js';

/** An entry and the entries that its author says to have known. */
export interface Known {
  readonly id: EntryId;
  readonly knows: readonly EntryId[];
}

/** Whether the author of `later` knew `earlier`, itself or through what it knew. */
export type Follows = (later: EntryId, earlier: EntryId) => boolean;

/** Which of a set of entries were known when which were written. Equal sets give equal answers, in whatever order. */
export interface Causality {
  /** Length of the longest chain below the entry, from 0; undefined if something below it is not in the set. */
  readonly depthOf: (id: EntryId) => number | undefined;
  /** The order among a few of the entries. Takes one pass over all of them. */
  readonly among: (ids: readonly EntryId[]) => Follows;
  /** Of the entries that `counts`, those which no other one of them follows. */
  readonly tips: (counts: (id: EntryId) => boolean) => readonly EntryId[];
}

/**
 * The causal order of a set of entries. An entry takes part once everything it knows is there, so that nothing is ever
 * judged without what its author had before their eyes; of a circle, which honest hashes cannot make, nothing takes part.
 */
export function causalityOf(entries: readonly Known[]): Causality {
  const { order, parents } = sortByKnowledge(entries);
  const placeOf = new Map(order.map((id, place) => [id, place]));
  const depths: number[] = [];
  for (const known of parents)
    depths.push(known.reduce((depth, place) => Math.max(depth, depths[place]! + 1), 0));

  const among = (ids: readonly EntryId[]): Follows => {
    const bitOf = new Map<EntryId, number>();
    for (const id of ids) if (placeOf.has(id) && !bitOf.has(id)) bitOf.set(id, bitOf.size);
    const width = Math.ceil(bitOf.size / 32);
    const seen = new Uint32Array(width * order.length); // a row of bits per entry: which of `ids` are below it
    for (const [place, known] of parents.entries()) {
      for (const below of known) {
        for (let word = 0; word < width; word++) seen[place * width + word]! |= seen[below * width + word]!;
        const bit = bitOf.get(order[below]!);
        if (bit !== undefined) seen[place * width + (bit >>> 5)]! |= 1 << (bit & 31);
      }
    }
    return (later, earlier) => {
      const [place, bit] = [placeOf.get(later), bitOf.get(earlier)];
      if (place === undefined || bit === undefined) return false;
      return (seen[place * width + (bit >>> 5)]! & (1 << (bit & 31))) !== 0;
    };
  };

  const tips = (counts: (id: EntryId) => boolean): readonly EntryId[] => {
    const isBelow = new Uint8Array(order.length);
    const found: EntryId[] = [];
    for (let place = order.length - 1; place >= 0; place--) {
      const doesCount = counts(order[place]!);
      if (doesCount && isBelow[place] === 0) found.push(order[place]!);
      if (doesCount || isBelow[place] === 1) for (const below of parents[place]!) isBelow[below] = 1;
    }
    return found.sort();
  };

  const depthOf = (id: EntryId): number | undefined => depths[placeOf.get(id) ?? -1];
  return { depthOf, among, tips };
}

/** Entries of which everything below is there, each after all it knows; and what each knows, as places in that list. */
function sortByKnowledge(entries: readonly Known[]) {
  const knownBy = new Map<EntryId, EntryId[]>();
  const missing = new Map<EntryId, number>();
  const knownOf = new Map<EntryId, readonly EntryId[]>();
  for (const { id, knows } of entries) {
    const distinct = [...new Set(knows)];
    knownOf.set(id, distinct);
    missing.set(id, distinct.length);
    for (const below of distinct) {
      const above = knownBy.get(below);
      if (above) above.push(id);
      else knownBy.set(below, [id]);
    }
  }
  const order = [...missing].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of order) {
    // The list grows while it is walked: an entry joins it when the last thing it knows has.
    for (const above of knownBy.get(id) ?? []) {
      const left = missing.get(above)! - 1;
      missing.set(above, left);
      if (left === 0) order.push(above);
    }
  }
  const placeOf = new Map(order.map((id, place) => [id, place]));
  const parents = order.map((id) => knownOf.get(id)!.map((below) => placeOf.get(below)!));
  return { order, parents };
}
