import type { Credential } from '../protocol/credential.js';
import { reunionSecret } from '../protocol/link/bindings.js';
import { MAX_RECORDS_PER_KEY, Opener, Sealer, type Seal, type Unseal } from '../protocol/link/ciphers.js';
import {
  initiate,
  respond,
  type Established,
  type HandshakeError,
  type Opening,
} from '../protocol/link/handshake.js';
import type { Role } from '../protocol/link/proof.js';
import { encodeRecord, parseRecord, type LinkRecord } from '../protocol/record.js';
import type { Result } from '../protocol/result.js';
import type { Sign } from '../protocol/sign1.js';
import type { ChannelBinding, Clock, Keys, Peer, Random } from './ports.js';
import { createSerial } from './serial.js';

const HEARTBEAT_MS = 5_000;
const SILENT_AFTER_MS = 15_000;
/** After a wake-up, how long the other side has to say that it is there. */
const ANSWER_WITHIN_MS = 4_000;
const REKEY_EVERY_MS = 15 * 60_000;
/** Frames received and not yet dealt with. An honest peer stays far below: it waits for acks. */
const MAX_WAITING_FRAMES = 128;

/**
 * Bytes from which on the platform seals and opens a record, off this thread: below, asking it takes longer than doing it
 * (ADR 0007). A backlog comes in frames of 16 KiB.
 */
const MUCH_BYTES = 4 * 1024;

/** Why a link ended. Those of the handshake, and: */
export type LinkEnd =
  | HandshakeError
  | 'closed' // the connection below went away
  | 'no-way' // they answered, and nothing found its way from one to the other
  | 'bye' // they left on purpose
  | 'silent' // nothing heard for too long
  | 'flood' // more frames at once than anybody needs
  | 'bad-frame' // a frame that is not the next record
  | 'bad-record' // a record that is not of this protocol
  | 'late' // it was no link in time: nobody answered, or who did was slow
  | 'dropped'; // we ended it

export interface LinkListener {
  /** The other side has proved who it is. Records follow. */
  onUp(established: Established): Promise<void>;
  /** The next record is not looked at before the promise settles. */
  onRecord(record: LinkRecord): Promise<void>;
  /** Called once. `up` tells whether `onUp` had been called. */
  onDown(why: LinkEnd, up: boolean): void;
}

export interface LinkConfig {
  readonly role: Role;
  /** The initiator's, if it is made already. */
  readonly opening: Opening | null;
  readonly credential: Credential;
  readonly sign: Sign;
  readonly binding: ChannelBinding;
  readonly isWelcome: (peer: Credential) => boolean;
}

/**
 * One link with one device: the handshake, then records in and out in order, a heartbeat, and fresh keys now and
 * then. Anything wrong ends it, and nothing a peer sends gets past it except as a well-formed record.
 */
export class LinkSession {
  readonly #peer: Peer;
  readonly #config: LinkConfig;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #unseal: Unseal;
  readonly #seal: Seal;
  /** The last frame that waits for one before it to be sealed; null if none does. */
  #sending: Promise<unknown> | null = null;
  readonly #listener: LinkListener;
  readonly #inOrder = createSerial();
  #next: ((frame: Uint8Array) => Promise<LinkEnd | null>) | null;
  #sealer: Sealer | null = null;
  #opener: Opener | null = null;
  #waitingFrames = 0;
  #heardMs: number;
  #rekeyedMs: number;
  #cancelHeartbeat: (() => void) | null = null;
  #cancelAnswer: (() => void) | null = null;
  #ended = false;
  #up = false;

  constructor(
    ports: { readonly clock: Clock; readonly random: Random; readonly keys: Pick<Keys, 'unseal' | 'seal'> },
    peer: Peer,
    config: LinkConfig,
    listener: LinkListener,
  ) {
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#unseal = (...of) => ports.keys.unseal(...of);
    this.#seal = (...of) => ports.keys.seal(...of);
    this.#peer = peer;
    this.#config = config;
    this.#listener = listener;
    this.#heardMs = ports.clock.monotonicMs();
    this.#rekeyedMs = this.#heardMs;
    this.#next = config.role === 'initiator' ? this.#begin() : (m1) => this.#answer(m1);
  }

