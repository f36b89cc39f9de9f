import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { RelayName } from './relays.js';

/** What a server process has used since it started. */
export interface Usage {
  readonly cpuUs: number;
  readonly rssBytes: number;
}

/** A server in a process of its own. */
export interface ServerUnderLoad {
  readonly name: string;
  readonly port: number;
  usage(question: 'cpu' | 'memory'): Promise<Usage>;
  stop(): void;
}

/** Starts one of our own relays. */
export async function startRelay(name: RelayName): Promise<ServerUnderLoad> {
  const child = fork(fileURLToPath(new URL('relay-process.ts', import.meta.url)), [name], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name,
    port,
    usage: async (question) => {
      child.send(question);
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    stop: () => child.kill(),
  };
}

/** Starts the signaling server of y-webrtc (its `bin/server.js`), whose use is read from the system (Linux). */
export async function startYWebrtc(script: string): Promise<ServerUnderLoad> {
  const port = await aFreePort();
  const child = spawn(process.execPath, [script], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await listening(child, port);
  return {
    name: 'y-webrtc',
    port,
    usage: () => Promise.resolve(systemUsage(child.pid ?? 0)),
    stop: () => child.kill(),
  };
}

/** proc(5): user and system time in ticks of 10 ms, resident set in pages of 4 KiB. */
function systemUsage(pid: number): Usage {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return { cpuUs: (Number(fields[11]) + Number(fields[12])) * 10_000, rssBytes: Number(fields[21]) * 4096 };
}

async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  const endMs = performance.now() + 10_000;
  for (;;) {
    if (child.exitCode !== null || performance.now() > endMs)
      throw new Error('the y-webrtc server did not start');
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
