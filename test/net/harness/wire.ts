import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from '../../e2e/harness/until.js';
import type { Host } from './isolated-lan.js';
import { ip } from './namespaces.js';

export interface Weather {
  /** Shares from 0 to 1. */
  readonly loss: number;
  readonly doubles: number;
  readonly overtaking: number;
  readonly delayMs: number;
  readonly jitterMs: number;
}

/** A bad line that two machines speak to each other over, while they reach everybody else by the switch. Takes python3. */
export class Wire implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async lay(one: Host, other: Host, seed: number, weather: Weather): Promise<Wire> {
    const { loss, delayMs, jitterMs, doubles, overtaking } = weather;
    const numbers = [seed, loss, delayMs / 1_000, jitterMs / 1_000, doubles, overtaking].map(String);
    const program = join(import.meta.dirname, 'wire.py');
    const child = spawn('python3', [program, one.namespace, other.namespace, ...numbers], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const wire = new Wire(child);
    try {
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
      await until('the wire is laid', () => said.includes('ready'));
      for (const [host, far] of [
        [one, other],
        [other, one],
      ] as const) {
        ip('-n', host.namespace, 'link', 'set', 'wire', 'up');
        ip('-n', host.namespace, 'route', 'add', `${far.address}/32`, 'dev', 'wire', 'src', host.address);
      }
      return wire;
    } catch (error) {
      await wire[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
