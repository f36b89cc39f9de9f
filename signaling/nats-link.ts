import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { MAX_PAYLOAD_BYTES } from './limits.js';
import type { NatsCredentials } from './nats-credentials.js';
import { NatsReader, type NatsInfo } from './nats-reader.js';

/** One server of the bus. Any of them will do. */
export interface NatsServer {
  readonly host: string;
  readonly port: number;
  /** Speak TLS, or not at all. Without it TLS is spoken where the server asks for it. */
  readonly tls: boolean;
  readonly credentials: NatsCredentials;
}

export interface NatsLinkEvents {
  /** The server took us. */
  onUp(): void;
  onMessage(subject: string, payload: Buffer): void;
  /** A message over MAX_PAYLOAD_BYTES went by unread. */
  onTooLarge(): void;
  /** The server refused something. */
  onRefused(): void;
  /** It is over. Called once, also when it never came up; nothing is called after it. */
  onEnd(): void;
}

/** In ms. */
export interface LinkTimes {
  /** From dialling until the server takes us. */
  readonly connectMs: number;
  /** Between two pings. Three without a word in return end the link. */
  readonly pingMs: number;
}

const PINGS_UNANSWERED = 3;

/** One connection to a NATS server, from dialling to its end. */
export class NatsLink {
  isUp = false;
  readonly #server: NatsServer;
  readonly #events: NatsLinkEvents;
  readonly #times: LinkTimes;
  readonly #reader: NatsReader;
  readonly #tcp: Socket;
  #socket: Socket;
  #info: NatsInfo | null = null;
  #unanswered = 0;
  #isCorked = false;
  #timer: NodeJS.Timeout;

  constructor(server: NatsServer, events: NatsLinkEvents, times: LinkTimes) {
    this.#server = server;
    this.#events = events;
    this.#times = times;
    this.#reader = new NatsReader(
      {
        onInfo: (info) => this.#onInfo(info),
        onMessage: (subject, payload) => this.isUp && events.onMessage(subject, payload),
        onTooLarge: () => this.isUp && events.onTooLarge(),
        onPing: () => this.write('PONG\r\n'),
        onPong: () => this.#onPong(),
        onError: () => events.onRefused(),
      },
      MAX_PAYLOAD_BYTES,
    );
    this.#tcp = connectTcp({ host: server.host, port: server.port, noDelay: true });
    this.#tcp.on('error', ignore); // 'close' follows
    this.#tcp.on('close', () => this.#onClose());
    this.#tcp.on('data', this.#onData);
    this.#socket = this.#tcp;
    this.#timer = setTimeout(() => this.destroy(), times.connectMs);
  }

  /** Largest message the server takes, in bytes. */
  get maxPayload(): number {
    return this.#info?.maxPayload ?? 0;
  }

  /** Bytes that wait for the server to read them. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** What is written in one turn leaves in one piece. */
  write(data: string | Buffer): void {
    const socket = this.#socket;
    if (!this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        socket.uncork();
      });
    }
    socket.write(data);
  }

  destroy(): void {
    this.isUp = false;
    this.#tcp.destroy();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#unanswered = 0;
    if (!this.#reader.read(chunk)) this.destroy();
  };

  /** INFO comes in the clear, and before anything else. A later one tells of the cluster; what counts is the operator's list. */
  #onInfo(info: NatsInfo): void {
    if (this.#info !== null) return;
    this.#info = info;
    if (!this.#server.tls && !info.wantsTls) return this.#introduce(info);
    this.#tcp.off('data', this.#onData);
    const { host } = this.#server;
    const secure = connectTls({ socket: this.#tcp, ...(isIP(host) === 0 ? { servername: host } : { host }) });
    secure.on('error', () => this.destroy());
    secure.on('close', () => this.destroy());
    secure.on('data', this.#onData);
    secure.once('secureConnect', () => this.#introduce(info));
    this.#socket = secure;
  }

  #introduce(info: NatsInfo): void {
    const connect = {
      verbose: false,
      pedantic: false,
      echo: false,
      lang: 'node',
      version: '1',
      protocol: 1,
      tls_required: this.#server.tls,
      ...this.#server.credentials(info.nonce),
    };
    this.write(`CONNECT ${JSON.stringify(connect)}\r\nPING\r\n`);
  }

  #onPong(): void {
    if (this.isUp || this.#info === null) return;
    this.isUp = true;
    clearTimeout(this.#timer);
    this.#timer = setInterval(() => {
      if (this.#unanswered++ >= PINGS_UNANSWERED) return this.destroy();
      this.write('PING\r\n');
    }, this.#times.pingMs);
    this.#events.onUp();
  }

  #onClose(): void {
    clearTimeout(this.#timer);
    this.isUp = false;
    this.#events.onEnd();
  }
}

function ignore(): void {}
