import type { Introducer, IntroducerConnection, IntroducerEvents } from '../../src/app/ports.js';
import { encodeFrame, parseClientFrame, type ClientFrame } from '../../src/protocol/introducer-frames.js';
import { MAX_INTRODUCER_FRAME_CHARS } from '../../src/protocol/limits.js';
import type { AppProcess } from './machine-state.js';
import type { Paths } from './paths.js';
import type { World } from './world.js';

export const INTRODUCER = 'introducer';
/** The introducer's calendar, in days since the Unix epoch, where `dayShift` is 0. */
export const DAY = 20_454;

/** How the introducer does its work: `hung` takes connections and says nothing, `nonsense` is another service. */
export type IntroducerMood = 'well' | 'dead' | 'hung' | 'nonsense';

interface Connection {
  readonly process: AppProcess;
  readonly events: IntroducerEvents;
  readonly topics: Set<string>;
  isOpen: boolean;
  /** Nothing passes any more, and nobody has told the client. */
  isVoid: boolean;
  lastUpMs: number;
  lastDownMs: number;
}

const NONSENSE = [
  '<!doctype html><title>Printer</title>',
  '{',
  '[]',
  '{"type":"welcome","day":"today","stun":[]}',
  '{"type":"welcome","day":-1,"stun":[]}',
  'x'.repeat(20_000),
];

/** What is longer than any frame does not get past the adapter of a browser. */
const isFrame = (text: string): boolean => text.length <= MAX_INTRODUCER_FRAME_CHARS;

/**
 * The introducer of a world: passes each publication to everyone on its topic, over connections that lose, repeat and
 * delay, and that sometimes die without a word.
 */
export class SimIntroducer {
  mood: IntroducerMood = 'well';
  lossShare = 0;
  doubleShare = 0;
  slowMs = 0;
  /** By how many days its calendar is wrong. */
  dayShift = 0;
  readonly #world: World;
  readonly #paths: Paths;
  readonly #connections = new Set<Connection>();
  readonly #published: string[] = [];

