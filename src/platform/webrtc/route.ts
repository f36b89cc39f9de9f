import type { Route } from '../../app/ports.js';

/** What of the statistics matters here (W3C webrtc-stats): TypeScript's library knows some of these fields only. */
interface Stat {
  readonly id: string;
  readonly type: string;
  readonly selectedCandidatePairId?: string;
  readonly selected?: boolean;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
  readonly address?: string | null;
  readonly protocol?: string;
  readonly relayProtocol?: string;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
}

/** The way that a connection's packets take now; null before there is one. */
export async function readRoute(pc: RTCPeerConnection): Promise<Route | null> {
  return routeOf([...((await pc.getStats()) as unknown as ReadonlyMap<string, Stat>).values()]);
}

/** As `readRoute`, of statistics that were read. */
export function routeOf(stats: readonly Stat[]): Route | null {
  const byId = new Map(stats.map((stat) => [stat.id, stat]));
  const pair = selectedPair(stats, byId);
  const local = byId.get(pair?.localCandidateId ?? '');
  const remote = byId.get(pair?.remoteCandidateId ?? '');
  if (!pair || !local || !remote) return null;
  const isRelayed = local.candidateType === 'relay' || remote.candidateType === 'relay';
  return {
    path: isRelayed ? 'relay' : 'direct',
    transport: transportOf(local.relayProtocol ?? local.protocol),
    localAddress: local.address || null,
    remoteAddress: remote.address || null,
    sentBytes: pair.bytesSent ?? 0,
    receivedBytes: pair.bytesReceived ?? 0,
  };
}

/** Firefox names the pair itself, others name it in the transport. */
function selectedPair(stats: readonly Stat[], byId: ReadonlyMap<string, Stat>): Stat | undefined {
  const named = stats.find(
    ({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId,
  );
  if (named) return byId.get(named.selectedCandidatePairId ?? '');
  const pairs = stats.filter(({ type }) => type === 'candidate-pair');
  return (
    pairs.find(({ selected }) => selected) ??
    pairs.find(({ nominated, state }) => nominated && state === 'succeeded')
  );
}

const transportOf = (protocol: string | undefined): Route['transport'] =>
  protocol === 'tcp' || protocol === 'tls' ? protocol : 'udp';
