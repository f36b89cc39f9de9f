import { Fault, type FaultCode } from '../domain/fault.js';
import { openCard } from '../protocol/card.js';
import { contactLink, parseContactLink } from '../protocol/contact-link.js';
import type { DirectoryRow } from '../protocol/directory.js';
import type { ConversationId, EntryId, PersonId } from '../protocol/ids.js';
import { NO_ICE_SERVERS } from '../protocol/ice-servers.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { Contacts, contactFromCard, contactFromRow } from './contacts.js';
import type { Conversation } from './conversation.js';
import { Conversations } from './conversations.js';
import { Identity } from './identity.js';
import { orFault } from './or-fault.js';
import { Recovery, seedOf } from './recovery.js';
import { byName } from './name-order.js';
import type { Network } from './network.js';
import type { Official } from './official.js';
import type { OfficialVerbs } from './official-views.js';
import type { Registry } from './registry.js';
import { NO_VOUCHING, type Office, type Vouching } from './office.js';
import type { Opened, Ports } from './ports.js';
import type { PostBook } from './post-book.js';
import type { Posts } from './posts.js';
import type { registryDirectory } from './registry-directory.js';
import type { RegistryPostBook } from './registry-post-book.js';
import type { RevokedPeople } from './revoked-people.js';
import type { ReadonlyStore } from './store.js';
import type { ContactRecord, ConversationRecord } from './records.js';
import { createSerial } from './serial.js';
import { starredOf } from './starred.js';
import type { ByHandVerbs } from './by-hand-views.js';
import type { ConversationSummary, Done, PersonView } from './conversation-views.js';
import type {
  ConnectionView,
  LinkPreview,
  MyLink,
  NewGroup,
  Preferences,
  SelfView,
  StarredView,
} from './views.js';

/** What is loaded once there is somebody to be linked with others. */
export interface NetworkParts {
  readonly Network: typeof Network;
  readonly Registry: typeof Registry;
  readonly Official: typeof Official;
  readonly Posts: typeof Posts;
  readonly RegistryPostBook: typeof RegistryPostBook;
  readonly RevokedPeople: typeof RevokedPeople;
  readonly registryDirectory: typeof registryDirectory;
}

/** What a messenger tells the app it is a part of. */
export interface MessengerListener {
  onSelf(self: SelfView): void;
  onPreferences(preferences: Preferences): void;
  /** Null once it is stopped. */
  onOfficial(official: OfficialVerbs | null): void;
  onConversations(conversations: readonly ConversationSummary[]): void;
  onPeople(people: readonly PersonView[]): void;
  onConnection(connection: ConnectionView): void;
  onAlert(fault: FaultCode, name: string | null): void;
  /** Another device of this person has ended this one at `atMs`: nothing is sent or taken any more. */
  onEnded(name: string, atMs: number): void;
}

const OFFLINE: ConnectionView = { introducer: 'offline', peers: 0, nonsense: false, door: 'open' };

/** Everything there is once there is a person: who they are, whom they know, what was said, and the links to others. */
export class Messenger {
  readonly identity: Identity;
  readonly conversations: Conversations;
  readonly #ports: Ports;
  readonly #listener: MessengerListener;
  readonly recovery: Recovery;
  readonly #contacts = new Contacts();
  readonly #writes = createSerial();
  #network: Network | null = null;
  #registry: Registry | null = null;
  #posts: Posts | null = null;
  /** What is known of posts; null before it is loaded. */
  #postBook: PostBook | null = null;
  #revoked: RevokedPeople | null = null;
  #forgetPostBook: (() => void) | null = null;
  #recovered = false;
  #stopped = false;

  private constructor(ports: Ports, identity: Identity, listener: MessengerListener) {
    this.identity = identity;
    this.#ports = ports;
    this.#listener = listener;
    this.recovery = new Recovery(ports, identity);
    this.conversations = new Conversations({
      ports,
      identity,
      contacts: this.#contacts,
      writes: this.#writes,
      onOwnLogAhead: () => this.#retireDevice(),
      onFault: (fault) => listener.onAlert(fault, null),
      showsActivity: () => identity.record.showsActivity,
      isLinked: (person) => this.#network?.linked.has(person) ?? false,
      pathTo: (person) => this.#network?.pathTo(person) ?? null,
      posts: () => this.#postBook,
      revokedFrom: (person, device) => this.#revoked?.of(person, device) ?? null,
      isActive: (person) => this.#network?.isActive(person) ?? false,
      onChanged: () => {
        this.#summarize();
        this.#network?.lookAgain();
      },
      onEnded: () => void this.end(),
      onPeopleChanged: () => {
        this.#network?.review();
        this.#summarize();
        // A group that has come back from others after a loss knows only the device we had before.
        void this.#introduceSelf();
        void this.#takeBackPeople();
      },
    });
  }

