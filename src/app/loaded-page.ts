import { compareOrder } from '../domain/order.js';
import type { DeviceId, EntryId } from '../protocol/ids.js';
import { aboutOf, foundBy, hasPlace, isAnnotation } from '../protocol/message-body.js';
import { MAX_ANNOTATIONS, type Batch, type Place, type StoredEntry } from './ports.js';

export const PAGE_ENTRIES = 100;
/**
 * Entries kept at hand of a conversation that goes on and on: while its end is on the screen, and while it is not, when
 * somebody may be reading further up. Beyond that, what was loaded first is let go, and comes again when asked for.
 */
export const MAX_SHOWN_ENTRIES = 2 * PAGE_ENTRIES;
export const MAX_HELD_ENTRIES = 20 * PAGE_ENTRIES;

const NONE: readonly StoredEntry[] = [];

type ById = ReadonlyMap<EntryId, readonly StoredEntry[]>;

/** What belongs to the entries of a page. */
interface Parts {
  /** By what they are about. */
  readonly annotations: ById;
  /** By each id under which they stood before. */
  readonly copies: ById;
  /** Entries that others answer, or say again, and those that say something again; null of one that is not held. */
  readonly named: ReadonlyMap<EntryId, StoredEntry | null>;
}
const NO_PARTS: Parts = { annotations: new Map(), copies: new Map(), named: new Map() };

/**
 * The newest entries of a conversation that stand by themselves, in reading order, each with what is said about it, as
 * far as they are in memory; the older ones that these answer, or say again; and whatever says one of all these again. A
 * change is a new object, and the lists inside stay the same where nothing has changed.
 */
export class LoadedPage {
  readonly entries: readonly StoredEntry[];
  /** Whether the store holds earlier ones. */
  readonly hasOlder: boolean;
  readonly #parts: Parts;
  readonly #byId: ReadonlyMap<EntryId, StoredEntry>;

  private constructor(entries: readonly StoredEntry[], hasOlder: boolean, parts: Parts) {
    this.entries = entries;
    this.hasOlder = hasOlder;
    this.#parts = parts;
    this.#byId = new Map(entries.map((stored) => [stored.entry.id, stored]));
  }

  /** Before anything was read. */
  static readonly EMPTY = new LoadedPage([], false, NO_PARTS);

