import { Fault, type FaultCode } from '../domain/fault.js';
import { isWithin, type Department } from '../protocol/department.js';
import { isSoundRow, readPage, type DirectoryRow, type VerifiedDirectory } from '../protocol/directory.js';
import type { ConversationId, PersonId } from '../protocol/ids.js';
import { fail, type Result } from '../protocol/result.js';
import { DirectoryIndex, type Place } from './directory-index.js';
import { PeopleOfPage, Repeated } from './directory-page.js';
import type { DirectorySource } from './directory-source.js';
import type {
  DepartmentView,
  DirectoryEntry,
  DirectoryVerbs,
  DirectoryView,
  PostView,
} from './official-views.js';
import { orFault } from './or-fault.js';
import type { Clock } from './ports.js';
import { findPosts } from './post-search.js';
import { Slices } from './slices.js';
import { Store } from './store.js';

/** Pages that are read from disk at once: at most 400 KB. */
const BATCH = 32;
/** While pages are read, the screen counts along so often. */
const COUNT_EVERY_MS = 250;

/** A page that a directory names. */
interface Named {
  /** Tells it from the same page in a directory of another issuer, or of one who may list other people. */
  readonly key: string;
  /** Its place among all of them. */
  readonly order: number;
  readonly directory: VerifiedDirectory;
  readonly hash: Uint8Array;
}

const NONE: DirectoryView = { state: 'none', count: 0, asOfMs: 0, nextUpdateMs: 0 };

/** Whom one can find, with or without a network: in the directories that this device holds. */
export class Directory implements DirectoryVerbs {
  readonly view: Store<DirectoryView>;
  readonly #source: DirectorySource;
  readonly #clock: Clock;
  readonly #index: DirectoryIndex;
  /** Every page that was read, by its name; null of those that are no people's. */
  readonly #read = new Map<string, PeopleOfPage | null>();
  #isOpen = false;
  #isStale = false;
  /** What is being read now. */
  #reading: Promise<void> | null = null;

