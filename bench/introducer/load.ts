import { clientFrame, LightClient } from './light-client.js';
import { TWO_NODES, type ServerUnderLoad } from './server-under-load.js';

/** Pairs that relay to one another, one message of each in flight. */
const PAIRS = 128;
/** Bytes of a message, about those of a sealed signal. */
export const MESSAGE_BYTES = 1_000;
/** Handshakes in flight at once. */
const OPENING = 128;

/** Clients of one server, in pairs that pass messages to and fro for as long as they are told to. */
export class PairLoad {
  readonly #clients: LightClient[] = [];
  #isRunning = false;
  readonly #sentMs: number[][] = Array.from({ length: 2 * PAIRS }, () => []);
  #waitsMs: number[] = [];
  #messages = 0;
  #inFlight = 0;
  #whenQuiet: (() => void) | null = null;
  readonly #server: ServerUnderLoad;

  private constructor(server: ServerUnderLoad) {
    this.#server = server;
  }

  static async open(server: ServerUnderLoad): Promise<PairLoad> {
    const load = new PairLoad(server);
    // One after another: the relays number their clients in the order in which they connect.
    for (let id = 0; id < 2 * PAIRS; id++) load.#clients.push(await openClient(server, id));
    if (server.name === TWO_NODES) await load.#joined();
    load.#clients.forEach((client, id) => {
      const message = clientFrame(messageTo(server.name, id ^ 1));
      client.onMessage = (bytes) => {
        if (bytes < MESSAGE_BYTES) return; // a welcome
        load.#messages++;
        const sentMs = load.#sentMs[id]?.shift();
        if (sentMs !== undefined) load.#waitsMs.push(performance.now() - sentMs);
        else if (load.#isRunning) client.send(message);
        if (!load.#isRunning && --load.#inFlight === 0) load.#whenQuiet?.();
      };
    });
    return load;
  }

  /** Both nodes have to have found the bus, and what is wanted on one has to be known on the other. */
  async #joined(): Promise<void> {
    for (const [id, client] of this.#clients.entries()) {
      const probe = clientFrame(JSON.stringify({ type: 'publish', topic: topicOf(id), data: 'x' }));
      let hasArrived = false;
      client.onMessage = () => (hasArrived = true);
      const untilMs = performance.now() + JOINED_WITHIN_MS;
      while (!hasArrived) {
        if (performance.now() > untilMs) throw new Error(`nothing passes the bus to client ${id}`);
        this.#clients[id ^ 1]?.send(probe);
        await pause(5);
      }
    }
  }

  /** Relays for this long and returns the CPU time of the server per message, in us, and the messages per second. */
  async run(durationMs: number): Promise<{ cpuUsPerMessage: number; messagesPerSecond: number }> {
    const before = await this.#server.usage('cpu');
    this.#messages = 0;
    this.#isRunning = true;
    const startMs = performance.now();
    this.#inFlight = PAIRS;
    for (let id = 0; id < 2 * PAIRS; id += 2) {
      this.#clients[id]?.send(clientFrame(messageTo(this.#server.name, id ^ 1)));
    }
    await new Promise((resolve) => setTimeout(resolve, durationMs));
    const quiet = new Promise<void>((resolve, reject) => {
      const lost = setTimeout(() => reject(this.#lost(this.#inFlight)), LOST_AFTER_MS);
      this.#whenQuiet = () => {
        clearTimeout(lost);
        resolve();
      };
    });
    this.#isRunning = false;
    await quiet; // every message arrived
    const seconds = (performance.now() - startMs) / 1000;
    const after = await this.#server.usage('cpu');
    return {
      cpuUsPerMessage: (after.cpuUs - before.cpuUs) / this.#messages,
      messagesPerSecond: this.#messages / seconds,
    };
  }

  /** Relays so many messages per second for this long, whatever comes back, and returns how long each took, sorted, in ms. */
  async pace(messagesPerSecond: number, durationMs: number): Promise<readonly number[]> {
    const frames = this.#clients.map((_, id) => clientFrame(messageTo(this.#server.name, id)));
    this.#waitsMs = [];
    const startMs = performance.now();
    let sent = 0;
    for (let passedMs = 0; passedMs < durationMs; passedMs = performance.now() - startMs) {
      for (const due = (passedMs * messagesPerSecond) / 1000; sent < due; sent++) {
        const to = sent % this.#clients.length;
        this.#sentMs[to]?.push(performance.now());
        this.#clients[to ^ 1]?.send(frames[to] as Buffer);
      }
      await pause(1);
    }
    const untilMs = performance.now() + LOST_AFTER_MS;
    while (this.#waitsMs.length < sent) {
      if (performance.now() > untilMs) throw this.#lost(sent - this.#waitsMs.length);
      await pause(1);
    }
    return this.#waitsMs.sort((a, b) => a - b);
  }

  #lost(messages: number): Error {
    return new Error(`${this.#server.name} has lost ${messages} messages`);
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}