  /** One frame from the peer connection. Never throws. */
  receive(frame: Uint8Array): void {
    if (this.#ended) return;
    if (++this.#waitingFrames > MAX_WAITING_FRAMES) return this.#end('flood');
    this.#heardMs = this.#clock.monotonicMs();
    void this.#inOrder(async () => {
      this.#waitingFrames--;
      if (this.#ended) return;
      const why = this.#next ? await this.#next(frame) : await this.#take(frame);
      if (why) this.#end(why);
    });
  }

  /** Seals and queues one record. Resolves when there is room for the next; on an ended link, at once. */
  send(record: LinkRecord): Promise<void> {
    if (this.#ended || !this.#sealer) return Promise.resolve();
    const dueForRekey =
      this.#sealer.count >= MAX_RECORDS_PER_KEY - 1 ||
      this.#clock.monotonicMs() - this.#rekeyedMs > REKEY_EVERY_MS;
    if (dueForRekey && record.type !== 'rekey') {
      this.#rekeyedMs = this.#clock.monotonicMs();
      void this.send({ type: 'rekey' });
      this.#sealer.rekey();
    }
    const bytes = encodeRecord(record);
    if (bytes.byteLength >= MUCH_BYTES) return this.#sendAfter(this.#sealer.sealBy(this.#seal, bytes));
    const frame = this.#sealer.seal(bytes);
    return this.#sending ? this.#sendAfter(Promise.resolve(frame)) : this.#peer.send(frame);
  }

  /** Queues a frame behind those that are still being sealed: the other side opens them in the order of their nonces. */
  #sendAfter(frame: Promise<Uint8Array>): Promise<void> {
    const queued = Promise.all([frame, this.#sending]).then(([sealed]) => {
      if (this.#sending === queued) this.#sending = null;
      return { room: this.#ended ? Promise.resolve() : this.#peer.send(sealed) };
    });
    this.#sending = queued;
    return queued.then(({ room }) => room);
  }

  /** Sees whether the other side is still there, and ends the link if it does not say so soon. */
  check(): void {
    if (!this.#up || this.#ended || this.#cancelAnswer) return;
    const askedMs = this.#clock.monotonicMs();
    void this.send({ type: 'live', answer: true });
    this.#cancelAnswer = this.#clock.after(ANSWER_WITHIN_MS, () => {
      this.#cancelAnswer = null;
      if (this.#heardMs < askedMs) this.#end('silent');
    });
  }

  /** Says goodbye and closes. */
  leave(): void {
    void this.send({ type: 'bye' });
    this.#end('dropped');
  }

  /** Ends the link without a word: by our choice, or since the connection below has gone, or it is no link in time. */
  drop(why: 'dropped' | 'closed' | 'late' = 'dropped'): void {
    this.#end(why);
  }

  #begin(): (m2: Uint8Array) => Promise<LinkEnd | null> {
    const handshake = initiate(this.#handshakeConfig(), this.#config.opening ?? undefined);
    void this.#peer.send(handshake.m1);
    return async (m2) => {
      const finished = await handshake.finish(m2);
      if (!finished.ok) return finished.error;
      void this.#peer.send(finished.value.m3);
      return this.#establish(finished.value);
    };
  }

  async #answer(m1: Uint8Array): Promise<LinkEnd | null> {
    const answered = await respond(m1, this.#handshakeConfig());
    if (!answered.ok) return answered.error;
    this.#next = (m3) => this.#finish(answered.value.finish(m3));
    void this.#peer.send(answered.value.m2);
    return null;
  }

  async #finish(finished: Result<Established, HandshakeError>): Promise<LinkEnd | null> {
    return finished.ok ? this.#establish(finished.value) : finished.error;
  }

  async #establish(established: Established): Promise<LinkEnd | null> {
    if (this.#ended) return null;
    const { toResponder, toInitiator } = established.keys;
    const isInitiator = this.#config.role === 'initiator';
    this.#sealer = new Sealer(isInitiator ? toResponder : toInitiator);
    this.#opener = new Opener(isInitiator ? toInitiator : toResponder);
    this.#next = null;
    this.#up = true;
    this.#beat();
    await this.#listener.onUp(established);
    return null;
  }

  async #take(frame: Uint8Array): Promise<LinkEnd | null> {
    const isMuch = frame.byteLength >= MUCH_BYTES;
    const bytes = isMuch ? await this.#opener!.openBy(this.#unseal, frame) : this.#opener!.open(frame);
    if (this.#ended) return null;
    if (!bytes) return 'bad-frame';
    const parsed = parseRecord(bytes);
    if (!parsed.ok) return parsed.error === 'ignorable-type' ? null : 'bad-record';
    const record = parsed.value;
    switch (record.type) {
      case 'live':
        if (record.answer) void this.send({ type: 'live', answer: false });
        return null;
      case 'rekey':
        this.#opener!.rekey();
        return null;
      case 'bye':
        return 'bye';
      default:
        await this.#listener.onRecord(record);
        return null;
    }
  }

  #beat(): void {
    this.#cancelHeartbeat = this.#clock.after(HEARTBEAT_MS, () => {
      if (this.#clock.monotonicMs() - this.#heardMs > SILENT_AFTER_MS) return this.#end('silent');
      void this.send({ type: 'live', answer: false });
      this.#beat();
    });
  }

  #handshakeConfig() {
    const { credential, sign, binding, isWelcome } = this.#config;
    return {
      credential,
      sign,
      localBinding: binding.local,
      remoteBinding: binding.remote,
      randomBytes: (length: number) => this.#random.bytes(length),
      isWelcome,
    };
  }

  #end(why: LinkEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelHeartbeat?.();
    this.#cancelAnswer?.();
    this.#peer.close();
    this.#listener.onDown(why, this.#up);
  }
}

/** What both ends of an established link keep, to find each other again. */
export const reunionOf = (established: Established): Uint8Array => reunionSecret(established.keys.exporter);
