import { blobFromText, blobToText } from '../protocol/blob-text.js';
import type { IceServers } from '../protocol/ice-servers.js';
import { encodeFrame, parseServerFrame, type ServerFrame } from '../protocol/introducer-frames.js';
import { rendezvousTopic } from '../protocol/rendezvous.js';
import type { IssuerId } from '../protocol/ids.js';
import { namedIn, type Challenge } from './door-proof.js';
import { Backoff, SpreadBackoff } from './backoff.js';
import type { IntroducerConnection, Ports } from './ports.js';
import { Store } from './store.js';

const OPEN_WITHIN_MS = 10_000;
const WELCOME_WITHIN_MS = 10_000;
const LEAST_PAUSE_MS = 250;
const PING_EVERY_MS = 30_000;
const PONG_WITHIN_MS = 10_000;
/** Where there is reason to doubt the connection, the answer has to come sooner. */
const PONG_IN_DOUBT_MS = 3_000;
/** The most between two tries: a network that is whole again is to be noticed within 15 s, with time left for a link. */
const MOST_BETWEEN_TRIES_MS = 7_000;

/** First and longest pause, in ms, before coming back to an introducer that does not let us in: that changes with a badge. */
const NOT_LET_IN_MS = 30_000;
const MOST_NOT_LET_IN_MS = 300_000;

/**
 * What we are to the introducer, as it was when we last heard of it.
 * - `open`: it lets everybody in, as far as we know.
 * - `proved`: it took our pass.
 * - `no-badge`: it wants a pass, and we hold none that it would take.
 * - `refused`: we showed ours, and it did not let us in; it does not say why.
 */
export type Standing = 'open' | 'proved' | 'no-badge' | 'refused';

/** Makes the proof that a closed introducer asks for; null where we hold no pass of whom it names. */
export type Prove = (challenge: Challenge) => Promise<Uint8Array | null>;

export interface IntroducerState {
  readonly state: 'connected' | 'connecting' | 'offline';
  /** It answers, but not in the introducer's language. */
  readonly nonsense: boolean;
}

export interface IntroducerListener {
  /** Connected and listening: now others can be reached. */
  onUp(): void;
  onBlob(blob: Uint8Array): void;
}

/**
 * The connection to the introducer, kept up as long as the app runs: listens on our own addresses for the
 * introducer's yesterday, today and tomorrow, and publishes to those of others. What it carries is sealed.
 */
export class IntroducerSession {
  readonly state = new Store<IntroducerState>({ state: 'offline', nonsense: false });
  readonly #ports: Pick<Ports, 'clock' | 'introducer' | 'random'>;
  readonly #rendezvous: () => Uint8Array;
  readonly #listener: IntroducerListener;
  readonly #prove: Prove;
  /** Of this connection: whether it was asked for a proof, and whether one was sent. There is never a second. */
  #door: 'none' | 'asked' | 'proved' = 'none';
  #standing: Standing = 'open';
  #required: readonly IssuerId[] | null = null;
  readonly #doorBackoff: Backoff;
  #backoff: Backoff | SpreadBackoff;
  #connection: IntroducerConnection | null = null;
  #welcome: Extract<ServerFrame, { type: 'welcome' }> | null = null;
  /** The last one, though the connection may be gone. */
  #latest: Extract<ServerFrame, { type: 'welcome' }> | null = null;
  #latestMs = 0;
  #cancelTimer: (() => void) | null = null;
  #connectingMs = 0;
  #running = false;
  readonly #pongs = new Set<() => void>();

  constructor(
    ports: Pick<Ports, 'clock' | 'introducer' | 'random'>,
    rendezvous: () => Uint8Array,
    listener: IntroducerListener,
    prove: Prove = () => Promise.resolve(null),
  ) {
    this.#prove = prove;
    this.#doorBackoff = new Backoff(ports.random, NOT_LET_IN_MS, MOST_NOT_LET_IN_MS);
    this.#ports = ports;
    this.#rendezvous = rendezvous;
    this.#listener = listener;
    this.#backoff = new Backoff(ports.random, 2_000, MOST_BETWEEN_TRIES_MS);
  }

