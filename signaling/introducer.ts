import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { TurnServer } from '../src/protocol/ice-servers.js';
import { CLOSE_CODES, encodeFrame } from '../src/protocol/introducer-frames.js';
import type { AddressBook, AddressUse } from './address-book.js';
import { NO_BUS, type Bus, type BusState, type MakeBus } from './bus.js';
import { BusGate } from './bus-gate.js';
import { Connection } from './connection.js';
import type { Door } from './door.js';
import {
  CLOSE_TIMEOUT_MS,
  DRAIN_TIMEOUT_MS,
  MAX_PAYLOAD_BYTES,
  RECEIVERS_PER_TOKEN,
  type Limits,
} from './limits.js';
import type { LogEvent } from './log.js';
import { Places } from './places.js';
import { take } from './rate.js';
import { textFrame } from './text-frame.js';
import { createTopics } from './topics.js';
import { TURN_RENEWAL_MS } from './turn.js';

/** What the introducer needs from the server around it. */
export interface IntroducerDeps {
  readonly limits: Limits;
  readonly addresses: AddressBook;
  /** Joins this node to others. */
  readonly makeBus: MakeBus | null;
  /** STUN URLs for a client that has reached us by this socket; the same array for the same ones. */
  stunUrls(socket: Socket): readonly string[];
  /** Credentials for the relay, made anew at each call; null where there is no relay. */
  readonly turnFor: (() => TurnServer) | null;
  /** Lets in who has a pass; null where everybody may come in. */
  readonly door: Door | null;
  count(event: LogEvent, code: number): void;
  /** Ms since the Unix epoch; only the day is ever told, and when credentials end. */
  nowMs(): number;
  /** Ms that never go back. */
  steadyMs(): number;
}

// RFC 6455 section 7.4.1
const GOING_AWAY = 1001;
const PROTOCOL_ERROR = 1002;
const BINARY_REFUSED = 1003;
const INTERNAL_ERROR = 1011;

/** Sweeps between two pings of one connection: the connections take turns, so that no sweep pings them all. */
const TURNS = 30;
const DAY_MS = 86_400_000;

/** The connections that are swept together. */
interface Turn {
  /** What they were last told. */
  day: number;
  /** When they were last given credentials for the relay; whoever was seated since has newer ones. */
  renewedMs: number;
  readonly seated: Places<Connection>;
}

/** The WebSocket side: who is seated, how fast they may talk, whether they still answer. */
export class Introducer {
  frames = 0;
  deliveries = 0;
  busFrames = 0;
  readonly #deps: IntroducerDeps;
  readonly #bus: Bus;
  readonly #busGate: BusGate;
  readonly #topics;
  readonly #frameRate;
  readonly #wss;
  readonly #turns: Turn[];
  readonly #welcomes = new WeakMap<readonly string[], { readonly day: number; readonly frame: Buffer }>();
  #turn = 0;
  #connections = 0;
  #isDraining = false;
  #onEmpty: (() => void) | null = null;

