import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { aFreePort, type RelayName } from './relays.js';

/** What a server process has used since it started. */
export interface Usage {
  readonly cpuUs: number;
  readonly rssBytes: number;
}

export const TWO_NODES = 'beep, two nodes';
export const CLOSED = 'beep, closed';

/** A server in a process of its own, or two that are joined. */
export interface ServerUnderLoad {
  readonly name: RelayName | typeof TWO_NODES | typeof CLOSED;
  /** Where the client of this number connects. */
  portOf(client: number): number;
  usage(question: 'cpu' | 'memory'): Promise<Usage>;
  stop(): void;
}

/** Starts one of the relays. What it prints is not ours to print. */
export async function startRelay(
  name: RelayName,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerUnderLoad> {
  const child = fork(fileURLToPath(new URL('relay-process.ts', import.meta.url)), [name], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name,
    portOf: () => port,
    usage: async (question) => {
      child.send(question);
      const [usage] = (await once(child, 'message')) as [Usage];
      return usage;
    },
    stop: () => child.kill(),
  };
}

/**
 * Two of ours on one NATS server, which each take every other client, so that all that the pairs say goes over the bus.
 * What they use counts together, what NATS uses does not. Null where there is no nats-server.
 */
export async function startTwoNodes(): Promise<ServerUnderLoad | null> {
  const port = await aFreePort();
  const nats = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const isThere = await new Promise<boolean>((resolve) => {
    nats.on('spawn', () => resolve(true));
    nats.on('error', () => resolve(false));
  });
  if (!isThere) return null;
  const env = { BUS_URL: `nats://127.0.0.1:${port}` };
  const nodes = [await startRelay('beep', env), await startRelay('beep', env)] as const;
  return {
    name: TWO_NODES,
    portOf: (client) => nodes[client % 2 === 0 ? 0 : 1].portOf(client),
    usage: async (question) => {
      const [one, two] = [await nodes[0].usage(question), await nodes[1].usage(question)];
      return { cpuUs: one.cpuUs + two.cpuUs, rssBytes: one.rssBytes + two.rssBytes };
    },
    stop: () => {
      for (const node of nodes) node.stop();
      nats.kill();
    },
  };
}
