import { Fault, type FaultCode } from '../domain/fault.js';
import { sameBytes } from '../protocol/codec.js';
import type { PersonId } from '../protocol/ids.js';
import { conversationTag, reunionSecret } from '../protocol/link/bindings.js';
import type { Established } from '../protocol/link/handshake.js';
import type { DocKind, LinkRecord } from '../protocol/record.js';
import { contactAfterHandshake, contactWithDoc, type Contacts } from './contacts.js';
import { ConversationSync } from './conversation-sync.js';
import type { Conversation } from './conversation.js';
import type { Identity } from './identity.js';
import { IntroducerSession } from './introducer-session.js';
import { Links, type Link } from './links.js';
import type { Batch, Ports } from './ports.js';
import { prekeyList } from './prekey-list.js';
import type { ContactRecord, ConversationRecord } from './records.js';
import type { createSerial } from './serial.js';
import type { ConnectionView } from './views.js';

const RENEW_PREKEYS_EVERY_MS = 60 * 60_000;
/** How long to wait after a full disk before trying again to store what a peer said of itself. */
const STORE_AGAIN_AFTER_MS = 15_000;

export interface NetworkDeps {
  readonly writes: ReturnType<typeof createSerial>;
  readonly conversationWith: (person: PersonId) => Conversation | undefined;
  /** The record a conversation with `person` has or would begin with. */
  readonly newConversation: (person: PersonId) => ConversationRecord;
  /** These are stored now. */
  readonly onContacts: (contacts: readonly ContactRecord[], conversation: ConversationRecord | null) => void;
  readonly onMismatch: (contact: ContactRecord) => void;
  readonly onFault: (fault: FaultCode) => void;
  readonly onConnection: (connection: ConnectionView) => void;
}

/** What is going on over one link. */
interface Syncing {
  readonly sync: ConversationSync;
  readonly conversation: Conversation;
  /** The newest document of each kind that could not be stored. */
  readonly unsaved: Map<DocKind, Uint8Array>;
}

/** Everything that needs others: the introducer, the links, and what is said on them. */
export class Network {
  readonly #ports: Ports;
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #deps: NetworkDeps;
  readonly #introducer: IntroducerSession;
  readonly #links: Links;
  readonly #syncs = new Map<Link, Syncing>();
  #cancelRenewal: (() => void) | null = null;

