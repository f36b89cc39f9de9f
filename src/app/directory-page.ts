import { searchWords } from '../domain/search-words.js';
import type { Department } from '../protocol/department.js';
import type { DirectoryPage, VerifiedDirectory } from '../protocol/directory.js';
import { flatIds, type PersonId } from '../protocol/ids.js';
import type { ListedBadge } from '../domain/listed-badges.js';
import { fitPlace, FIT, isNarrow, WordLines } from './word-lines.js';

type PeoplePage = Extract<DirectoryPage, { readonly kind: 'people' }>;

const BADGE_BYTES = 8;
/** What is shown of each row, one after the other. */
const [NAME, TITLE, GRADE, URDU_NAME, URDU_TITLE, POST, FIELDS] = [0, 1, 2, 3, 4, 5, 6];

/** What a row shows. */
export interface ShownRow {
  readonly name: string;
  readonly title: string;
  readonly grade: string;
  readonly urduName: string;
  readonly urduTitle: string;
  readonly post: string | null;
}

/** Which directory names a page, and where among all pages it does. */
export interface PagePlace {
  readonly directory: VerifiedDirectory;
  readonly order: number;
}

/**
 * Remembers texts that come again and again, as titles and grades do, so that each is kept and folded once. Lives as long as
 * pages are being read.
 */
export class Repeated {
  readonly #known = new Map<string, readonly [text: string, words: string]>();

  get(text: string): readonly [text: string, words: string] {
    const known = this.#known.get(text);
    if (known) return known;
    const made = [text, searchWords(text)] as const;
    this.#known.set(text, made);
    return made;
  }
}

/** A page of people, as it is searched: without the keys, which are read again when somebody is dialled. */
export class PeopleOfPage {
  /** Rows that do not count, since the same person has another one that does. */
  readonly isHidden: Uint8Array;
  /** How many count. */
  shown: number;
  readonly hash: Uint8Array;
  readonly department: Department;
  readonly urduDepartment: Department | null;
  readonly people: readonly PersonId[];
  #where: PagePlace;
  readonly #badges: Uint8Array;
  readonly #untilS: Float64Array;
  readonly #fields: string[] = [];
  readonly #place: string;
  readonly #narrow: WordLines;
  readonly #wide: WordLines;

  constructor(where: PagePlace & { readonly hash: Uint8Array }, page: PeoplePage, repeated: Repeated) {
    const { department, urduDepartment, rows } = page;
    this.#where = where;
    this.hash = where.hash;
    this.department = department.map((name) => repeated.get(name)[0]);
    this.urduDepartment = urduDepartment && urduDepartment.map((name) => repeated.get(name)[0]);
    this.#place = ` ${repeated.get([...department, ...(urduDepartment ?? [])].join(' '))[1]}`;
    this.people = flatIds(rows.map(({ person }) => person));
    this.isHidden = new Uint8Array(rows.length);
    this.shown = rows.length;
    this.#badges = new Uint8Array(rows.length * BADGE_BYTES);
    this.#untilS = Float64Array.from(rows, ({ untilS }) => untilS);
    const lines: (readonly [string, string])[] = [];
    for (const [i, { badge, name, title, grade, urduName, urduTitle, post }] of rows.entries()) {
      this.#badges.set(badge, i * BADGE_BYTES);
      const [titleIn, urduTitleIn, postIn] = [title, urduTitle, post ?? ''].map((text) => repeated.get(text));
      this.#fields.push(name, titleIn![0], repeated.get(grade)[0], urduName, urduTitleIn![0], postIn![0]);
      const names = `${searchWords(name)} ${searchWords(urduName)}`;
      lines.push([names, `${titleIn![1]} ${urduTitleIn![1]} ${postIn![1]}`]);
    }
    this.#narrow = new WordLines(lines, isNarrow);
    this.#wide = new WordLines(lines, (word) => !isNarrow(word));
  }

  /** The place of the page among all of them. */
  get order(): number {
    return this.#where.order;
  }

  get directory(): VerifiedDirectory {
    return this.#where.directory;
  }

  setPlace(where: PagePlace): void {
    this.#where = where;
  }

  row(i: number): ShownRow {
    const [at, fields] = [i * FIELDS, this.#fields];
    return {
      name: fields[at + NAME]!,
      title: fields[at + TITLE]!,
      grade: fields[at + GRADE]!,
      urduName: fields[at + URDU_NAME]!,
      urduTitle: fields[at + URDU_TITLE]!,
      post: fields[at + POST]! || null,
    };
  }

  nameOf(i: number): string {
    return this.#fields[i * FIELDS + NAME]!;
  }

  badge(i: number): ListedBadge {
    return {
      person: this.people[i]!,
      badge: this.#badges.slice(i * BADGE_BYTES, (i + 1) * BADGE_BYTES),
      untilS: this.#untilS[i]!,
      department: this.department,
      directory: this.#where.directory,
    };
  }

  /**
   * Puts into `sums` how well the words fit each row, all together: NO_FIT where one of them does not. False if they fit
   * none. Both arrays have room for every row of a page.
   */
  fit(words: readonly string[], sums: Uint32Array, fits: Uint8Array): boolean {
    const count = this.people.length;
    sums.fill(0, 0, count);
    for (const word of words) {
      fits.fill(fitPlace(word, this.#place), 0, count);
      (isNarrow(word) ? this.#narrow : this.#wide).fit(word, fits);
      let left = 0;
      for (let i = 0; i < count; i++) {
        if (sums[i] === NO_FIT) continue;
        if (fits[i] === FIT.none) sums[i] = NO_FIT;
        else {
          sums[i]! += fits[i]!;
          left++;
        }
      }
      if (left === 0) return false;
    }
    return true;
  }
}

/** In place of a sum where a word does not fit. */
export const NO_FIT = 0xffff_ffff;
