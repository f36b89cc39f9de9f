import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import { MAX_STUN_URLS } from '../src/protocol/introducer-frames.js';
import { withoutMapping } from './address-book.js';
import { SlotCounter } from './slot-counter.js';
import { answerBinding } from './stun-message.js';

/** Answers to one address per second. */
const ANSWERS_PER_SECOND = 200;

const NO_URLS: readonly string[] = [];

/** The port that was asked for is in use on an address. */
export class StunPortTaken extends Error {}

/**
 * The STUN responder. Without one, Chromium on a LAN that has no default route gathers no candidate at all. It binds
 * each address on its own, since an answer must come from the address that was asked.
 */
export class StunResponder {
  answers = 0;
  readonly #wantedPort: number;
  readonly #sockets = new Map<string, Socket>();
  /** By address: to ask a socket for its port takes a system call. */
  readonly #urls = new Map<string, readonly string[]>();
  readonly #answered = new SlotCounter();
  readonly #nowMs: () => number;
  #isClosed = false;

  /** `port` 0 takes any free one. `nowMs` never goes back. */
  constructor(port: number, nowMs: () => number) {
    this.#wantedPort = port;
    this.#nowMs = nowMs;
  }

  /** Binds the addresses that are new and lets go of those that are gone. Throws StunPortTaken for a port in use. */
  async listen(addresses: readonly string[]): Promise<void> {
    for (const [address, socket] of this.#sockets) {
      if (addresses.includes(address)) continue;
      this.#sockets.delete(address);
      this.#urls.delete(address);
      socket.close();
    }
    for (const address of addresses) {
      if (!this.#sockets.has(address)) await this.#bind(address, this.port ?? this.#wantedPort);
    }
  }

  /** As `listen`, for a change of addresses while serving: an address whose port is in use gets another one. */
  async follow(addresses: readonly string[]): Promise<void> {
    try {
      await this.listen(addresses);
    } catch (error) {
      if (!(error instanceof StunPortTaken)) throw error;
      for (const address of addresses) if (!this.#sockets.has(address)) await this.#bind(address, 0);
    }
  }

  /** The port of the first address, or null before there is one. */
  get port(): number | null {
    const [first] = this.#sockets.values();
    return first?.address().port ?? null;
  }

  /** What a client that reached us at `localAddress` is told: the STUN server at that same address, if there is one. */
  urlsFor(localAddress: string): readonly string[] {
    return this.#urls.get(withoutMapping(localAddress)) ?? NO_URLS;
  }

  close(): void {
    this.#isClosed = true;
    for (const socket of this.#sockets.values()) socket.close();
    this.#sockets.clear();
    this.#urls.clear();
  }

  async #bind(address: string, port: number): Promise<void> {
    const socket = createSocket(isIPv6(address) ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
    try {
      socket.bind(port, address);
      await once(socket, 'listening');
    } catch (error) {
      socket.close();
      // An address may vanish between the look and the bind; the next look settles it.
      if (hasCode(error, 'EADDRNOTAVAIL')) return;
      if (hasCode(error, 'EADDRINUSE') || hasCode(error, 'EACCES'))
        throw new StunPortTaken(address, { cause: error });
      throw error;
    }
    if (this.#isClosed) return void socket.close();
    this.#sockets.set(address, socket);
    const host = isIPv6(address) ? `[${address}]` : address;
    this.#urls.set(address, [`stun:${host}:${socket.address().port}`].slice(0, MAX_STUN_URLS));
    socket.on('message', (packet, from) => {
      if (!this.#answered.countUpTo(ANSWERS_PER_SECOND, from.address, this.#nowMs())) return;
      const answer = answerBinding(packet, from.address, from.port);
      if (answer === null) return;
      this.answers++;
      // UDP promises nothing: an answer that cannot leave is a lost answer, and the client asks again.
      socket.send(answer, from.port, from.address, () => undefined);
    });
    // The address is gone, or the kernel refused: let go, the next look binds it again.
    socket.on('error', () => {
      if (this.#sockets.get(address) !== socket) return;
      this.#sockets.delete(address);
      this.#urls.delete(address);
      socket.close();
    });
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
