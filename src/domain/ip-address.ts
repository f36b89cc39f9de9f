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
  const v4 = readIPv4(text);
  if (v4) return { version: 4, bytes: v4 };
  const v6 = text.length <= 64 ? readIPv6(text.replace(/%.*$/u, '')) : null;
  if (!v6) return null;
  const isMapped = v6.subarray(0, 10).every((byte) => byte === 0) && v6[10] === 255 && v6[11] === 255;
  return isMapped ? { version: 4, bytes: v6.slice(12) } : { version: 6, bytes: v6 };
}

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
  const groups = [0, 2, 4, 6].map((at) => ((bytes[at]! << 8) | bytes[at + 1]!).toString(16));
  while (groups.at(-1) === '0') groups.pop();
  return `${groups.join(':')}::/64`;
}

function readIPv4(text: string): Uint8Array | null {
  if (!/^(?:\d{1,3}\.){3}\d{1,3}$/.test(text)) return null;
  const parts = text.split('.').map(Number);
  return parts.every((part) => part <= 255) ? Uint8Array.from(parts) : null;
}

function readIPv6(text: string): Uint8Array | null {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return null;
  const [head, tail] = [readGroups(halves[0]!, halves.length === 1), readGroups(halves[1] ?? '', true)];
  if (!head || !tail) return null;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return null;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

/** Groups of four hex digits; at the end of an address the last one may be an IPv4 address. */
function readGroups(text: string, isEnd: boolean): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [at, group] of groups.entries()) {
    const v4 = isEnd && at === groups.length - 1 ? readIPv4(group) : null;
    if (v4) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) bytes.push(parseInt(group, 16) >> 8, parseInt(group, 16) & 255);
    else return null;
  }
  return bytes;
}