  /** Makes a new person on this device; or the person of `words` anew, as its only device. */
  static async make(
    name: string,
    words: string | undefined,
    ports: Ports,
    listener: MessengerListener,
  ): Promise<Result<Messenger, FaultCode>> {
    const seed = words === undefined ? null : await seedOf(words, ports);
    if (seed && !seed.ok) return seed;
    const made = await (seed ? Identity.recover(name, seed.value, ports) : Identity.create(name, ports));
    return made.ok ? ok(new Messenger(ports, made.value, listener)) : made;
  }

  /** Takes up what is stored. @throws Fault */
  static async load(
    opened: Opened & { readonly self: NonNullable<Opened['self']> },
    ports: Ports,
    listener: MessengerListener,
  ): Promise<Messenger> {
    const messenger = new Messenger(ports, await Identity.load(opened.self, ports), listener);
    if (opened.health === 'older' && !messenger.identity.endedBy) {
      // Before anything else is signed: the key may have signed what this store no longer knows.
      const retired = await messenger.identity.retireDevice();
      if (!retired.ok) throw new Fault(retired.error);
      messenger.#recovered = true;
    }
    messenger.#contacts.put(opened.contacts);
    messenger.conversations.load(opened);
    return messenger;
  }

  /** Shows what there is, and goes to meet the others once what that takes is there. */
  async start(
    load: () => Promise<NetworkParts>,
    conversations: ReadonlyStore<readonly ConversationSummary[]>,
  ): Promise<void> {
    this.#showSelf();
    this.#showPeople();
    this.#summarize();
    const loaded = await load();
    const registry = await loaded.Registry.load(
      this.#ports,
      (fault) => this.#listener.onAlert(fault, null),
      (post) => this.conversations.all.some(({ group }) => group?.roster?.post === post),
    );
    if (this.#stopped) return;
    this.#registry = registry;
    const { Network } = loaded;
    this.#network = new Network(this.#ports, this.identity, this.#contacts, this.conversations, registry, {
      writes: this.#writes,
      onContacts: (contacts, conversation) => this.#admit(contacts, conversation),
      onPresence: (person) => this.conversations.directWith(person)?.refresh(),
      onPath: (person) => {
        for (const conversation of this.conversations.sharedWith(person)) conversation.refresh();
      },
      onMismatch: (contact) => this.#listener.onAlert('peer-mismatch', contact.name),
      onFault: (fault) => this.#listener.onAlert(fault, null),
      onEnded: () => void this.end(),
      onRecalled: async () => {
        await this.#introduceSelf();
        await this.#network?.tellName();
      },
      onConnection: (connection) => {
        this.#listener.onConnection(connection);
        this.#summarize();
      },
    });
    const network = this.#network;
    const directory = loaded.registryDirectory({
      registry,
      clock: this.#ports.clock,
      posts: () => official.allPosts,
      write: (row) => this.writeToFound(row),
      onFault: (fault) => this.#listener.onAlert(fault, null),
    });
    const official: Official = new loaded.Official({
      ports: this.#ports,
      identity: this.identity,
      contacts: this.#contacts,
      registry,
      door: network.door,
      writes: this.#writes,
      directory,
      makePosts: (made) => {
        const book = new loaded.RegistryPostBook({
          registry,
          authorityOf: made.authorityOf,
          identityOf: (person) => made.identityOf(person),
          meet: async (person) => (await made.directory.write(person)).ok,
        });
        this.#posts = new loaded.Posts(this.#ports, this.office, conversations, book);
        return this.#posts;
      },
      onContacts: (contacts) => this.#admit(contacts, null),
      onBadges: () => {
        void network.tellBadges();
        void network.fetchRegistry();
      },
    });
    this.#listener.onOfficial(official);
    const showMarks = (): void => {
      for (const conversation of this.conversations.all) conversation.refresh();
      this.#summarize(); // drafts that were put up follow from there
    };
    this.#revoked = new loaded.RevokedPeople({
      identity: this.identity,
      contacts: this.#contacts,
      registry,
      changes: official.changes,
      onChanged: showMarks,
    });
    if (registry.trust.revocations.length > 0) showMarks();
    this.#network.start();
    await this.#introduceSelf();
  }

  /** Tells groups, and everybody where our manifest changes with it, which devices are ours. */
  async #introduceSelf(): Promise<void> {
    const { manifestNumber } = this.identity;
    await this.#writes(() => this.conversations.introduceSelf());
    if (this.identity.manifestNumber !== manifestNumber) await this.#network?.tellName();
  }

  /** Those with whom we have talked on a device that we have lost are contacts, as they were there. */
  async #takeBackPeople(): Promise<void> {
    if (!this.identity.looksForPeople) return;
    await this.#writes(async () => {
      const back = [...this.#contacts.all.value.values()].filter(
        ({ tie, person }) => tie !== 'contact' && this.conversations.hasAnswered(person),
      );
      const contacts = back.map((contact): ContactRecord => ({ ...contact, tie: 'contact' }));
      if (contacts.length === 0) return;
      try {
        await this.#ports.repo.commit({ contacts });
        this.#admit(contacts, null);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        this.#listener.onAlert(error.code, null); // it is tried with the next change of who is known
      }
    });
  }

  /** Puts this device, which another one of its person has ended, in the place of that one. To be loaded anew afterwards. */
  async reclaim(words: string): Promise<Result<void, FaultCode>> {
    const seed = await seedOf(words, this.#ports);
    return seed.ok ? this.identity.reclaim(seed.value) : seed;
  }

  /** Stops, and says so, if this device was ended by another one of its person. */
  end(): boolean {
    const { endedBy, name } = this.identity;
    if (!endedBy) return false;
    if (!this.#stopped) this.stop();
    this.#listener.onEnded(name, Math.max(0, ...endedBy.devices.map(({ fromMs }) => fromMs)));
    return true;
  }

  /** Null until it is loaded. */
  get network(): Network | null {
    return this.#network;
  }

  /** What is held of authorities, all of which this person trusts; nothing before it is loaded. */
  get #vouching(): Vouching {
    const registry = this.#registry;
    if (!registry) return NO_VOUCHING;
    return {
      trusted: new Set(registry.authorities.keys()),
      authorities: [...registry.authorities.values()],
      revocations: registry.revocations,
    };
  }

  /** What those need of it who work on drafts. */
  get office(): Office {
    return {
      identity: this.identity,
      contacts: this.#contacts,
      conversations: this.conversations,
      ice: () => this.#network?.ice ?? NO_ICE_SERVERS,
      createGroup: (group) => this.createGroup(group),
      vouching: () => this.#vouching,
      usePostBook: (book) => this.#usePostBook(book),
      onFault: (fault) => this.#listener.onAlert(fault, null),
    };
  }

  stop(): void {
    this.#stopped = true;
    this.recovery.stop();
    this.#network?.stop();
    this.#network = null;
    this.#posts?.stop();
    this.#revoked?.stop();
    this.#listener.onOfficial(null);
    this.#forgetPostBook?.();
    this.#listener.onConnection(OFFLINE);
  }

  /** Somebody looks at Beep, or has stopped. */
  onVisible(): void {
    this.#network?.tellPresence();
  }

  wake(): void {
    this.#network?.wake();
  }

  /** Resolves when everything typed and sent so far is kept. */
  async settled(): Promise<void> {
    await this.conversations.settled();
    await this.#writes(() => Promise.resolve());
  }

  async rename(name: string): Promise<Result<void, FaultCode>> {
    const renamed = await this.identity.rename(name);
    if (renamed.ok) {
      this.#showSelf();
      await this.#introduceSelf();
      for (const conversation of this.conversations.all) conversation.refresh();
      await this.#network?.tellName();
    }
    return renamed;
  }

  dismissRecovered(): void {
    this.#recovered = false;
    this.#showSelf();
  }

  async makeMyLink(): Promise<Result<MyLink, FaultCode>> {
    const intro = await this.identity.makeIntro();
    if (!intro.ok) return intro;
    return ok({ url: contactLink(this.#ports.origin, intro.value.card), expiresMs: intro.value.expiresMs });
  }

  readLink(text: string): Result<LinkPreview, FaultCode> {
    const parsed = parseContactLink(text);
    if (!parsed.ok) return parsed;
    const { card, origin } = parsed.value;
    if (card.person === this.identity.person) return fail('link-own');
    const otherHost =
      origin === null || origin === this.#ports.origin ? null : origin.replace(/^https?:\/\//u, '');
    return ok({ name: card.name, person: card.person, otherHost });
  }

  async addContact(text: string): Promise<Result<ConversationId, FaultCode>> {
    const preview = this.readLink(text);
    if (!preview.ok) return preview;
    const parsed = parseContactLink(text);
    const card = parsed.ok ? openCard(parsed.value.card.bytes) : null;
    if (!card) return fail('link-damaged');
    const known = this.#contacts.all.value.get(card.person);
    // A link that did not work out may be replaced by a fresh one.
    if (known?.manifest && known.tie === 'contact') return fail('link-known');
    return this.#keepContact(contactFromCard(card, this.#ports.clock.wallMs()));
  }

  /** Writes to somebody who was found in a directory: makes a contact of them, if they are none yet. */
  async writeToFound(row: DirectoryRow): Promise<Result<ConversationId, FaultCode>> {
    if (row.person === this.identity.person) return fail('not-in-directory');
    const known = this.#contacts.all.value.get(row.person);
    if (known?.manifest && known.tie === 'contact') return ok(this.chatWith(row.person));
    return this.#keepContact(contactFromRow(row, this.#ports.clock.wallMs()));
  }

  /** Makes a contact of somebody, opens the conversation with them and dials. Whom we have met keeps what we know of them. */
  async #keepContact(found: ContactRecord): Promise<Result<ConversationId, FaultCode>> {
    const { person, addedMs } = found;
    const known = this.#contacts.all.value.get(person);
    const contact: ContactRecord = known?.manifest ? { ...known, tie: 'contact', addedMs } : found;
    const conversation: ConversationRecord = {
      ...this.conversations.directRecord(person, 'chats'),
      shelf: 'chats',
    };
    const isThere = this.conversations.directWith(person)?.isStored === true;
    const stored = await orFault(() =>
      this.#writes(async () => {
        await this.#ports.repo.commit({
          contacts: [contact],
          ...(!isThere && { conversations: [conversation] }),
        });
        return ok(undefined);
      }),
    );
    if (!stored.ok) return stored;
    this.#admit([contact], isThere ? null : conversation);
    if (isThere) await this.conversations.directWith(person)!.accept();
    this.#network?.dialAnew(person);
    return ok(conversation.id);
  }

  /** Null until what links take is loaded. */
  get byHand(): ByHandVerbs | null {
    return this.#network?.byHand ?? null;
  }

  chatWith(person: PersonId): ConversationId {
    const conversation = this.conversations.waitForDirect(person, 'chats');
    this.#network?.review();
    return conversation.id;
  }

  createGroup(group: NewGroup): Promise<Result<ConversationId, FaultCode>> {
    return this.#writes(() => this.conversations.createGroup(group));
  }

  /** Takes a message over into another conversation, without saying whose it was. */
  async forward(from: ConversationId, message: EntryId, to: ConversationId): Done {
    const copy = await this.conversations.get(from)?.copyOf(message);
    if (!copy) return fail('message-gone');
    if (!copy.ok) return copy;
    return this.conversations.get(to)?.post(copy.value) ?? fail('message-gone');
  }

  async starred(): Promise<readonly StarredView[]> {
    try {
      return await starredOf(this.conversations.all, this.#ports.repo);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#listener.onAlert(error.code, null);
      return [];
    }
  }

  async setPreferences({ showsActivity }: Preferences): Promise<Result<void, FaultCode>> {
    const saved = await this.identity.setShowsActivity(showsActivity);
    if (saved.ok) {
      this.#showSelf();
      this.#network?.tellPresence();
      for (const conversation of this.conversations.all) conversation.refresh();
    }
    return saved;
  }

  #usePostBook(book: PostBook | null): void {
    this.#forgetPostBook?.();
    this.#postBook = book;
    const show = (): void => {
      const withPosts = this.conversations.all.filter(({ group }) => group?.roster?.post);
      for (const conversation of withPosts) conversation.refresh();
      if (withPosts.length > 0) this.#summarize();
    };
    this.#forgetPostBook = book && book.changes.subscribe(show);
    show();
  }

  /** Takes in what has just been stored about people, and opens the conversation with them if it is new. */
  #admit(contacts: readonly ContactRecord[], record: ConversationRecord | null): void {
    this.#contacts.put(contacts);
    this.#showPeople();
    if (record) this.conversations.admit(record);
    const changed = new Set(contacts.map(({ person }) => person));
    for (const conversation of this.conversations.all)
      if (conversation.others.some((person) => changed.has(person))) conversation.refresh();
    this.#summarize();
  }

  /** A peer has shown that this device's key signed what this store does not hold. Runs inside `writes`. */
  async #retireDevice(): Promise<void> {
    const retired = await this.identity.retireDevice();
    if (!retired.ok) throw new Fault(retired.error);
    this.#recovered = true;
    this.#showSelf();
    await this.conversations.introduceSelf();
    this.#network?.restart();
  }

  #showSelf(): void {
    const { person, device, name } = this.identity;
    const { showsActivity } = this.identity.record;
    this.#listener.onPreferences({ showsActivity });
    this.#listener.onSelf({ person, device, name, recovered: this.#recovered });
  }

  #summarize(): void {
    this.#listener.onConversations(this.conversations.summaries(this.#network?.linked ?? new Set()));
  }

  /** Whom a group can be made of. */
  #showPeople(): void {
    const met = [...this.#contacts.all.value.values()].filter(
      ({ person }) => this.#contacts.isOurs(person) && this.#contacts.introductionOf(person),
    );
    this.#listener.onPeople(met.map(({ person, name }) => ({ person, name, own: false })).sort(byName));
  }

  conversation(id: ConversationId): Conversation | null {
    return this.conversations.get(id) ?? null;
  }
}
