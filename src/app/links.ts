import type { Credential } from '../protocol/credential.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { Established } from '../protocol/link/handshake.js';
import type { Role } from '../protocol/link/proof.js';
import type { LinkRecord } from '../protocol/record.js';
import type { RefusalReason } from '../protocol/signal.js';
import { Attempt } from './attempt.js';
import type { Contacts } from './contacts.js';
import type { Identity } from './identity.js';
import type { IntroducerSession } from './introducer-session.js';
import { LinkAnswerer } from './link-answerer.js';
import { LinkDialler } from './link-dialler.js';
import { BY_THEMSELVES, LinkGate, type Coming, type GateListener } from './link-gate.js';
import type { LinkMaking } from './link-making.js';
import { LinkRoom, type Need } from './link-room.js';
import type { LinkEnd } from './link-session.js';
import { LinkSignals } from './link-signals.js';
import { DIRECT_AGAIN_AFTER_MS, type Link, type LiveLink } from './link.js';
import type { Ports, Route } from './ports.js';
import { prekeyList } from './prekey-list.js';
import { obstacleOf, type Way } from './reach.js';
import type { ContactRecord } from './records.js';
import type { ReadonlyStore } from './store.js';
import type { Traffic } from './traffic.js';
import type { Path } from './conversation-views.js';
import { Ways } from './ways.js';

/** How long a link that is replaced stays open, where nothing is heard on the new one. */
const REPLACED_FOR_MS = 5_000;
/** How often we look which way a link takes that may be relayed: soon, while the browser still chooses, and later. */
const LOOK_SOON_MS = 2_000;
const LOOK_LATER_MS = 30_000;

export interface LinksListener extends GateListener {
  /** What needs a link to a person, the most of it, apart from being a neighbour in a group. */
  needOf(person: PersonId): Exclude<Need, 'neighbour'>;
  /** Somebody has proved who they are. Resolves when that is stored; false to end the link. */
  meet(established: Established, coming: Coming): Promise<boolean>;
  onLinked(link: Link): void;
  onUnlinked(link: Link): void;
  /** The link with somebody takes another way than before. */
  onPath(person: PersonId): void;
  onRecord(link: Link, record: LinkRecord): Promise<void>;
  /** Who answered as `contact` could not prove to be them. */
  onMismatch(contact: ContactRecord): void;
  /** The contact turned our introduction down. */
  onRefused(contact: ContactRecord, reason: RefusalReason): void;
}

/** What becomes of an attempt whose descriptions people carry. */
export interface ByHandListener {
  onSignal(sdp: string): void;
  isWelcome(peer: Credential): boolean;
  /** Whose answer or offer has come; null before. */
  device(): DeviceId | null;
  /** Called once: it failed, or the link it became has ended. */
  onDown(why: LinkEnd, up: boolean): void;
}

/** Who is linked with us, and what becomes of each link, whichever of the two began it, and where a new one takes its place. */
export class Links {
  readonly #ports: Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>;
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #introducer: IntroducerSession;
  readonly #traffic: Traffic;
  readonly #listener: LinksListener;
  readonly #gate: LinkGate;
  readonly #ways: Ways;
  readonly #room: LinkRoom;
  readonly #signals: LinkSignals;
  readonly #dialler: LinkDialler;
  readonly #answerer: LinkAnswerer;
  readonly #live = new Map<PersonId, LiveLink>();
  /** What was the link before, until something is heard on the new one. */
  readonly #replaced = new Map<Attempt, Attempt>();
  /** Those whose descriptions people carry, until they are links. */
  readonly #byHand = new Set<Attempt>();
  #running = true;

