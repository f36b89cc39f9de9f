import { candidateAddresses } from '../domain/candidate-addresses.js';
import type { Credential } from '../protocol/credential.js';
import type { IceServers } from '../protocol/ice-servers.js';
import { makeOpening, type Established, type Opening } from '../protocol/link/handshake.js';
import type { Role } from '../protocol/link/proof.js';
import type { LinkRecord } from '../protocol/record.js';
import type { Identity } from './identity.js';
import { LinkSession, type LinkEnd } from './link-session.js';
import type { Peer, Ports, Route } from './ports.js';

/** An attempt that has not become a link by then is given up. */
const LINK_WITHIN_MS = 15_000;
/** Where the relay could be tried next, how long a direct way may take to be found once both have described themselves. */
const DIRECT_WITHIN_MS = 6_000;
/** The same where people carry the descriptions, from when the answer is in: the other side may look only now and then. */
const LINK_BY_HAND_WITHIN_MS = 30_000;

export interface AttemptOptions {
  readonly role: Role;
  readonly ice: IceServers;
  /** There is another way to try: this one is given up sooner. */
  readonly isFirstOfTwo?: boolean;
  /** How long people may take to carry the descriptions, in milliseconds, where no introducer does. */
  readonly byHandMs?: number;
}

export interface AttemptListener {
  /** Our session description is ready to be sent to the other side. */
  onSignal(sdp: string): void;
  isWelcome(peer: Credential): boolean;
  onUp(established: Established): Promise<void>;
  onRecord(record: LinkRecord): Promise<void>;
  /** Called once: the attempt failed, or the link it became has ended. */
  onDown(why: LinkEnd, up: boolean): void;
}

/** One try at a link over one fresh peer connection. If it succeeds, it is the link. */
export class Attempt {
  readonly startedMs: number;
  readonly #ports: Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>;
  readonly #options: AttemptOptions;
  readonly #peer: Peer;
  #cancelTimer: () => void;
  readonly #listener: AttemptListener;
  #session: LinkSession | null = null;
  #opening: Opening | null = null;
  #cancelDirectTimer: (() => void) | null = null;
  #signalled = false;
  #isRelayOffered = false;
  #opened = false;
  #up = false;
  #ended = false;
  #addresses: readonly string[] = [];

  constructor(
    ports: Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>,
    identity: Identity,
    options: AttemptOptions,
    listener: AttemptListener,
  ) {
    this.startedMs = ports.clock.monotonicMs();
    this.#ports = ports;
    this.#options = options;
    const { role, ice, byHandMs } = options;
    this.#listener = listener;
    this.#peer = ports.peers.open(
      { initiator: role === 'initiator', ice, ...(byHandMs !== undefined && { isPatient: true }) },
      {
        onSignal: (sdp) => !this.#ended && listener.onSignal(sdp),
        onOpen: (binding) => {
          this.#opened = true;
          this.#cancelDirectTimer?.();
          void identity.credential().then((credential) => {
            if (this.#ended) return;
            this.#session = new LinkSession(
              ports,
              this.#peer,
              {
                role,
                opening: this.#opening,
                credential,
                sign: identity.sign,
                binding,
                isWelcome: (peer) => listener.isWelcome(peer),
              },
              {
                onUp: (established) => {
                  this.#up = true;
                  this.#cancelTimer();
                  return listener.onUp(established);
                },
                onRecord: (record) => listener.onRecord(record),
                onDown: (why, up) => this.#end(why, up),
              },
            );
            for (const frame of this.#early.splice(0)) this.#session.receive(frame);
          });
        },
        onFrame: (frame) => (this.#session ? this.#session.receive(frame) : this.#keepEarly(frame)),
        onClose: () => this.#giveUp('closed'),
      },
    );
    this.#cancelTimer = ports.clock.after(byHandMs ?? LINK_WITHIN_MS, () => this.#giveUp('late'));
  }

  /** The other side has been heard: its session description goes in, once. */
  signal(sdp: string): void {
    if (this.#signalled || this.#ended) return;
    this.#signalled = true;
    this.#isRelayOffered = offersRelay(sdp);
    this.#addresses = candidateAddresses(sdp);
    this.#peer.signal(sdp);
    if (this.#options.isFirstOfTwo && !this.#ended && !this.#opened) {
      this.#cancelDirectTimer = this.#ports.clock.after(DIRECT_WITHIN_MS, () => this.#giveUp('late'));
    }
    // While the browsers find a way to each other, we have nothing else to do.
    if (this.#options.role !== 'initiator') return;
    this.#opening = makeOpening((length) => this.#ports.random.bytes(length));
    if (!this.isByHand || this.#ended) return;
    this.#cancelTimer();
    this.#cancelTimer = this.#ports.clock.after(LINK_BY_HAND_WITHIN_MS, () => this.#giveUp('late'));
  }

  /** Whether people carry its descriptions. */
  get isByHand(): boolean {
    return this.#options.byHandMs !== undefined;
  }

  /** Whether it has ended, as a link or before it became one. */
  get isOver(): boolean {
    return this.#ended;
  }

  /** Whether one of the two has offered a relay, so that the way may be through it. */
  get mayBeRelayed(): boolean {
    return this.#options.ice.turn !== null || this.#isRelayOffered;
  }

  /** Whether the other side has proved who it is. */
  get isUp(): boolean {
    return this.#up;
  }

  get isSignalled(): boolean {
    return this.#signalled;
  }

  /** Whether the channel has ever opened. */
  get isOpened(): boolean {
    return this.#opened;
  }

  /** Where the other side says that it can be reached; none before it is heard. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  send(record: LinkRecord): Promise<void> {
    return this.#session?.send(record) ?? Promise.resolve();
  }

  /** The way its packets take now; see `Peer.route`. */
  route(): Promise<Route | null> {
    return this.#peer.route();
  }

  check(): void {
    this.#session?.check();
  }

  leave(): void {
    if (this.#session) this.#session.leave();
    else this.drop();
  }

  drop(): void {
    if (this.#session) this.#session.drop();
    else this.#end('dropped', false);
  }

  // The first handshake message may overtake the signing of our own credential.
  readonly #early: Uint8Array[] = [];
  #keepEarly(frame: Uint8Array): void {
    if (this.#early.length < 2) this.#early.push(frame);
    else this.#end('flood', false);
  }

  /** It takes too long, or the browser has given up. */
  #giveUp(why: 'closed' | 'late'): void {
    if (this.#session) return this.#session.drop(why);
    const isNoWay = this.#signalled && !this.#opened && !this.isByHand;
    this.#end(isNoWay ? 'no-way' : why, false);
  }

  #end(why: LinkEnd, up: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#cancelDirectTimer?.();
    this.#peer.close();
    this.#listener.onDown(why, up);
  }
}

/** Whether a session description names a relayed address of whoever wrote it (RFC 8839, section 5.1). */
export const offersRelay = (sdp: string): boolean => /^a=candidate:.* typ relay\b/m.test(sdp);
