import { unreachable } from '../protocol/result.js';
import { kindOf, readIpAddress, subnetOf, type AddressKind, type IpAddress } from './ip-address.js';

/** A clock this far from the server's, in milliseconds, is worth a look. */
export const CLOCK_TOLERANCE_MS = 120_000;

/** A STUN server or relay that was asked, and whether it answered. */
export interface AskedServer {
  /** As the introducer named it. */
  readonly url: string;
  readonly isAnswered: boolean;
}

/** What a check has seen. Nothing in it says anything of what was written, or by whom. */
export interface Observations {
  /** `no-badge`, `refused`: it serves badge holders only, and we have no badge for it, or it did not take ours. */
  readonly introducer: 'connected' | 'nonsense' | 'unreached' | 'no-badge' | 'refused';
  /** How long the introducer took to answer, in milliseconds; null if it did not in time. */
  readonly roundTripMs: number | null;
  /** Null where nobody said which there are. */
  readonly stun: readonly AskedServer[] | null;
  readonly relays: readonly AskedServer[] | null;
  /** Addresses of this device as the browser tells them; some may be mDNS names. */
  readonly ownAddresses: readonly string[];
  /** Of those who are linked now. */
  readonly links: readonly {
    readonly path: 'direct' | 'relay';
    readonly transport: 'udp' | 'tcp' | 'tls';
    readonly remoteAddress: string | null;
  }[];
  /** Where those can be reached who answered when we last tried, and to whom no packet found a way. */
  readonly unreached: readonly (readonly string[])[];
  /** This device's clock less the server's, in milliseconds; null where the server did not say. */
  readonly clockAheadMs: number | null;
  /** The same in whole days, as the introducer counts them; null where it did not say. */
  readonly daysAhead: number | null;
  /** Whether the browser has promised not to clear the store by itself; null where it does not say. */
  readonly isPersisted: boolean | null;
}

export interface OwnAddress {
  readonly address: string;
  readonly kind: AddressKind;
}

/** Where others are linked with us. `subnet` is null for those whose address the browser hides. */
export interface ReachedSubnet {
  readonly subnet: string | null;
  readonly links: number;
  /** We have an address in it too. */
  readonly isOurs: boolean;
}

/** One thing a check found. */
export type Finding =
  | { readonly about: 'introducer'; readonly is: 'reached'; readonly roundTripMs: number | null }
  | { readonly about: 'introducer'; readonly is: 'nonsense' | 'unreached' | 'no-badge' | 'refused' }
  | { readonly about: 'stun' | 'relay'; readonly is: 'answers'; readonly server: string }
  /** `isAlone`: the introducer is reached, so that it is not the network as a whole. */
  | {
      readonly about: 'stun' | 'relay';
      readonly is: 'silent';
      readonly server: string;
      readonly isAlone: boolean;
    }
  | { readonly about: 'stun' | 'relay'; readonly is: 'none' | 'unknown' }
  | { readonly about: 'udp'; readonly is: 'passes' | 'blocked' | 'unknown' }
  | { readonly about: 'addresses'; readonly is: 'told'; readonly addresses: readonly OwnAddress[] }
  /** `hidden`: the browser gives names in their place, which only devices of the same network segment can look up. */
  | { readonly about: 'addresses'; readonly is: 'hidden' | 'none' }
  | {
      readonly about: 'subnets';
      readonly is: 'reached';
      readonly subnets: readonly ReachedSubnet[];
      /** Of how many links packets go through a relay. */
      readonly relayed: number;
    }
  | { readonly about: 'subnets'; readonly is: 'nobody' }
  | { readonly about: 'isolation'; readonly is: 'suspected'; readonly subnet: string }
  /** `disproved`: somebody in our own subnet is linked with us. `unseen`: nothing speaks for it or against it. */
  | { readonly about: 'isolation'; readonly is: 'disproved' | 'unseen' }
  | { readonly about: 'clock'; readonly is: 'ahead' | 'behind'; readonly byMs: number }
  | { readonly about: 'clock'; readonly is: 'agrees' | 'same-day' | 'other-day' | 'unknown' }
  | { readonly about: 'storage'; readonly is: 'kept' | 'at-risk' | 'unknown' };

export type FindingState = 'good' | 'attention' | 'bad' | 'unknown';

/** What the observations come to, in the order in which they are best read. Never throws, whatever addresses say. */
export function findingsOf(seen: Observations): readonly Finding[] {
  return [
    introducerFinding(seen),
    ...serverFindings('stun', seen),
    udpFinding(seen),
    ...serverFindings('relay', seen),
    addressFinding(seen),
    subnetFinding(seen),
    isolationFinding(seen),
    clockFinding(seen),
    storageFinding(seen),
  ];
}

/** How a finding is to be taken. */
export function stateOf(finding: Finding): FindingState {
  switch (finding.is) {
    case 'reached':
      return finding.about === 'introducer' && finding.roundTripMs === null ? 'attention' : 'good';
    case 'answers':
    case 'passes':
    case 'told':
    case 'disproved':
    case 'agrees':
    case 'same-day':
    case 'kept':
      return 'good';
    case 'none':
      return finding.about === 'relay' ? 'unknown' : 'bad';
    case 'silent':
    case 'nonsense':
    case 'unreached':
    case 'no-badge':
    case 'refused':
    case 'blocked':
      return 'bad';
    case 'hidden':
    case 'suspected':
    case 'ahead':
    case 'behind':
    case 'other-day':
    case 'at-risk':
      return 'attention';
    case 'unknown':
    case 'nobody':
    case 'unseen':
      return 'unknown';
    default:
      return unreachable(finding);
  }
}

