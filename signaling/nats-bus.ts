import { createHash, randomInt } from 'node:crypto';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import type { Bus, BusEvents, BusState } from './bus.js';
import { MAX_BUS_WAITING_BYTES } from './limits.js';
import { CODE_BUS_LOST, CODE_BUS_REFUSED } from './log.js';
import { NatsLink, type LinkTimes, type NatsServer } from './nats-link.js';

/** In ms. */
export interface BusTimes extends LinkTimes {
  /** Before dialling again: the longest that the first pause may be. It doubles up to `mostPauseMs`. */
  readonly firstPauseMs: number;
  readonly mostPauseMs: number;
}

const TIMES: BusTimes = { connectMs: 5_000, pingMs: 4_000, firstPauseMs: 500, mostPauseMs: 15_000 };

/**
 * The bus of nodes that share a NATS server or cluster. One subject for each topic, and a subscription only where
 * somebody is on it, so that a node hears nothing it has no use for. It dials for as long as it is open; while it is
 * down, what is published goes nowhere and is not kept.
 */
export class NatsBus implements Bus {
  readonly #servers: readonly NatsServer[];
  readonly #events: BusEvents;
  readonly #times: BusTimes;
  /** Topics that somebody here is on, by subject. */
  readonly #held = new Map<string, string>();
  #link: NatsLink;
  #server: number;
  #failures = 0;
  #isClosed = false;
  #pause: NodeJS.Timeout | null = null;

  constructor(servers: readonly [NatsServer, ...NatsServer[]], events: BusEvents, times: BusTimes = TIMES) {
    this.#servers = servers;
    this.#events = events;
    this.#times = times;
    this.#server = randomInt(servers.length);
    this.#link = this.#dial();
  }

  get state(): BusState {
    return this.#link.isUp ? 'up' : 'down';
  }

  join(topic: string): void {
    const subject = subjectOf(topic);
    this.#held.set(subject, topic);
    if (this.#link.isUp) this.#link.write(subscription(subject));
  }

  leave(topic: string): void {
    const subject = subjectOf(topic);
    this.#held.delete(subject);
    if (this.#link.isUp) this.#link.write(`UNSUB ${idOf(subject)}\r\n`);
  }

  publish(topic: string, frame: Buffer): void {
    const link = this.#link;
    if (!link.isUp || frame.length > link.maxPayload) return;
    if (link.waitingBytes > MAX_BUS_WAITING_BYTES) return this.#events.count('limit', CLOSE_CODES.tooSlow);
    link.write(`PUB ${subjectOf(topic)} ${frame.length}\r\n`);
    link.write(frame);
    link.write('\r\n');
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#pause ?? undefined);
    this.#link.destroy();
  }

  #dial(): NatsLink {
    this.#server = (this.#server + 1) % this.#servers.length;
    let wasUp = false;
    const link: NatsLink = new NatsLink(
      this.#servers[this.#server] as NatsServer,
      {
        onUp: () => {
          wasUp = true;
          this.#failures = 0;
          for (const subject of this.#held.keys()) link.write(subscription(subject));
        },
        onMessage: (subject, payload) => {
          const topic = this.#held.get(subject);
          if (topic !== undefined) this.#events.onFrame(topic, payload);
        },
        onTooLarge: () => this.#events.count('reject', TOO_LARGE),
        onRefused: () => this.#events.count('reject', CODE_BUS_REFUSED),
        onEnd: () => this.#dialAgain(wasUp),
      },
      this.#times,
    );
    return link;
  }

  /** Told once, when the bus is lost or was never there; not at each attempt to get it back. */
  #dialAgain(wasUp: boolean): void {
    if (this.#isClosed) return;
    if (wasUp || this.#failures === 0) this.#events.count('error', CODE_BUS_LOST);
    const { firstPauseMs, mostPauseMs } = this.#times;
    const pauseMs = Math.min(mostPauseMs, firstPauseMs * 2 ** Math.min(this.#failures++, 30));
    this.#pause = setTimeout(() => (this.#link = this.#dial()), pauseMs * (0.5 + 0.5 * Math.random()));
  }
}

/** RFC 6455 section 7.4.1. */
const TOO_LARGE = 1009;

/** A topic may hold any character and a subject may not; and who watches the bus reads no topic off a hash. */
const subjectOf = (topic: string): string =>
  `beep.${createHash('sha256').update(topic).digest('base64url').slice(0, 22)}`;

/** What a subscription is called between us and the server. */
const idOf = (subject: string): string => subject.slice('beep.'.length);

const subscription = (subject: string): string => `SUB ${subject} ${idOf(subject)}\r\n`;
