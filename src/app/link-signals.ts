import { claimableMs } from '../domain/order.js';
import { sameBytes } from '../protocol/codec.js';
import type { DeviceId } from '../protocol/ids.js';
import { rendezvousSecret } from '../protocol/rendezvous.js';
import {
  openAnswer,
  openBlob,
  sealAnswer,
  sealOffer,
  type OfferKey,
  type OpenedBlob,
} from '../protocol/sealed-signal.js';
import { openSignal, sealSignal, type Signal, type SignalKind } from '../protocol/signal.js';
import type { Contacts } from './contacts.js';
import type { Identity } from './identity.js';
import type { IntroducerSession } from './introducer-session.js';
import type { Ports } from './ports.js';
import type { ContactRecord } from './records.js';
import { createSerial } from './serial.js';

/** Sealed signals waiting to be opened; opening costs milliseconds and anybody who knows our address may send. */
const MAX_WAITING_BLOBS = 32;
const MAX_REMEMBERED_SIDS = 512;

export type SealedOffer = Extract<OpenedBlob, { type: 'offer' }>;
export type SealedAnswer = Extract<OpenedBlob, { type: 'answer' }>;

export interface SignalsListener {
  /** An offer to us, for the first time. */
  onOffer(offer: SealedOffer, signal: Signal): Promise<void> | void;
  /** An answer to somebody's offer: only who made it can open it. */
  onAnswer(answer: SealedAnswer): void;
}

/** The offers and answers that go through the introducer, sealed and signed: to whom they are, and whether they are new. */
export class LinkSignals {
  readonly #ports: Pick<Ports, 'clock' | 'random'>;
  readonly #identity: Identity;
  readonly #contacts: Contacts;
  readonly #introducer: IntroducerSession;
  readonly #listener: SignalsListener;
  readonly #seenSids = new Set<string>();
  readonly #inOrder = createSerial();
  #waitingBlobs = 0;
  #running = true;

  constructor(
    ports: Pick<Ports, 'clock' | 'random'>,
    identity: Identity,
    contacts: Contacts,
    introducer: IntroducerSession,
    listener: SignalsListener,
  ) {
    this.#ports = ports;
    this.#identity = identity;
    this.#contacts = contacts;
    this.#introducer = introducer;
    this.#listener = listener;
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
      if (opened?.type === 'answer') this.#listener.onAnswer(opened);
      if (opened?.type === 'offer') await this.#onOffer(opened);
    });
  }

  stop(): void {
    this.#running = false;
  }

  /** An offer to a contact, and the key that opens what answers it; null where nothing can be sealed to them. */
  async sealOffer(
    contact: ContactRecord,
    sid: Uint8Array,
    key: OfferKey,
    sdp: string,
  ): Promise<{ readonly blob: Uint8Array; readonly replyKey: Uint8Array } | null> {
    const signal = await this.#sign(contact.device, sid, 'offer', sdp);
    return sealOffer(signal, key, (length) => this.#ports.random.bytes(length));
  }

  async answer(
    offer: SealedOffer,
    signal: Signal,
    kind: 'answer' | 'refusal',
    detail: string,
  ): Promise<void> {
    const answer = await this.#sign(signal.from, signal.sid, kind, detail);
    const blob = sealAnswer(answer, signal.sid, offer.replyKey, (length) => this.#ports.random.bytes(length));
    this.#introducer.publish(signal.fromRendezvous, blob);
  }

  /** What answers our offer `sid`, if it does, and comes from whom that went to: a contact, or our own former device. */
  openAnswer(
    answer: SealedAnswer,
    sid: Uint8Array,
    replyKey: Uint8Array,
    isToFormer: boolean,
  ): Signal | null {
    const bytes = openAnswer(answer, replyKey);
    const signal = bytes && openSignal(bytes);
    if (!signal || !sameBytes(signal.sid, sid)) return null;
    return (isToFormer ? this.#isOfFormer(signal) : this.#isForUs(signal)) ? signal : null;
  }

  /** Whether an offer was sealed by what everybody has who knows where we listen. */
  isByRendezvous({ by }: SealedOffer): boolean {
    return by.mode === 'reunion' && sameBytes(by.secret, rendezvousSecret(this.#identity.record.rendezvous));
  }

  async #onOffer(offer: SealedOffer): Promise<void> {
    const signal = openSignal(offer.signal);
    if (!signal || signal.kind !== 'offer' || !this.#isNew(signal.sid)) return;
    if (this.#isForUs(signal) || this.#isForFormerDevice(signal, offer))
      await this.#listener.onOffer(offer, signal);
  }

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
  #isForFormerDevice(signal: Signal, offer: SealedOffer): boolean {
    return this.isByRendezvous(offer) && !this.#identity.isOwnDevice(signal.from);
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