/**
 * Accepts so many connections and lets them go again. Returns the server's CPU time for each in us, and how many in a second.
 * `open` says when one is accepted.
 */
export async function acceptCost(
  server: ServerUnderLoad,
  connections: number,
  open = (id: number): Promise<LightClient> => LightClient.open(server.portOf(id)),
): Promise<{ cpuUs: number; perSecond: number }> {
  const before = await server.usage('cpu');
  const startMs = performance.now();
  for (let id = 0; id < connections; id += OPENING) {
    const some = Array.from({ length: OPENING }, (_, i) => open(id + i));
    for (const client of await Promise.all(some)) client.close();
  }
  const seconds = (performance.now() - startMs) / 1000;
  const after = await server.usage('cpu');
  return { cpuUs: (after.cpuUs - before.cpuUs) / connections, perSecond: connections / seconds };
}

const JOINED_WITHIN_MS = 10_000;
/** Nothing that is relayed takes longer; a server that loses a message would be waited for without end. */
const LOST_AFTER_MS = 10_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resident memory of the server per idle connection, in KiB. */
export async function idleConnectionKb(server: ServerUnderLoad, connections: number): Promise<number> {
  const before = await server.usage('memory');
  const clients: LightClient[] = [];
  for (let id = 0; id < connections; id += OPENING) {
    const some = Array.from({ length: Math.min(OPENING, connections - id) }, (_, i) =>
      openClient(server, id + i),
    );
    clients.push(...(await Promise.all(some)));
  }
  const after = await server.usage('memory');
  for (const client of clients) client.close();
  return (after.rssBytes - before.rssBytes) / connections / 1024;
}

async function openClient(server: ServerUnderLoad, id: number): Promise<LightClient> {
  const client = await LightClient.open(server.portOf(id));
  if (!speaksTopics(server.name)) return client;
  const pong = new Promise<void>((resolve) => {
    client.onMessage = (bytes) => {
      if (bytes === PONG_BYTES) resolve();
    };
  });
  client.send(clientFrame(JSON.stringify({ type: 'subscribe', topics: [topicOf(id)] })));
  client.send(clientFrame('{"type":"ping"}'));
  await pong;
  client.onMessage = () => undefined;
  return client;
}

const PONG_BYTES = '{"type":"pong"}'.length;

const speaksTopics = (name: ServerUnderLoad['name']): boolean =>
  name === 'beep' || name === TWO_NODES || name === 'y-webrtc';

/** 22 characters, as the addresses of devices have. */
const topicOf = (id: number): string => String(id).padStart(22, 'A');

/** A message of MESSAGE_BYTES in the words of the server. */
function messageTo(name: ServerUnderLoad['name'], id: number): string | Buffer {
  if (name === 'bare ws') {
    const frame = Buffer.alloc(MESSAGE_BYTES, 'x');
    frame.writeUInt32BE(id, 0);
    return frame;
  }
  const frame = (data: string) =>
    JSON.stringify(speaksTopics(name) ? { type: 'publish', topic: topicOf(id), data } : { to: id, data });
  return frame('x'.repeat(MESSAGE_BYTES - frame('').length));
}
