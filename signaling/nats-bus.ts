import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import {
  connect,
  type Authenticator,
  type NatsConnection,
  type NodeConnectionOptions,
  type Subscription,
} from '@nats-io/transport-node';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import type { Bus, BusEvents, BusState } from './bus.js';
import { MAX_BUS_WAITING_BYTES, MAX_PAYLOAD_BYTES } from './limits.js';
import { CODE_BUS_LOST, CODE_BUS_REFUSED } from './log.js';

/** The servers of one bus. Any of them will do. */
export interface NatsServers {
  /** Names or IP addresses. */
  readonly hosts: readonly string[];
  /** The same with their ports, an IPv6 address in brackets. */
  readonly addresses: readonly string[];
  /** Speak TLS, or not at all. Without it TLS is spoken where the server asks for it. */
  readonly tls: boolean;
  readonly login: Authenticator | null;
}

/** In ms. */
export interface BusTimes {
  /** From dialling one server until it takes us. */
  readonly connectMs: number;
  /** Between two pings. Two without an answer end the connection. */
  readonly pingMs: number;
  /** Before one server is dialled again: from this long up to three times as long. */
  readonly pauseMs: number;
}

const TIMES: BusTimes = { connectMs: 5_000, pingMs: 4_000, pauseMs: 1_000 };

/** Bytes that are published before the bus is asked whether it has them. */
const ASK_AFTER_BYTES = 256 * 1024;

/**
 * Topics share subjects: 1,024 subscriptions are the most that a node can have, whatever its clients do. One takes some
 * 2 KB here and more at the server, and a topic for each of the three days of each device would be too many.
 */
const SHARD_BITS = 10;

/** The topics here whose hashes begin alike. */
interface Shard {
  topics: number;
  /** Null while there is no connection, and where the bus does not let us. */
  subscription: Subscription | null;
}

/**
 * The bus of nodes that share a NATS server or cluster. It is dialled for as long as it is open; while it is down, what
 * is published goes nowhere and is not kept.
 */
export class NatsBus implements Bus {
  readonly #servers: NatsServers;
  readonly #events: BusEvents;
  readonly #times: BusTimes;
  /** By subject. */
  readonly #shards = new Map<string, Shard>();
  #connection: NatsConnection | null = null;
  #isUp = false;
  #isClosed = false;
  #dials = 0;
  /** Whether it was told that the bus is lost: once, and not at each attempt to get it back. */
  #isToldLost = false;
  /** Whether a server has heard who we are and has not taken us yet. */
  #isIntroduced = false;
  /** Bytes that were published and of which the bus has not said that it has them. */
  #waitingBytes = 0;
  #isAsking = false;

  constructor(servers: NatsServers, events: BusEvents, times: BusTimes = TIMES) {
    this.#servers = servers;
    this.#events = events;
    this.#times = times;
    void this.#run();
  }

  get state(): BusState {
    return this.#isUp ? 'up' : 'down';
  }

  join(topic: string): void {
    const subject = subjectOf(topic);
    let shard = this.#shards.get(subject);
    if (shard === undefined) {
      shard = { topics: 0, subscription: null };
      this.#shards.set(subject, shard);
      this.#subscribe(subject, shard);
    }
    shard.topics++;
  }

  leave(topic: string): void {
    const subject = subjectOf(topic);
    const shard = this.#shards.get(subject);
    if (shard === undefined || --shard.topics > 0) return;
    this.#shards.delete(subject);
    shard.subscription?.unsubscribe();
  }

