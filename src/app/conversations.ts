import type { FaultCode } from '../domain/fault.js';
import { directConversationId, groupConversationId, NO_CONVERSATION } from '../protocol/conversation-id.js';
import { neighboursOf } from '../domain/neighbours.js';
import type { ConversationId, PersonId, PostId } from '../protocol/ids.js';
import { groupSecret } from '../protocol/link/bindings.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { RosterItem } from '../protocol/roster-item.js';
import type { Contacts, Introduced } from './contacts.js';
import { Conversation, type ConversationDeps } from './conversation.js';
import { draftViewOf, isNoDraft, NO_DRAFT } from './draft.js';
import { Group } from './group.js';
import { sayCreate } from './group-acts.js';
import { checkName, type Identity } from './identity.js';
import { sealNext } from './next-entry.js';
import type { Opened } from './ports.js';
import type { ConversationRecord, DraftRecord } from './records.js';
import type { ConversationSummary } from './conversation-views.js';
import type { NewGroup } from './views.js';

/** People of one group whose offers are read, beyond one's neighbours: each costs a few hashes of every offer that comes. */
const MAX_REACHABLE = 64;

/** Groups that wait for our answer to which one stranger added us: who adds to more fills no list and no disk with them. */
const MAX_REQUESTS_BY_ONE = 16;

export interface ConversationsDeps extends Omit<ConversationDeps, 'onRosterChanged' | 'isRoomFor'> {
  /** Who is in a group, or what we want to hear of, has changed: links are to be made and ended. */
  readonly onPeopleChanged: () => void;
  /** Another device of our person has ended this one. */
  readonly onEnded: () => void;
}

/** Every conversation of this device: those on disk, and those that peers have told us of. */
export class Conversations {
  readonly #stored = new Map<ConversationId, Conversation>();
  /** Not on disk yet: somebody may be about to write to us, or to add us to a group. */
  readonly #waiting = new Map<ConversationId, Conversation>();
  /** Drafts on disk to people with whom nothing was ever said, and whom nobody makes known now. */
  readonly #orphans = new Map<ConversationId, DraftRecord>();
  readonly #secrets = new Map<string, Uint8Array>();
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #deps: ConversationsDeps;

  constructor(deps: ConversationsDeps) {
    this.#identity = deps.identity;
    this.#contacts = deps.contacts;
    this.#deps = deps;
  }