  /**
   * STUN servers and the relay of this network, as the introducer named them last: they may be there while it is not. No
   * relay that would not have us any more.
   */
  get ice(): IceServers {
    const { stun = [], turn } = this.#latest ?? {};
    const ageMs = this.#ports.clock.monotonicMs() - this.#latestMs;
    return { stun, turn: turn && ageMs < turn.ttlS * 1000 ? turn : null };
  }

  /** A change of it is told by `state`. */
  get standing(): Standing {
    return this.#standing;
  }

  /** The authorities that it named when it last asked for a badge; null if it asked for none. A change of it is told by `state`. */
  get required(): readonly IssuerId[] | null {
    return this.#required;
  }

  /** What lets us read the registry of a closed introducer while we are connected; null otherwise, and of an open one. */
  get ticket(): string | null {
    return this.#welcome?.ticket ?? null;
  }

  get isUp(): boolean {
    return this.#welcome !== null;
  }

  /** Whole days since the Unix epoch by the introducer's clock, as it last said; null while it is not connected. */
  get day(): number | null {
    return this.#welcome?.day ?? null;
  }

  /** Milliseconds until the introducer answers a ping; null if it is not connected, or does not within `withinMs`. */
  roundTrip(withinMs: number): Promise<number | null> {
    if (!this.#welcome) return Promise.resolve(null);
    const { clock } = this.#ports;
    const startMs = clock.monotonicMs();
    return new Promise((resolve) => {
      const cancel = clock.after(withinMs, () => settle(null));
      const settle = (tookMs: number | null): void => {
        cancel();
        this.#pongs.delete(onPong);
        resolve(tookMs);
      };
      const onPong = (): void => settle(clock.monotonicMs() - startMs);
      this.#pongs.add(onPong);
      this.#ping(PONG_WITHIN_MS);
    });
  }

  start(): void {
    this.#running = true;
    this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#standing = 'open'; // nothing is known any more of one that we have left
    this.#required = null;
    this.#drop();
    this.state.update((now) => ({ ...now, state: 'offline' }));
  }

  /** There is reason to doubt that the connection still lives: it may have died in our sleep, or with a link. */
  check(): void {
    if (this.#running && this.#welcome) this.#ping(PONG_IN_DOUBT_MS);
  }

  /** Something may have changed: try at once instead of waiting, or see whether the connection still lives. */
  wake(): void {
    if (!this.#running) return;
    if (this.#welcome) return this.check();
    const tryingMs = this.#ports.clock.monotonicMs() - this.#connectingMs;
    if (!this.#connection || tryingMs > PONG_IN_DOUBT_MS) this.#connect();
  }

  /** Sends a sealed signal to whoever listens at `rendezvous`. False if there is no connection to send it on. */
  publish(rendezvous: Uint8Array, blob: Uint8Array): boolean {
    if (!this.#connection || !this.#welcome) return false;
    const topic = rendezvousTopic(rendezvous, this.#welcome.day);
    this.#connection.send(encodeFrame({ type: 'publish', topic, data: blobToText(blob) }));
    return true;
  }

  #connect(): void {
    this.#drop();
    this.#connectingMs = this.#ports.clock.monotonicMs();
    this.state.update((now) => ({ ...now, state: 'connecting' }));
    const connection = this.#ports.introducer.connect({
      onOpen: () => this.#isCurrent(connection) && this.#setTimer(WELCOME_WITHIN_MS, () => this.#refuse()),
      onFrame: (frame) => this.#isCurrent(connection) && this.#onFrame(frame),
      onClose: (why) => this.#isCurrent(connection) && this.#onClose(why),
    });
    this.#connection = connection;
    this.#setTimer(OPEN_WITHIN_MS, () => this.#retry());
  }

  #onClose(why: 'nonsense' | 'refused' | undefined): void {
    if (why === 'nonsense') return this.#refuse();
    // One that had let us in may have ended a pass that we hold a newer one of by now: the next answer tells.
    if (why !== 'refused' || this.#door !== 'proved' || this.#welcome) return this.#retry();
    this.#stayOut('refused');
  }

  // A connection that was given up may still have something to say.
  #isCurrent(connection: IntroducerConnection): boolean {
    return this.#running && this.#connection === connection;
  }

  #onFrame(text: string): void {
    const parsed = parseServerFrame(text);
    if (!this.#welcome && !(parsed.ok && this.#isFirst(parsed.value.type))) return this.#refuse();
    if (!parsed.ok) return; // somebody published what no device of ours would
    switch (parsed.value.type) {
      case 'welcome':
        return this.#onWelcome(parsed.value);
      case 'challenge':
        if (!this.#welcome) void this.#onChallenge(parsed.value);
        return; // whoever has let us in has nothing to ask any more
      case 'publish': {
        const blob = blobFromText(parsed.value.data);
        if (blob) this.#listener.onBlob(blob);
        return;
      }
      case 'pong':
        for (const onPong of [...this.#pongs]) onPong();
        return this.#pingLater();
    }
  }

  /** What may come before a welcome: itself, and one challenge. */
  #isFirst(type: ServerFrame['type']): boolean {
    return type === 'welcome' || (type === 'challenge' && this.#door === 'none');
  }

  async #onChallenge(challenge: Challenge): Promise<void> {
    this.#door = 'asked';
    this.#required = namedIn(challenge);
    const connection = this.#connection;
    const proof = await this.#prove(challenge);
    if (!connection || !this.#isCurrent(connection) || this.#welcome) return;
    if (!proof) return this.#stayOut('no-badge');
    this.#door = 'proved';
    connection.send(encodeFrame({ type: 'prove', proof: blobToText(proof) }));
    this.#setTimer(WELCOME_WITHIN_MS, () => this.#retry());
  }

  #onWelcome(welcome: Extract<ServerFrame, { type: 'welcome' }>): void {
    const before = this.#welcome;
    const isNewDay = before?.day !== welcome.day;
    if (before && isNewDay)
      this.#connection?.send(encodeFrame({ type: 'unsubscribe', topics: this.#topics() }));
    this.#welcome = welcome;
    this.#standing = this.#door === 'proved' ? 'proved' : 'open';
    if (this.#standing === 'open') this.#required = null;
    this.#doorBackoff.reset();
    this.#latest = welcome;
    this.#latestMs = this.#ports.clock.monotonicMs();
    if (isNewDay) this.#connection?.send(encodeFrame({ type: 'subscribe', topics: this.#topics() }));
    // Whoever loses this connection loses it together with everybody else, most likely, and must not come back with them.
    this.#backoff = new SpreadBackoff(this.#ports.random, MOST_BETWEEN_TRIES_MS);
    this.#pingLater();
    this.state.update(() => ({ state: 'connected', nonsense: false }));
    if (!before) this.#listener.onUp();
  }

  #topics(): string[] {
    const day = this.#welcome!.day;
    return [day - 1, day, day + 1]
      .filter((near) => near >= 0)
      .map((near) => rendezvousTopic(this.#rendezvous(), near));
  }

  #pingLater(): void {
    this.#setTimer(PING_EVERY_MS, () => this.#ping(PONG_WITHIN_MS));
  }

  #ping(withinMs: number): void {
    this.#connection?.send(encodeFrame({ type: 'ping' }));
    this.#setTimer(withinMs, () => this.#retry());
  }

  #refuse(): void {
    this.state.update((now) => ({ ...now, nonsense: true }));
    this.#retry();
  }

  /** Pauses count from where an attempt began: one that hung has been pause enough, and the network may be whole by now. */
  #retry(): void {
    const triedMs = this.#welcome ? 0 : this.#ports.clock.monotonicMs() - this.#connectingMs;
    this.#drop();
    this.state.update((now) => ({ ...now, state: 'offline' }));
    this.#setTimer(Math.max(this.#backoff.next() - triedMs, LEAST_PAUSE_MS), () => this.#connect());
  }

  /** Waits for long: only a badge, or somebody who sets a clock right, changes it. Whoever gets one calls `wake`. */
  #stayOut(standing: 'no-badge' | 'refused'): void {
    this.#standing = standing;
    this.#drop();
    this.state.update(() => ({ state: 'offline', nonsense: false }));
    this.#setTimer(this.#doorBackoff.next(), () => this.#connect());
  }

  #drop(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#welcome = null;
    this.#door = 'none';
    const connection = this.#connection;
    this.#connection = null;
    connection?.close();
  }

  #setTimer(delayMs: number, run: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#ports.clock.after(delayMs, run);
  }
}