  constructor(
    ports: Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>,
    identity: Identity,
    contacts: Contacts,
    introducer: IntroducerSession,
    traffic: Traffic,
    listener: LinksListener,
  ) {
    this.#ports = ports;
    this.#identity = identity;
    this.#contacts = contacts;
    this.#introducer = introducer;
    this.#traffic = traffic;
    this.#listener = listener;
    this.#gate = new LinkGate(identity, contacts, listener);
    this.#ways = new Ways(introducer);
    this.#room = new LinkRoom(ports.clock, (person) => {
      const need = listener.needOf(person);
      return need !== 'shown' && contacts.isNeighbour(person) ? 'neighbour' : need;
    });
    this.#signals = new LinkSignals(ports, identity, contacts, introducer, {
      onOffer: (offer, signal) => this.#answerer.onOffer(offer, signal),
      onAnswer: (answer) => this.#dialler.onAnswer(answer),
    });
    const making: LinkMaking = {
      clock: ports.clock,
      random: ports.random,
      identity,
      contacts,
      introducer,
      gate: this.#gate,
      signals: this.#signals,
      ways: this.#ways,
      live: this.#live,
      isRunning: () => this.#running,
      portsTo: (deviceOf) => this.#portsTo(deviceOf),
      onUp: (attempt, established, coming) => this.#onUp(attempt, established, coming),
      onRecord: (attempt, record) => this.#onRecord(attempt, record),
      onDown: (contact, attempt, why, up, isEnded) => this.#onDown(contact, attempt, why, up, isEnded),
    };
    this.#dialler = new LinkDialler(making, this.#room, (contact, reason) =>
      listener.onRefused(contact, reason),
    );
    this.#answerer = new LinkAnswerer(making, this.#dialler);
  }

  /** What is known of the way to each whom we have tried. */
  get ways(): ReadonlyStore<ReadonlyMap<PersonId, Way>> {
    return this.#ways.view;
  }

  /** The people with a live link now. */
  get linked(): ReadonlySet<PersonId> {
    return new Set(this.#live.keys());
  }

  /** The way the link with somebody takes; null also where there is none. */
  pathTo(person: PersonId): Path {
    return this.#live.get(person)?.path ?? null;
  }

  /**
   * The introducer is there again, and what it was given before may be lost: tries everybody who is not linked anew, and sees
   * who still is. Somebody may have called while we were away, and we wait for a link that has ended at their side.
   */
  dialAfresh(): void {
    this.#dialler.dropUnheard();
    this.wake();
  }

  /** Tries a contact again from the beginning: there is a new way to reach them. */
  dialAnew(person: PersonId): void {
    this.#dialler.dialAnew(person);
  }

  /** Whom we want has changed: ends links with those who are not welcome any more, and tries who is new. */
  review(): void {
    for (const link of [...this.#live.values()]) {
      const verdict = this.#gate.judge(link);
      if (verdict === 'leaves') link.attempt.leave();
      if (verdict !== 'ended') continue;
      // What an office or its person has ended gets not even a goodbye.
      link.attempt.drop();
      this.#ways.learn(link.person, { obstacle: 'ended' });
    }
    this.#dialler.tick();
  }

  /** What is needed may have changed: somebody is turned to, or something was written. */
  lookAgain(): void {
    this.#dialler.tick();
  }

  /** Sees which links still live, and tries everybody who is not linked, now: the world may have changed. */
  wake(): void {
    for (const link of this.#live.values()) link.attempt.check();
    this.#dialler.dialAll();
  }

  /** By which way each link goes now, as far as the browser says. */
  async routes(): Promise<readonly Route[]> {
    const routes = await Promise.all([...this.#live.values()].map(({ attempt }) => attempt.route()));
    return routes.flatMap((route) => route ?? []);
  }

  /** Tells everybody who is linked. */
  broadcast(record: LinkRecord): void {
    // Said to everybody alike, it is no use of any one link.
    for (const { attempt } of this.#live.values()) void attempt.send(record);
  }

  /** Says goodbye to everybody, for good. */
  stop(): void {
    this.#running = false;
    this.#signals.stop();
    this.#dialler.stop();
    this.#dropAll((attempt) => attempt.leave());
  }

  /** Our device key has changed: every link is made anew under the new one. */
  restart(): void {
    this.#dropAll((attempt) => attempt.drop());
    this.#dialler.dialAll();
  }

  /** One publication from the introducer. Never throws; anything that is not for us costs a moment and is forgotten. */
  onBlob(blob: Uint8Array): void {
    this.#signals.onBlob(blob);
  }

  /** Begins an attempt whose descriptions people carry, within `withinMs`. Needs no introducer. */
  openByHand(role: Role, withinMs: number, listener: ByHandListener): Attempt {
    let person: PersonId | null = null;
    // What is carried has no room for relayed addresses.
    const options = { role, ice: { ...this.#introducer.ice, turn: null }, byHandMs: withinMs };
    const ports = this.#portsTo(() => listener.device());
    const attempt: Attempt = new Attempt(ports, this.#identity, options, {
      onSignal: (sdp) => listener.onSignal(sdp),
      isWelcome: (peer) => this.#gate.isWelcome(peer) && listener.isWelcome(peer),
      onUp: async (established) => {
        person = established.peer.manifest.person;
        this.#byHand.delete(attempt);
        await this.#onUp(attempt, established, { ...BY_THEMSELVES, isMeant: true });
      },
      onRecord: (record) => this.#onRecord(attempt, record),
      onDown: (why, up) => {
        this.#byHand.delete(attempt);
        const contact = person && this.#contacts.get(person);
        if (contact) this.#onDown(contact, attempt, why, up, false);
        this.#dialler.release(attempt);
        this.#dialler.tick();
        listener.onDown(why, up);
      },
    });
    this.#byHand.add(attempt);
    return attempt;
  }

  /**
   * Both descriptions of this attempt are here, so it goes before anything that is under way with that person by the
   * introducer: it takes the place of a dial that they have answered already. It is enough that one side does so.
   */
  prefer(attempt: Attempt, person: PersonId, device: DeviceId): void {
    this.#answerer.drop(device);
    this.#dialler.take(attempt, person);
  }

  async #onUp(attempt: Attempt, established: Established, coming: Coming): Promise<void> {
    const { device, manifest } = established.peer;
    const { person } = manifest;
    const isStored = await this.#listener.meet(established, coming);
    if (!isStored || !this.#running) return attempt.drop();
    if (attempt.isOver) return; // where both had dialled, one of the two has given way while we stored
    const before = this.#live.get(person);
    const link: LiveLink = {
      person,
      device,
      exporter: established.keys.exporter,
      send: (record) => {
        link.usedMs = this.#ports.clock.monotonicMs();
        return attempt.send(record);
      },
      attempt,
      sinceMs: this.#ports.clock.monotonicMs(),
      path: attempt.mayBeRelayed ? null : 'direct',
      directDueMs: this.#ports.clock.monotonicMs() + DIRECT_AGAIN_AFTER_MS,
      usedMs: this.#ports.clock.monotonicMs(),
      knewUs: coming.knewUs,
    };
    this.#live.set(person, link);
    if (link.path !== 'direct') this.#look(link, LOOK_SOON_MS);
    this.#dialler.onUp(link);
    // Of an offer from before a break, whose other end is long gone.
    this.#answerer.drop(device, attempt.startedMs);
    void attempt.send({ type: 'doc', kind: 'prekeys', bytes: await prekeyList(this.#identity) });
    // What the handshake said of us may be older than it: a name can change while one is under way.
    const { card } = await this.#identity.credential();
    void attempt.send({ type: 'doc', kind: 'card', bytes: card.bytes });
    // It may have ended while we signed; and the one before goes last, so that nobody seems away in between: neither here nor
    // there, where the new one may not be in use yet.
    if (this.#live.get(person) === link) this.#listener.onLinked(link);
    if (before) {
      this.#listener.onUnlinked(before);
      this.#replaced.set(attempt, before.attempt);
      this.#ports.clock.after(REPLACED_FOR_MS, () => this.#endReplaced(attempt));
    }
    for (const { attempt: leaving } of this.#room.takeLeaving([...this.#live.values()], link))
      leaving.leave();
    this.#dialler.tick();
  }

  #endReplaced(by: Attempt): void {
    this.#replaced.get(by)?.drop();
    this.#replaced.delete(by);
  }

  /** Sees which way a link takes, now and as long as it lives: the browser may find a better one, or lose one. */
  #look(link: LiveLink, nextMs: number): void {
    void link.attempt.route().then((route) => {
      if (this.#live.get(link.person) !== link) return;
      this.#ports.clock.after(
        nextMs,
        () => this.#live.get(link.person) === link && this.#look(link, LOOK_LATER_MS),
      );
      if (!route || route.path === link.path) return;
      link.path = route.path;
      this.#listener.onPath(link.person);
      this.#dialler.onPath(link);
    });
  }

  async #onRecord(attempt: Attempt, record: LinkRecord): Promise<void> {
    this.#endReplaced(attempt);
    for (const link of this.#live.values()) {
      if (link.attempt !== attempt) continue;
      link.usedMs = this.#ports.clock.monotonicMs();
      return this.#listener.onRecord(link, record);
    }
  }

  #onDown(contact: ContactRecord, attempt: Attempt, why: LinkEnd, up: boolean, isEnded: boolean): void {
    const { person } = contact;
    const wasDial = this.#dialler.forget(person, attempt);
    const link = this.#live.get(person);
    const wasLink = link?.attempt === attempt;
    if (wasLink) {
      this.#live.delete(person);
      if (why === 'bye') this.#room.rest(link);
      this.#listener.onUnlinked(link);
    }
    const { isOpened } = attempt;
    const obstacle = isEnded && !up ? 'ended' : obstacleOf({ why, up, isOurs: wasDial, isOpened });
    this.#ways.learnOfEnd(person, attempt, obstacle, {
      isTrying: this.#dialler.dialTo(person) !== null,
      isLinked: this.#live.has(person),
    });
    // Whoever is turned away because they are who they are has not failed to prove it; and where we call our own former device,
    // somebody else may listen who knows the place.
    if (wasDial && obstacle === 'unproven' && person !== this.#identity.person)
      this.#listener.onMismatch(contact);
    if (wasDial || wasLink) this.#dialler.pause(person, attempt, why);
    if (wasDial && why === 'no-way') this.#dialler.tryOtherWay(person, attempt);
    // What took the link away may have taken the introducer too, whose connection says so much later.
    if (wasLink && (why === 'silent' || why === 'closed')) this.#introducer.check();
    this.#dialler.tick();
  }

  /** What goes to one device is counted as going there; whose it is may be learned later. */
  #portsTo(deviceOf: () => DeviceId | null): Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'> {
    return { ...this.#ports, peers: this.#traffic.peersTo(deviceOf, this.#ports.peers) };
  }

  #dropAll(end: (attempt: Attempt) => void): void {
    for (const link of [...this.#live.values()]) end(link.attempt);
    this.#dialler.dropAll();
    this.#answerer.dropAll();
    for (const attempt of [...this.#byHand, ...this.#replaced.values()]) attempt.drop();
  }
}
