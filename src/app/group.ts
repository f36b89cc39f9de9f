import type { Head } from '../domain/accept.js';
import { rosterSetOf, shownToFormer, type RosterSet } from '../domain/roster-set.js';
import type { Member, Roster } from '../domain/roster.js';
import type { ConversationId, DeviceId, PersonId } from '../protocol/ids.js';
import type { Introduction } from '../protocol/introduction.js';
import { itemId, type ItemId, type RosterItem } from '../protocol/roster-item.js';
import type { Contacts } from './contacts.js';
import type { Identity } from './identity.js';
import type { Membership } from './membership.js';

/** The roster of one group as it is known here. Whoever changes it stores the items first and then calls `adopt`. */
export class Group implements Membership {
  readonly id: ConversationId;
  #set: RosterSet;
  readonly #identity: Identity;
  readonly #contacts: Contacts;

  constructor(id: ConversationId, items: readonly RosterItem[], identity: Identity, contacts: Contacts) {
    this.id = id;
    this.#identity = identity;
    this.#contacts = contacts;
    this.#set = rosterSetOf(id, new Map(items.map((item) => [itemId(item), item])));
  }

  get set(): RosterSet {
    return this.#set;
  }
  get roster(): Roster | null {
    return this.#set.roster;
  }
  /** What we are in it; undefined if we are in it no more, or not yet. */
  get self(): Member | undefined {
    return this.roster?.members.get(this.#identity.person);
  }
  /** Whether we ever were a member. */
  get wasEverIn(): boolean {
    const { person } = this.#identity;
    return this.self !== undefined || this.roster?.former.has(person) === true;
  }

  /** What the roster would be with more items; null if it has them all. */
  with(items: readonly RosterItem[]): RosterSet | null {
    const fresh = items.filter((item) => !this.#set.items.has(itemId(item)));
    if (fresh.length === 0) return null;
    return rosterSetOf(
      this.id,
      new Map([...this.#set.items, ...fresh.map((item) => [itemId(item), item] as const)]),
    );
  }

  /** Takes up what is stored now. */
  adopt(set: RosterSet): void {
    this.#set = set;
  }

  /** What a person may be shown of the roster. */
  shownTo(person: PersonId): ReadonlyMap<ItemId, RosterItem> {
    return this.roster?.members.has(person) ? this.#set.shared : shownToFormer(this.#set, person);
  }

  isMember(person: PersonId): boolean {
    return this.roster?.members.has(person) ?? false;
  }

  introductionOf(person: PersonId): Introduction | null {
    return this.#set.introductionOf(person);
  }

  // ——— As a membership ———

  get basis(): unknown {
    return this.#set;
  }

  personOf(device: DeviceId): PersonId | null {
    return this.#identity.isOwnDevice(device) ? this.#identity.person : this.#set.personOf(device);
  }

  /**
   * Behind a fork nothing more is taken: of what follows, others may hold the other branch. But of our own log we take what
   * the world has seen of it.
   */
  mayAppend(device: DeviceId, seq: number): boolean {
    const fork = this.#identity.isOwnDevice(device) ? undefined : this.#set.forks.get(device);
    return !(fork && seq >= fork.entries[0].seq) && this.counts(device, seq);
  }

  counts(device: DeviceId, seq: number): boolean {
    const person = this.personOf(device);
    return person !== null && this.roster !== null && this.roster.mayAppend(person, device, seq);
  }

  shared(device: DeviceId, head: Head): Head | null {
    const pinned = this.counts(device, head.seq) ? head : this.#pinOf(device, head);
    const fork = this.#set.forks.get(device)?.entries[0];
    if (!pinned || !fork || pinned.seq < fork.seq) return pinned;
    return fork.prev === null ? null : { ...pinned, seq: fork.seq - 1, id: fork.prev };
  }

  /** The devices of a person whose logs fork. */
  forkedOf(person: PersonId): readonly DeviceId[] {
    return [...this.#set.forks.keys()].filter((device) => this.personOf(device) === person);
  }

  hasForked(person: PersonId): boolean {
    return this.forkedOf(person).length > 0;
  }

  #pinOf(device: DeviceId, head: Head): Head | null {
    const person = this.personOf(device);
    const pin = person
      ? this.roster?.former.get(person)?.pins.find((candidate) => candidate.device === device)
      : undefined;
    return pin && pin.seq < head.seq ? { ...head, seq: pin.seq, id: pin.id } : null;
  }

  /** The first `seq` of a log that a member may be given; Infinity while nobody knows. */
  firstSeqFor(person: PersonId, device: DeviceId): number {
    const member = this.roster?.members.get(person);
    const anchor = member?.anchors.find((candidate) => candidate.device === device);
    if (anchor) return anchor.seq + 1;
    return member?.hasMoreAnchors ? Infinity : 0;
  }

  nameOf(person: PersonId): string {
    if (person === this.#identity.person) return this.#identity.name;
    const introduced = this.introductionOf(person);
    const known = this.#contacts.get(person);
    if (!known) return introduced?.card.name ?? '';
    return introduced && introduced.manifest.number > this.#contacts.manifestNumber(person)
      ? introduced.card.name
      : known.name;
  }

  get others(): readonly PersonId[] {
    return [...(this.roster?.members.keys() ?? [])].filter((person) => person !== this.#identity.person);
  }

  mayPost(person: PersonId): boolean {
    return this.roster?.mayPost(person) ?? false;
  }

  /** Whether what a person writes on a draft counts: they are, or were, an admin of it. */
  mightEdit(person: PersonId): boolean {
    return this.roster?.type === 'draft' && this.#set.admins.has(person);
  }

  mayReact(person: PersonId): boolean {
    return this.isMember(person);
  }

  /** In a channel whoever is, or was, an admin. */
  mightPost(person: PersonId): boolean {
    return this.roster?.type !== 'channel' || this.#set.admins.has(person);
  }
}
