import { claimableMs } from '../domain/order.js';
import type { Credential } from '../protocol/credential.js';
import type { IceServers } from '../protocol/ice-servers.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import type { VerifiedManifest } from '../protocol/manifest.js';
import type { Established } from '../protocol/link/handshake.js';
import type { Role } from '../protocol/link/proof.js';
import type { LinkRecord } from '../protocol/record.js';
import {
  openAnswer,
  openBlob,
  sealAnswer,
  sealOffer,
  type OfferKey,
  type OpenedBlob,
} from '../protocol/sealed-signal.js';
import {
  openSignal,
  sealSignal,
  type RefusalReason,
  type Signal,
  type SignalKind,
} from '../protocol/signal.js';
import { Attempt, offersRelay } from './attempt.js';
import { Backoff } from './backoff.js';
import { contactFromRow, isRetired, type Contacts } from './contacts.js';
import type { Identity } from './identity.js';
import type { IntroducerSession } from './introducer-session.js';
import { LinkRoom, type Need } from './link-room.js';
import type { LinkEnd } from './link-session.js';
import type { Ports, Route } from './ports.js';
import { sameBytes } from '../protocol/codec.js';
import { rendezvousSecret } from '../protocol/rendezvous.js';
import { prekeyList } from './prekey-list.js';
import { offerKey } from './offer-key.js';
import { NO_WAY_YET, obstacleOf, type Obstacle, type Way } from './reach.js';
import type { ContactRecord } from './records.js';
import { createSerial } from './serial.js';
import { Store } from './store.js';
import type { Traffic } from './traffic.js';
import type { Path } from './views.js';

/** Attempts of our own at once. A browser makes at most 500 peer connections, closed ones included until collected. */
const MAX_DIALS = 8;
/** Attempts of others that we answer at once. */
const MAX_ANSWERS = 16;
/** Sealed signals waiting to be opened; opening costs milliseconds and anybody who knows our address may send. */
const MAX_WAITING_BLOBS = 32;
const MAX_REMEMBERED_SIDS = 512;
/** If both dial at once, how long the one whose offer stands waits for its answer before taking the other's. */
const GLARE_WAIT_MS = 1_500;
/** How old an answered attempt may be that is still none when the introducer is back; an honest one takes a second or two. */
const GIVEN_UP_AFTER_LOSS_MS = 4_000;
/** The most between two tries with somebody who answers by the introducer and is not reached: the way may open any time. */
const MOST_BETWEEN_TRIES_MS = 8_000;
/** A link this old is replaced by a new one with new keys, before it is let go. */
const RENEW_AFTER_MS = 60 * 60_000;
/** After a few calls to the device that we had before, how long until the next: it may be found, and switched on, any day. */
const CALLS_AT_ONCE = 5;
const CALL_FORMER_EVERY_MS = 10 * 60_000;
/** How long a link that is replaced stays open, where nothing is heard on the new one. */
const REPLACED_FOR_MS = 5_000;
/** How long a link through the relay lives before a direct one is tried in its place, and again after that. */
const DIRECT_AGAIN_AFTER_MS = 5 * 60_000;
/** How often we look which way a link takes that may be relayed: soon, while the browser still chooses, and later. */
const LOOK_SOON_MS = 2_000;
const LOOK_LATER_MS = 30_000;

/** A live link to a contact's device. */
export interface Link {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly exporter: Uint8Array;
  send(record: LinkRecord): Promise<void>;
}

