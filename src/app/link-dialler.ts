import type { IceServers } from '../protocol/ice-servers.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { sameBytes } from '../protocol/codec.js';
import type { OfferKey } from '../protocol/sealed-signal.js';
import type { RefusalReason } from '../protocol/signal.js';
import { Attempt } from './attempt.js';
import { Backoff } from './backoff.js';
import { contactFromRow } from './contacts.js';
import { BY_THEMSELVES } from './link-gate.js';
import type { LinkMaking } from './link-making.js';
import type { LinkRoom } from './link-room.js';
import type { LinkEnd } from './link-session.js';
import type { SealedAnswer } from './link-signals.js';
import { DIRECT_AGAIN_AFTER_MS, RENEW_AFTER_MS, type LiveLink } from './link.js';
import { offerKey } from './offer-key.js';
import { NO_WAY_YET } from './reach.js';
import type { ContactRecord } from './records.js';

/** Attempts of our own at once. A browser makes at most 500 peer connections, closed ones included until collected. */
const MAX_DIALS = 8;
/** If both dial at once, how long the one whose offer stands waits for its answer before taking the other's. */
export const GLARE_WAIT_MS = 1_500;
/** How old an answered attempt may be that is still none when the introducer is back; an honest one takes a second or two. */
const GIVEN_UP_AFTER_LOSS_MS = 4_000;
const FIRST_PAUSE_MS = 2_000;
const MOST_PAUSE_MS = 60_000;
/** The most between two tries with somebody who answers by the introducer and is not reached: the way may open any time. */
const MOST_BETWEEN_TRIES_MS = 8_000;
/** After a few calls to the device that we had before, how long until the next: it may be found, and switched on, any day. */
const CALLS_AT_ONCE = 5;
const CALL_FORMER_EVERY_MS = 10 * 60_000;
/** How soon who waits for one of the places is looked at again. */
const LOOK_AGAIN_MS = 100;

interface Target {
  /** Monotonic; when to try next. */
  dueMs: number;
  readonly backoff: Backoff;
  dial: Dial | null;
  /** They have answered, and no direct way was found: the next attempt may go through the relay as well. */
  needsRelay: boolean;
}

/** An attempt of ours that is under way. */
interface Dial {
  readonly sid: Uint8Array;
  readonly attempt: Attempt;
  /** Null until the offer is sealed, and where people carry it. */
  replyKey: Uint8Array | null;
}

/** Dials every contact that is not linked, and again those whose link has grown old: whom, when, and by which way. */
export class LinkDialler {
  readonly #making: LinkMaking;
  readonly #room: LinkRoom;
  /** The contact turned our introduction down. */
  readonly #onRefused: (contact: ContactRecord, reason: RefusalReason) => void;
  readonly #targets = new Map<PersonId, Target>();
  #cancelTick: (() => void) | null = null;

  constructor(
    making: LinkMaking,
    room: LinkRoom,
    onRefused: (contact: ContactRecord, reason: RefusalReason) => void,
  ) {
    this.#making = making;
    this.#room = room;
    this.#onRefused = onRefused;
  }

