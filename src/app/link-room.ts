import type { PersonId } from '../protocol/ids.js';
import type { Clock } from './ports.js';

/**
 * Live links at most: each costs both ends a connection and a heartbeat, and a browser slows down under hundreds. Of those,
 * the last few are not dialled without need: they are for those who call us, and for whom we turn to.
 */
const MAX_LIVE = 40;
const MAX_UNASKED = 32;
/** Whoever says goodbye comes back by themselves, or has no room for us: how long we rest at first, and at most. */
const FIRST_REST_MS = 60_000;
const MOST_REST_MS = 60 * 60_000;

/** How much a link to somebody is needed, the least first: `owed` is who lacks something that we wrote. */
const NEEDS = ['none', 'owed', 'neighbour', 'shown'] as const;
export type Need = (typeof NEEDS)[number];

interface Rest {
  readonly untilMs: number;
  /** Goodbyes in a row, each soon after the link had been made. */
  readonly byes: number;
}

/** A link as far as it matters whether it has to go. Times are monotonic. */
interface Seated {
  readonly person: PersonId;
  readonly sinceMs: number;
  readonly usedMs: number;
}

/** Who has a place among our links where there are more people than places. */
export class LinkRoom {
  readonly #clock: Clock;
  readonly #needOf: (person: PersonId) => Need;
  readonly #rests = new Map<PersonId, Rest>();

  constructor(clock: Clock, needOf: (person: PersonId) => Need) {
    this.#clock = clock;
    this.#needOf = needOf;
  }

  /** Those `due` to be dialled, of `wanted` in all: where there is room for all, in the order they come. */
  inOrder<T extends { readonly person: PersonId }>(due: readonly T[], wanted: number): readonly T[] {
    if (wanted <= MAX_UNASKED) return due;
    const ranks = this.#ranksOf(due);
    return due.toSorted((a, b) => ranks.get(b.person)! - ranks.get(a.person)!);
  }

  /**
   * Whether one more may be dialled beside those who are `linked` and `dials` others: without need only while there is plenty
   * of room, with need if less needed ones can go.
   */
  isFor(person: PersonId, linked: ReadonlyMap<PersonId, unknown>, dials: number): boolean {
    if (linked.has(person)) return true; // the new link takes the place of the old one
    const count = linked.size + dials;
    if (count < MAX_UNASKED) return true;
    const rank = this.#rankOf(person);
    if (rank === 0) return false;
    return count < MAX_LIVE || [...linked.keys()].some((other) => this.#rankOf(other) < rank);
  }

  /** The links that are needed least, of those the longest idle, beyond MAX_LIVE; `newest` is none of them. They rest. */
  takeLeaving<T extends Seated>(links: readonly T[], newest: T): readonly T[] {
    if (links.length <= MAX_LIVE) return [];
    const ranks = this.#ranksOf(links);
    const leaving = links
      .filter((link) => link !== newest)
      .toSorted((a, b) => ranks.get(a.person)! - ranks.get(b.person)! || a.usedMs - b.usedMs)
      .slice(0, links.length - MAX_LIVE);
    for (const link of leaving) this.rest(link);
    return leaving;
  }

  /** Two whose link has been let go leave each other alone for a while, for longer if it did not last. */
  rest({ person, sinceMs }: Seated): void {
    const nowMs = this.#clock.monotonicMs();
    const byes = nowMs - sinceMs > MOST_REST_MS ? 0 : (this.#rests.get(person)?.byes ?? 0);
    const untilMs = nowMs + Math.min(FIRST_REST_MS * 2 ** byes, MOST_REST_MS);
    this.#rests.set(person, { untilMs, byes: Math.min(byes + 1, 30) });
  }

  /** Until when somebody is not dialled, who is not needed; monotonic, perhaps past. */
  restsUntilMs(person: PersonId): number {
    const untilMs = this.#rests.get(person)?.untilMs ?? 0;
    return untilMs > this.#clock.monotonicMs() && this.#rankOf(person) === 0 ? untilMs : 0;
  }

  /** There is a new way to somebody: they rest no longer. */
  wake(person: PersonId): void {
    this.#rests.delete(person);
  }

  #rankOf(person: PersonId): number {
    return NEEDS.indexOf(this.#needOf(person));
  }

  #ranksOf(people: readonly { readonly person: PersonId }[]): ReadonlyMap<PersonId, number> {
    return new Map(people.map(({ person }) => [person, this.#rankOf(person)]));
  }
}
