import { ipBytes } from '../protocol/ip-address.js';

/**
 * What an IP address says about the network it belongs to. Addresses come from other devices and from the browser, as
 * text: whatever is no address is null, nothing here throws.
 */
export interface IpAddress {
  readonly version: 4 | 6;
  /** 4 or 16 bytes. An IPv4 address inside an IPv6 one (RFC 4291 section 2.5.5.2) is the IPv4 address. */
  readonly bytes: Uint8Array;
}

/**
 * - `private`: given out inside one office or network (RFC 1918; for IPv6, RFC 4193).
 * - `carrier`: between a provider and its customers (RFC 6598).
 * - `link-local`: made up by the device, mostly because no DHCP server answered (RFC 3927, RFC 4291).
 * - `loopback`: this device itself.
 * - `public`: any other.
 */
export type AddressKind = 'private' | 'carrier' | 'link-local' | 'loopback' | 'public';

/** Reads the text forms of RFC 4291 section 2.2 and the dotted form of IPv4. A zone (`%eth0`) is passed over. */
export function readIpAddress(text: string): IpAddress | null {
  const bytes = text.length <= 64 ? ipBytes(withoutTail(text.replace(/%.*$/u, ''))) : null;
  if (bytes?.byteLength !== 16) return bytes && { version: 4, bytes };
  const isMapped =
    bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  return isMapped ? { version: 4, bytes: bytes.slice(12) } : { version: 6, bytes };
}

/** An IPv6 address may end in an IPv4 one: its last two groups. */
const withoutTail = (text: string): string =>
  text.replace(/(?<=:)[\d.]+\.\d+$/u, (tail) => {
    const v4 = ipBytes(tail);
    return v4 ? `${hex(v4[0], v4[1])}:${hex(v4[2], v4[3])}` : tail;
  });

export function kindOf({ version, bytes }: IpAddress): AddressKind {
  const [a = 0, b = 0] = bytes;
  if (version === 6) {
    if (bytes.subarray(0, 15).every((byte) => byte === 0) && bytes[15] === 1) return 'loopback';
    if (a === 0xfe && (b & 0xc0) === 0x80) return 'link-local';
    return (a & 0xfe) === 0xfc ? 'private' : 'public';
  }
  if (a === 127) return 'loopback';
  if (a === 169 && b === 254) return 'link-local';
  if (a === 100 && (b & 0xc0) === 64) return 'carrier';
  const isPrivate = a === 10 || (a === 172 && (b & 0xf0) === 16) || (a === 192 && b === 168);
  return isPrivate ? 'private' : 'public';
}

/**
 * The network that an address most likely belongs to, as text: a /24 of IPv4, a /64 of IPv6. A guess, since no browser
 * tells the real mask: it is how offices number their floors.
 */
export function subnetOf({ version, bytes }: IpAddress): string {
  if (version === 4) return `${[...bytes.subarray(0, 3)].join('.')}.0/24`;
  const groups = [0, 2, 4, 6].map((at) => hex(bytes[at], bytes[at + 1]));
  while (groups.at(-1) === '0') groups.pop();
  return `${groups.join(':')}::/64`;
}

const hex = (high = 0, low = 0): string => ((high << 8) | low).toString(16);