  constructor(ports: Ports, identity: Identity, contacts: Contacts, deps: NetworkDeps) {
    this.#ports = ports;
    this.#identity = identity;
    this.#contacts = contacts;
    this.#deps = deps;
    this.#introducer = new IntroducerSession(ports, () => identity.record.rendezvous, {
      onUp: () => {
        ports.peers.prepare();
        this.#links.dialAll();
      },
      onBlob: (blob) => this.#links.onBlob(blob),
    });
    this.#links = new Links(ports, identity, contacts, this.#introducer, {
      meet: (established, introSecret) => this.#meet(established, introSecret),
      onLinked: (link) => this.#onLinked(link),
      onUnlinked: (link) => this.#onUnlinked(link),
      onRecord: (link, record) => this.#onRecord(link, record),
      onMismatch: deps.onMismatch,
      onRefused: (contact, reason) =>
        void this.#saveContact(contact.person, (now) => ({ ...now, refused: reason })),
    });
    this.#introducer.state.subscribe(() => this.#tellConnection());
  }

  start(): void {
    this.#introducer.start();
    void this.#renewPrekeys();
  }

  stop(): void {
    this.#cancelRenewal?.();
    this.#links.stop();
    this.#introducer.stop();
  }

  wake(): void {
    this.#introducer.wake();
    this.#links.wake();
  }

  /** What we know of how to reach a contact has changed. */
  dialAnew(person: PersonId): void {
    this.#links.dialAnew(person);
  }

  /** Our device key has changed. */
  restart(): void {
    this.#links.restart();
  }

  get linked(): ReadonlySet<PersonId> {
    return this.#links.linked;
  }

  /** Tells those who are linked that our name has changed; the others learn it with the next handshake. */
  async tellName(): Promise<void> {
    const { card } = await this.#identity.credential();
    this.#links.broadcast({ type: 'doc', kind: 'card', bytes: card.bytes });
  }

  async #renewPrekeys(): Promise<void> {
    this.#cancelRenewal = this.#ports.clock.after(RENEW_PREKEYS_EVERY_MS, () => void this.#renewPrekeys());
    const renewed = await this.#identity.renewPrekeys();
    if (!renewed.ok) return this.#deps.onFault(renewed.error);
    if (!renewed.value) return;
    this.#links.broadcast({ type: 'doc', kind: 'prekeys', bytes: await prekeyList(this.#identity) });
  }

  /** Stores who has just proved who they are, with the secret that both ends keep. False if they are not stored. */
  async #meet(established: Established, introSecret: Uint8Array | null): Promise<boolean> {
    const { person } = established.peer.manifest;
    let isStored = false;
    await this.#store(async () => {
      // Asked once more, now that it is our turn: somebody else may have used the secret meanwhile.
      const isStranger = !this.#contacts.get(person);
      if (isStranger && introSecret && this.#identity.judgeIntro(introSecret, person) !== 'welcome') return;
      const nowMs = this.#ports.clock.wallMs();
      const reunion = reunionSecret(established.keys.exporter);
      const contact = contactAfterHandshake(this.#contacts.get(person), established.peer, reunion, nowMs);
      const isNew = !this.#deps.conversationWith(person);
      const conversation = isNew ? this.#deps.newConversation(person) : null;
      const batch: Batch = { contacts: [contact], ...(conversation && { conversations: [conversation] }) };
      if (introSecret) {
        await this.#identity.bindIntro(introSecret, person, (self) =>
          this.#ports.repo.commit({ ...batch, self }),
        );
      } else {
        await this.#ports.repo.commit(batch);
      }
      this.#deps.onContacts([contact], conversation);
      isStored = true;
    });
    return isStored;
  }

  #onLinked(link: Link): void {
    const conversation = this.#deps.conversationWith(link.person);
    if (!conversation) return;
    const tag = conversationTag(link.exporter, conversation.id);
    const sync = new ConversationSync(tag, (record) => link.send(record), conversation);
    this.#syncs.set(link, { sync, conversation, unsaved: new Map() });
    conversation.attach(sync);
    this.#tellConnection();
  }

  #onUnlinked(link: Link): void {
    const syncing = this.#syncs.get(link);
    this.#syncs.delete(link);
    syncing?.conversation.detach(syncing.sync);
    this.#tellConnection();
  }

  async #onRecord(link: Link, record: LinkRecord): Promise<void> {
    if (record.type === 'doc') return this.#takeDoc(link, record.kind, record.bytes);
    const syncing = this.#syncs.get(link);
    // A tag we do not know is of a conversation that we are not in; there is nothing to say about it.
    if (!syncing || !('tag' in record) || !sameBytes(record.tag, syncing.sync.tag)) return;
    await syncing.conversation.receive(record, syncing.sync);
  }

  /** Stores what a peer says of itself. It says so once per link, so what finds no room is tried again. */
  async #takeDoc(link: Link, kind: DocKind, bytes: Uint8Array): Promise<void> {
    const saved = await this.#saveContact(link.person, (now) =>
      contactWithDoc(now, link.device, kind, bytes),
    );
    const unsaved = this.#syncs.get(link)?.unsaved;
    const isWaiting = unsaved?.has(kind);
    if (saved) unsaved?.delete(kind);
    else unsaved?.set(kind, bytes);
    if (saved || isWaiting) return;
    this.#ports.clock.after(STORE_AGAIN_AFTER_MS, () => {
      const latest = this.#syncs.get(link)?.unsaved.get(kind);
      if (!latest) return;
      unsaved?.delete(kind);
      void this.#takeDoc(link, kind, latest);
    });
  }

  #saveContact(person: PersonId, next: (now: ContactRecord) => ContactRecord | null): Promise<boolean> {
    return this.#store(async () => {
      const now = this.#contacts.get(person);
      const contact = now && next(now);
      if (!contact) return;
      await this.#ports.repo.commit({ contacts: [contact] });
      this.#deps.onContacts([contact], null);
    });
  }

  /** Runs a write in its turn; a full disk becomes an alert. */
  async #store(write: () => Promise<void>): Promise<boolean> {
    try {
      await this.#deps.writes(write);
      return true;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#deps.onFault(error.code);
      return false;
    }
  }

  #tellConnection(): void {
    const { state, nonsense } = this.#introducer.state.value;
    this.#deps.onConnection({ introducer: state, peers: this.#links.linked.size, nonsense });
  }
}