  publish(topic: string, frame: Buffer): void {
    const connection = this.#connection;
    if (connection === null || !this.#isUp || connection.isClosed()) return;
    const most = connection.info?.max_payload;
    if (most !== undefined && frame.length > most) return this.#events.count('reject', TOO_LARGE);
    if (this.#waitingBytes > MAX_BUS_WAITING_BYTES) return this.#events.count('limit', CLOSE_CODES.tooSlow);
    connection.publish(subjectOf(topic), frame);
    this.#waitingBytes += frame.length;
    if (this.#waitingBytes > ASK_AFTER_BYTES && !this.#isAsking) void this.#ask(connection);
  }

  close(): void {
    const connection = this.#connection;
    this.#isClosed = true;
    this.#connection = null;
    this.#isUp = false;
    void connection?.close();
  }

  /** The client connects anew by itself, but for what it takes to be the end. */
  async #run(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#stayOn(await connect(this.#options()));
      } catch {
        if (this.#isClosed) return;
        this.#onLost();
        await pause(this.#times.pauseMs, undefined, { ref: false });
      }
    }
  }

  #options(): NodeConnectionOptions {
    const { addresses, hosts, tls, login } = this.#servers;
    const options: NodeConnectionOptions = {
      servers: [...addresses],
      authenticator: (nonce) => {
        this.#isIntroduced = true;
        return login?.(nonce);
      },
      noEcho: true,
      reconnect: true,
      maxReconnectAttempts: -1,
      waitOnFirstConnect: true,
      ignoreAuthErrorAbort: true, // a name that is not known now may be known tomorrow
      ignoreClusterUpdates: true, // what counts is the operator's list
      timeout: this.#times.connectMs,
      pingInterval: this.#times.pingMs,
      maxPingOut: 2,
      reconnectDelayHandler: () => this.#beforeDial(),
    };
    if (!tls) return options;
    // The client would compare a certificate for an IP address with "localhost".
    const checkServerIdentity = (_: string, its: PeerCertificate) => misnamed(hosts, its);
    const secure = { rejectUnauthorized: true, checkServerIdentity };
    return { ...options, tls: secure };
  }

  /**
   * How long to wait since this server was dialled last, in ms. The client asks before each attempt, also before it was
   * ever connected, when it tells nothing and there is no other way to stop it than to throw here.
   */
  #beforeDial(): number {
    if (this.#isClosed) throw new Error('The bus was closed.');
    if (this.#isIntroduced && !this.#isUp) this.#events.count('reject', CODE_BUS_REFUSED);
    this.#isIntroduced = false;
    if (++this.#dials > this.#servers.addresses.length) this.#onLost();
    return this.#times.pauseMs * (1 + 2 * Math.random());
  }

  /** Returns once the connection is closed and will not come back. */
  async #stayOn(connection: NatsConnection): Promise<void> {
    const statuses = connection.status();
    if (this.#isClosed) return connection.close();
    this.#connection = connection;
    this.#onUp();
    for await (const { type } of statuses) {
      if (this.#connection !== connection) continue;
      if (type === 'reconnect') this.#onUp();
      else if (type === 'disconnect') this.#onLost();
      else if (type === 'error' && this.#isUp) this.#events.count('reject', CODE_BUS_REFUSED);
      else if (type === 'staleConnection') {
        // By itself the client waits until a server that does not read has read what was written to it.
        this.#onLost();
        void connection.close();
      }
    }
    if (this.#connection !== connection) return;
    this.#onLost();
    this.#connection = null;
    for (const shard of this.#shards.values()) shard.subscription = null;
  }

  #onUp(): void {
    this.#isUp = true;
    this.#isToldLost = false;
    this.#isIntroduced = false;
    this.#waitingBytes = 0;
    this.#isAsking = false;
    for (const [subject, shard] of this.#shards)
      if (shard.subscription === null) this.#subscribe(subject, shard);
  }

  #onLost(): void {
    this.#isUp = false;
    if (!this.#isToldLost) this.#events.count('error', CODE_BUS_LOST);
    this.#isToldLost = true;
  }

  #subscribe(subject: string, shard: Shard): void {
    const connection = this.#connection;
    if (connection === null || connection.isClosed()) return;
    shard.subscription = connection.subscribe(subject, {
      callback: (error, message) => {
        // An error is its end: the bus does not let us. It is counted by a status, and tried again with the next connection.
        if (error !== null) shard.subscription = null;
        else if (connection === this.#connection) this.#onMessage(message.data);
      },
    });
  }

  #onMessage(data: Uint8Array): void {
    if (data.length > MAX_PAYLOAD_BYTES) return this.#events.count('reject', TOO_LARGE);
    this.#events.onFrame(Buffer.from(data.buffer, data.byteOffset, data.length));
  }

  /** What waits inside the client for a server that reads slowly cannot be seen; whether it has read can be asked. */
  async #ask(connection: NatsConnection): Promise<void> {
    const askedBytes = this.#waitingBytes;
    this.#isAsking = true;
    const isThere = await connection.flush().then(
      () => true,
      () => false, // the connection was lost, and with it what waited
    );
    if (connection !== this.#connection) return;
    this.#isAsking = false;
    this.#waitingBytes = isThere ? Math.max(0, this.#waitingBytes - askedBytes) : 0;
  }
}

/** RFC 6455 section 7.4.1. */
const TOO_LARGE = 1009;

/** A topic may hold any character and a subject may not; and who watches subjects reads no topic off them. */
const subjectOf = (topic: string): string =>
  `beep.${hash('sha256', topic, 'buffer').readUInt16BE(0) >>> (16 - SHARD_BITS)}`;

/** What is wrong with the certificate of a server that is to be one of `hosts`; undefined if nothing is. */
function misnamed(hosts: readonly string[], its: PeerCertificate): Error | undefined {
  const faults = hosts.map((host) => checkServerIdentity(host, its));
  return faults.includes(undefined) ? undefined : faults[0];
}
