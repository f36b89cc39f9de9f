/**
 * What our introducer costs, limits on, beside servers that do nothing but pass frames on, each in a process of its own:
 * CPU time per relayed message, waiting time at half load, and what a connection costs to accept and to keep; and what two
 * nodes on a bus cost beside one, and a door beside none. Machines drift, so servers take turns and what counts is the median of the ratios of
 * neighbours.
 */
import { report } from '../figure.js';
import { median } from '../spread.js';
import { ClosedServer } from './closed-server.js';
import { acceptCost, idleConnectionKb, MESSAGE_BYTES, PairLoad } from './load.js';
import type { RelayName } from './relays.js';
import { startRelay, startTwoNodes, TWO_NODES, type ServerUnderLoad } from './server-under-load.js';

const ROUNDS = 7;
const WARM_UP_MS = 1_500;
const RUN_MS = 700;
/** Connections of one round. */
const ACCEPTED = 1_280;
const ACCEPT_ROUNDS = 21;
/** A connection runs more code, and fewer times, than a message: until all of it is compiled takes longer. */
const ACCEPT_WARM_UP_MS = 3_000;
/** Coming in by a closed door takes thirty times as long, so it takes part in one round of three. */
const CLOSED_ROUNDS = 3;
const IDLE_CONNECTIONS = 10_000;

/** The first is the anchor. */
const RELAY_NAMES: readonly RelayName[] = ['bare ws', 'beep', 'json ws', 'y-webrtc'];

async function relayCost(): Promise<void> {
  const servers: ServerUnderLoad[] = [];
  for (const name of RELAY_NAMES) servers.push(await startRelay(name));
  const twoNodes = await startTwoNodes();
  if (twoNodes) servers.push(twoNodes);
  else process.stderr.write('Two nodes are left out: there is no nats-server on this machine.\n');
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
  // The same for all: half of what the slowest can do.
  const pace = Math.min(...rates.map(median)) / 2;
  const waits: (readonly number[])[][] = servers.map(() => []);
  for (let i = 0; i < ROUNDS; i++)
    for (const [s, load] of loads.entries()) waits[s]?.push(await load.pace(pace, RUN_MS));
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
    for (const share of [0.5, 0.99]) {
      const at = (s: number) =>
        (waits[s] ?? []).map((sorted) => sorted[Math.floor(sorted.length * share)] ?? NaN);
      const anchors = at(0);
      report({
        name: `relay, ${MESSAGE_BYTES} B, p${share * 100} at ${Math.round(pace)}/s, ${server.name}`,
        value: median(at(s)),
        unit: 'ms',
        anchor: 'bare ws',
        ratio: median(at(s).map((wait, i) => wait / (anchors[i] ?? NaN))),
      });
    }
  }
}

async function acceptCosts(): Promise<void> {
  const servers: ServerUnderLoad[] = [];
  for (const name of ['bare ws', 'beep', 'y-webrtc'] as const) servers.push(await startRelay(name));
  const closed = await ClosedServer.start();
  servers.push(closed.server);
  const accept = (server: ServerUnderLoad) =>
    server === closed.server
      ? acceptCost(server, ACCEPTED, () => closed.enter())
      : acceptCost(server, ACCEPTED);
  for (const server of servers) {
    const startMs = performance.now();
    while (performance.now() - startMs < ACCEPT_WARM_UP_MS) await accept(server);
  }
  const figures = servers.map(() => ({
    us: [] as number[],
    usRatio: [] as number[],
    rate: [] as number[],
    rateRatio: [] as number[],
  }));
  for (let i = 0; i < ACCEPT_ROUNDS; i++) {
    let anchor = { cpuUs: NaN, perSecond: NaN };
    for (const [s, server] of servers.entries()) {
      if (server === closed.server && i % CLOSED_ROUNDS !== 0) continue;
      const { cpuUs, perSecond } = await accept(server);
      if (s === 0) anchor = { cpuUs, perSecond };
      figures[s]?.us.push(cpuUs);
      figures[s]?.usRatio.push(cpuUs / anchor.cpuUs);
      figures[s]?.rate.push(perSecond);
      figures[s]?.rateRatio.push(perSecond / anchor.perSecond);
    }
  }
  for (const server of servers) server.stop();
  closed.close();
  for (const [s, { us, usRatio, rate, rateRatio }] of figures.entries()) {
    const name = servers[s]?.name ?? '';
    report({
      name: `accepted connection, CPU, ${name}`,
      value: median(us),
      unit: 'us',
      anchor: 'bare ws',
      ratio: median(usRatio),
    });
    report({
      name: `accepted connections per second, ${name}`,
      value: median(rate),
      unit: '1/s',
      anchor: 'bare ws',
      ratio: median(rateRatio),
    });
  }
}

async function idleCost(): Promise<void> {
  let bare = NaN;
  for (const name of ['bare ws', 'beep', 'y-webrtc', TWO_NODES] as const) {
    const server = name === TWO_NODES ? await startTwoNodes() : await startRelay(name);
    if (server === null) continue; // said already
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
await acceptCosts();
await idleCost();
process.exit(0);
