/**
 * What our introducer costs, limits on, beside servers that do nothing but pass frames on: CPU time per relayed message
 * and memory per idle connection, each server in a process of its own. Machines drift, so servers take turns and what
 * counts is the median of the ratios of neighbours.
 */
import { report } from '../figure.js';
import { median } from '../spread.js';
import { idleConnectionKb, MESSAGE_BYTES, PairLoad } from './load.js';
import type { RelayName } from './relays.js';
import { startRelay, type ServerUnderLoad } from './server-under-load.js';

const ROUNDS = 7;
const WARM_UP_MS = 1_500;
const RUN_MS = 700;
const IDLE_CONNECTIONS = 10_000;

/** The first is the anchor. */
const RELAY_NAMES: readonly RelayName[] = ['bare ws', 'beep', 'json ws', 'y-webrtc'];

async function relayCost(): Promise<void> {
  const servers: ServerUnderLoad[] = [];
  for (const name of RELAY_NAMES) servers.push(await startRelay(name));
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
    report({
      name: `relay, ${MESSAGE_BYTES} B, CPU per message, ${server.name}`,
      value: median(own),
      unit: 'us',
      anchor: 'bare ws',
      ratio,
      ...(server.name === 'beep' && { must: '0.9', moonshot: '0.97' }),
    });
    report({
      name: `relay, ${MESSAGE_BYTES} B, messages per second, ${server.name}`,
      value: median(rates[s] ?? []),
      unit: '1/s',
      anchor: 'bare ws',
      ratio: median((rates[s] ?? []).map((rate, i) => rate / (rates[0]?.[i] ?? NaN))),
    });
  }
}

async function idleCost(): Promise<void> {
  let bare = NaN;
  for (const name of ['bare ws', 'beep', 'y-webrtc'] as const) {
    const server = await startRelay(name);
    const kb = await idleConnectionKb(server, IDLE_CONNECTIONS);
    server.stop();
    if (name === 'bare ws') bare = kb;
    report({
      name: `idle connection at ${IDLE_CONNECTIONS}, ${name}`,
      value: kb,
      unit: 'KiB',
      anchor: 'bare ws',
      ratio: kb / bare,
      ...(name === 'beep' && { must: '7 KiB', moonshot: '1.05' }),
    });
  }
}

await relayCost();
await idleCost();
process.exit(0);
