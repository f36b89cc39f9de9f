import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RelayName } from './relays.js';

/** What a server process has used since it started. */
export interface Usage {
  readonly cpuUs: number;
  readonly rssBytes: number;
}

/** A server in a process of its own. */
export interface ServerUnderLoad {
  readonly name: RelayName;
  readonly port: number;
  usage(question: 'cpu' | 'memory'): Promise<Usage>;
  stop(): void;
}

/** Starts one of the relays. What it prints is not ours to print. */
export async function startRelay(name: RelayName): Promise<ServerUnderLoad> {
  const child = fork(fileURLToPath(new URL('relay-process.ts', import.meta.url)), [name], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
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
