import { sameBytes } from '../protocol/codec.js';
import type { PersonId } from '../protocol/ids.js';
import { conversationTag } from '../protocol/link/bindings.js';
import type { LinkRecord, Tag } from '../protocol/record.js';
import { ConversationLink } from './conversation-link.js';
import type { Conversations } from './conversations.js';
import type { Identity } from './identity.js';
import type { Link } from './link.js';
import type { Ports } from './ports.js';

/** Groups that one peer may tell us of before the rosters say that we are in them. */
const MAX_WAITING_GROUPS = 4;
/** Tags of one link that we have said we do not know. */
const MAX_UNKNOWN_TAGS = 64;

/** What is going on over one link. */
interface Talk {
  /** By tag. */
  readonly conversations: Map<string, ConversationLink>;
  /** Tags that we have said we do not know. */
  readonly unknown: Set<string>;
  /** Tags of ours that they have said they do not know: said once, and answered once. True once they speak of it themselves. */
  readonly unheard: Map<string, boolean>;
  /** Their person has Beep before their eyes, as far as they let it be known. */
  isActive: boolean;
  /** What we last said of ours; null for nothing. */
  saidActive: boolean | null;
}

/** What is spoken of over each link: the conversations that both are in, and whether they have Beep before their eyes. */
export class LinkTalks {
  readonly #machine: Ports['machine'];
  readonly #identity: Identity;
  readonly #conversations: Conversations;
  /** Somebody looks at Beep now or has stopped. */
  readonly #onPresenceOf: (person: PersonId) => void;
  readonly #talks = new Map<Link, Talk>();

  constructor(
    machine: Ports['machine'],
    identity: Identity,
    conversations: Conversations,
    onPresence: (person: PersonId) => void,
  ) {
    this.#machine = machine;
    this.#identity = identity;
    this.#conversations = conversations;
    this.#onPresenceOf = onPresence;
  }

  /** The links that there are. */
  get links(): Iterable<Link> {
    return this.#talks.keys();
  }

  open(link: Link): void {
    const talk: Talk = {
      conversations: new Map(),
      unknown: new Set(),
      unheard: new Map(),
      isActive: false,
      saidActive: null,
    };
    this.#talks.set(link, talk);
    this.#review(link, talk);
    this.#sayPresence(link, talk);
  }

  close(link: Link): void {
    const talk = this.#talks.get(link);
    this.#talks.delete(link);
    for (const held of talk?.conversations.values() ?? []) this.#detach(held);
  }

