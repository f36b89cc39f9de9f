import { compareOrder } from '../domain/order.js';
import type { DeviceId, EntryId } from '../protocol/ids.js';
import { aboutOf, hasPlace, isAnnotation } from '../protocol/message-body.js';
import { MAX_ANNOTATIONS, type Batch, type Place, type StoredEntry } from './ports.js';

export const PAGE_ENTRIES = 100;
/**
 * Entries kept at hand of a conversation that goes on and on: while its end is on the screen, and while it is not, when
 * somebody may be reading further up. Beyond that, what was loaded first is let go, and comes again when asked for.
 */
export const MAX_SHOWN_ENTRIES = 2 * PAGE_ENTRIES;
export const MAX_HELD_ENTRIES = 20 * PAGE_ENTRIES;

const NONE: readonly StoredEntry[] = [];

type ByTarget = ReadonlyMap<EntryId, readonly StoredEntry[]>;

/**
 * The newest entries of a conversation that stand by themselves, in reading order, each with what is said about it, as
 * far as they are in memory; and the older ones that these answer. A change is a new object, and the lists inside stay
 * the same where nothing has changed.
 */
export class LoadedPage {
  readonly entries: readonly StoredEntry[];
  /** Whether the store holds earlier ones. */
  readonly hasOlder: boolean;
  readonly #annotations: ByTarget;
  /** Entries that others answer and that are not in `entries`; null of one that is not held. */
  readonly #quoted: ReadonlyMap<EntryId, StoredEntry | null>;
  readonly #byId: ReadonlyMap<EntryId, StoredEntry>;

  private constructor(
    entries: readonly StoredEntry[],
    hasOlder: boolean,
    annotations: ByTarget,
    quoted: ReadonlyMap<EntryId, StoredEntry | null>,
  ) {
    this.entries = entries;
    this.hasOlder = hasOlder;
    this.#annotations = annotations;
    this.#quoted = quoted;
    this.#byId = new Map(entries.map((stored) => [stored.entry.id, stored]));
  }

  /** Before anything was read. */
  static readonly EMPTY = new LoadedPage([], false, new Map(), new Map());

  /** Before what the next older page ends; null for the newest one. */
  get before(): Place | null {
    return this.entries[0]?.entry ?? null;
  }

  /** An entry of the page, or one that is answered there. Null if the store lacks it, undefined if nobody asked it. */
  find(id: EntryId): StoredEntry | null | undefined {
    return this.#byId.get(id) ?? this.#quoted.get(id);
  }

  /** Whether an entry stands in the page, and is not only answered there. */
  holds(id: EntryId): boolean {
    return this.#byId.has(id);
  }

  /** What is said about an entry that `find` finds. */
  annotationsOf(id: EntryId): readonly StoredEntry[] {
    return this.#annotations.get(id) ?? NONE;
  }

  /** With the page that `PAGE_ENTRIES` entries were asked for, and what is said about them. */
  withOlder(older: readonly StoredEntry[], about: readonly StoredEntry[]): LoadedPage {
    const page = new LoadedPage(
      [...older, ...this.entries],
      older.length === PAGE_ENTRIES,
      this.#annotations,
      this.#quoted,
    );
    return page.withAnnotations(about);
  }

