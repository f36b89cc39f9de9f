import { Fault, type FaultCode } from '../domain/fault.js';
import { encode } from '../protocol/codec.js';
import type { PersonId } from '../protocol/ids.js';
import type { IceServers } from '../protocol/ice-servers.js';
import { reunionSecret } from '../protocol/link/bindings.js';
import type { Established } from '../protocol/link/handshake.js';
import { everHadDevice, openManifest, trustedManifest, type VerifiedManifest } from '../protocol/manifest.js';
import type { DocKind, LinkRecord } from '../protocol/record.js';
import { isRegistryRecord } from '../protocol/registry-records.js';
import { ByHand } from './by-hand.js';
import { ConnectionCheck } from './connection-check.js';
import { contactAfterHandshake, contactWithDoc, type Contacts } from './contacts.js';
import type { Conversations } from './conversations.js';
import type { Identity } from './identity.js';
import { doorProofFor } from './door-proof.js';
import type { Door } from './waiting-badge.js';
import { IntroducerSession, type IntroducerListener } from './introducer-session.js';
import type { Coming } from './link-gate.js';
import type { Link } from './link.js';
import { LinkTalks } from './link-talks.js';
import { Links } from './links.js';
import type { Batch, Ports } from './ports.js';
import { prekeyList } from './prekey-list.js';
import type { ContactRecord, ConversationRecord } from './records.js';
import type { createSerial } from './serial.js';
import type { Registry } from './registry.js';
import { RegistryFetch } from './registry-fetch.js';
import { RegistrySync } from './registry-sync.js';
import { NO_WAY_YET, reachOf, type ReachView } from './reach.js';
import { Traffic } from './traffic.js';
import type { Path } from './conversation-views.js';
import type { ConnectionView, NetworkVerbs } from './views.js';

const RENEW_PREKEYS_EVERY_MS = 60 * 60_000;
/** How long to wait after a full disk before trying again to store what a peer said of itself. */
const STORE_AGAIN_AFTER_MS = 15_000;

export interface NetworkDeps {
  readonly writes: ReturnType<typeof createSerial>;
  /** These are stored now. */
  readonly onContacts: (contacts: readonly ContactRecord[], conversation: ConversationRecord | null) => void;
  /** A link to somebody has come or gone, or they look at Beep now or have stopped. */
  readonly onPresence: (person: PersonId) => void;
  /** The link with somebody takes another way than before. */
  readonly onPath: (person: PersonId) => void;
  readonly onMismatch: (contact: ContactRecord) => void;
  readonly onFault: (fault: FaultCode) => void;
  /** Our manifest names devices that it did not: everybody is to hear of it. */
  readonly onRecalled: () => Promise<void>;
  /** Another device of our person has ended this one. */
  readonly onEnded: () => void;
  readonly onConnection: (connection: ConnectionView) => void;
}

/** Everything that needs others: the introducer, the links, and what is said on them. */
export class Network implements NetworkVerbs {
  readonly #ports: Ports;
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #deps: NetworkDeps;
  readonly #introducer: IntroducerSession;
  readonly #links: Links;
  /** Links that come about with no introducer. */
  readonly byHand: ByHand;
  readonly #traffic: Traffic;
  readonly #check: ConnectionCheck;
  readonly #conversations: Conversations;
  /** Badges and what goes with them, as far as this device holds it. */
  readonly registry: Registry;
  readonly #registrySync: RegistrySync;
  readonly #registryFetch: RegistryFetch;
  readonly #talks: LinkTalks;
  /** By link, the newest document of each kind that could not be stored. */
  readonly #unsaved = new Map<Link, Map<DocKind, Uint8Array>>();
  #cancelRenewal: (() => void) | null = null;

