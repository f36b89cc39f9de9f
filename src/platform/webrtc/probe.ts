/**
 * The `Probe` port, over bare peer connections: each is closed before its answer is given. The module itself is the
 * adapter, so that it can be loaded as a whole when somebody asks for it.
 */
import type { Fetched, ProbeAnswer } from '../../app/probe.js';
import type { IceServers } from '../../protocol/ice-servers.js';
import { iceServersOf } from './ice-servers.js';

/** Once a server has answered, how long the browser may take to find this device's other addresses, in milliseconds. */
const OTHERS_WITHIN_MS = 300;

/** See `Probe.ask`. */
export async function ask(ice: IceServers, withinMs: number): Promise<ProbeAnswer> {
  let pc: RTCPeerConnection | null = null;
  try {
    pc = new RTCPeerConnection({
      iceServers: iceServersOf(ice),
      iceTransportPolicy: ice.turn ? 'relay' : 'all',
    });
    return await gather(pc, ice.turn ? 'relay' : 'srflx', withinMs);
  } catch {
    return { isAnswered: false, addresses: [] }; // the browser takes no such URL, or has no WebRTC for us
  } finally {
    pc?.close();
  }
}

/**
 * Waits for a candidate of the type that only an answer can bring. Behind no NAT, a STUN server says what the browser knows,
 * which then comes to no candidate: gathering that comes to its end without an error was answered too.
 */
function gather(pc: RTCPeerConnection, wanted: RTCIceCandidateType, withinMs: number): Promise<ProbeAnswer> {
  const addresses = new Set<string>();
  let [isFound, isFailed] = [false, false];
  return new Promise((resolve, reject) => {
    const settle = (isAnswered: boolean): void => {
      clearTimeout(timer);
      resolve({ isAnswered, addresses: [...addresses] });
    };
    let timer = setTimeout(() => settle(isFound), withinMs);
    pc.addEventListener('icecandidateerror', () => (isFailed = true));
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (!candidate || candidate.candidate === '') {
        const isQuietlyAnswered = wanted === 'srflx' && !isFailed && addresses.size > 0;
        return settle(isFound || isQuietlyAnswered);
      }
      const { address, type } = candidate;
      if (address && type !== 'relay') addresses.add(address);
      if (type !== wanted || isFound) return;
      isFound = true;
      clearTimeout(timer);
      timer = setTimeout(() => settle(true), OTHERS_WITHIN_MS);
    });
    pc.createDataChannel('');
    pc.setLocalDescription().catch(reject);
  });
}

/** See `Probe.serverMs`. */
export async function serverMs(withinMs: number): Promise<number | null> {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(withinMs) });
    const dateMs = Date.parse(answer.headers.get('date') ?? '');
    return Number.isNaN(dateMs) ? null : dateMs + 500; // it names the second, of which half has passed on average
  } catch {
    return null; // out of reach, or too slow
  }
}

/** See `Probe.fetched`. */
export function fetched(): readonly Fetched[] {
  const byHost = new Map<string, Fetched>();
  for (const entry of [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ]) {
    const { name, transferSize, responseEnd } = entry as PerformanceResourceTiming;
    const { host } = new URL(name);
    // Without a size it came from this device's own store, if it is ours; of another host's, sizes are hidden.
    if (host === '' || (host === location.host && transferSize === 0)) continue;
    const before = byHost.get(host);
    byHost.set(host, {
      host,
      receivedBytes: (before?.receivedBytes ?? 0) + transferSize,
      times: (before?.times ?? 0) + 1,
      lastMs: Math.max(before?.lastMs ?? 0, performance.timeOrigin + responseEnd),
    });
  }
  return [...byHost.values()];
}
