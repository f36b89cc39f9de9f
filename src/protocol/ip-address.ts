/** IP addresses as bytes and as text: what a session description holds of them. */

const GROUP = /^[0-9a-f]{1,4}$/i;

/** The 4 or 16 bytes of an address without a zone; null if it is none, or one of IPv6 with an IPv4 tail. Never throws. */
export function ipBytes(text: string): Uint8Array | null {
  return text.includes(':') ? v6Bytes(text) : v4Bytes(text);
}

function v4Bytes(text: string): Uint8Array | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return null;
  return Uint8Array.from(parts, Number);
}

function v6Bytes(text: string): Uint8Array | null {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail] = halves;
  if (halves.length > 2 || !halves.flat().every((group) => GROUP.test(group))) return null;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return Uint8Array.from(groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]));
}

/** An address of 4 or 16 bytes as text. Of IPv6 all eight groups, since nobody reads it but a browser. */
export function ipText(bytes: Uint8Array): string {
  if (bytes.byteLength === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  return groups.map((group) => group.toString(16)).join(':');
}
