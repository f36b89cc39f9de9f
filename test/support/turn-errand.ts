/**
 * Goes to a TURN server from wherever this process runs, and prints what it said as JSON: `turn-errand.ts ERRAND`. A
 * program of its own, since a process stays in the network it was started in.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import { pathToFileURL } from 'node:url';
import { TurnClient, type Ask, type TurnCredential, type Verdict } from './turn-client.js';

export interface TurnErrand {
  readonly address: string;
  readonly port: number;
  readonly over: 'udp' | 'tcp' | 'tls';
  /**
   * The port of the first visit by UDP, each further one having the next: a relay remembers for ten minutes whoever left
   * without goodbye, and takes who comes from the same port for them.
   */
  readonly fromPort: number;
  /** One after the other, each on a connection of its own. */
  readonly visits: readonly TurnVisit[];
}

export interface TurnVisit extends TurnCredential {
  readonly family?: 4 | 6;
  /** IP protocol of the relayed address; 17, UDP, if not said. */
  readonly transport?: number;
  /** Addresses that packets are to pass from and to. */
  readonly permits?: readonly string[];
  /** After this many ms it asks to keep the relayed address, and for the permits after that. */
  readonly stayMs?: number;
}

/** What came of each visit. */
export type TurnReport = readonly {
  readonly allocate: Verdict;
  readonly refresh: Verdict | null;
  readonly permits: readonly Verdict[];
}[];

const ANSWER_WITHIN_MS = 5_000;

async function run({ visits, fromPort, ...server }: TurnErrand): Promise<TurnReport> {
  const report = [];
  for (const [i, { family, transport, permits, stayMs, ...credential }] of visits.entries()) {
    const { ask, close } = await connect(server, fromPort + i);
    const client = new TurnClient(ask, credential);
    const allocate = await client.allocate(family, transport);
    if (stayMs !== undefined) await setTimeout(stayMs);
    const refresh = stayMs === undefined ? null : await client.refresh();
    const answers = [];
    for (const address of permits ?? []) answers.push(await client.permit(address));
    report.push({ allocate, refresh, permits: answers });
    close();
  }
  return report;
}

async function connect(
  { address, port, over }: Pick<TurnErrand, 'address' | 'port' | 'over'>,
  fromPort: number,
): Promise<{ ask: Ask; close: () => void }> {
  const signal = () => AbortSignal.timeout(ANSWER_WITHIN_MS);
  if (over === 'udp') {
    const socket = createSocket('udp4');
    socket.bind(fromPort);
    await once(socket, 'listening', { signal: signal() });
    socket.connect(port, address);
    await once(socket, 'connect', { signal: signal() });
    const ask: Ask = async (message) => {
      socket.send(message);
      const [answer] = (await once(socket, 'message', { signal: signal() })) as [Buffer];
      return answer;
    };
    return { ask, close: () => socket.close() };
  }
  // Who it is does not matter here: the browsers of the tests do look at its certificate.
  const socket: Socket =
    over === 'tls'
      ? connectTls({ port, host: address, rejectUnauthorized: false })
      : connectTcp(port, address);
  await once(socket, over === 'tls' ? 'secureConnect' : 'connect', { signal: signal() });
  const ask: Ask = async (message) => {
    socket.write(message);
    // One answer fits into one packet of this network.
    const [answer] = (await once(socket, 'data', { signal: signal() })) as [Buffer];
    return answer;
  };
  return { ask, close: () => socket.destroy() };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.stdout.write(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '') as TurnErrand)));
}