  #with(parts: Partial<Parts>): LoadedPage {
    return new LoadedPage(this.entries, this.hasOlder, { ...this.#parts, ...parts });
  }

  /** Before what the next older page ends; null for the newest one. */
  get before(): Place | null {
    return this.entries[0]?.entry ?? null;
  }

  /** An entry of the page, or one that is named there. Null if the store lacks it, undefined if nobody asked it. */
  find(id: EntryId): StoredEntry | null | undefined {
    return this.#byId.get(id) ?? this.#parts.named.get(id);
  }

  /** Whether an entry stands in the page, and is not only answered there. */
  holds(id: EntryId): boolean {
    return this.#byId.has(id);
  }

  /** What is said about an entry that `find` finds. */
  annotationsOf(id: EntryId): readonly StoredEntry[] {
    return this.#parts.annotations.get(id) ?? NONE;
  }

  /** What stands by itself and says to have stood under this id before. */
  copiesOf(id: EntryId): readonly StoredEntry[] {
    return this.#parts.copies.get(id) ?? NONE;
  }

  /** With the page that `PAGE_ENTRIES` entries were asked for, and what belongs to them: see `readAround`. */
  withOlder(
    older: readonly StoredEntry[],
    about: readonly StoredEntry[],
    named: Parts['named'] = NO_PARTS.named,
  ): LoadedPage {
    const all = [...older, ...this.entries];
    const page = new LoadedPage(all, older.length === PAGE_ENTRIES, this.#parts);
    return page.#withCopies(older).withNamed(named, about);
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
    // What somebody names and was not held may have come by now.
    const named = new Map(this.#parts.named);
    for (const [id, stored] of drop.length > 0 ? named : [])
      if (stored && !isKept(stored)) named.set(id, null);
    for (const stored of entries) if (named.has(stored.entry.id)) named.set(stored.entry.id, stored);
    const [annotations, copies] =
      drop.length > 0
        ? [filtered(this.#parts.annotations, isKept), filtered(this.#parts.copies, isKept)]
        : [this.#parts.annotations, this.#parts.copies];
    const page = new LoadedPage(sorted, this.hasOlder, { annotations, copies, named });
    const isAbout = ({ entry }: StoredEntry) => isAnnotation(entry.kind);
    return page.#withCopies(entries).withAnnotations(entries.filter(isAbout));
  }

  /** With entries that others name, null of one that is not held, and what belongs to entries that are here. */
  withNamed(named: Parts['named'], about: readonly StoredEntry[]): LoadedPage {
    const page = named.size > 0 ? this.#with({ named: new Map([...this.#parts.named, ...named]) }) : this;
    return page.#withCopies(about).withAnnotations(about);
  }

  /** With whatever of `entries` stands by itself and says something again. */
  #withCopies(entries: readonly StoredEntry[]): LoadedPage {
    const copies = new Map(this.#parts.copies);
    const named = new Map(this.#parts.named);
    let isAny = false;
    for (const stored of entries) {
      const { id, kind } = stored.entry;
      if (!hasPlace(kind)) continue;
      for (const former of foundBy(kind, stored.body)) {
        const others = (copies.get(former) ?? NONE).filter(({ entry }) => entry.id !== id);
        copies.set(former, [...others, stored]);
        named.set(id, stored);
        isAny = true;
      }
    }
    return isAny ? this.#with({ copies, named }) : this;
  }

  /** With what is said about entries that are here. What is known already, or is about others, is passed over. */
  withAnnotations(about: readonly StoredEntry[]): LoadedPage {
    const added = new Map<EntryId, StoredEntry[]>();
    for (const stored of about) {
      const target = aboutOf(stored.entry.kind, stored.body);
      if (target === null || !(this.find(target) || this.#parts.copies.has(target))) continue;
      if (this.annotationsOf(target).some(({ entry }) => entry.id === stored.entry.id)) continue;
      const others = added.get(target);
      if (others) others.push(stored);
      else added.set(target, [stored]);
    }
    if (added.size === 0) return this;
    const annotations = new Map(this.#parts.annotations);
    for (const [target, stored] of added)
      annotations.set(target, bounded([...this.annotationsOf(target), ...stored]));
    return this.#with({ annotations });
  }

  /** With an entry starred, or not. */
  withStar(id: EntryId, isStarred: boolean): LoadedPage {
    const star = (stored: StoredEntry): StoredEntry => {
      if (stored.entry.id !== id) return stored;
      const { isStarred: _, ...plain } = stored;
      return isStarred ? { ...plain, isStarred } : plain;
    };
    const named = new Map([...this.#parts.named].map(([one, stored]) => [one, stored && star(stored)]));
    const copies = new Map([...this.#parts.copies].map(([one, stored]) => [one, stored.map(star)]));
    return new LoadedPage(this.entries.map(star), this.hasOlder, { ...this.#parts, named, copies });
  }

  /** With what was loaded first let go, if it has become too much. `shown`: its end is on the screen. */
  bounded(shown: boolean): LoadedPage {
    if (this.entries.length <= (shown ? MAX_SHOWN_ENTRIES : MAX_HELD_ENTRIES)) return this;
    const entries = this.entries.slice(-PAGE_ENTRIES);
    const annotations = new Map<EntryId, readonly StoredEntry[]>();
    // What is said about something may name another id of it.
    const ids = entries.flatMap(({ entry, body }) => [entry.id, ...foundBy(entry.kind, body)]);
    for (const id of ids) {
      const about = this.#parts.annotations.get(id);
      if (about) annotations.set(id, about);
    }
    const named = new Map([...this.#parts.named].filter(([id]) => ids.includes(id)));
    return new LoadedPage(entries, true, { ...NO_PARTS, annotations, named }).#withCopies(entries);
  }

  /** A log from `fromSeq` on, up to the first entry that is not here; null if it is that one. */
  runOf(author: DeviceId, fromSeq: number, limit: number): readonly StoredEntry[] | null {
    const isOfRun = ({ entry }: StoredEntry) => entry.author === author && entry.seq >= fromSeq;
    const here = this.entries.filter(isOfRun);
    for (const about of this.#parts.annotations.values()) here.push(...about.filter(isOfRun));
    here.sort((a, b) => a.entry.seq - b.entry.seq);
    const gap = here.findIndex(({ entry }, i) => entry.seq !== fromSeq + i);
    const run = gap < 0 ? here : here.slice(0, gap);
    return run.length > 0 ? run.slice(0, limit) : null;
  }
}

function filtered(annotations: ById, isKept: (stored: StoredEntry) => boolean): ById {
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
