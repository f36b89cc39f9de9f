import type { AdminEntry } from '../domain/admin-entry.js';
import { logsDigest } from '../protocol/digest.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { Contacts } from './contacts.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationPeers } from './conversation-peers.js';
import type { ConversationView, Path } from './conversation-views.js';
import { deviceChanges, placeChanges, StableEvents, type DeviceChange } from './device-events.js';
import type { Group } from './group.js';
import type { GroupActs } from './group-acts.js';
import { groupViewOf } from './group-view.js';
import type { Identity } from './identity.js';
import { LoadedPage } from './loaded-page.js';
import type { Membership } from './membership.js';
import type { Circumstances, MessageViews } from './message-views.js';
import type { Clock } from './ports.js';
import type { PostBook } from './post-book.js';

/** What a view shows that is known outside of the conversation. */
export interface ViewDeps {
  readonly identity: Identity;
  readonly contacts: Contacts;
  /** Whether others may know what we are doing now, and we what they are. */
  readonly showsActivity: () => boolean;
  /** Whether a link to the person exists, of whatever it speaks. */
  readonly isLinked: (person: PersonId) => boolean;
  /** The way that link takes; null also where there is none, or it is not known yet. */
  readonly pathTo: (person: PersonId) => Path;
  /** What is known of posts; null before it is loaded. */
  readonly posts: () => PostBook | null;
  /** Whether the person has Beep before their eyes now, as far as they let it be known. */
  readonly isActive: (person: PersonId) => boolean;
}

/** What a view of a conversation is made of. */
export interface ViewSources extends ViewDeps {
  readonly clock: Clock;
  readonly log: ConversationLog;
  readonly peers: ConversationPeers;
  readonly membership: Membership;
  readonly messages: MessageViews;
  /** Null in a conversation of two. */
  readonly group: { readonly members: Group; readonly acts: GroupActs } | null;
}

/** Puts together what a view sees of one conversation. What has not changed since is the very same object. */
export class ConversationViewMaker {
  readonly #of: ViewSources;
  readonly #deviceEvents = new StableEvents();
  #changes: {
    readonly known: unknown;
    readonly roster: unknown;
    readonly found: readonly DeviceChange[];
  } | null = null;

  constructor(of: ViewSources) {
    this.#of = of;
  }

  /** What messages show beside what is in them. */
  get circumstances(): Circumstances {
    return {
      receipts: this.#of.log.record.receipts,
      devices: this.#of.log.heads.keys(),
      wallMs: this.#of.clock.wallMs(),
      isLate: (id: EntryId) => this.#of.log.isLate(id),
    };
  }

  /** `firstUnread`: the message before which what is new begins. */
  make(firstUnread: EntryId | null): ConversationView {
    const { log, peers, membership, identity, contacts } = this.#of;
    const { peer, shelf } = log.record;
    const self = identity.person;
    const person = (one: PersonId) => this.#of.messages.person(one);
    const page = log.page ?? LoadedPage.EMPTY;
    const messages = this.#of.messages.of(page, this.circumstances);
    const group =
      this.#of.group &&
      groupViewOf({
        group: this.#of.group.members,
        acts: this.#of.group.acts,
        contacts,
        self,
        linked: peers.linked,
        pathTo: this.#of.pathTo,
        holdersOf: (entry) => this.#holdersOf(entry),
        shown: messages.flatMap(({ id }) => page.find(id)?.entry ?? []),
        hasOlder: page.hasOlder,
        posts: this.#of.posts(),
      });
    const { catchingUp } = peers;
    const deviceEvents = this.#deviceEvents.of(
      placeChanges(this.#deviceChanges, { messages, hasOlder: page.hasOlder, person }),
    );
    const standing = this.#standing();
    return {
      id: log.id,
      kind: group?.type ?? 'direct',
      name: group ? group.name : peer ? membership.nameOf(peer) : '',
      person: peer,
      standing,
      path: peer !== null && standing === 'linked' ? this.#of.pathTo(peer) : null,
      group,
      isRequest: shelf === 'requests',
      isBlocked: shelf === 'blocked',
      mayPost: shelf === 'chats' && membership.mayPost(self),
      mayReact: shelf === 'chats' && membership.mayReact(self),
      isActive: peer !== null && this.#of.isActive(peer) && this.#of.showsActivity(),
      typing: peers.typing.map(person),
      // What is coming in is not missing.
      missing: catchingUp ? [] : [...peers.missing].map(([one, count]) => ({ person: person(one), count })),
      full: [...log.usedUp.keys()].map(person),
      catchingUp,
      messages,
      hasOlder: page.hasOlder,
      deviceEvents,
      firstUnread,
      digest: logsDigest(peers.heads),
    };
  }

  /** What has changed of the devices of the others since this conversation began; found anew only when it may have. */
  get #deviceChanges(): readonly DeviceChange[] {
    const { contacts } = this.#of;
    const [known, roster] = [contacts.all.value, this.#of.group?.members.set ?? null];
    if (this.#changes?.known !== known || this.#changes.roster !== roster) {
      const found = this.#of.membership.others.flatMap((person) => {
        const met = contacts.introductionOf(person);
        return met ? deviceChanges(met.manifest, this.#of.log.record.addedMs) : [];
      });
      this.#changes = { known, roster, found };
    }
    return this.#changes.found;
  }

  /** The members who are known to hold an admin entry: its author, ourselves, and whoever has said so since. */
  #holdersOf({ person, author, seq }: AdminEntry): ReadonlySet<PersonId> {
    const { identity } = this.#of;
    const devices = this.#of.peers.holdersOf(author, seq);
    const stored = this.#of.log.record.receipts.filter(
      (row) => row.author === author && row.deliveredSeq >= seq,
    );
    const holders = [...devices, ...stored.map(({ by }) => by)].flatMap(
      (device) => this.#of.membership.personOf(device) ?? [],
    );
    return new Set([person, identity.person, ...holders]);
  }

  #standing(): ConversationView['standing'] {
    const { peer } = this.#of.log.record;
    // Of what is not stored yet nobody speaks on a link; what is said first goes out on it all the same.
    const isReached = peer !== null && !this.#of.log.isStored && this.#of.isLinked(peer);
    if (isReached || this.#of.peers.linked.size > 0) return 'linked';
    const contact = peer ? this.#of.contacts.get(peer) : undefined;
    if (contact?.refused === 'intro-used') return 'refused-used';
    if (contact?.refused === 'intro-expired') return 'refused-expired';
    return this.#of.group || contact?.manifest ? 'away' : 'waiting';
  }
}