  constructor(source: DirectorySource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
    this.#index = new DirectoryIndex((badge) => source.standingOf(badge));
    this.view = new Store(this.#viewNow('loading'));
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    void this.#follow();
  }

  /**
   * Directories or their pages have come or gone, or badges are worth something else. Resolves when that can be found, as far as
   * anybody has opened it.
   */
  changed(): Promise<void> {
    if (this.#isOpen) return this.#follow();
    this.view.update(() => this.#viewNow('loading'));
    return Promise.resolve();
  }

  search(text: string, limit: number): readonly DirectoryEntry[] {
    return this.#index.search(text, limit);
  }

  departments(of: Department): readonly DepartmentView[] {
    return this.#index.partsOf(of);
  }

  peopleOf(department: Department): readonly DirectoryEntry[] {
    return this.#index.peopleOf(department);
  }

  posts(text: string, limit: number): readonly PostView[] {
    return findPosts(this.#source.posts(), text, limit);
  }

  /** What a directory calls somebody; empty if none that was read names them. */
  nameOf(person: PersonId): string {
    const place = this.#index.placeOf(person);
    return place ? place.page.nameOf(place.row) : '';
  }

  async write(person: PersonId): Promise<Result<ConversationId, FaultCode>> {
    const place = this.#index.placeOf(person) ?? (await this.#searchFor(person));
    if (!place || this.#index.entryOf(place).standing.kind === 'revoked') return fail('not-in-directory');
    return orFault(async () => {
      const row = await this.#rowOf(place.page, place.row);
      return row && isSoundRow(row) ? this.#source.write(row) : fail('not-in-directory');
    });
  }

  /** Where somebody is in what was not read yet: nobody may have opened the directory, and what has come may wait to be read. */
  async #searchFor(person: PersonId): Promise<Place | null> {
    this.#isOpen = true;
    await this.#follow();
    return this.#index.placeOf(person);
  }

  /** The keys of a row, from disk. Null if its page is not there any more. */
  async #rowOf({ hash }: PeopleOfPage, row: number): Promise<DirectoryRow | null> {
    const [bytes] = await this.#source.pages([hash]);
    const page = readPage(bytes);
    return page?.kind === 'people' ? (page.rows[row] ?? null) : null;
  }

  /** Reads what has come and lets go of what has gone, until nothing has changed meanwhile. */
  #follow(): Promise<void> {
    this.#isStale = true;
    return (this.#reading ??= this.#readOn());
  }

  async #readOn(): Promise<void> {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.#readAll();
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#source.onFault(error.code);
    } finally {
      this.#reading = null;
      this.view.update(() => this.#viewNow('ready'));
    }
  }

  async #readAll(): Promise<void> {
    const named = this.#namedPages();
    const slices = new Slices(this.#clock);
    const missing = [...named.values()].filter(({ key }) => !this.#read.has(key));
    if (missing.length > 0)
      this.view.update(({ state }) => this.#viewNow(state === 'ready' ? 'ready' : 'loading'));
    await this.#readPages(missing, slices);
    for (const [key, page] of this.#read) {
      if (named.has(key)) continue;
      this.#read.delete(key);
      if (page) this.#index.remove(page);
      if (slices.isOver) await slices.rest();
    }
    this.#setOrder(named);
    this.#index.doubt();
    while (this.#index.decide()) if (slices.isOver) await slices.rest();
  }

  async #readPages(missing: readonly Named[], slices: Slices): Promise<void> {
    const repeated = new Repeated();
    let toldMs = this.#clock.monotonicMs();
    for (let from = 0; from < missing.length; from += BATCH) {
      const batch = missing.slice(from, from + BATCH);
      const pages = await this.#source.pages(batch.map(({ hash }) => hash));
      slices.restart();
      for (const [i, one] of batch.entries()) {
        this.#take(one, pages[i] ?? null, repeated);
        if (!slices.isOver) continue;
        await slices.rest();
        if (this.#clock.monotonicMs() - toldMs < COUNT_EVERY_MS) continue;
        toldMs = this.#clock.monotonicMs();
        this.view.update((view) => ({ ...view, count: this.#index.count }));
      }
    }
  }

  /** Takes in one page of people; charges are the registry's. What is not on this device yet comes with a later `changed`. */
  #take(named: Named, bytes: Uint8Array | null, repeated: Repeated): void {
    if (bytes === null) return;
    const page = readPage(bytes);
    const { key } = named;
    if (page?.kind === 'people' && isWithin(page.department, scopeOf(named.directory))) {
      const people = new PeopleOfPage(named, page, repeated);
      this.#read.set(key, people);
      this.#index.add(people);
      return;
    }
    this.#read.set(key, null);
  }

  #namedPages(): ReadonlyMap<string, Named> {
    const named = new Map<string, Named>();
    for (const directory of this.#source.held()) {
      const by = [directory.issuer, ...scopeOf(directory)].join('\n');
      for (const hash of directory.pages) {
        const key = `${by}\n${String.fromCharCode(...hash)}`;
        named.set(key, { key, order: named.size, directory, hash });
      }
    }
    return named;
  }

  /** Pages that were there before may stand elsewhere, and in a newer directory. */
  #setOrder(named: ReadonlyMap<string, Named>): void {
    for (const one of named.values()) this.#read.get(one.key)?.setPlace(one);
    this.#index.sort();
  }

  #viewNow(state: 'loading' | 'ready'): DirectoryView {
    const held = this.#source.held();
    if (held.length === 0) return NONE;
    return {
      state,
      count: this.#index.count,
      asOfMs: Math.min(...held.map(({ issuedMs }) => issuedMs)),
      nextUpdateMs: Math.min(...held.map(({ nextUpdateMs }) => nextUpdateMs)),
    };
  }
}

/** Of which department an issuer may list people; of all of them for the authority itself. */
const scopeOf = ({ registrar }: VerifiedDirectory): Department => registrar?.mayIssueFor ?? [];
