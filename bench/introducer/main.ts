/**
 * What our introducer costs, limits on, beside servers that do nothing but pass frames on: CPU time per relayed message
 * and memory per idle connection, each server in a process of its own. Machines drift, so servers take turns and what
 * counts is the median of the ratios of neighbours. `--y-webrtc <path of its bin/server.js>` adds that server.
 */
import { idleConnectionKb, MESSAGE_BYTES, PairLoad } from './load.js';
import { startRelay, startYWebrtc, type ServerUnderLoad } from './server-under-load.js';

const ROUNDS = 7;
const WARM_UP_MS = 1_500;
const RUN_MS = 700;
const IDLE_CONNECTIONS = 10_000;

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
const round = (value: number): number => Number(value.toPrecision(4));
const print = (figure: object): void => console.log(JSON.stringify(figure));

const yWebrtcPath = process.argv[process.argv.indexOf('--y-webrtc') + 1];
const hasYWebrtc = process.argv.includes('--y-webrtc') && yWebrtcPath !== undefined;

async function relayCost(): Promise<void> {
  const servers: ServerUnderLoad[] = [
    await startRelay('bare ws'),
    await startRelay('beep'),
    await startRelay('json ws'),
    ...(hasYWebrtc ? [await startYWebrtc(yWebrtcPath)] : []),
  ];
  const loads = await Promise.all(servers.map((server) => PairLoad.open(server)));
  for (const load of loads) await load.run(WARM_UP_MS);
  const costs: number[][] = servers.map(() => []);
  const rates: number[][] = servers.map(() => []);
  for (let i = 0; i < ROUNDS; i++) {
    for (const [s, load] of loads.entries()) {
      const { cpuUsPerMessage, messagesPerSecond } = await load.run(RUN_MS);
      costs[s]?.push(cpuUsPerMessage);
      rates[s]?.push(messagesPerSecond);
    }
  }
  for (const load of loads) load.close();
  for (const server of servers) server.stop();

  const anchor = costs[0] ?? [];
  for (const [s, server] of servers.entries()) {
    const own = costs[s] ?? [];
    const ratio = median(anchor.map((cost, i) => cost / (own[i] ?? NaN)));
    print({
      name: `relay, ${MESSAGE_BYTES} B, CPU per message, ${server.name}`,
      value: round(median(own)),
      unit: 'us',
      anchor: 'bare ws',
      ratio: round(ratio),
    });
    print({
      name: `relay, ${MESSAGE_BYTES} B, messages per second, ${server.name}`,
      value: Math.round(median(rates[s] ?? [])),
      unit: '1/s',
      anchor: 'bare ws',
      ratio: round(median((rates[s] ?? []).map((rate, i) => rate / (rates[0]?.[i] ?? NaN)))),
    });
  }
}

async function idleCost(): Promise<void> {
  let bare = NaN;
  for (const name of ['bare ws', 'beep'] as const) {
    const server = await startRelay(name);
    const kb = await idleConnectionKb(server, IDLE_CONNECTIONS);
    server.stop();
    if (name === 'bare ws') bare = kb;
    print({
      name: `idle connection at ${IDLE_CONNECTIONS}, ${name}`,
      value: round(kb),
      unit: 'KiB',
      anchor: 'bare ws',
      ratio: round(kb / bare),
    });
  }
}

await relayCost();
await idleCost();
process.exit(0);