  /** With a batch taken in. What sorts before the page comes with the older one, when asked for. */
  withBatch({ entries = [], drop = [] }: Pick<Batch, 'entries' | 'drop'>): LoadedPage {
    const first = this.hasOlder ? this.entries[0] : undefined;
    const isKept = ({ entry }: StoredEntry) =>
      !drop.some(({ author, fromSeq }) => entry.author === author && entry.seq >= fromSeq);
    const added = entries.filter(
      ({ entry }) => hasPlace(entry.kind) && (!first || compareOrder(first.entry, entry) < 0),
    );
    const kept = drop.length > 0 ? this.entries.filter(isKept) : this.entries;
    const sorted =
      added.length > 0 ? [...kept, ...added].sort((a, b) => compareOrder(a.entry, b.entry)) : kept;
    // What somebody answered and was not held may have come by now.
    const quoted = new Map(this.#quoted);
    for (const stored of entries) if (quoted.has(stored.entry.id)) quoted.set(stored.entry.id, stored);
    const annotations = drop.length > 0 ? filtered(this.#annotations, isKept) : this.#annotations;
    const page = new LoadedPage(sorted, this.hasOlder, annotations, quoted);
    return page.withAnnotations(entries.filter(({ entry }) => isAnnotation(entry.kind)));
  }

  /** With what is said about entries that are here. What is known already, or is about others, is passed over. */
  withAnnotations(about: readonly StoredEntry[]): LoadedPage {
    const added = new Map<EntryId, StoredEntry[]>();
    for (const stored of about) {
      const target = aboutOf(stored.entry.kind, stored.body);
      if (target === null || !this.find(target)) continue;
      if (this.annotationsOf(target).some(({ entry }) => entry.id === stored.entry.id)) continue;
      const others = added.get(target);
      if (others) others.push(stored);
      else added.set(target, [stored]);
    }
    if (added.size === 0) return this;
    const annotations = new Map(this.#annotations);
    for (const [target, stored] of added)
      annotations.set(target, bounded([...this.annotationsOf(target), ...stored]));
    return new LoadedPage(this.entries, this.hasOlder, annotations, this.#quoted);
  }

  /** With entries that others answer: null of one that is not held. */
  withQuoted(quoted: ReadonlyMap<EntryId, StoredEntry | null>, about: readonly StoredEntry[]): LoadedPage {
    if (quoted.size === 0) return this.withAnnotations(about);
    const all = new Map([...this.#quoted, ...quoted]);
    return new LoadedPage(this.entries, this.hasOlder, this.#annotations, all).withAnnotations(about);
  }

  /** With an entry starred, or not. */
  withStar(id: EntryId, isStarred: boolean): LoadedPage {
    const entries = this.entries.map((stored) => {
      if (stored.entry.id !== id) return stored;
      const { isStarred: _, ...plain } = stored;
      return isStarred ? { ...plain, isStarred } : plain;
    });
    return new LoadedPage(entries, this.hasOlder, this.#annotations, this.#quoted);
  }

  /** With what was loaded first let go, if it has become too much. `shown`: its end is on the screen. */
  bounded(shown: boolean): LoadedPage {
    if (this.entries.length <= (shown ? MAX_SHOWN_ENTRIES : MAX_HELD_ENTRIES)) return this;
    const entries = this.entries.slice(-PAGE_ENTRIES);
    const annotations = new Map<EntryId, readonly StoredEntry[]>();
    for (const { entry } of entries) {
      const about = this.#annotations.get(entry.id);
      if (about) annotations.set(entry.id, about);
    }
    return new LoadedPage(entries, true, annotations, new Map());
  }

  /** A log from `fromSeq` on, up to the first entry that is not here; null if it is that one. */
  runOf(author: DeviceId, fromSeq: number, limit: number): readonly StoredEntry[] | null {
    const isOfRun = ({ entry }: StoredEntry) => entry.author === author && entry.seq >= fromSeq;
    const here = this.entries.filter(isOfRun);
    for (const about of this.#annotations.values()) here.push(...about.filter(isOfRun));
    here.sort((a, b) => a.entry.seq - b.entry.seq);
    const gap = here.findIndex(({ entry }, i) => entry.seq !== fromSeq + i);
    const run = gap < 0 ? here : here.slice(0, gap);
    return run.length > 0 ? run.slice(0, limit) : null;
  }
}

function filtered(annotations: ByTarget, isKept: (stored: StoredEntry) => boolean): ByTarget {
  const kept = new Map<EntryId, readonly StoredEntry[]>();
  for (const [target, about] of annotations) {
    const left = about.filter(isKept);
    kept.set(target, left.length < about.length ? left : about);
  }
  return kept;
}

function bounded(annotations: readonly StoredEntry[]): readonly StoredEntry[] {
  if (annotations.length <= MAX_ANNOTATIONS) return annotations;
  const devices = new Set(annotations.map(({ entry }) => entry.author));
  return [...devices].flatMap((device) => {
    const all = annotations.filter(({ entry }) => entry.author === device);
    if (all.length <= MAX_ANNOTATIONS) return all;
    return all.sort((a, b) => a.entry.seq - b.entry.seq).slice(-MAX_ANNOTATIONS);
  });
}