  /** Dials whoever is due, and comes back when the next one is. */
  tick(): void {
    this.stop();
    const { clock, contacts, introducer, live } = this.#making;
    if (!this.#making.isRunning() || !introducer.isUp) return;
    const nowMs = clock.monotonicMs();
    let nextMs = Infinity;
    const wanted = [...contacts.wanted, ...this.#former];
    const due: ContactRecord[] = [];
    for (const contact of wanted) {
      const target = this.#target(contact.person);
      if (target.dial || contact.refused) continue;
      const wantedMs = this.#wantedMs(contact, target);
      if (wantedMs <= nowMs) due.push(contact);
      else nextMs = Math.min(nextMs, Math.max(wantedMs, nowMs + LOOK_AGAIN_MS));
    }
    for (const contact of this.#room.inOrder(due, wanted.length)) {
      if (this.#dialCount >= MAX_DIALS) nextMs = Math.min(nextMs, nowMs + LOOK_AGAIN_MS);
      // Who has no room is looked at again when a link ends.
      else if (this.#room.isFor(contact.person, live, this.#dialCount))
        this.#dial(contact, this.#target(contact.person));
    }
    if (nextMs < Infinity) this.#cancelTick = clock.after(nextMs - nowMs, () => this.tick());
  }

  /** Dials nobody until the next tick. */
  stop(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
  }

  /** Everybody who is not linked is due, as if for the first time. */
  dialAll(): void {
    for (const target of this.#targets.values()) {
      target.dueMs = 0;
      target.backoff.reset();
    }
    this.tick();
  }

  /** The same for one, whatever is under way with them. */
  dialAnew(person: PersonId): void {
    const target = this.#target(person);
    this.#room.wake(person);
    target.dial?.attempt.drop();
    target.dueMs = 0;
    target.backoff.reset();
    this.tick();
  }

  /** Gives up what the introducer was given and may have lost. */
  dropUnheard(): void {
    const nowMs = this.#making.clock.monotonicMs();
    for (const { dial } of this.#targets.values()) {
      if (!dial || dial.attempt.isByHand) continue;
      const { attempt } = dial;
      // Whose answer came before the loss may be waiting for somebody who has begun anew.
      if (!attempt.isSignalled || nowMs - attempt.startedMs > GIVEN_UP_AFTER_LOSS_MS) attempt.drop();
    }
  }

  dropAll(): void {
    for (const target of [...this.#targets.values()]) target.dial?.attempt.drop();
  }

  /** Our attempt with somebody that is under way. */
  dialTo(person: PersonId): Attempt | null {
    return this.#targets.get(person)?.dial?.attempt ?? null;
  }

  /** Whether our own attempt gives way to an offer of theirs: always, unless ours is young and our device key sorts first. */
  yields(attempt: Attempt, from: DeviceId): boolean {
    if (attempt.isSignalled) return false; // they have taken ours already
    const { clock, identity } = this.#making;
    return clock.monotonicMs() - attempt.startedMs > GLARE_WAIT_MS || from < identity.device;
  }

  /** An attempt whose descriptions people carry takes the place of whatever is under way with that person. */
  take(attempt: Attempt, person: PersonId): void {
    const target = this.#target(person);
    target.dial?.attempt.drop();
    target.dial = { sid: this.#making.random.bytes(16), attempt, replyKey: null };
    this.#making.ways.learn(person, { isTrying: true });
  }

  /** Such an attempt has ended, with whomever it was. */
  release(attempt: Attempt): void {
    for (const [person, target] of this.#targets) {
      if (target.dial?.attempt !== attempt) continue;
      target.dial = null;
      this.#making.ways.learn(person, { isTrying: false });
    }
  }

  /** There is a link now: what else is under way with them ends. */
  onUp({ person, attempt, path }: LiveLink): void {
    const target = this.#target(person);
    target.backoff.reset();
    target.dueMs = 0;
    if (path === 'direct') target.needsRelay = false;
    const { dial } = target;
    target.dial = null;
    this.#making.ways.learn(person, NO_WAY_YET);
    if (dial && dial.attempt !== attempt) dial.attempt.drop();
  }

  /** A link has been seen to go through the relay, or directly. */
  onPath({ person, path }: LiveLink): void {
    this.#target(person).needsRelay = path === 'relay';
    this.tick();
  }

  /** An attempt is over; whether it was the one under way with that person. */
  forget(person: PersonId, attempt: Attempt): boolean {
    const target = this.#target(person);
    if (target.dial?.attempt !== attempt) return false;
    target.dial = null;
    return true;
  }

  /** Our attempt, or the link with somebody, has ended: tries again after a pause. */
  pause(person: PersonId, attempt: Attempt, why: LinkEnd): void {
    const { clock, identity } = this.#making;
    const target = this.#target(person);
    const isHere =
      attempt.isSignalled && (why === 'closed' || why === 'dropped' || why === 'late' || why === 'no-way');
    const pauseMs = target.backoff.next(isHere ? MOST_BETWEEN_TRIES_MS : undefined);
    const isFormer = person === identity.person && target.backoff.tries > CALLS_AT_ONCE;
    target.dueMs = clock.monotonicMs() + (isFormer ? CALL_FORMER_EVERY_MS : pauseMs);
  }

  /** They are there, and this was no way to them: tries the other one, at once if it is the relay's turn. */
  tryOtherWay(person: PersonId, attempt: Attempt): void {
    const target = this.#target(person);
    target.needsRelay = !attempt.mayBeRelayed;
    if (target.needsRelay && this.#making.introducer.ice.turn) target.dueMs = 0;
  }

  onAnswer(answer: SealedAnswer): void {
    const { contacts, identity, signals } = this.#making;
    for (const [person, { dial }] of this.#targets) {
      if (!dial?.replyKey || !sameBytes(dial.sid, answer.sid)) continue;
      const isFormer = person === identity.person;
      const signal = signals.openAnswer(answer, dial.sid, dial.replyKey, isFormer);
      const [contact] = isFormer ? this.#former : [contacts.get(person)];
      if (!signal || !contact) return;
      if (signal.kind === 'answer') dial.attempt.signal(signal.detail);
      // Everybody who has the link could seal a refusal; only the contact's own device can sign one.
      if (signal.kind === 'refusal' && signal.from === contact.device) {
        const reason = readReason(signal.detail);
        if (reason) this.#onRefused(contact, reason);
        dial.attempt.drop();
      }
      return;
    }
  }

  #dial(contact: ContactRecord, target: Target): void {
    const { clock, contacts, gate, identity, live, random, ways } = this.#making;
    const { person } = contact;
    const key = offerKey(contact, contacts.secretsOf(person), target.backoff.tries);
    const sid = random.bytes(16);
    const link = live.get(person);
    if (link) link.directDueMs = clock.monotonicMs() + DIRECT_AGAIN_AFTER_MS;
    const options = { role: 'initiator', ...this.#iceFor(person, target) } as const;
    const ports = this.#making.portsTo(() => contact.device);
    let isEnded = false;
    const attempt: Attempt = new Attempt(ports, identity, options, {
      onSignal: (sdp) => void this.#sendOffer(contact, dial, key, sdp),
      isWelcome: (peer) => {
        if (peer.manifest.person !== person) return false;
        if (person === identity.person) return true; // to show it who we are; it becomes no link
        isEnded = gate.isEnded(person, peer.device, peer.badges);
        return gate.isWelcome(peer);
      },
      onUp: (established) => this.#making.onUp(attempt, established, BY_THEMSELVES),
      onRecord: (record) => this.#making.onRecord(attempt, record),
      onDown: (why, up) => this.#making.onDown(contact, attempt, why, up, isEnded),
    });
    const dial: Dial = { sid, attempt, replyKey: null };
    target.dial = dial;
    ways.learn(person, { isTrying: true });
  }

  async #sendOffer(contact: ContactRecord, dial: Dial, key: OfferKey, sdp: string): Promise<void> {
    const { introducer, signals, ways } = this.#making;
    const offer = await signals.sealOffer(contact, dial.sid, key, sdp);
    if (!offer || this.#targets.get(contact.person)?.dial !== dial) return dial.attempt.drop();
    dial.replyKey = offer.replyKey;
    if (introducer.publish(contact.rendezvous, offer.blob)) return;
    ways.learn(contact.person, { obstacle: 'unasked' });
    dial.attempt.drop();
  }

  /**
   * When to dial a contact: as soon as the pause is over, or, of two that are linked, one when the link is old, or goes
   * through the relay and a direct way has not been looked for of late.
   */
  #wantedMs(contact: ContactRecord, target: Target): number {
    const link = this.#making.live.get(contact.person);
    if (!link) return Math.max(target.dueMs, this.#room.restsUntilMs(contact.person));
    const isOurs = this.#making.identity.device < link.device;
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
    const { clock, introducer, live } = this.#making;
    const { ice } = introducer;
    const link = live.get(person);
    const isYoung = link && clock.monotonicMs() < link.sinceMs + RENEW_AFTER_MS;
    if (target.needsRelay && !isYoung) return { ice, isFirstOfTwo: false };
    return { ice: { ...ice, turn: null }, isFirstOfTwo: ice.turn !== null };
  }

  /**
   * The device that we had before this one was made from our words may be in use, by whoever found it; those who are linked with it
   * look for no other. Both listen at one place: by a call there an honest one hears that it is over.
   */
  get #former(): readonly ContactRecord[] {
    const { person, device, name, record, looksForPeople } = this.#making.identity;
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
      const backoff = new Backoff(this.#making.random, FIRST_PAUSE_MS, MOST_PAUSE_MS);
      target = { dueMs: 0, backoff, dial: null, needsRelay: false };
      this.#targets.set(person, target);
    }
    return target;
  }
}

const readReason = (detail: string): RefusalReason | null =>
  detail === 'intro-used' || detail === 'intro-expired' ? detail : null;