  /** Who is in a conversation has changed. */
  review(): void {
    for (const [link, talk] of this.#talks) this.#review(link, talk);
    this.tellPresence();
  }

  /** Whether a person has Beep before their eyes now, as far as they let it be known. */
  isActive(person: PersonId): boolean {
    return [...this.#talks].some(([link, { isActive }]) => isActive && link.person === person);
  }

  /** Somebody looks at Beep here, or has stopped, or does not want it to be known any more, or by others than before. */
  tellPresence(): void {
    for (const [link, talk] of this.#talks) this.#sayPresence(link, talk);
  }

  async onRecord(link: Link, record: LinkRecord): Promise<void> {
    const talk = this.#talks.get(link);
    if (talk && record.type === 'presence') return this.#onPresence(link, talk, record.isActive);
    if (!talk || !('tag' in record)) return;
    if (record.type === 'unknown') return this.#onUnknown(talk, record.tag);
    if (record.type === 'invite') return this.#onInvite(link, talk, record);
    const held = talk.conversations.get(tagText(record.tag)) ?? this.#expect(link, talk, record.tag);
    if (held) {
      // Somebody else has told them of it by now. What we said that we hold, they passed over.
      if (record.type === 'sum' && talk.unheard.get(tagText(record.tag)) === false) {
        talk.unheard.set(tagText(record.tag), true);
        held.begin();
      }
      return held.conversation.receive(record, held);
    }
    // Said once, so that whoever thinks that we are in something can tell us what it is.
    const text = tagText(record.tag);
    if (talk.unknown.has(text) || talk.unknown.size >= MAX_UNKNOWN_TAGS) return;
    talk.unknown.add(text);
    void link.send({ type: 'unknown', tag: record.tag });
  }

  /**
   * Says nothing where that is switched off, nor to whoever shares no more than a group with us, but that what was said
   * before is over.
   */
  #sayPresence(link: Link, talk: Talk): void {
    const isTold = this.#identity.record.showsActivity && this.#conversations.isInChats(link.person);
    const isActive = isTold && this.#machine.isVisible();
    if (isActive === (talk.saidActive ?? false)) return;
    talk.saidActive = isActive;
    void link.send({ type: 'presence', isActive });
  }

  #onPresence(link: Link, talk: Talk, isActive: boolean): void {
    if (talk.isActive === isActive) return;
    talk.isActive = isActive;
    this.#onPresenceOf(link.person);
  }

  /** Speaks of what both are in, and of nothing else. */
  #review(link: Link, talk: Talk): void {
    const { conversations } = talk;
    const shared = new Set(this.#conversations.sharedWith(link.person));
    for (const [tag, held] of conversations) {
      const { conversation } = held;
      // What waits is neither shared yet nor over.
      if (shared.has(conversation) ? held.isCurrent : !conversation.isStored) continue;
      conversations.delete(tag);
      const next = shared.has(conversation) ? new ConversationLink(link, conversation, held) : null;
      this.#detach(held);
      if (!next) continue;
      this.#attach(talk, next);
      const { missed } = held;
      const now = conversations.get(tag);
      if (missed && now) void conversation.receive(missed, now);
    }
    const spokenOf = new Set([...conversations.values()].map(({ conversation }) => conversation));
    for (const conversation of shared)
      if (!spokenOf.has(conversation)) this.#attach(talk, new ConversationLink(link, conversation));
  }

  #attach({ conversations, unheard }: Talk, attached: ConversationLink): void {
    conversations.set(tagText(attached.tag), attached);
    // They may have been let in since they said that they do not know it.
    if (unheard.has(tagText(attached.tag))) this.#invite(attached);
    attached.conversation.attach(attached);
  }

  #detach(held: ConversationLink): void {
    held.conversation.detach(held);
    if (!held.conversation.isStored && !held.conversation.isLinked)
      this.#conversations.forget(held.conversation);
  }

  /** Somebody whom we know from a group, and have no conversation with, may be about to write. */
  #expect(link: Link, talk: Talk, tag: Tag): ConversationLink | undefined {
    const id = this.#conversations.directId(link.person);
    if (!sameBytes(tag, conversationTag(link.exporter, id))) return undefined;
    if (this.#conversations.get(id)?.isStored) return undefined; // it is blocked
    const direct = this.#conversations.waitForDirect(link.person, 'requests');
    this.#attach(talk, new ConversationLink(link, direct));
    return talk.conversations.get(tagText(tag));
  }

  /** They do not know a conversation that we speak of: if it is a group that they are in, they are told which. */
  #onUnknown(talk: Talk, tag: Tag): void {
    const text = tagText(tag);
    const held = talk.conversations.get(text);
    if (!held || talk.unheard.has(text)) return;
    talk.unheard.set(text, false);
    if (this.#invite(held)) held.begin();
  }

  /** Names a group to somebody who is in it and does not know so, even if we have left: nobody else may know them. */
  #invite({ link, tag, conversation }: ConversationLink): boolean {
    if (!conversation.group?.isMember(link.person)) return false;
    void link.send({ type: 'invite', tag, conversation: conversation.id });
    return true;
  }

  /** They say that we are in a group. What its roster says is asked of them; until then nothing is kept. */
  #onInvite(
    link: Link,
    talk: Talk,
    { tag, conversation: id }: Extract<LinkRecord, { type: 'invite' }>,
  ): void {
    if (!sameBytes(tag, conversationTag(link.exporter, id)) || talk.conversations.has(tagText(tag))) return;
    if (this.#conversations.get(id)?.isStored) return; // it is blocked, or they are not in it for us
    const waiting = [...talk.conversations.values()].filter(({ conversation }) => !conversation.isStored);
    if (waiting.length >= MAX_WAITING_GROUPS) return;
    const group = this.#conversations.waitForGroup(id);
    if (group) this.#attach(talk, new ConversationLink(link, group));
  }
}

const tagText = (tag: Tag): string => String.fromCharCode(...tag);
