import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const READY = /Beep is ready at (\S+)/;
/** How long a server may take to say that it is ready, in ms. */
const START_LIMIT_MS = 30_000;

export interface ServerOptions {
  /** Serves https on all interfaces with a local CA instead of http on loopback. */
  readonly lan?: boolean;
  /** More environment, e.g. HOST or DIST. */
  readonly env?: Readonly<Record<string, string>>;
  /** A program to run node in, e.g. `['ip', 'netns', 'exec', 'name']`. */
  readonly wrap?: readonly string[];
}

/** The real introducer, built, in a process of its own, on ports that stay the same over restarts. */
export class TestServer {
  readonly #options: ServerOptions;
  #child: ChildProcess | null = null;
  #port = 0;
  #stunPort = 0;
  #url = '';
  #output = '';

  private constructor(options: ServerOptions) {
    this.#options = options;
  }

  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    server.#stunPort = await freeUdpPort();
    await server.start();
    return server;
  }

  /** As printed on the line that says it is ready. */
  get url(): string {
    return this.#url;
  }

  get port(): number {
    return this.#port;
  }

  get stunPort(): number {
    return this.#stunPort;
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('The server is not running.');
    return this.#child.pid;
  }

  /** Everything it ever wrote, on both streams, over all restarts. */
  get output(): string {
    return this.#output;
  }

  /** Starts it on the ports it had. Resolves when it answers. */
  async start(): Promise<void> {
    if (this.#child) throw new Error('The server is running already.');
    const main = resolve(ROOT, 'build/server.js');
    if (!existsSync(main)) throw new Error('There is no build. Run: npm run build');
    const [program, ...args] = [
      ...(this.#options.wrap ?? []),
      process.execPath,
      main,
      ...(this.#options.lan ? ['--lan'] : []),
    ];
    const child = spawn(program!, args, {
      env: {
        ...process.env,
        PORT: String(this.#port),
        STUN_PORT: String(this.#stunPort),
        ...this.#options.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#url = await this.#ready(child);
    this.#port = Number(new URL(this.#url).port);
  }

  /** Ends it as Ctrl-C does and returns its exit code. */
  async stop(): Promise<number | null> {
    return this.#end('SIGINT');
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #ready(child: ChildProcess): Promise<string> {
    return new Promise((done, failed) => {
      let fresh = '';
      const limit = setTimeout(() => {
        child.kill('SIGKILL');
        failed(new Error(`The server did not say that it is ready. It said: ${fresh}`));
      }, START_LIMIT_MS);
      const read = (chunk: Buffer): void => {
        fresh += chunk.toString('utf8');
        this.#output += chunk.toString('utf8');
        const ready = READY.exec(fresh);
        if (!ready) return;
        clearTimeout(limit);
        done(ready[1]!);
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('error', failed);
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = null;
        clearTimeout(limit);
        failed(new Error(`The server ended with ${code ?? signal}. It said: ${fresh}`));
      });
    });
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (!child) return null;
    const gone = once(child, 'exit');
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    this.#child = null;
    return code;
  }
}

/** A UDP port that was free a moment ago. The server needs a fixed one, so that it keeps it over restarts. */
async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