  load({ conversations, drafts, roster }: Pick<Opened, 'conversations' | 'drafts' | 'roster'>): void {
    for (const record of conversations)
      this.#open(record, drafts.get(record.id) ?? NO_DRAFT, true, roster.get(record.id) ?? []);
    for (const [id, draft] of drafts) if (!this.#stored.has(id)) this.#orphans.set(id, draft);
    this.#reviewPeople();
  }

  /** Opens what was begun to people with whom nothing was ever said: of such a conversation only the draft is kept. */
  #openBegun(): void {
    if (this.#orphans.size === 0) return;
    for (const person of this.#contacts.people)
      if (this.#orphans.has(this.directId(person))) this.waitForDirect(person, 'chats');
  }

  /** Those on disk. */
  get all(): readonly Conversation[] {
    return [...this.#stored.values()];
  }

  get(id: ConversationId): Conversation | undefined {
    return this.#stored.get(id) ?? this.#waiting.get(id);
  }

  directId(person: PersonId): ConversationId {
    return directConversationId(this.#identity.person, person);
  }

  directWith(person: PersonId): Conversation | undefined {
    const known = this.get(this.directId(person));
    return known?.group ? undefined : known; // whoever says that it names a group has made that up
  }

  /** The conversations of which two devices speak on a link: those that both people are in, or were. */
  sharedWith(person: PersonId): readonly Conversation[] {
    return [...this.#stored.values()].filter(({ record, group }) => {
      if (record.shelf === 'blocked') return false;
      if (!group) return record.peer === person;
      return group.wasEverIn && (group.isMember(person) || group.roster?.former.has(person) === true);
    });
  }

  /** Whether we talk with a person alone, and have not turned them down nor left their first word unanswered. */
  isInChats(person: PersonId): boolean {
    return this.#stored.get(this.directId(person))?.record.shelf === 'chats';
  }

  /** Whether we have said something to a person, on a device that we have no more. */
  hasAnswered(person: PersonId): boolean {
    const record = this.#stored.get(this.directId(person))?.record;
    return (
      record?.shelf === 'chats' && record.heads.some(({ author }) => this.#identity.isFormerDevice(author))
    );
  }

  /** The record a conversation with `person` has or would begin with. */
  directRecord(person: PersonId, shelf: ConversationRecord['shelf']): ConversationRecord {
    const known = this.directWith(person)?.record;
    return known ?? { ...this.#emptyRecord(this.directId(person)), kind: 'direct', peer: person, shelf };
  }

  /** Takes in a conversation whose record has just been stored. */
  admit(record: ConversationRecord): Conversation {
    return this.#stored.get(record.id) ?? this.#open(record, this.#draftOf(record.id), true, []);
  }

  /** A conversation with somebody we have none with: kept once something is said in it. */
  waitForDirect(person: PersonId, shelf: ConversationRecord['shelf']): Conversation {
    const known = this.directWith(person);
    const record = this.directRecord(person, shelf);
    return known ?? this.#open(record, this.#draftOf(record.id), false, []);
  }

  /** What was being written in a conversation that is not on disk. */
  #draftOf(id: ConversationId): DraftRecord {
    return this.#waiting.get(id)?.written ?? this.#orphans.get(id) ?? NO_DRAFT;
  }

  /** A group that somebody says we are in: kept once its roster says so too. Null if what they name is no group. */
  waitForGroup(id: ConversationId): Conversation | null {
    const known =
      this.get(id) ?? this.#open({ ...this.#emptyRecord(id), kind: 'group' }, NO_DRAFT, false, []);
    return known.group && known;
  }

  /** Nobody is there any more who could make it concern us. What we have begun to write in does. */
  forget(conversation: Conversation): void {
    const isWaiting = this.#waiting.get(conversation.id) === conversation;
    if (isWaiting && isNoDraft(conversation.written)) this.#waiting.delete(conversation.id);
  }

  /** Resolves when everything typed so far is kept, or could not be. */
  async settled(): Promise<void> {
    const all = [...this.#stored.values(), ...this.#waiting.values()];
    await Promise.all(all.map((conversation) => conversation.settled()));
  }

  /** Creates a group. Runs inside `writes`. */
  async createGroup(group: NewGroup): Promise<Result<ConversationId, FaultCode>> {
    const { type, name: text, history, members, admins = [], post = null } = group;
    const name = checkName(text);
    if (!name.ok) return name;
    if ([...members, ...admins].some((person) => !this.#contacts.introductionOf(person)))
      return fail('member-unknown');
    const known = post && this.#ownWith(post);
    if (known) return ok(known.id);
    const { ports } = this.#deps;
    const introduction = await this.#identity.introduction();
    const saying = sayCreate({ type, name: name.value, history, post }, introduction, ports.random.bytes(16));
    const create = await sealNext(saying, NO_CONVERSATION, new Map(), this.#deps);
    const id = groupConversationId(create.entry.id);
    const conversation = this.#open({ ...this.#emptyRecord(id), kind: 'group' }, NO_DRAFT, false, []);
    const founded = await conversation.groupVerbs.found(create, group);
    if (founded.ok) return ok(id);
    this.forget(conversation);
    return founded;
  }

  /** The conversation with a post that we began, unless we have left it. */
  #ownWith(post: PostId): Conversation | undefined {
    const { person } = this.#identity;
    return this.all.find(
      ({ group }) => group?.self && group.roster?.post === post && group.roster.creator === person,
    );
  }

  /** Tells every group of a device or a name of ours that it does not know. Runs inside `writes`. */
  async introduceSelf(): Promise<void> {
    await this.#recallForgotten();
    const { person, manifestNumber } = this.#identity;
    const groups = this.all.filter(
      ({ group }) => group?.self && (group.introductionOf(person)?.manifest.number ?? 0) < manifestNumber,
    );
    if (groups.length === 0) return;
    const introduction = await this.#identity.introduction();
    for (const conversation of groups) await conversation.groupVerbs.introduceSelf(introduction);
  }

  /** Groups may know a manifest of ours that our own disk has forgotten, and would pass over what we say now. */
  async #recallForgotten(): Promise<void> {
    const identity = this.#identity;
    for (const { group } of this.all) {
      const known = group?.self && group.introductionOf(identity.person)?.manifest;
      if (!known || identity.isOwnManifest(known)) continue;
      const done = await identity.recall(known);
      if (!done.ok) this.#deps.onFault(done.error);
      else if (done.value === 'ended') this.#deps.onEnded();
    }
  }

  /** What the list shows, newest first: those on disk, and those in which something was begun. */
  summaries(linked: ReadonlySet<PersonId>): readonly ConversationSummary[] {
    const begun = [...this.#waiting.values()].filter(({ written }) => draftViewOf(written) !== null);
    const rows = [...this.all, ...begun].map((conversation) => ({
      summary: summaryOf(conversation, linked, this.#identity.person),
      newestMs: Math.max(conversation.record.latest?.orderMs ?? 0, this.#addedMs(conversation)),
    }));
    rows.sort((a, b) => b.newestMs - a.newestMs || (a.summary.id < b.summary.id ? -1 : 1));
    return rows.map(({ summary }) => summary);
  }

  #addedMs({ record }: Conversation): number {
    const contact = record.peer && this.#contacts.all.value.get(record.peer);
    return Math.max(record.addedMs, contact ? contact.addedMs : 0);
  }

  #emptyRecord(id: ConversationId): ConversationRecord {
    return {
      id,
      kind: 'direct',
      peer: null,
      heads: [],
      receipts: [],
      unread: 0,
      isMentioned: false,
      latest: null,
      moreShares: [],
      signedReceipts: [],
      shelf: 'chats',
      addedMs: this.#deps.ports.clock.wallMs(),
    };
  }

  #open(
    record: ConversationRecord,
    draft: DraftRecord,
    isStored: boolean,
    items: readonly RosterItem[],
  ): Conversation {
    const group =
      record.kind === 'group' ? new Group(record.id, items, this.#identity, this.#contacts) : null;
    const conversation: Conversation = new Conversation(
      { record, draft, group, isStored },
      {
        ...this.#deps,
        isRoomFor: (by) => this.#isRoomFor(by),
        onChanged: () => {
          this.#settle(conversation);
          this.#deps.onChanged();
        },
        onRosterChanged: () => {
          this.#settle(conversation);
          this.#reviewPeople();
          this.#deps.onPeopleChanged();
        },
      },
    );
    this.#orphans.delete(record.id);
    if (isStored) this.#waiting.delete(record.id);
    (isStored ? this.#stored : this.#waiting).set(record.id, conversation);
    return conversation;
  }

  /** What contacts do is theirs to answer for: they can be blocked, and a group can be left. */
  #isRoomFor(by: PersonId): boolean {
    const asked = this.all.filter(
      ({ record, group }) => record.shelf === 'requests' && group?.self?.addedBy === by,
    );
    return asked.length < MAX_REQUESTS_BY_ONE;
  }

  /** Moves a conversation that has come to disk to the others there. */
  #settle(conversation: Conversation): void {
    if (!conversation.isStored || this.#stored.has(conversation.id)) return;
    this.#waiting.delete(conversation.id);
    this.#stored.set(conversation.id, conversation);
    this.#deps.onPeopleChanged();
  }

  /** Whom our groups make known to us, and whom we want nothing of. */
  #reviewPeople(): void {
    const introduced = new Map<PersonId, Introduced>();
    const blocked = new Set<PersonId>();
    const taken = new Set<PersonId>();
    for (const { record, group } of this.#stored.values()) {
      if (record.peer && record.shelf === 'chats') taken.add(record.peer);
      if (record.shelf === 'blocked') {
        if (record.peer) blocked.add(record.peer);
        continue;
      }
      // Who is out of a group can still be reached by those in it, to hear that they are in again.
      if (!group?.wasEverIn) continue;
      const neighbours = this.#neighboursIn(group);
      for (const person of group.set.people) this.#introduce(person, group, neighbours, introduced);
    }
    this.#contacts.introduce(introduced);
    this.#contacts.block(blocked);
    this.#contacts.takeUp(taken);
    this.#openBegun();
  }

  /** Nobody holds a link to everybody: what is said is passed along. */
  #neighboursIn(group: Group): ReadonlySet<PersonId> {
    const members = group.self ? [...(group.roster?.members.keys() ?? [])] : [];
    return neighboursOf(group.id, members, this.#identity.person);
  }

  #introduce(
    person: PersonId,
    group: Group,
    neighbours: ReadonlySet<PersonId>,
    introduced: Map<PersonId, Introduced>,
  ): void {
    const introduction = group.introductionOf(person);
    const isNeighbour = neighbours.has(person);
    // Whoever is out is reached by anybody in it, to hear that they are in again; a large group is not that thorough.
    const isReachable = isNeighbour || group.set.people.length <= MAX_REACHABLE;
    if (!introduction || person === this.#identity.person) return;
    if (!group.isMember(person) && !group.roster?.former.has(person)) return;
    const before = introduced.get(person);
    const newest = before && before.manifest.number > introduction.manifest.number ? before : introduction;
    introduced.set(person, {
      manifest: newest.manifest,
      card: newest.card,
      secrets: [...(before?.secrets ?? []), ...(isReachable ? [this.#secretWith(person, group.id)] : [])],
      isNeighbour: isNeighbour || before?.isNeighbour === true,
    });
  }

  #secretWith(person: PersonId, group: ConversationId): Uint8Array {
    const key = `${group} ${person}`;
    const secret = this.#secrets.get(key) ?? groupSecret(group, this.#identity.person, person);
    this.#secrets.set(key, secret);
    return secret;
  }
}

function summaryOf(
  { record, written, others, group, view }: Conversation,
  linked: ReadonlySet<PersonId>,
  self: PersonId,
): ConversationSummary {
  const { name, kind, mayPost } = view.value;
  const { latest } = record;
  return {
    id: record.id,
    kind,
    person: record.peer,
    name,
    online: (!group || group.isMember(self)) && others.some((person) => linked.has(person)),
    isRequest: record.shelf === 'requests',
    isBlocked: record.shelf === 'blocked',
    mayPost,
    unread: record.unread,
    isMentioned: record.isMentioned,
    latest: latest && {
      kind: latest.kind,
      text: latest.text,
      sentAtMs: latest.sentAtMs,
      own: latest.own,
      authorName: group && !latest.own && latest.person ? group.nameOf(latest.person) : null,
    },
    draft: draftViewOf(written),
  };
}
