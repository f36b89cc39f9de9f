import type { WebSocketServer, WebSocket } from 'ws';
import { encodeFrame, parseClientFrame } from '../../../src/protocol/introducer-frames.js';
import { AppServer } from './app-server.js';

const DAY_MS = 86_400_000;

export interface Publication {
  readonly topic: string;
  readonly data: string;
}

/** What it does with a publication instead of passing it on; null passes nothing on. */
export type Mischief = (publication: Publication, all: readonly Publication[]) => readonly Publication[];

/** Passes everything on, to everybody, whoever asked for it. */
export const honest: Mischief = (publication) => [publication];

/** An introducer in the hands of an enemy: it sees every sealed signal and does with it what it likes. */
export class HostileIntroducer {
  /** Everything that was ever published, oldest first. */
  readonly seen: Publication[] = [];
  /** Everything the clients ever said, word for word. */
  readonly heard: string[] = [];
  mischief: Mischief = honest;
  readonly #web: AppServer;
  readonly #clients = new Map<WebSocket, Set<string>>();

  private constructor(web: AppServer, sockets: WebSocketServer) {
    this.#web = web;
    sockets.on('connection', (socket) => this.#seat(socket));
  }

  static async start(): Promise<HostileIntroducer> {
    const web = await AppServer.start();
    return new HostileIntroducer(web, web.sockets);
  }

  get url(): string {
    return this.#web.url;
  }

  /** Topics that are listened on now. */
  get topics(): string[] {
    return [...this.#clients.values()].flatMap((topics) => [...topics]);
  }

  /** Gives a publication to every client, as if it came from one that they know. */
  deliver({ topic, data }: Publication): void {
    const frame = encodeFrame({ type: 'publish', topic, data, clients: 1 });
    for (const socket of this.#clients.keys()) socket.send(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#web[Symbol.asyncDispose]();
  }

  #seat(socket: WebSocket): void {
    this.#clients.set(socket, new Set());
    socket.on('close', () => this.#clients.delete(socket));
    socket.on('message', (bytes) => this.#hear(socket, (bytes as Buffer).toString('utf8')));
    socket.send(encodeFrame({ type: 'welcome', day: Math.floor(Date.now() / DAY_MS), stun: [] }));
  }

  #hear(socket: WebSocket, text: string): void {
    this.heard.push(text);
    const frame = parseClientFrame(text);
    if (!frame.ok) return;
    switch (frame.value.type) {
      case 'subscribe':
        for (const topic of frame.value.topics) this.#clients.get(socket)?.add(topic);
        return;
      case 'publish': {
        const publication = { topic: frame.value.topic, data: String(frame.value.data) };
        this.seen.push(publication);
        for (const each of this.mischief(publication, this.seen)) this.deliver(each);
        return;
      }
      case 'ping':
        return socket.send(encodeFrame({ type: 'pong' }));
      case 'unsubscribe':
        for (const topic of frame.value.topics) this.#clients.get(socket)?.delete(topic);
        return;
      case 'prove': // nobody is asked to
    }
  }
}
