import { hostname, networkInterfaces } from 'node:os';
import { isIPv6 } from 'node:net';

/** DNS names by which this machine may be called, lower case: its own, `.local` (mDNS), `.internal`, and localhost. */
export function machineNames(host: string = hostname()): string[] {
  const own = host.toLowerCase().replace(/\.$/, '');
  const [label = ''] = own.split('.');
  const names = isDnsName(own)
    ? [own, label, `${label}.local`, `${label}.internal`, 'localhost']
    : ['localhost'];
  return [...new Set(names)];
}

/**
 * Addresses of this machine at this moment, loopback included. IPv6 link-local ones are left out: neither a URL nor a
 * STUN server can be written with their zone.
 */
export function machineAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const usable = all.map(({ address }) => address).filter((address) => !/^fe[89ab]/i.test(address));
  return [...new Set(usable)];
}

/** Names of this machine for a server bound to `host`: all of them for a wildcard, or just the ones that lead there. */
export function namesFor(host: string): string[] {
  if (host === '127.0.0.1' || host === '::1') return ['localhost', host];
  return isWildcard(host) ? [...machineNames(), ...boundAddresses(host)] : [...machineNames(), host];
}

/** The addresses that a server bound to `host` is reached at. `0.0.0.0` is IPv4 alone, `::` both. */
export function boundAddresses(host: string): string[] {
  if (!isWildcard(host)) return [host];
  return machineAddresses().filter((address) => host === '::' || !isIPv6(address));
}

export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

/** RFC 1123 section 2.1: letters, digits and hyphens. */
export const isDnsName = (name: string): boolean =>
  name.length <= 253 &&
  /^(?!\d+(\.\d+)*$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name);
