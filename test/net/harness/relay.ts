import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { TurnErrand, TurnReport } from '../../support/turn-errand.js';
import type { Host } from './isolated-lan.js';

/** The file that ministries are given. */
const CONFIGURATION = fileURLToPath(new URL('../../../deploy/turnserver.conf', import.meta.url));
const ERRAND = fileURLToPath(new URL('../../support/turn-errand.ts', import.meta.url));
const UP_WITHIN_MS = 10_000;

export interface RelayOptions {
  /** See `static-auth-secret` of coturn. */
  readonly secret: string;
  /** First and last address of each range whose packets it relays. */
  readonly allowed: readonly string[];
  /** For TLS, the paths of a certificate and its key. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

/** coturn on a machine of its own, by the file that ministries are given and the few things that it leaves to them. */
export class Relay implements AsyncDisposable {
  readonly host: Host;
  readonly #process: ChildProcess;
  #said = '';

  private constructor(host: Host, process: ChildProcess) {
    this.host = host;
    this.#process = process;
    for (const stream of [process.stdout, process.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
  }

  static async start(host: Host, { secret, allowed, tls }: RelayOptions): Promise<Relay> {
    const settings = [
      `--static-auth-secret=${secret}`,
      `--listening-ip=${host.address}`,
      ...allowed.map((range) => `--allowed-peer-ip=${range}`),
      ...(tls ? [`--cert=${tls.cert}`, `--pkey=${tls.key}`] : []),
      `--pidfile=/dev/null`,
    ];
    const command = ['netns', 'exec', host.namespace, 'turnserver', '-c', CONFIGURATION, ...settings];
    const relay = new Relay(host, spawn('ip', command, { stdio: ['ignore', 'pipe', 'pipe'] }));
    for (const end = performance.now() + UP_WITHIN_MS; !relay.#isListening; await setTimeout(50)) {
      if (performance.now() > end || relay.#process.exitCode !== null) {
        await relay[Symbol.asyncDispose]();
        throw new Error(`coturn does not listen:\n${relay.#said}`);
      }
    }
    return relay;
  }

  /** Everything it has printed. */
  get said(): string {
    return this.#said;
  }

  get #isListening(): boolean {
    const sockets = execFileSync('ip', ['netns', 'exec', this.host.namespace, 'ss', '-Hlun'], {
      encoding: 'utf8',
    });
    return sockets.includes(`${this.host.address}:3478`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await gone;
  }
}

/** Of the next errand by UDP, its first port: no two visits come from the same one. */
let nextPort = 20_000;

/** Asks a relay things from a machine, and reports what it said. */
export function askFrom({ namespace }: Host, way: Omit<TurnErrand, 'fromPort'>): TurnReport {
  const errand: TurnErrand = { ...way, fromPort: nextPort };
  nextPort += way.visits.length;
  const command = ['netns', 'exec', namespace, process.execPath, '--import', 'tsx', ERRAND];
  const report = execFileSync('ip', [...command, JSON.stringify(errand)], { encoding: 'utf8' });
  return JSON.parse(report) as TurnReport;
}