  constructor(
    ports: Ports,
    identity: Identity,
    contacts: Contacts,
    conversations: Conversations,
    registry: Registry,
    deps: NetworkDeps,
  ) {
    this.registry = registry;
    this.#registrySync = new RegistrySync(registry, ports.clock);
    this.#registryFetch = new RegistryFetch(
      registry,
      ports.registryFiles,
      ports.clock,
      () => this.#introducer.ticket,
    );
    this.#ports = ports;
    this.#identity = identity;
    this.#contacts = contacts;
    this.#conversations = conversations;
    this.#deps = deps;
    this.#traffic = new Traffic(
      ports.clock,
      () => ports.loadProbe(),
      (device) => contacts.byDevice(device)?.name ?? null,
    );
    const host = ports.origin.replace(/^\w+:\/\//u, '');
    const introducer = this.#traffic.introducer(ports.introducer, host);
    const events: IntroducerListener = {
      onUp: () => {
        ports.peers.prepare();
        registry.onDay(this.#introducer.day);
        void this.#registryFetch.refresh();
        this.#links.dialAfresh();
      },
      onBlob: (blob) => this.#links.onBlob(blob),
    };
    this.#introducer = new IntroducerSession(
      { ...ports, introducer },
      () => identity.record.rendezvous,
      events,
      (challenge) => doorProofFor(identity, ports.origin, challenge),
    );
    this.#links = new Links(ports, identity, contacts, this.#introducer, this.#traffic, {
      needOf: (person) => {
        const direct = this.#conversations.directWith(person);
        if (direct?.isShown) return 'shown';
        return direct?.isOwed(person) ? 'owed' : 'none';
      },
      meet: (established, coming) => this.#meet(established, coming),
      onOwn: (manifest) => void this.#recall(manifest),
      isVouched: (person, badges) => this.registry.isVouched(person, badges),
      isRevoked: (person, device, badges) => this.registry.isRevoked(person, device, badges),
      onLinked: (link) => this.#onLinked(link),
      onUnlinked: (link) => this.#onUnlinked(link),
      onPath: deps.onPath,
      onRecord: (link, record) => this.#onRecord(link, record),
      onMismatch: deps.onMismatch,
      onRefused: (contact, reason) =>
        void this.#saveContact(contact.person, (now) => ({ ...now, refused: reason })),
    });
    this.#talks = new LinkTalks(ports.machine, identity, conversations, deps.onPresence);
    this.byHand = new ByHand(ports, identity, contacts, conversations, this.#links);
    this.#introducer.state.subscribe(() => this.#tellConnection());
    registry.changes.subscribe(() => this.#onRegistry());
    this.#check = new ConnectionCheck({
      clock: ports.clock,
      loadProbe: () => ports.loadProbe(),
      introducer: this.#introducer,
      links: this.#links,
      onAsked: (ice) => this.#traffic.onAsked(ice),
    });
  }

  get ways(): Links['ways'] {
    return this.#links.ways;
  }

  reachOf(person: PersonId): ReachView {
    const way = this.#links.ways.value.get(person) ?? NO_WAY_YET;
    const refused = this.#contacts.get(person)?.refused ?? null;
    const isWanted = this.#contacts.wanted.some((contact) => contact.person === person);
    return reachOf(way, refused, this.linked.has(person), isWanted, this.#introducer.isUp);
  }

  get check(): ConnectionCheck['view'] {
    return this.#check.view;
  }

  runCheck(isPersisted: boolean | null): Promise<void> {
    return this.#check.run(isPersisted);
  }

  get traffic(): Traffic['view'] {
    return this.#traffic.view;
  }

  readTraffic(): Promise<void> {
    return this.#traffic.refresh();
  }

  /** What is known of whom the introducer lets in. */
  get door(): Door {
    return this.#introducer;
  }

  /** As the introducer names them. */
  get ice(): IceServers {
    return this.#introducer.ice;
  }

  start(): void {
    this.#introducer.start();
    void this.#renewPrekeys();
  }

  stop(): void {
    this.#cancelRenewal?.();
    this.byHand.cancel();
    this.#registryFetch.stop();
    this.#links.stop();
    this.#introducer.stop();
  }

  wake(): void {
    this.#introducer.wake();
    this.#links.wake();
  }

  /** Somebody is turned to, or something was written. */
  lookAgain(): void {
    this.#links.lookAgain();
  }

  /** What we know of how to reach a contact has changed. */
  dialAnew(person: PersonId): void {
    this.#links.dialAnew(person);
  }

  /** Who is in a group, or whom we want to hear of, has changed. */
  review(): void {
    this.#talks.review();
    this.#links.review();
  }

  /** See `LinkTalks.isActive`. */
  isActive(person: PersonId): boolean {
    return this.#talks.isActive(person);
  }

  /** See `LinkTalks.tellPresence`. */
  tellPresence(): void {
    this.#talks.tellPresence();
  }

  /** Our device key has changed. */
  restart(): void {
    this.byHand.cancel();
    this.#links.restart();
  }

  get linked(): ReadonlySet<PersonId> {
    return this.#links.linked;
  }

  /** See `Links.pathTo`. */
  pathTo(person: PersonId): Path {
    return this.#links.pathTo(person);
  }

  /** Tells those who are linked that our name has changed; the others learn it with the next handshake. */
  async tellName(): Promise<void> {
    const { card, manifest } = await this.#identity.credential();
    this.#links.broadcast({ type: 'doc', kind: 'manifest', bytes: manifest.bytes });
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
  async #meet(established: Established, { introSecret, isMeant, knewUs }: Coming): Promise<boolean> {
    const { person } = established.peer.manifest;
    if (person === this.#identity.person) {
      await this.#recall(established.peer.manifest);
      return false;
    }
    let isStored = false;
    await this.#store(async () => {
      // Asked once more, now that it is our turn: somebody else may have used the secret meanwhile.
      const isWelcome = this.#contacts.isWelcome(person);
      const byLink = introSecret !== null && this.#identity.judgeIntro(introSecret, person) === 'welcome';
      const becomesContact = byLink || (isMeant && !this.#contacts.isBlocked(person));
      const isLetIn = knewUs || this.registry.isVouched(person, established.peer.badges);
      if (!isWelcome && !becomesContact && (!isLetIn || this.#contacts.isBlocked(person))) return;
      const known = this.#contacts.get(person);
      const { device, badges } = established.peer;
      // The news may have come during the handshake.
      if (this.registry.isRevoked(person, device, [...badges, ...(known?.badges ?? [])])) return;
      const nowMs = this.#ports.clock.wallMs();
      const reunion = reunionSecret(established.keys.exporter);
      const contact = contactAfterHandshake(known, established.peer, reunion, becomesContact, nowMs);
      const isNew = contact.tie === 'contact' && !this.#conversations.directWith(person)?.isStored;
      const conversation = isNew ? this.#conversations.directRecord(person, 'chats') : null;
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
    this.#unsaved.set(link, new Map());
    this.byHand.onLinked(link.person);
    this.#remind(link);
    this.#meetRegistry(link);
    this.#talks.open(link);
    this.#deps.onPresence(link.person);
    this.#tellConnection();
  }

  #onUnlinked(link: Link): void {
    this.#unsaved.delete(link);
    this.#registrySync.leave(link);
    this.#talks.close(link);
    this.#deps.onPresence(link.person);
    this.#tellConnection();
  }

  async #onRecord(link: Link, record: LinkRecord): Promise<void> {
    if (record.type === 'doc') return this.#takeDoc(link, record.kind, record.bytes);
    if (isRegistryRecord(record)) return this.#registrySync.onRecord(link, record);
    return this.#talks.onRecord(link, record);
  }

  /** Whose badges they show decides which documents are spoken of. */
  #meetRegistry(link: Link): void {
    const badges = this.#contacts.get(link.person)?.badges ?? [];
    this.#registrySync.meet(link, this.registry.officesOf(link.person, badges));
  }

  /** Somebody may be let in now, or has been revoked; and documents of an authority that is new here are to be had. */
  #onRegistry(): void {
    for (const link of this.#talks.links) this.#meetRegistry(link);
    this.#links.review();
  }

  /** An authority is trusted that was not before. */
  fetchRegistry(): Promise<void> {
    return this.#registryFetch.refresh();
  }

  /** Shows the badges that we hold now to those who are linked; the others see them with the next handshake. */
  async tellBadges(): Promise<void> {
    // What a closed introducer wanted to see may be here now.
    if (!this.#introducer.isUp) this.#introducer.wake();
    const { badges } = await this.#identity.credential();
    this.#links.broadcast({ type: 'doc', kind: 'badges', bytes: encode([...badges]) });
  }

  /**
   * Whose device the newest manifest does not name that they have shown us has lost that one, with its disk or as it was made from
   * words: they are told it before anything else, and what they wrote before stays theirs.
   */
  #remind({ person, device, send }: Link): void {
    const held = this.#contacts.manifestOf(person);
    if (held && !everHadDevice(held, device)) void send({ type: 'doc', kind: 'manifest', bytes: held.bytes });
  }

  /** Somebody holds a manifest of our own person that is not ours. */
  async #recall(manifest: VerifiedManifest): Promise<void> {
    const recalled = await this.#identity.recall(manifest);
    if (!recalled.ok) return this.#deps.onFault(recalled.error);
    if (recalled.value === 'ended') return this.#deps.onEnded();
    if (recalled.value === 'recalled') await this.#deps.onRecalled();
  }

  /** Stores what a peer says of itself. It says so once per link, so what finds no room is tried again. */
  async #takeDoc(link: Link, kind: DocKind, bytes: Uint8Array): Promise<void> {
    // Of whom it speaks is seen before its signature is looked at, which whoever takes it does.
    if (kind === 'manifest' && trustedManifest(bytes)?.person === this.#identity.person) {
      const own = openManifest(bytes);
      return own ? this.#recall(own) : undefined;
    }
    const saved = await this.#saveContact(link.person, (now) =>
      contactWithDoc(now, link.device, kind, bytes),
    );
    const unsaved = this.#unsaved.get(link);
    const isWaiting = unsaved?.has(kind);
    if (saved) unsaved?.delete(kind);
    else unsaved?.set(kind, bytes);
    if (saved || isWaiting) return;
    this.#ports.clock.after(STORE_AGAIN_AFTER_MS, () => {
      const latest = this.#unsaved.get(link)?.get(kind);
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
      for (const link of this.#talks.links) if (link.person === person) this.#meetRegistry(link);
      // By what they show now, they may have been ended already.
      if (contact.badges !== now.badges || contact.manifest !== now.manifest) this.#links.review();
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
    const door = this.#introducer.standing;
    this.#deps.onConnection({ introducer: state, peers: this.#links.linked.size, nonsense, door });
  }
}

export { Official } from './official.js';
export { Posts } from './posts.js';
export { Registry } from './registry.js';
export { registryDirectory } from './registry-directory.js';
export { RegistryPostBook } from './registry-post-book.js';
export { RevokedPeople } from './revoked-people.js';
