import { isIP, BlockList } from 'node:net';

/** What a local CA may vouch for: DNS names (with their subdomains) and ranges of addresses in CIDR form. */
export interface NameConstraints {
  readonly dns: readonly string[];
  readonly ranges: readonly string[];
}

/** Loopback, RFC 1918, and the private and link-local ranges of IPv6 (RFC 4193, RFC 4291). */
export const PRIVATE_RANGES: readonly string[] = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1/128',
];

/**
 * The narrowest constraints that hold these names and addresses in years to come: the names themselves, the private
 * ranges, and each public address by itself. Whoever steals the CA's key can pose as nothing else.
 */
export function constraintsFor(names: readonly string[]): NameConstraints {
  const single = names
    .filter((name) => isIP(name) !== 0 && !isInRanges(name, PRIVATE_RANGES))
    .map((address) => `${address}/${isIP(address) === 4 ? 32 : 128}`);
  return { dns: names.filter((name) => isIP(name) === 0), ranges: [...PRIVATE_RANGES, ...single] };
}

/** Whether a DNS name or an IP address lies inside (RFC 5280 section 4.2.1.10). */
export function permits(constraints: NameConstraints, name: string): boolean {
  if (isIP(name) !== 0) return isInRanges(name, constraints.ranges);
  return constraints.dns.some((base) => name === base || name.endsWith(`.${base}`));
}

function isInRanges(address: string, ranges: readonly string[]): boolean {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  for (const range of ranges) {
    const [base = '', bits = ''] = range.split('/');
    list.addSubnet(base, Number(bits), isIP(base) === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(address, family);
}