function introducerFinding({ introducer, roundTripMs }: Observations): Finding {
  return introducer === 'connected'
    ? { about: 'introducer', is: 'reached', roundTripMs }
    : { about: 'introducer', is: introducer };
}

function serverFindings(about: 'stun' | 'relay', { introducer, stun, relays }: Observations): Finding[] {
  const servers = about === 'stun' ? stun : relays;
  const isAlone = introducer === 'connected';
  if (servers === null) return [{ about, is: 'unknown' }];
  if (servers.length === 0) return [{ about, is: 'none' }];
  return servers.map(({ url, isAnswered }) =>
    isAnswered ? { about, is: 'answers', server: url } : { about, is: 'silent', server: url, isAlone },
  );
}

/** UDP passes if any of it did. It is blocked only if it was tried, and the server was there to answer by other ways. */
function udpFinding({ introducer, stun, links }: Observations): Finding {
  const isLinkedByUdp = links.some(({ path, transport }) => path === 'direct' && transport === 'udp');
  if (isLinkedByUdp || stun?.some(({ isAnswered }) => isAnswered)) return { about: 'udp', is: 'passes' };
  const isTried = introducer === 'connected' && stun !== null && stun.length > 0;
  return { about: 'udp', is: isTried ? 'blocked' : 'unknown' };
}

function addressFinding({ ownAddresses }: Observations): Finding {
  const addresses = ownAddresses.flatMap((address) => {
    const read = readIpAddress(address);
    return read ? [{ address, kind: kindOf(read) }] : [];
  });
  if (addresses.length > 0) return { about: 'addresses', is: 'told', addresses };
  return { about: 'addresses', is: ownAddresses.length > 0 ? 'hidden' : 'none' };
}

function subnetFinding({ links, ownAddresses }: Observations): Finding {
  if (links.length === 0) return { about: 'subnets', is: 'nobody' };
  const direct = links.filter(({ path }) => path === 'direct');
  const ours = new Set(ownAddresses.map(anySubnetOf));
  const counts = new Map<string | null, number>();
  for (const { remoteAddress } of direct) {
    const subnet = remoteAddress === null ? null : anySubnetOf(remoteAddress);
    counts.set(subnet, (counts.get(subnet) ?? 0) + 1);
  }
  const subnets = [...counts]
    .map(([subnet, count]) => ({ subnet, links: count, isOurs: subnet !== null && ours.has(subnet) }))
    .sort((a, b) => b.links - a.links || ((a.subnet ?? '~') < (b.subnet ?? '~') ? -1 : 1));
  return { about: 'subnets', is: 'reached', subnets, relayed: links.length - direct.length };
}

/**
 * A wireless network that keeps its devices from each other looks like this: somebody in our own subnet answers, no packet
 * finds a way to them, nobody else there is linked with us, and beyond the subnet all is well.
 */
function isolationFinding({ ownAddresses, links, unreached, stun }: Observations): Finding {
  const ours = new Set(subnetsOf(ownAddresses));
  const linkedIn = links.flatMap(({ path, remoteAddress }) =>
    path === 'direct' ? [subnetOfText(remoteAddress)] : [],
  );
  if (linkedIn.some((subnet) => subnet !== null && ours.has(subnet)))
    return { about: 'isolation', is: 'disproved' };
  const beyond = [
    ...linkedIn,
    ...(stun ?? []).filter(({ isAnswered }) => isAnswered).map(({ url }) => subnetOfText(hostOf(url))),
  ];
  const isBeyondWell = beyond.some((subnet) => subnet !== null && !ours.has(subnet));
  const subnet = unreached.flatMap(subnetsOf).find((theirs) => ours.has(theirs));
  return subnet !== undefined && isBeyondWell
    ? { about: 'isolation', is: 'suspected', subnet }
    : { about: 'isolation', is: 'unseen' };
}

function clockFinding({ clockAheadMs, daysAhead }: Observations): Finding {
  if (clockAheadMs !== null) {
    const byMs = Math.abs(clockAheadMs);
    if (byMs <= CLOCK_TOLERANCE_MS) return { about: 'clock', is: 'agrees' };
    return { about: 'clock', is: clockAheadMs > 0 ? 'ahead' : 'behind', byMs };
  }
  if (daysAhead === null) return { about: 'clock', is: 'unknown' };
  return { about: 'clock', is: daysAhead === 0 ? 'same-day' : 'other-day' };
}

function storageFinding({ isPersisted }: Observations): Finding {
  if (isPersisted === null) return { about: 'storage', is: 'unknown' };
  return { about: 'storage', is: isPersisted ? 'kept' : 'at-risk' };
}

/** Null for what is no IP address. */
function anySubnetOf(address: string): string | null {
  const read = readIpAddress(address);
  return read && subnetOf(read);
}

/** The same of those addresses that somebody gave out: what a device makes up for itself, it has in common with all. */
function subnetOfText(address: string | null): string | null {
  const read = address === null ? null : readIpAddress(address);
  return read && isGivenOut(read) ? subnetOf(read) : null;
}

const subnetsOf = (addresses: readonly string[]): readonly string[] =>
  addresses.flatMap((address) => subnetOfText(address) ?? []);

const isGivenOut = (address: IpAddress): boolean => {
  const kind = kindOf(address);
  return kind !== 'loopback' && kind !== 'link-local';
};

/** The host of a `stun:`, `turn:` or `turns:` URL, without brackets. */
export const hostOf = (url: string): string =>
  /^\w+:(?:\[([^\]]*)\]|([^:?]*))/u
    .exec(url)
    ?.slice(1)
    .find((host) => host !== undefined) ?? '';
