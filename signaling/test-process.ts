import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { until } from './test-server.js';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

export interface ServerProcess {
  readonly child: ChildProcess;
  /** All it has written so far. */
  readonly said: { out: string; err: string };
  /** Resolves to the exit code. */
  readonly ended: Promise<number | null>;
  /** The address it says it is ready at. */
  ready(): Promise<string>;
}

/** `signaling/main.ts` as a process of its own, with nothing in its environment but what is given. Ends with the test. */
export function launch(
  t: TestContext,
  env: Readonly<Record<string, string>>,
  nodeArguments: readonly string[] = [],
): ServerProcess {
  const child = spawn(process.execPath, [...nodeArguments, '--import', 'tsx', MAIN], {
    env: { PATH: process.env['PATH'] ?? '', STUN_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += String(chunk)));
  child.stderr.on('data', (chunk) => (said.err += String(chunk)));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const ready = async (): Promise<string> => {
    await until(() => /^Beep is ready at \S+\n/m.test(said.out) || child.exitCode !== null, 20_000);
    return /Beep is ready at (\S+)/.exec(said.out)?.[1] ?? assert.fail(said.err);
  };
  return { child, said, ended, ready };
}

/** Resident memory of a process, in bytes (Linux only). */
export function residentBytes({ child }: ServerProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) * 1024;
}
