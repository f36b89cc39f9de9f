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
  readonly #role: Role;
  readonly #peer: Peer;
  readonly #cancelTimer: () => void;
  readonly #listener: AttemptListener;
  #session: LinkSession | null = null;
  #opening: Opening | null = null;
  #signalled = false;
  #ended = false;

  constructor(
    ports: Pick<Ports, 'clock' | 'random' | 'peers' | 'keys'>,
    identity: Identity,
    role: Role,
    ice: IceServers,
    listener: AttemptListener,
  ) {
    this.startedMs = ports.clock.monotonicMs();
    this.#ports = ports;
    this.#role = role;
    this.#listener = listener;
    this.#peer = ports.peers.open(
      { initiator: role === 'initiator', ice },
      {
        onSignal: (sdp) => !this.#ended && listener.onSignal(sdp),
        onOpen: (binding) => {
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
        onClose: () => (this.#session ? this.#session.onPeerClosed() : this.#end('closed', false)),
      },
    );
    this.#cancelTimer = ports.clock.after(LINK_WITHIN_MS, () => this.drop());
  }

  /** The other side has been heard: its session description goes in, once. */
  signal(sdp: string): void {
    if (this.#signalled || this.#ended) return;
    this.#signalled = true;
    this.#peer.signal(sdp);
    // While the browsers find a way to each other, we have nothing else to do.
    if (this.#role === 'initiator') this.#opening = makeOpening((length) => this.#ports.random.bytes(length));
  }

  /** Whether it has ended, as a link or before it became one. */
  get isOver(): boolean {
    return this.#ended;
  }

  get isSignalled(): boolean {
    return this.#signalled;
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

  #end(why: LinkEnd, up: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelTimer();
    this.#peer.close();
    this.#listener.onDown(why, up);
  }
}
