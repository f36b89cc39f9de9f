import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { Random } from './ports.js';

/** A link of a conversation, as far as it matters here. */
export interface Way {
  /** Whether what is new is given over it, and not only named. */
  readonly isEager: boolean;
}

/**
 * Over which links the word on a log goes to its author, in a group in which not everybody links with everybody: back the
 * way that the newest entry of the log came. Whoever gave it had it earlier, or has a newer one by now, so that the way
 * never leads in a circle and ends with the author.
 */
export class ReceiptRoutes<W extends Way> {
  readonly #came = new Map<DeviceId, W>();
  readonly #people = new Map<W, PersonId>();
  readonly #personOf: (device: DeviceId) => PersonId | null;

  constructor(personOf: (device: DeviceId) => PersonId | null) {
    this.#personOf = personOf;
  }

  onLinked(way: W, person: PersonId): void {
    this.#people.set(way, person);
  }

  /** The link is gone. Returns who it was with, and whether the word on a log last went over it. */
  onUnlinked(way: W): { readonly person: PersonId | null; readonly isLost: (author: DeviceId) => boolean } {
    const person = this.#people.get(way) ?? null;
    this.#people.delete(way);
    const lost = new Set([...this.#came].flatMap(([author, over]) => (over === way ? [author] : [])));
    for (const author of lost) this.#came.delete(author);
    return { person, isLost: (author) => lost.has(author) || this.#personOf(author) === person };
  }

  /** The newest entry of a log came over this link. */
  onCame(author: DeviceId, way: W): void {
    if (this.#people.has(way)) this.#came.set(author, way);
  }

  personOver(way: W): PersonId | null {
    return this.#people.get(way) ?? null;
  }

  /** How many links there are with a person. */
  linksWith(person: PersonId): number {
    return [...this.#people.values()].filter((other) => other === person).length;
  }

  /** The links with whoever wrote a log. */
  withAuthorOf(author: DeviceId): readonly W[] {
    const person = this.#personOf(author);
    return [...this.#people].flatMap(([way, other]) => (other === person ? [way] : []));
  }

  /** The links over which the word on a log goes; where nothing of it came yet, every one that everything goes over. */
  to(author: DeviceId): readonly W[] {
    const own = this.withAuthorOf(author);
    if (own.length > 0) return own;
    const way = this.#came.get(author);
    if (way) return [way];
    const all = [...this.#people.keys()];
    const eager = all.filter(({ isEager }) => isEager);
    return eager.length > 0 ? eager : all;
  }

  /**
   * One more link for what goes over `ways`, for the case that somebody on the way says nothing: one whose other side has
   * the log from elsewhere, if there is any. Null if there is no other link.
   */
  besides(ways: readonly W[], random: Random): W | null {
    const others = [...this.#people.keys()].filter((way) => !ways.includes(way));
    const lazy = others.filter(({ isEager }) => !isEager);
    const among = lazy.length > 0 ? lazy : others;
    return among[random.bytes(1)[0]! % Math.max(among.length, 1)] ?? null;
  }
}
