import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from './isolated-lan.js';
import { runIn } from './namespaces.js';
import { until } from '../../e2e/harness/until.js';

/** Where a packet went. */
export interface Sent {
  readonly to: string;
  /** Of UDP or TCP; null for anything else. */
  readonly port: number | null;
  /** As tcpdump prints it. */
  readonly line: string;
}

/** Every packet that a machine sends, on any interface but the loopback one, from `start` to `stop`. Takes tcpdump. */
export class Capture implements AsyncDisposable {
  readonly #file: string;
  readonly #child: ChildProcess;

  private constructor(file: string, child: ChildProcess) {
    this.#file = file;
    this.#child = child;
  }

  static async start({ namespace }: Host): Promise<Capture> {
    const file = join(tmpdir(), `${namespace}.pcap`);
    // `ip netns exec` becomes the command, so the process we end is tcpdump itself.
    const own = runIn(namespace, ['cat', '/sys/class/net/eth0/address']).trim();
    const tcpdump = ['tcpdump', '-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', file, 'ether', 'src', own];
    const child = spawn('ip', ['netns', 'exec', namespace, ...tcpdump], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    await until(`tcpdump listens (it says: ${said})`, () => said.includes('listening on'));
    return new Capture(file, child);
  }

  /** Ends it and returns what was sent. @throws Error if not a packet was seen: nothing is so quiet */
  async stop(): Promise<readonly Sent[]> {
    await this.#end();
    const text = execFileSync('tcpdump', ['-n', '-t', '-r', this.#file], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const sent = text.split('\n').flatMap((line) => readLine(line) ?? []);
    if (sent.length === 0) throw new Error('The capture is empty.');
    return sent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
    rmSync(this.#file, { force: true });
  }

  async #end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await gone;
  }
}

/** A line of tcpdump; undefined for a blank one. What it does not know goes to "?", which nobody expects. */
function readLine(line: string): Sent | undefined {
  if (!line.trim()) return undefined;
  const arp = /^ARP, (?:Request who-has ([\d.]+)|Reply )/.exec(line);
  if (arp) return { to: arp[1] ? `arp ${arp[1]}` : 'arp reply', port: null, line };
  const sent = /^IP6? \S+ > (\S+):/.exec(line);
  if (!sent) return { to: '?', port: null, line };
  const withPort = /^(\d+\.\d+\.\d+\.\d+|[\da-f:]+)\.(\d+)$/.exec(sent[1]!);
  return withPort
    ? { to: withPort[1]!, port: Number(withPort[2]), line }
    : { to: sent[1]!, port: null, line };
}
