import { once } from 'node:events';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { WebSocket, type ClientOptions } from 'ws';
import { startServer, type RunningServer, type ServerOptions } from './server.js';

export const INDEX = '<!doctype html><title>Beep</title>';

/** A folder that looks like a built app and goes away with the test. */
export function aDist(t: TestContext): string {
  const dist = mkdtempSync(join(tmpdir(), 'beep-dist-'));
  t.after(() => rmSync(dist, { recursive: true, force: true }));
  mkdirSync(join(dist, 'assets'));
  mkdirSync(join(dist, '.secret'));
  for (const [path, text] of [
    ['index.html', INDEX],
    ['index.html.br', brotliCompressSync(INDEX)],
    ['index.html.gz', gzipSync(INDEX)],
    ['sw.js', 'self.oninstall = null;'],
    ['manifest.webmanifest', '{}'],
    ['icon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['assets/app-Ab3dEf_9.js', 'export {};'],
    ['assets/app-Ab3dEf_9.js.map', '{"sources":[]}'],
    ['assets/words-eadeedfd.js', 'export {};'],
    ['assets/engine-Ab3dEf_9.wasm', '\0asm'],
    ['assets/plain.css', 'body{}'],
    ['.secret/key', 'key'],
    ['.env', 'KEY=1'],
  ] as const) {
    writeFileSync(join(dist, path), text);
  }
  return dist;
}

/** An empty folder such as an authority publishes into; goes away with the test. */
export function aRegistryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'beep-registry-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['revocations', 'directories', 'pages', 'badges']) mkdirSync(join(folder, name));
  return folder;
}

/** A server on free loopback ports that ends with the test. */
export async function aServer(t: TestContext, options: Partial<ServerOptions> = {}): Promise<RunningServer> {
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    stunPort: 0,
    dist: aDist(t),
    allowMissingOrigin: true,
    ...options,
  });
  t.after(() => server.close());
  return server;
}

/** One client: its frames in order of arrival, and how its connection ended. */
export class TestClient {
  readonly socket: WebSocket;
  readonly #frames: string[] = [];
  #wake: (() => void) | null = null;
  /** Resolves to the close code. */
  readonly closed: Promise<number>;

  constructor({ port }: Pick<RunningServer, 'port'>, options: ClientOptions = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/signal`, options);
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('error', () => undefined); // a refused handshake is told by `closed` (1006)
    this.socket.on('message', (data) => {
      this.#frames.push((data as Buffer).toString());
      this.#wake?.();
    });
  }

  /** A client that has read its welcome. */
  static async join(server: Pick<RunningServer, 'port'>, options: ClientOptions = {}): Promise<TestClient> {
    const client = new TestClient(server, options);
    await once(client.socket, 'open');
    await client.next();
    return client;
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** The next frame, parsed. Fails when the connection ends first. */
  async next(): Promise<Record<string, unknown>> {
    while (this.#frames.length === 0) {
      const arrived = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([
        arrived,
        this.closed.then((code) => Promise.reject(new Error(`closed with ${code}`))),
      ]);
    }
    return JSON.parse(this.#frames.shift() ?? '') as Record<string, unknown>;
  }

  /** Waits until the server has handled everything sent so far. Every frame that came before is returned. */
  async settle(): Promise<Record<string, unknown>[]> {
    this.send({ type: 'ping' });
    const frames: Record<string, unknown>[] = [];
    for (;;) {
      const frame = await this.next();
      if (frame['type'] === 'pong') return frames;
      frames.push(frame);
    }
  }
}

/** Waits until `isTrue`, looking every few ms; fails after `limitMs`. */
export async function until(isTrue: () => boolean | Promise<boolean>, limitMs = 5_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!(await isTrue())) {
    if (performance.now() > endMs) throw new Error(`still not so after ${limitMs} ms: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
