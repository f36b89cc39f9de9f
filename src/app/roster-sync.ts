import { sameBytes } from '../protocol/codec.js';
import type { PersonId } from '../protocol/ids.js';
import { MAX_GIVE_BYTES, MAX_ITEMS_PER_GIVE, MAX_NAMES_PER_RECORD } from '../protocol/limits.js';
import type { LinkRecord, Tag } from '../protocol/record.js';
import {
  encodeItem,
  itemIdBytes,
  itemsDigest,
  type ItemId,
  type RosterItem,
} from '../protocol/roster-item.js';
import type { ItemName, RosterRecord } from '../protocol/roster-records.js';

/** Names of items that a peer may say to hold: more than any group has, little enough to keep. */
const MAX_NAMES = 32 * MAX_NAMES_PER_RECORD;
/**
 * Gives in a row. Items have no ack, and whoever takes them stores each record before it looks at the next: with more,
 * its end of the link could take us for somebody who floods it.
 */
const MAX_GIVES_IN_A_ROW = 32;
/** What an item adds to a record besides its own bytes. */
const ITEM_OVERHEAD_BYTES = 5;

/** What a group shows of its roster to the links it is synced over. */
export interface RosterSource {
  /** What a person may be shown, in an order in which each item makes sense once those before it are held. */
  shownTo(person: PersonId): ReadonlyMap<ItemId, RosterItem>;
}

/** One group's roster on one link: both sides end with what both may hold, and nothing is given twice. */
export class RosterSync {
  readonly #tag: Tag;
  readonly #person: PersonId;
  readonly #send: (record: LinkRecord) => Promise<void>;
  readonly #source: RosterSource;
  /** Names of what they hold, as far as they said; null before they have said it all. */
  #theirs: Set<string> | null = null;
  #coming = new Set<string>();
  /** Names of what they were given so far, while we wait for them to have dealt with it; null if we do not wait. */
  #given: Set<string> | null = null;
  /** We have said our sum, and they have said nothing since. */
  #awaitsAnswer = false;
  #hasSaidNames = false;
  #ended = false;

  constructor(tag: Tag, person: PersonId, send: (record: LinkRecord) => Promise<void>, source: RosterSource) {
    this.#tag = tag;
    this.#person = person;
    this.#send = send;
    this.#source = source;
  }

  /** Says what we hold, in 16 bytes. */
  begin(): void {
    void this.#send({ type: 'roster-sum', tag: this.#tag, digest: this.beginBeside() });
  }

  /** Begins with a first word that says it beside other things. Returns what it is to say. */
  beginBeside(): Uint8Array {
    this.#hasSaidNames = false;
    this.#awaitsAnswer = true;
    return itemsDigest(this.#shown.keys());
  }

  end(): void {
    this.#ended = true;
  }

  get #shown(): ReadonlyMap<ItemId, RosterItem> {
    return this.#source.shownTo(this.#person);
  }

  /**
   * Takes what they say of theirs; what they give goes elsewhere. Resolves when there is room for more to send: whoever
   * asks and does not listen is not answered without end.
   */
  async receive(
    record: Exclude<RosterRecord, { type: 'roster-give' | 'unknown' | 'invite' }>,
  ): Promise<void> {
    if (record.type === 'roster-sum') return this.onSum(record.digest);
    for (const name of record.names) if (this.#coming.size < MAX_NAMES) this.#coming.add(textOf(name));
    if (!record.isLast) return;
    this.#awaitsAnswer = false;
    // What they took and do not keep they are not given twice.
    this.#theirs = new Set([...(this.#given ?? []), ...this.#coming]);
    this.#given = null;
    this.#coming = new Set();
    await this.tell();
    // They said theirs because of our sum: that there is something for us too they cannot know from that.
    const shown = new Set([...this.#shown.keys()].map((id) => textOf(nameOf(id))));
    if (!this.#hasSaidNames && [...this.#theirs].some((name) => !shown.has(name))) await this.#sayNames();
  }

  /** They say what theirs comes to. Resolves as `receive` does. */
  async onSum(digest: Uint8Array): Promise<void> {
    const shown = this.#shown;
    const isAnswer = this.#awaitsAnswer;
    this.#awaitsAnswer = false;
    if (!sameBytes(digest, itemsDigest(shown.keys()))) return this.#sayNames();
    this.#theirs = new Set([...shown.keys()].map((id) => textOf(nameOf(id))));
    this.#given = null;
    // They begin, perhaps anew: they cannot know that we have the same unless we say so.
    if (!isAnswer) await this.#send({ type: 'roster-sum', tag: this.#tag, digest });
  }

  async #sayNames(): Promise<void> {
    this.#hasSaidNames = true;
    const sent: Promise<void>[] = [];
    const names = [...this.#shown.keys()].map(nameOf);
    for (let at = 0; at === 0 || at < names.length; at += MAX_NAMES_PER_RECORD) {
      const some = names.slice(at, at + MAX_NAMES_PER_RECORD);
      const isLast = at + MAX_NAMES_PER_RECORD >= names.length;
      sent.push(this.#send({ type: 'roster-names', tag: this.#tag, names: some, isLast }));
    }
    await Promise.all(sent);
  }

  /** They gave these, and so hold them. */
  onGiven(ids: Iterable<ItemId>): void {
    if (!this.#theirs) return;
    for (const id of ids) if (this.#theirs.size < MAX_NAMES) this.#theirs.add(textOf(nameOf(id)));
  }

  /**
   * Gives whatever they lack and may be shown; of much of it only a part, and what is left once they have named what they
   * hold by then. Call whenever the roster has changed. Resolves when there is room for more to send.
   */
  async tell(): Promise<void> {
    const theirs = this.#theirs;
    if (!theirs || this.#ended) return;
    let items: Uint8Array[] = [];
    let bytes = 0;
    const sent: Promise<void>[] = [];
    const flush = (): void => {
      if (items.length > 0) sent.push(this.#send({ type: 'roster-give', tag: this.#tag, items }));
      [items, bytes] = [[], 0];
    };
    for (const [id, item] of this.#shown) {
      const name = textOf(nameOf(id));
      if (theirs.has(name)) continue;
      const encoded = encodeItem(item);
      const added = encoded.byteLength + ITEM_OVERHEAD_BYTES;
      if (bytes + added > MAX_GIVE_BYTES || items.length === MAX_ITEMS_PER_GIVE) flush();
      if (sent.length === MAX_GIVES_IN_A_ROW) return this.#waitForThem(theirs, sent);
      theirs.add(name);
      items.push(encoded);
      bytes += added;
    }
    flush();
    await Promise.all(sent);
  }

  /** Whoever looks at one record after another comes to a sum once all before it is stored. */
  async #waitForThem(given: Set<string>, sent: readonly Promise<void>[]): Promise<void> {
    this.#given = given;
    this.#theirs = null;
    await Promise.all([...sent, this.#saySum()]);
  }

  #saySum(): Promise<void> {
    this.#awaitsAnswer = true;
    return this.#send({ type: 'roster-sum', tag: this.#tag, digest: itemsDigest(this.#shown.keys()) });
  }
}

const nameOf = (id: ItemId): ItemName => itemIdBytes(id).slice(0, 16);
const textOf = (name: ItemName): string => String.fromCharCode(...name);