  constructor(deps: IntroducerDeps) {
    this.#deps = deps;
    const { limits } = deps;
    this.#frameRate = { perSecond: limits.framesPerSecond, burst: limits.frameBurst };
    const nowMs = deps.nowMs();
    this.#turns = Array.from({ length: TURNS }, () => ({
      day: this.#day(),
      renewedMs: nowMs,
      seated: new Places<Connection>(),
    }));
    const onFrame = (frame: Buffer) => this.#receiveFromBus(frame);
    this.#bus = deps.makeBus?.({ onFrame, count: deps.count }) ?? NO_BUS;
    this.#busGate = new BusGate(deps.steadyMs());
    this.#topics = createTopics({ perSeat: limits.topicsPerConnection, total: limits.topics }, this.#bus);
    const options = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      skipUTF8Validation: true, // createTopics checks what its own stricter test has not already found to be ASCII
      maxPayload: MAX_PAYLOAD_BYTES,
      maxFragments: 16,
      maxBufferedChunks: 256,
      closeTimeout: CLOSE_TIMEOUT_MS,
      WebSocket: Connection,
    };
    this.#wss = new WebSocketServer(options);
  }

  get connectionCount(): number {
    return this.#connections;
  }

  get busState(): BusState {
    return this.#bus.state;
  }

  get topicCount(): number {
    return this.#topics.topicCount();
  }

  /** Ms between two sweeps. */
  get sweepMs(): number {
    return this.#deps.limits.heartbeatMs / TURNS;
  }

  /** The HTTP status that refuses a new connection from this address, or null when it is welcome; a yes is paid for. */
  refusal(use: AddressUse): 429 | 503 | null {
    if (this.#isDraining || this.#connections >= this.#deps.limits.connections) return 503;
    return this.#deps.addresses.mayUpgrade(use, this.#deps.steadyMs()) ? null : 429;
  }

  /** Completes a handshake that was found welcome. The request is not kept. */
  seat(request: IncomingMessage, socket: Socket, head: Buffer, use: AddressUse): void {
    socket.cork(); // the answer and the welcome go out in one packet
    this.#wss.handleUpgrade(request, socket, head, (connection) => this.#seat(connection, socket, use));
    socket.uncork();
  }

  /** Calls back for a handshake that is no WebSocket handshake; the callback ends the socket. */
  onBadHandshake(refuse: (socket: Duplex) => void): void {
    this.#wss.on('wsClientError', (_error, socket) => refuse(socket));
  }

  /**
   * One turn of the shared sweep: pings a thirtieth of the connections, and welcomes them again to tell of a new day or
   * before their credentials for the relay run out. Nothing that a client says makes any: a flood costs no more by it.
   */
  sweep(): void {
    const turn = this.#turns[this.#turn];
    this.#turn = (this.#turn + 1) % TURNS;
    if (turn === undefined) return;
    const nowMs = this.#deps.nowMs();
    // Credentials end by this clock, so where it jumps, either way, there have to be new ones as well.
    const isRenewal = this.#deps.turnFor !== null && Math.abs(nowMs - turn.renewedMs) >= TURN_RENEWAL_MS;
    const isWelcome = isRenewal || turn.day !== this.#day();
    if (isWelcome) {
      turn.day = this.#day();
      turn.renewedMs = nowMs;
    }
    for (const connection of turn.seated) {
      if (!connection.hasSpoken()) {
        connection.cut();
        continue;
      }
      connection.ping();
      if (isWelcome && this.#isIn(connection)) connection.deliver(this.#welcome(connection));
    }
  }

  /** Takes nobody new, tells everybody to go elsewhere, and is done when all have gone or time is up. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#bus.close();
    if (this.#connections === 0) return;
    const isEmpty = new Promise<void>((resolve) => (this.#onEmpty = resolve));
    const hurry = setTimeout(() => {
      for (const connection of this.#all()) connection.terminate();
    }, DRAIN_TIMEOUT_MS);
    for (const connection of this.#all()) connection.close(GOING_AWAY);
    await isEmpty;
    clearTimeout(hurry);
  }

  *#all(): Iterable<Connection> {
    for (const { seated } of this.#turns) yield* seated;
  }

  #seat(connection: Connection, socket: Socket, use: AddressUse): void {
    connection.count = this.#deps.count;
    connection.tokens = this.#frameRate.burst;
    connection.filledAtMs = this.#deps.steadyMs();
    connection.socket = socket;
    connection.use = use;
    connection.turn = (this.#turn + TURNS - 1) % TURNS; // the turn that was just swept is the farthest ahead
    connection.on('message', this.#deps.door ? this.#onProof : this.#onMessage);
    connection.on('error', onError);
    connection.on('close', this.#onClose);
    use.connections++;
    // From here on the connection counts its socket: a second listener on the socket would cost 240 bytes for as long as
    // it is open. With TLS the socket that is counted lies beneath this one and goes on counting itself.
    connection.countsSocket = socket.listenerCount('close', use.freeSocket) > 0;
    if (connection.countsSocket) socket.off('close', use.freeSocket);
    this.#connections++;
    this.#turns[connection.turn]?.seated.add(connection);
    if (this.#deps.door) this.#deps.door.challenge(connection);
    else connection.deliver(this.#welcome(connection));
  }

  #isIn(connection: Connection): boolean {
    const { door } = this.#deps;
    return door === null || door.ticketOf(connection) !== null;
  }

  #welcome(connection: Connection): Buffer {
    const stun = connection.socket === null ? [] : this.#deps.stunUrls(connection.socket);
    const turn = this.#deps.turnFor?.();
    const day = this.#day();
    const ticket = this.#deps.door?.ticketOf(connection);
    if (turn || ticket)
      return textFrame(
        encodeFrame({ type: 'welcome', day, stun, ...(turn && { turn }), ...(ticket && { ticket }) }),
      );
    // The same for everybody who reached the same address on the same day.
    const known = this.#welcomes.get(stun);
    if (known?.day === day) return known.frame;
    const frame = textFrame(encodeFrame({ type: 'welcome', day, stun }));
    this.#welcomes.set(stun, { day, frame });
    return frame;
  }

  #day(): number {
    return Math.floor(this.#deps.nowMs() / DAY_MS);
  }

  // One listener for all connections, not a closure for each: there `this` is the connection, here the introducer.
  readonly #onMessage = ((introducer: Introducer) =>
    function (this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
      introducer.#receive(this as Connection, data as Buffer, isBinary);
    })(this);

  /** As long as a connection has not proved that it may come in. Open deployments never attach it. */
  readonly #onProof = ((introducer: Introducer) =>
    function (this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
      introducer.#receiveProof(this as Connection, data as Buffer, isBinary);
    })(this);

  readonly #onClose = ((introducer: Introducer) =>
    function (this: WebSocket): void {
      introducer.#leave(this as Connection);
    })(this);

  #receive(connection: Connection, data: Buffer, isBinary: boolean): void {
    if (connection.readyState !== connection.OPEN) return; // it is being closed, and still sends
    try {
      this.frames++;
      if (isBinary) return connection.refuse(BINARY_REFUSED);
      if (!take(connection, this.#frameRate, this.#deps.steadyMs(), 1))
        return connection.refuse(CLOSE_CODES.tooFast);
      const copies = this.#topics.receive(connection, data);
      this.deliveries += copies;
      // A publication to many costs its sender more; the last one may put it into debt.
      if (copies > RECEIVERS_PER_TOKEN) connection.tokens -= Math.ceil(copies / RECEIVERS_PER_TOKEN) - 1;
    } catch {
      // A fault of ours. Its sender loses the connection and comes back; nobody else notices.
      this.#deps.count('error', INTERNAL_ERROR);
      connection.close(INTERNAL_ERROR);
    }
  }

  #receiveProof(connection: Connection, data: Buffer, isBinary: boolean): void {
    if (connection.readyState !== connection.OPEN) return;
    try {
      if (!this.#deps.door?.answer(connection, data, isBinary)) return;
      connection.off('message', this.#onProof);
      connection.on('message', this.#onMessage);
      connection.deliver(this.#welcome(connection));
    } catch {
      this.#deps.count('error', INTERNAL_ERROR);
      connection.close(INTERNAL_ERROR);
    }
  }

  /** Whatever a broken node or a broken bus may send: it is dropped and counted, and costs nobody a connection. */
  #receiveFromBus(frame: Buffer): void {
    try {
      this.busFrames++;
      const copies = this.#topics.receiveFromBus(frame, this.#admits);
      if (copies === null) return this.#deps.count('reject', CLOSE_CODES.badFrame);
      this.deliveries += copies;
      this.#busGate.charge(copies);
    } catch {
      this.#deps.count('error', INTERNAL_ERROR);
    }
  }

  readonly #admits = (topic: string): boolean => {
    const isAdmitted = this.#busGate.admits(topic, this.#deps.steadyMs());
    if (!isAdmitted) this.#deps.count('limit', CLOSE_CODES.tooFast);
    return isAdmitted;
  };

  #leave(connection: Connection): void {
    this.#topics.leave(connection);
    this.#deps.door?.leave(connection);
    if (!this.#turns[connection.turn]?.seated.delete(connection)) return;
    this.#connections--;
    if (connection.use !== null) connection.use.connections--;
    if (connection.countsSocket) connection.use?.freeSocket();
    if (this.#connections === 0) this.#onEmpty?.();
  }
}

/** ws has found the frames broken, closes the connection itself (1002, 1007, 1009), and only tells. */
function onError(this: WebSocket): void {
  (this as Connection).count('reject', PROTOCOL_ERROR);
}