  constructor(world: World, paths: Paths) {
    this.#world = world;
    this.#paths = paths;
    paths.onChanged(() => {
      for (const connection of this.#connections) if (!this.#isReachable(connection)) this.#void(connection);
    });
  }

  for(process: AppProcess): Introducer {
    return { connect: (events) => this.#connect(process, events) };
  }

  /** Ends, and forgets everybody. This share of its clients hear of it; the others find out by themselves. */
  die(mood: IntroducerMood = 'dead', hearShare = 0.6): void {
    this.mood = mood;
    for (const connection of [...this.#connections]) {
      this.#void(connection);
      if (this.#world.dice.chance(hearShare)) this.#hangUp(connection);
    }
  }

  /** Publishes something old again, to its own topic or to anybody, or what nobody ever sealed. */
  mutter(): void {
    const { dice } = this.#world;
    const everybody = [...this.#connections].filter(({ isVoid, isOpen }) => isOpen && !isVoid);
    if (everybody.length === 0) return;
    const connection = dice.pick(everybody);
    const old = this.#published.length > 0 && dice.chance(0.7) ? dice.pick(this.#published) : null;
    const garbage = Buffer.from(dice.bytes(dice.between(0, 3_000))).toString('base64url');
    const frame =
      old ??
      (dice.chance(0.8)
        ? encodeFrame({ type: 'publish', topic: 'any', data: garbage, clients: 1 })
        : dice.pick(NONSENSE.filter(isFrame)));
    this.#down(connection, frame);
  }

  #connect(process: AppProcess, events: IntroducerEvents): IntroducerConnection {
    const connection: Connection = {
      process,
      events,
      isOpen: false,
      isVoid: false,
      lastUpMs: 0,
      lastDownMs: 0,
      topics: new Set(),
    };
    this.#connections.add(connection);
    process.after(this.#world.dice.between(2, 60), 'reaches the introducer', () => this.#accept(connection));
    return {
      send: (frame) => this.#up(connection, frame),
      close: () => {
        connection.isOpen = false;
        this.#connections.delete(connection);
      },
    };
  }

  #accept(connection: Connection): void {
    if (!this.#connections.has(connection)) return;
    if (!this.#isReachable(connection)) return this.#void(connection); // no answer at all
    if (this.mood === 'dead') return this.#hangUp(connection);
    connection.isOpen = true;
    connection.events.onOpen();
    if (this.mood === 'hung') return;
    if (this.mood === 'nonsense') return this.#down(connection, this.#world.dice.pick(NONSENSE));
    this.#down(connection, encodeFrame({ type: 'welcome', day: DAY + this.dayShift, stun: [] }));
  }

  #up(connection: Connection, frame: string): void {
    if (!connection.isOpen || connection.isVoid) return;
    const atMs = Math.max(connection.lastUpMs, this.#world.nowMs + this.#delayMs());
    connection.lastUpMs = atMs;
    this.#world.after(atMs - this.#world.nowMs, `${connection.process.name} to the introducer`, () => {
      if (connection.isVoid || !this.#connections.has(connection) || this.mood !== 'well') return;
      this.#receive(connection, frame);
    });
  }

  #receive(connection: Connection, text: string): void {
    const parsed = parseClientFrame(text);
    if (!parsed.ok) return this.#world.fail(`${connection.process.name} sent a bad frame to the introducer`);
    const frame = parsed.value;
    switch (frame.type) {
      case 'subscribe':
        for (const topic of frame.topics) connection.topics.add(topic);
        return;
      case 'unsubscribe':
        for (const topic of frame.topics) connection.topics.delete(topic);
        return;
      case 'publish':
        return this.#publish(frame);
      case 'ping':
        return this.#down(connection, encodeFrame({ type: 'pong' }));
      case 'prove':
        return this.#world.fail(`${connection.process.name} proves a pass that nobody asked for`);
    }
  }

  #publish({ topic, data }: Extract<ClientFrame, { type: 'publish' }>): void {
    const { dice } = this.#world;
    const receivers = [...this.#connections].filter(({ topics, isVoid }) => topics.has(topic) && !isVoid);
    const frame = encodeFrame({ type: 'publish', topic, data, clients: receivers.length });
    this.#published.push(frame);
    for (const receiver of receivers) {
      if (dice.chance(this.lossShare)) continue;
      this.#down(receiver, frame);
      if (dice.chance(this.doubleShare)) this.#down(receiver, frame);
    }
  }

  #down(connection: Connection, frame: string): void {
    const atMs = Math.max(connection.lastDownMs, this.#world.nowMs + this.#delayMs());
    connection.lastDownMs = atMs;
    const { process } = connection;
    process.after(atMs - this.#world.nowMs, 'from the introducer', () => {
      if (!connection.isOpen || connection.isVoid) return;
      if (isFrame(frame)) return connection.events.onFrame(frame);
      this.#void(connection);
      this.#connections.delete(connection);
      connection.isOpen = false;
      connection.events.onClose('nonsense');
    });
  }

  #hangUp(connection: Connection): void {
    this.#void(connection);
    connection.process.after(this.#world.dice.between(1, 2_000), 'loses the introducer', () => {
      if (!this.#connections.delete(connection)) return;
      connection.isOpen = false;
      connection.events.onClose();
    });
  }

  #void(connection: Connection): void {
    connection.isVoid = true;
  }

  #isReachable({ process }: Connection): boolean {
    return (
      process.isAlive &&
      !process.machine.isAsleep &&
      this.#paths.isOpen(process.name, INTRODUCER) &&
      this.#paths.isOpen(INTRODUCER, process.name)
    );
  }

  #delayMs(): number {
    const { dice } = this.#world;
    return dice.between(1, 30) + (dice.chance(0.05) ? dice.between(0, 1_500) : 0) + this.slowMs;
  }
}
