import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { until } from './test-server.js';

/** Why tests with a real bus cannot run here, or false. */
export const noNats: string | false =
  spawnSync('nats-server', ['--version']).status === 0
    ? false
    : 'there is no nats-server here: apt-get install --no-install-recommends nats-server';

/** A nats-server on loopback that can die and come back at the same port, and ends with the test. */
export class TestNats {
  readonly port: number;
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;

  private constructor(port: number, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.port = port;
    this.#args = args;
    this.#env = env;
  }

  static async start(
    t: TestContext,
    args: readonly string[] = [],
    host = '127.0.0.1',
    env: Readonly<Record<string, string>> = {},
  ): Promise<TestNats> {
    const nats = new TestNats(await freePort(), ['-a', host, ...args], env);
    t.after(() => nats.kill());
    await nats.start();
    return nats;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const args = ['-p', String(this.port), ...this.#args];
    this.#child = spawn('nats-server', args, {
      stdio: 'ignore',
      env: { ...process.env, ...this.#env },
    });
    await until(() => answers(this.port), 15_000);
  }

  /** Ends it without a word, or stops it in its tracks. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isThere = await new Promise<boolean>((resolve) => {
    socket.on('data', () => resolve(true)); // its INFO
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
  socket.destroy();
  return isThere;
}
