import type { BadgeStanding } from '../domain/badges.js';
import { searchWords } from '../domain/search-words.js';
import type { Department } from '../protocol/department.js';
import type { PersonId } from '../protocol/ids.js';
import { MAX_PAGE_ROWS } from '../protocol/limits.js';
import { BestOf } from './best-of.js';
import { DepartmentTree } from './department-tree.js';
import { NO_FIT, type PeopleOfPage } from './directory-page.js';
import type { ListedBadge } from '../domain/listed-badges.js';
import { byName } from './name-order.js';
import type { DepartmentView, DirectoryEntry } from './official-views.js';

/** Where somebody stands. */
export interface Place {
  readonly page: PeopleOfPage;
  readonly row: number;
}
interface Match extends Place {
  readonly sum: number;
  readonly name: string;
}

/**
 * Everybody in the directories that are held, to be searched while pages still come and go. Which pages there are decides what
 * is found, and not in which order they came.
 */
export class DirectoryIndex {
  readonly #standingOf: (badge: ListedBadge) => BadgeStanding;
  #pages: PeopleOfPage[] = [];
  readonly #places = new Map<PersonId, Place>();
  /** Of those who stand in several places, all of them. */
  readonly #doubled = new Map<PersonId, Place[]>();
  /** Those of them of whom it has to be looked where they are to be found. */
  readonly #undecided = new Set<PersonId>();
  #count = 0;
  #tree: DepartmentTree | null = null;
  readonly #sums = new Uint32Array(MAX_PAGE_ROWS);
  readonly #fits = new Uint8Array(MAX_PAGE_ROWS);

  constructor(standingOf: (badge: ListedBadge) => BadgeStanding) {
    this.#standingOf = standingOf;
  }

  /** How many people can be found. */
  get count(): number {
    return this.#count;
  }

  /** Takes in a page. Those on it who stand elsewhere too are found there until `decide`. */
  add(page: PeopleOfPage): void {
    this.#tree = null;
    this.#pages.push(page);
    this.#count += page.shown;
    for (const [row, person] of page.people.entries()) {
      const place = { page, row };
      const before = this.#places.get(person);
      if (!before) {
        this.#places.set(person, place);
        continue;
      }
      const places = this.#doubled.get(person);
      if (places) places.push(place);
      else this.#doubled.set(person, [before, place]);
      this.#hide(place, true);
      this.#undecided.add(person);
    }
  }

  remove(page: PeopleOfPage): void {
    this.#tree = null;
    this.#pages = this.#pages.filter((one) => one !== page);
    this.#count -= page.shown;
    for (const person of new Set(page.people)) {
      const left = (this.#doubled.get(person) ?? []).filter((place) => place.page !== page);
      const [first] = left;
      if (left.length > 1) this.#doubled.set(person, left);
      else this.#doubled.delete(person);
      if (!first) this.#places.delete(person);
      else if (this.#places.get(person)?.page === page) {
        this.#places.set(person, first);
        this.#hide(first, false);
        this.#undecided.add(person);
      }
    }
  }

  /** Sets the pages in the order of their `order`. */
  sort(): void {
    this.#tree = null;
    this.#pages.sort((a, b) => a.order - b.order);
  }

  /** What badges are worth, or the order of pages, may have changed: whoever stands in several places is to be decided. */
  doubt(): void {
    for (const person of this.#doubled.keys()) this.#undecided.add(person);
  }

  /** Chooses where one of those is found of whom it is not decided. False if there are none. */
  decide(): boolean {
    const [person] = this.#undecided;
    if (person === undefined) return false;
    this.#undecided.delete(person);
    const places = this.#doubled.get(person);
    if (!places) return true;
    const ranked = places.map((place) => {
      const badge = place.page.badge(place.row);
      const isRevoked = this.#standingOf(badge).kind === 'revoked';
      return { place, isRevoked, untilS: badge.untilS, issuedMs: badge.directory.issuedMs };
    });
    // Of two badges the one that ends later is the newer one: a row does not say when it was issued.
    ranked.sort(
      (a, b) =>
        Number(a.isRevoked) - Number(b.isRevoked) ||
        b.untilS - a.untilS ||
        b.issuedMs - a.issuedMs ||
        inOrder(a.place, b.place),
    );
    for (const [i, { place }] of ranked.entries()) this.#hide(place, i > 0);
    this.#places.set(person, ranked[0]!.place);
    return true;
  }

  #hide({ page, row }: Place, isHidden: boolean): void {
    const change = page.isHidden[row]! - (isHidden ? 1 : 0);
    if (change === 0) return;
    page.isHidden[row] = isHidden ? 1 : 0;
    page.shown += change;
    this.#count += change;
    this.#tree = null;
  }

  /** Where somebody is found; null if they are not. */
  placeOf(person: PersonId): Place | null {
    return this.#places.get(person) ?? null;
  }

  entryOf({ page, row }: Place): DirectoryEntry {
    const badge = page.badge(row);
    return {
      ...page.row(row),
      person: badge.person,
      department: page.department,
      urduDepartment: page.urduDepartment,
      untilMs: badge.untilS * 1_000,
      standing: this.#standingOf(badge),
    };
  }

  /**
   * The best `limit` of those in whose entry every word of `text` begins a word. A name fits better than a title or post, and
   * those better than a department; a whole word better than a beginning. Those who fit alike are by name.
   */
  search(text: string, limit: number): readonly DirectoryEntry[] {
    const words = [...new Set(searchWords(text).split(' '))].filter((word) => word !== '');
    if (words.length === 0 || limit < 1) return [];
    words.sort((a, b) => b.length - a.length); // whatever is rare tells soonest that a page has nothing
    const best = new BestOf<Match>(limit, byFit);
    const [sums, fits] = [this.#sums, this.#fits];
    for (const page of this.#pages) {
      if (!page.fit(words, sums, fits)) continue;
      for (let row = 0; row < page.people.length; row++)
        if (sums[row] !== NO_FIT && page.isHidden[row] === 0)
          best.add({ page, row, sum: sums[row]!, name: page.nameOf(row) });
    }
    return best.sorted.map((match) => this.entryOf(match));
  }

  partsOf(department: Department): readonly DepartmentView[] {
    this.#tree ??= new DepartmentTree(this.#pages);
    return this.#tree.partsOf(department);
  }

  /** Those who are in exactly this department, by name. */
  peopleOf(department: Department): readonly DirectoryEntry[] {
    const found: Match[] = [];
    for (const page of this.#pages) {
      if (!isSame(page.department, department)) continue;
      for (let row = 0; row < page.people.length; row++)
        if (page.isHidden[row] === 0) found.push({ page, row, sum: 0, name: page.nameOf(row) });
    }
    return found.sort(byFit).map((match) => this.entryOf(match));
  }
}

const isSame = (a: Department, b: Department): boolean =>
  a.length === b.length && a.every((name, level) => name === b[level]);

const inOrder = (a: Place, b: Place): number => a.page.order - b.page.order || a.row - b.row;

const byFit = (a: Match, b: Match): number => a.sum - b.sum || byName(a, b) || inOrder(a, b);
