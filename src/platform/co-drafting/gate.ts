import * as Y from 'yjs';
import type { Missing } from '../../app/draft-docs.js';
import { FRAGMENT } from './content.js';
import { rangesOf, type ClockRange } from './ranges.js';

/** Elements in each other that a draft holds; an editor of lists in lists makes two at each level. */
export const MAX_NESTING = 64;
/** Behind any clock that typing ever comes to, and far from where numbers lose count. */
const MAX_CLOCK = 2 ** 31 - 1;
const MAX_NAME_CHARS = 64;

/** What an update adds and takes out, of which nothing is harmful by itself. */
export interface SoundUpdate {
  /** Under which all that it adds was written; null of one that only takes out. */
  readonly client: number | null;
  /** From where to where what it adds goes, by the client's clock. */
  readonly clock: number;
  readonly end: number;
  /** What must be there before it can be taken: of each client, up to which clock. */
  readonly restsOn: ReadonlyMap<number, number>;
  readonly deleted: readonly ClockRange[];
}

/**
 * What an update is; null if it is none, or holds what no editor of ours writes. What passes is taken by Yjs whole or not at
 * all: that is what the rules are for. What it takes out is nobody's: a deletion has no author. Never throws.
 */
export function readUpdate(update: Uint8Array): SoundUpdate | null {
  try {
    return soundUpdate(Y.decodeUpdate(update));
  } catch {
    return null; // it is cut short, or nests values until the stack is full
  }
}

/** Whether all that an update adds was written under `client`, and nothing in it is harmful. */
export function isOnlyOf(update: Uint8Array, client: number): boolean {
  const sound = readUpdate(update);
  return sound !== null && (sound.client ?? client) === client;
}

/**
 * Something that an update rests on and that is not there; null if it can be taken. `clockOf`: up to where what was written under
 * a client is there. Yjs would keep what waits for something, and
 * sort all of it anew with each change.
 */
export function missingFor(
  { client, clock, restsOn }: SoundUpdate,
  clockOf: (client: number) => number,
): Missing | null {
  for (const [of, upTo] of [...restsOn, ...(client === null ? [] : [[client, clock] as const])])
    if (upTo > clockOf(of)) return { client: of, clock: upTo };
  return null;
}

function soundUpdate({ structs, ds }: ReturnType<typeof Y.decodeUpdate>): SoundUpdate | null {
  const [first] = structs;
  const client = first?.id.client ?? null;
  const clock = first?.id.clock ?? 0;
  const restsOn = new Map<number, number>();
  /** Of what the update adds itself, only that which goes before it. */
  const restOn = (of: number, upTo: number): void => {
    const before = of === client ? Math.min(upTo, clock) : upTo;
    restsOn.set(of, Math.max(restsOn.get(of) ?? 0, before));
  };
  const nesting = new Nesting();
  let end = clock;
  for (const struct of structs) {
    if (struct.id.client !== client || struct.id.clock !== end || !isLength(struct.length)) return null;
    if (end + struct.length > MAX_CLOCK) return null;
    if (struct instanceof Y.Item) {
      if (!isSoundItem(struct) || nesting.of(struct) > MAX_NESTING) return null;
      for (const { client: of, clock: at } of namedBy(struct)) restOn(of, at + 1);
    } else if (!(struct instanceof Y.GC)) return null;
    end += struct.length;
  }
  for (const [of, ranges] of ds.clients)
    for (const range of ranges) {
      if (!isLength(range.len) || range.clock + range.len > MAX_CLOCK) return null;
      // It may take out of what it adds itself, and of nothing that is still to be written.
      if (of === client && range.clock + range.len > end) return null;
      restOn(of, range.clock + range.len);
    }
  return { client, clock, end, restsOn, deleted: rangesOf(ds) };
}

const isLength = (length: number): boolean => Number.isSafeInteger(length) && length > 0;

/** What an item names that is to be there before it. */
const namedBy = ({ origin, rightOrigin, parent }: Y.Item): readonly Y.ID[] =>
  [origin, rightOrigin, parent].filter((id): id is Y.ID => id instanceof Y.ID);

function isSoundItem(item: Y.Item): boolean {
  const { id, parent, parentSub, content } = item;
  // What it names stands before it: Yjs looks for the rest by the clock of others only, and stops half way.
  if (
    namedBy(item).some((one) => one.clock > MAX_CLOCK || (one.client === id.client && one.clock >= id.clock))
  )
    return false;
  const root: unknown = parent; // Yjs leaves the name of a root here where an update says one
  if (typeof root === 'string' && root !== FRAGMENT) return false;
  if (parentSub !== null && parentSub.length > MAX_NAME_CHARS) return false;
  if (content instanceof Y.ContentString || content instanceof Y.ContentDeleted) return true;
  if (content instanceof Y.ContentFormat) return isMark(content.value);
  if (content instanceof Y.ContentAny) return content.arr.every(isPlain);
  return content instanceof Y.ContentType && isElementOrText(content.type);
}

const isElementOrText = (type: unknown): boolean => type instanceof Y.XmlText || type instanceof Y.XmlElement;

const isPlain = (value: unknown): boolean =>
  value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value);

/** A mark has attributes, or is taken off by null. */
const isMark = (value: unknown): boolean =>
  isPlain(value) ||
  (typeof value === 'object' && !Array.isArray(value) && Object.values(value as object).every(isPlain));

/** How deep things stand in each other within one update. */
class Nesting {
  readonly #starts: number[] = [];
  readonly #depths: number[] = [];

  /** To be asked of each item in turn. */
  of({ id, origin, rightOrigin, parent }: Y.Item): number {
    const beside = [origin, rightOrigin].filter((one) => one !== null);
    const depth = Math.max(
      0,
      ...beside.map((one) => this.#at(one, id)),
      ...(parent instanceof Y.ID ? [this.#at(parent, id) + 1] : []),
    );
    this.#starts.push(id.clock);
    this.#depths.push(depth);
    return depth;
  }

  #at({ client, clock }: Y.ID, { client: own }: Y.ID): number {
    if (client !== own) return 0;
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#starts[middle]! <= clock) low = middle + 1;
      else high = middle;
    }
    return this.#depths[low - 1] ?? 0;
  }
}