export interface LinksListener {
  /** What needs a link to a person, the most of it, apart from being a neighbour in a group. */
  needOf(person: PersonId): Exclude<Need, 'neighbour'>;
  /** Somebody has proved who they are. Resolves when that is stored; false to end the link. */
  meet(established: Established, coming: Coming): Promise<boolean>;
  /** Another device of our own person has shown itself. */
  onOwn(manifest: VerifiedManifest): void;
  /** Whether a badge lets somebody in whom we do not know: one that is good now, of an authority that is trusted here. */
  isVouched(person: PersonId, badges: readonly Uint8Array[]): boolean;
  /** Whether an office has ended a device, or the key of its person. */
  isRevoked(person: PersonId, device: DeviceId, badges: readonly Uint8Array[]): boolean;
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

/** By what somebody has come to us whom we may not know. */
export interface Coming {
  /** They hold this secret of a contact link of ours. */
  readonly introSecret: Uint8Array | null;
  /** Our person brought them here by hand. */
  readonly isMeant: boolean;
  /** They knew us before we lost the device that knew them: see `Identity.looksForPeople`. */
  readonly knewUs: boolean;
}
const BY_THEMSELVES: Coming = { introSecret: null, isMeant: false, knewUs: false };

/** What becomes of an attempt whose descriptions people carry. */
export interface ByHandListener {
  onSignal(sdp: string): void;
  isWelcome(peer: Credential): boolean;
  /** Whose answer or offer has come; null before. */
  device(): DeviceId | null;
  /** Called once: it failed, or the link it became has ended. */
  onDown(why: LinkEnd, up: boolean): void;
}

interface Target {
  /** Monotonic; when to try next. */
  dueMs: number;
  readonly backoff: Backoff;
  dial: Dial | null;
  /** They have answered, and no direct way was found: the next attempt may go through the relay as well. */
  needsRelay: boolean;
}
interface Dial {
  readonly sid: Uint8Array;
  readonly attempt: Attempt;
  /** Null until the offer is sealed. */
  replyKey: Uint8Array | null;
}
interface LiveLink extends Link {
  readonly attempt: Attempt;
  readonly sinceMs: number;
  path: Path;
  /** Of a link through the relay: when a direct one is tried in its place. */
  directDueMs: number;
  /** Monotonic; when something was last said on it. */
  usedMs: number;
  readonly knewUs: boolean;
}

/**
 * Who is linked with us, and the work of keeping it so: dials every contact that is not, answers those who dial us,
 * settles it when both do, and replaces links that have grown old.
 */
export class Links {
  /** What is known of the way to each whom we have tried. */
  readonly ways = new Store<ReadonlyMap<PersonId, Way>>(new Map());
  readonly #ports: Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>;
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #introducer: IntroducerSession;
  readonly #traffic: Traffic;
  readonly #listener: LinksListener;
  readonly #room: LinkRoom;
  readonly #live = new Map<PersonId, LiveLink>();
  readonly #targets = new Map<PersonId, Target>();
  readonly #answers = new Map<DeviceId, Attempt>();
  /** What was the link before, until something is heard on the new one. */
  readonly #replaced = new Map<Attempt, Attempt>();
  /** Those whose descriptions people carry, until they are links. */
  readonly #byHand = new Set<Attempt>();
  readonly #seenSids = new Set<string>();
  readonly #inOrder = createSerial();
  #waitingBlobs = 0;
  #cancelTick: (() => void) | null = null;
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
    this.#room = new LinkRoom(ports.clock, (person) => {
      const need = listener.needOf(person);
      return need !== 'shown' && contacts.isNeighbour(person) ? 'neighbour' : need;
    });
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
    const nowMs = this.#ports.clock.monotonicMs();
    for (const { dial } of this.#targets.values()) {
      if (!dial || this.#byHand.has(dial.attempt)) continue;
      const { attempt } = dial;
      // Whose answer came before the loss may be waiting for somebody who has begun anew.
      if (!attempt.isSignalled || nowMs - attempt.startedMs > GIVEN_UP_AFTER_LOSS_MS) attempt.drop();
    }
    this.wake();
  }

  /** Tries everybody who is not linked, now: the world has changed. */
  dialAll(): void {
    for (const target of this.#targets.values()) {
      target.dueMs = 0;
      target.backoff.reset();
    }
    this.#tick();
  }

  /** Tries a contact again from the beginning: there is a new way to reach them. */
  dialAnew(person: PersonId): void {
    const target = this.#target(person);
    this.#room.wake(person);
    target.dial?.attempt.drop();
    target.dueMs = 0;
    target.backoff.reset();
    this.#tick();
  }

  /** Whom we want has changed: ends links with those who are not welcome any more, and tries who is new. */
  review(): void {
    for (const link of [...this.#live.values()]) {
      const badges = this.#contacts.get(link.person)?.badges ?? [];
      const isWelcome =
        this.#contacts.isWelcome(link.person) || this.#isLetIn(link.person, badges, link.knewUs);
      if (!isWelcome) link.attempt.leave();
      // What an office or its person has ended gets not even a goodbye.
      else if (this.#isEnded(link.person, link.device, badges)) {
        link.attempt.drop();
        this.#learn(link.person, { obstacle: 'ended' });
      }
    }
    this.#tick();
  }

  /** What is needed may have changed: somebody is turned to, or something was written. */
  lookAgain(): void {
    this.#tick();
  }

  /** Sees which links still live, and tries the rest. */
  wake(): void {
    for (const link of this.#live.values()) link.attempt.check();
    this.dialAll();
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
    this.#cancelTick?.();
    this.#dropAll((attempt) => attempt.leave());
  }

  /** Our device key has changed: every link is made anew under the new one. */
  restart(): void {
    this.#dropAll((attempt) => attempt.drop());
    this.dialAll();
  }

  /** One publication from the introducer. Never throws; anything that is not for us costs a moment and is forgotten. */
  onBlob(blob: Uint8Array): void {
    if (this.#waitingBlobs >= MAX_WAITING_BLOBS) return;
    this.#waitingBlobs++;
    void this.#inOrder(async () => {
      this.#waitingBlobs--;
      if (!this.#running) return;
      const { record, addressees } = this.#identity;
      const opened = await openBlob(blob, {
        devices: addressees,
        prekeys: record.prekeys,
        intros: record.intros.map((intro) => intro.secret),
        reunions: [...this.#contacts.reunions, rendezvousSecret(record.rendezvous)],
      });
      if (opened?.type === 'answer') this.#onAnswer(opened);
      if (opened?.type === 'offer') await this.#onOffer(opened);
    });
  }

  // ——— Dialling ———

  #tick(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    if (!this.#running || !this.#introducer.isUp) return;
    const nowMs = this.#ports.clock.monotonicMs();
    let nextMs = Infinity;
    const wanted = [...this.#contacts.wanted, ...this.#former];
    const due: ContactRecord[] = [];
    for (const contact of wanted) {
      const target = this.#target(contact.person);
      if (target.dial || contact.refused) continue;
      const wantedMs = this.#wantedMs(contact, target);
      if (wantedMs <= nowMs) due.push(contact);
      else nextMs = Math.min(nextMs, Math.max(wantedMs, nowMs + 100));
    }
    for (const contact of this.#room.inOrder(due, wanted.length)) {
      if (this.#dialCount >= MAX_DIALS) nextMs = Math.min(nextMs, nowMs + 100);
      // Who has no room is looked at again when a link ends.
      else if (this.#room.isFor(contact.person, this.#live, this.#dialCount))
        this.#dial(contact, this.#target(contact.person));
    }
    if (nextMs < Infinity) this.#cancelTick = this.#ports.clock.after(nextMs - nowMs, () => this.#tick());
  }

  /**
   * When to dial a contact: as soon as the pause is over, or, of two that are linked, one when the link is old, or goes
   * through the relay and a direct way has not been looked for of late.
   */
  #wantedMs(contact: ContactRecord, target: Target): number {
    const link = this.#live.get(contact.person);
    if (!link) return Math.max(target.dueMs, this.#room.restsUntilMs(contact.person));
    const isOurs = this.#identity.device < link.device;
    if (!isOurs) return Infinity;
    const oldMs = link.sinceMs + RENEW_AFTER_MS;
    return Math.max(link.path === 'relay' ? Math.min(oldMs, link.directDueMs) : oldMs, target.dueMs);
  }

  /**
   * What a dial may use. A direct way is looked for alone, until it has been seen that there is none: each allocation of
   * the relay costs it a port, whether packets go through it or not. With the relay at hand the browser still prefers a
   * direct way. A young link is replaced by a direct one or not at all.
   */
  #iceFor(person: PersonId, target: Target): { readonly ice: IceServers; readonly isFirstOfTwo: boolean } {
    const { ice } = this.#introducer;
    const link = this.#live.get(person);
    const isYoung = link && this.#ports.clock.monotonicMs() < link.sinceMs + RENEW_AFTER_MS;
    if (target.needsRelay && !isYoung) return { ice, isFirstOfTwo: false };
    return { ice: { ...ice, turn: null }, isFirstOfTwo: ice.turn !== null };
  }

  /**
   * The device that we had before this one was made from our words may be in use, by whoever found it; those who are linked with it
   * look for no other. Both listen at one place: by a call there an honest one hears that it is over.
   */
  get #former(): readonly ContactRecord[] {
    const { person, device, name, record, looksForPeople } = this.#identity;
    if (!looksForPeople) return [];
    return [contactFromRow({ person, device, name, rendezvous: record.rendezvous }, 0)];
  }

  get #dialCount(): number {
    let count = 0;
    for (const target of this.#targets.values()) if (target.dial) count++;
    return count;
  }

  #target(person: PersonId): Target {
    let target = this.#targets.get(person);
    if (!target) {
      target = {
        dueMs: 0,
        backoff: new Backoff(this.#ports.random, 2_000, 60_000),
        dial: null,
        needsRelay: false,
      };
      this.#targets.set(person, target);
    }
    return target;
  }

  #dial(contact: ContactRecord, target: Target): void {
    const key = offerKey(contact, this.#contacts.secretsOf(contact.person), target.backoff.tries);
    const sid = this.#ports.random.bytes(16);
    const link = this.#live.get(contact.person);
    if (link) link.directDueMs = this.#ports.clock.monotonicMs() + DIRECT_AGAIN_AFTER_MS;
    const options = { role: 'initiator', ...this.#iceFor(contact.person, target) } as const;
    const ports = this.#portsTo(() => contact.device);
    let isEnded = false;
    const attempt: Attempt = new Attempt(ports, this.#identity, options, {
      onSignal: (sdp) => void this.#sendOffer(contact, dial, key, sdp),
      isWelcome: (peer) => {
        if (peer.manifest.person !== contact.person) return false;
        if (contact.person === this.#identity.person) return true; // to show it who we are; it becomes no link
        isEnded = this.#isEnded(contact.person, peer.device, peer.badges);
        return this.#isStillWelcome(peer);
      },
      onUp: (established) => this.#onUp(attempt, established, BY_THEMSELVES),
      onRecord: (record) => this.#onRecord(attempt, record),
      onDown: (why, up) => this.#onDown(contact, attempt, why, up, isEnded),
    });
    const dial: Dial = { sid, attempt, replyKey: null };
    target.dial = dial;
    this.#learn(contact.person, { isTrying: true });
  }

  async #sendOffer(contact: ContactRecord, dial: Dial, key: OfferKey, sdp: string): Promise<void> {
    const signal = await this.#sign(contact.device, dial.sid, 'offer', sdp);
    const offer = await sealOffer(signal, key, (length) => this.#ports.random.bytes(length));
    if (!offer || this.#targets.get(contact.person)?.dial !== dial) return dial.attempt.drop();
    dial.replyKey = offer.replyKey;
    if (this.#introducer.publish(contact.rendezvous, offer.blob)) return;
    this.#learn(contact.person, { obstacle: 'unasked' });
    dial.attempt.drop();
  }

  #onAnswer(answer: Extract<OpenedBlob, { type: 'answer' }>): void {
    for (const [person, { dial }] of this.#targets) {
      if (!dial?.replyKey || !sameSid(dial.sid, answer.sid)) continue;
      const bytes = openAnswer(answer, dial.replyKey);
      const signal = bytes && openSignal(bytes);
      const isFormer = person === this.#identity.person;
      const [contact] = isFormer ? this.#former : [this.#contacts.get(person)];
      if (!signal || !contact || !sameSid(signal.sid, dial.sid)) return;
      if (!(isFormer ? this.#isOfFormer(signal) : this.#isForUs(signal))) return;
      if (signal.kind === 'answer') dial.attempt.signal(signal.detail);
      // Everybody who has the link could seal a refusal; only the contact's own device can sign one.
      if (signal.kind === 'refusal' && signal.from === contact.device) {
        const reason = readReason(signal.detail);
        if (reason) this.#listener.onRefused(contact, reason);
        dial.attempt.drop();
      }
      return;
    }
  }

  // ——— Answering ———

  async #onOffer(offer: Extract<OpenedBlob, { type: 'offer' }>): Promise<void> {
    const signal = openSignal(offer.signal);
    const { by } = offer;
    if (!signal || signal.kind !== 'offer' || !this.#isNew(signal.sid)) return;
    if (!this.#isForUs(signal) && !this.#isForFormerDevice(signal, by)) return;
    const contact = this.#contacts.byDevice(signal.from);
    if (by.mode === 'intro') {
      const verdict = this.#identity.judgeIntro(by.secret, contact?.person ?? null);
      if (verdict !== 'welcome') return this.#sendAnswer(offer, signal, 'refusal', verdict);
    }
    const dial = contact && this.#targets.get(contact.person)?.dial;
    if (dial && !this.#yields(dial, signal.from)) {
      this.#ports.clock.after(GLARE_WAIT_MS, () => {
        if (this.#targets.get(contact.person)?.dial !== dial || dial.attempt.isSignalled) return;
        dial.attempt.drop();
        this.#answer(offer, signal);
      });
      return;
    }
    dial?.attempt.drop();
    this.#answer(offer, signal);
  }

  /** Whether our own dial gives way to theirs: always, unless ours is young and our device key sorts first. */
  #yields(dial: Dial, from: DeviceId): boolean {
    if (dial.attempt.isSignalled) return false; // they have taken ours already
    const ageMs = this.#ports.clock.monotonicMs() - dial.attempt.startedMs;
    return ageMs > GLARE_WAIT_MS || from < this.#identity.device;
  }

  #answer(offer: Extract<OpenedBlob, { type: 'offer' }>, signal: Signal): void {
    const { by } = offer;
    const coming: Coming = {
      introSecret: by.mode === 'intro' ? by.secret : null,
      isMeant: false,
      knewUs: this.#isByRendezvous(by) && this.#identity.looksForPeople,
    };
    this.#answers.get(signal.from)?.drop();
    if (!this.#running || this.#answers.size >= MAX_ANSWERS) return;
    const { ice } = this.#introducer;
    // Who dials knows whether a direct way was looked for before; where only TCP passes, both have to relay.
    const options = {
      role: 'responder',
      ice: offersRelay(signal.detail) ? ice : { ...ice, turn: null },
    } as const;
    const ports = this.#portsTo(() => signal.from);
    const attempt: Attempt = new Attempt(ports, this.#identity, options, {
      onSignal: (sdp) => void this.#sendAnswer(offer, signal, 'answer', sdp),
      isWelcome: (peer) => this.#isStillWelcome(peer) && this.#isWelcomeStranger(peer, coming),
      onUp: (established) => {
        this.#forgetAnswer(signal.from, attempt);
        return this.#onUp(attempt, established, coming);
      },
      onRecord: (record) => this.#onRecord(attempt, record),
      onDown: (why, up) => {
        this.#forgetAnswer(signal.from, attempt);
        const contact = this.#contacts.byDevice(signal.from);
        if (contact) this.#onDown(contact, attempt, why, up);
      },
    });
    this.#answers.set(signal.from, attempt);
    attempt.signal(signal.detail);
  }

  #forgetAnswer(from: DeviceId, attempt: Attempt): void {
    if (this.#answers.get(from) === attempt) this.#answers.delete(from);
  }

  #isWelcomeStranger(peer: Credential, { introSecret, knewUs }: Coming): boolean {
    const { person } = peer.manifest;
    if (this.#contacts.isWelcome(person) || this.#isLetIn(person, peer.badges, knewUs)) return true;
    return introSecret !== null && this.#identity.judgeIntro(introSecret, person) === 'welcome';
  }

  #isStillWelcome(peer: Credential): boolean {
    const { person } = peer.manifest;
    if (person === this.#identity.person) {
      this.#listener.onOwn(peer.manifest);
      return false;
    }
    return !this.#isEnded(person, peer.device, peer.badges);
  }

  /** Whether its person has retired a device, or an authority has ended it or their key. */
  #isEnded(person: PersonId, device: DeviceId, shown: readonly Uint8Array[]): boolean {
    const contact = this.#contacts.get(person);
    return (
      isRetired(contact, device) ||
      this.#listener.isRevoked(person, device, [...shown, ...(contact?.badges ?? [])])
    );
  }

  #isLetIn(person: PersonId, badges: readonly Uint8Array[], knewUs: boolean): boolean {
    return !this.#contacts.isBlocked(person) && (knewUs || this.#listener.isVouched(person, badges));
  }

  async #sendAnswer(
    offer: Extract<OpenedBlob, { type: 'offer' }>,
    signal: Signal,
    kind: 'answer' | 'refusal',
    detail: string,
  ): Promise<void> {
    const answer = await this.#sign(signal.from, signal.sid, kind, detail);
    const blob = sealAnswer(answer, signal.sid, offer.replyKey, (length) => this.#ports.random.bytes(length));
    this.#introducer.publish(signal.fromRendezvous, blob);
  }

  // ——— By hand ———

  /** Begins an attempt whose descriptions people carry, within `withinMs`. Needs no introducer. */
  openByHand(role: Role, withinMs: number, listener: ByHandListener): Attempt {
    let person: PersonId | null = null;
    // What is carried has no room for relayed addresses.
    const options = { role, ice: { ...this.#introducer.ice, turn: null }, byHandMs: withinMs };
    const ports = this.#portsTo(() => listener.device());
    const attempt: Attempt = new Attempt(ports, this.#identity, options, {
      onSignal: (sdp) => listener.onSignal(sdp),
      isWelcome: (peer) => this.#isStillWelcome(peer) && listener.isWelcome(peer),
      onUp: async (established) => {
        person = established.peer.manifest.person;
        this.#byHand.delete(attempt);
        await this.#onUp(attempt, established, { ...BY_THEMSELVES, isMeant: true });
      },
      onRecord: (record) => this.#onRecord(attempt, record),
      onDown: (why, up) => {
        this.#byHand.delete(attempt);
        const contact = person && this.#contacts.get(person);
        if (contact) this.#onDown(contact, attempt, why, up);
        for (const [other, target] of this.#targets) {
          if (target.dial?.attempt !== attempt) continue;
          target.dial = null;
          this.#learn(other, { isTrying: false });
        }
        this.#tick();
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
    this.#answers.get(device)?.drop();
    const target = this.#target(person);
    target.dial?.attempt.drop();
    target.dial = { sid: this.#ports.random.bytes(16), attempt, replyKey: null };
    this.#learn(person, { isTrying: true });
  }

  // ——— Links ———

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
    const target = this.#target(person);
    target.backoff.reset();
    target.dueMs = 0;
    if (link.path === 'direct') target.needsRelay = false;
    else this.#look(link, LOOK_SOON_MS);
    const { dial } = target;
    target.dial = null;
    this.#learn(person, NO_WAY_YET);
    if (dial && dial.attempt !== attempt) dial.attempt.drop();
    // Of an offer from before a break, whose other end is long gone.
    const answer = this.#answers.get(device);
    if (answer && answer.startedMs < attempt.startedMs) answer.drop();
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
    this.#tick();
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
      this.#target(link.person).needsRelay = route.path === 'relay';
      this.#listener.onPath(link.person);
      this.#tick();
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

  #onDown(contact: ContactRecord, attempt: Attempt, why: LinkEnd, up: boolean, isEnded = false): void {
    const { person } = contact;
    const target = this.#target(person);
    const wasDial = target.dial?.attempt === attempt;
    if (wasDial) target.dial = null;
    const link = this.#live.get(person);
    const wasLink = link?.attempt === attempt;
    if (wasLink) {
      this.#live.delete(person);
      if (why === 'bye') this.#room.rest(link);
      this.#listener.onUnlinked(link);
    }
    const { isOpened } = attempt;
    const obstacle = isEnded && !up ? 'ended' : obstacleOf({ why, up, isOurs: wasDial, isOpened });
    this.#learnOfEnd(person, attempt, obstacle);
    // Whoever is turned away because they are who they are has not failed to prove it; and where we call our own former device,
    // somebody else may listen who knows the place.
    if (wasDial && obstacle === 'unproven' && person !== this.#identity.person)
      this.#listener.onMismatch(contact);
    if (wasDial || wasLink) {
      const isHere =
        attempt.isSignalled && (why === 'closed' || why === 'dropped' || why === 'late' || why === 'no-way');
      const pauseMs = target.backoff.next(isHere ? MOST_BETWEEN_TRIES_MS : undefined);
      const isFormer = person === this.#identity.person && target.backoff.tries > CALLS_AT_ONCE;
      target.dueMs = this.#ports.clock.monotonicMs() + (isFormer ? CALL_FORMER_EVERY_MS : pauseMs);
    }
    if (wasDial && why === 'no-way') this.#onNoWay(target, attempt);
    // What took the link away may have taken the introducer too, whose connection says so much later.
    if (wasLink && (why === 'silent' || why === 'closed')) this.#introducer.check();
    this.#tick();
  }

  /** They are there, and this was no way to them: tries the other one, at once if it is the relay's turn. */
  #onNoWay(target: Target, attempt: Attempt): void {
    const isRelayNext = !attempt.mayBeRelayed;
    target.needsRelay = isRelayNext;
    if (isRelayNext && this.#introducer.ice.turn) target.dueMs = 0;
  }

  // ——— What is known of the way to somebody ———

  #learn(person: PersonId, learned: Partial<Way>): void {
    this.ways.update((ways) => new Map(ways).set(person, { ...NO_WAY_YET, ...ways.get(person), ...learned }));
  }

  #learnOfEnd(person: PersonId, attempt: Attempt, obstacle: Obstacle | null): void {
    const isTrying = Boolean(this.#targets.get(person)?.dial);
    const isRelayLeft = obstacle === 'no-way' && !attempt.mayBeRelayed && this.#introducer.ice.turn !== null;
    // Where the introducer is away, they may never have been asked.
    const isUnasked = obstacle === 'unanswered' && !this.#introducer.isUp;
    if (obstacle === null || this.#live.has(person) || isRelayLeft || isUnasked)
      return this.#learn(person, { isTrying });
    this.#learn(person, { isTrying, obstacle, addresses: obstacle === 'no-way' ? attempt.addresses : [] });
  }

  /** What goes to one device is counted as going there; whose it is may be learned later. */
  #portsTo(deviceOf: () => DeviceId | null): Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'> {
    return { ...this.#ports, peers: this.#traffic.peersTo(deviceOf, this.#ports.peers) };
  }

  #dropAll(end: (attempt: Attempt) => void): void {
    for (const link of [...this.#live.values()]) end(link.attempt);
    for (const target of [...this.#targets.values()]) target.dial?.attempt.drop();
    for (const attempt of [...this.#answers.values(), ...this.#byHand, ...this.#replaced.values()])
      attempt.drop();
  }

  // ——— Signals ———

  #sign(to: DeviceId, sid: Uint8Array, kind: SignalKind, detail: string): Promise<Uint8Array> {
    const { device, record, sign } = this.#identity;
    const sentAtMs = claimableMs(this.#ports.clock.wallMs());
    return sealSignal(
      { to, from: device, sid, sentAtMs, kind, fromRendezvous: record.rendezvous, detail },
      sign,
    );
  }

  /**
   * Whoever found us in a directory, or knew us before we lost a device, may name one of ours that we know nothing of. Who it
   * is that answers, the handshake proves.
   */
  #isForFormerDevice(signal: Signal, by: Extract<OpenedBlob, { type: 'offer' }>['by']): boolean {
    return this.#isByRendezvous(by) && !this.#identity.isOwnDevice(signal.from);
  }

  #isByRendezvous(by: Extract<OpenedBlob, { type: 'offer' }>['by']): boolean {
    return by.mode === 'reunion' && sameBytes(by.secret, rendezvousSecret(this.#identity.record.rendezvous));
  }

  #isOfFormer({ to, from }: Signal): boolean {
    return to === this.#identity.device && from !== this.#identity.device;
  }

  #isForUs(signal: Signal): boolean {
    return this.#identity.isOwnDevice(signal.to) && !this.#identity.isOwnDevice(signal.from);
  }

  /** An offer counts once, whoever repeats it. */
  #isNew(sid: Uint8Array): boolean {
    const name = String.fromCharCode(...sid);
    if (this.#seenSids.has(name)) return false;
    this.#seenSids.add(name);
    const [oldest] = this.#seenSids;
    if (oldest !== undefined && this.#seenSids.size > MAX_REMEMBERED_SIDS) this.#seenSids.delete(oldest);
    return true;
  }
}

const readReason = (detail: string): RefusalReason | null =>
  detail === 'intro-used' || detail === 'intro-expired' ? detail : null;

const sameSid = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);
