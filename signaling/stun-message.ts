import { isIPv4, isIPv6 } from 'node:net';

// RFC 8489 section 5: the header of every STUN message.
const HEADER_BYTES = 20;
const MAGIC_COOKIE = 0x2112_a442;
const BINDING_REQUEST = 0x0001;
const BINDING_SUCCESS = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
/** Section 6.1: what fits the smallest path MTU of IPv4 without fragments. */
const MAX_REQUEST_BYTES = 548;

/**
 * The answer to a STUN Binding request (RFC 8489), which tells its sender from where it came; null for anything else.
 * Requests with attributes that a responder would have to understand get silence, not error 420: nothing that arrives
 * makes this server send more than the one short answer of 32 bytes (IPv4) or 44 bytes (IPv6).
 */
export function answerBinding(request: Buffer, address: string, port: number): Buffer | null {
  if (!isBindingRequest(request)) return null;
  const [host = ''] = address.split('%');
  const bytes = addressBytes(host);
  if (bytes === null) return null;

  const answer = Buffer.alloc(HEADER_BYTES + 8 + bytes.length);
  answer.writeUInt16BE(BINDING_SUCCESS, 0);
  answer.writeUInt16BE(8 + bytes.length, 2);
  request.copy(answer, 4, 4, HEADER_BYTES); // magic cookie and transaction id
  // Section 14.2: port and address are XORed with the cookie, and an IPv6 address with the transaction id as well.
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, 20);
  answer.writeUInt16BE(4 + bytes.length, 22);
  answer[25] = bytes.length === 4 ? 0x01 : 0x02;
  answer.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 26);
  bytes.forEach((byte, i) => (answer[28 + i] = byte ^ answer.readUInt8(4 + i)));
  return answer;
}

function isBindingRequest(packet: Buffer): boolean {
  if (packet.length < HEADER_BYTES || packet.length > MAX_REQUEST_BYTES) return false;
  if (packet.readUInt16BE(0) !== BINDING_REQUEST || packet.readUInt32BE(4) !== MAGIC_COOKIE) return false;
  if (packet.readUInt16BE(2) !== packet.length - HEADER_BYTES) return false;
  let at = HEADER_BYTES;
  while (at < packet.length) {
    if (at + 4 > packet.length) return false;
    const isRequired = packet.readUInt16BE(at) < 0x8000; // section 14: comprehension-required
    if (isRequired) return false;
    at += 4 + Math.ceil(packet.readUInt16BE(at + 2) / 4) * 4; // values are padded to four bytes
  }
  return at === packet.length;
}

/** 4 or 16 bytes of an IP literal, or null. */
function addressBytes(host: string): number[] | null {
  if (isIPv4(host)) return host.split('.').map(Number);
  if (!isIPv6(host)) return null;
  // The embedded IPv4 form becomes two words, so that only words are left.
  const words = host.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((word) => word.toString(16)).join(':'),
  );
  const [left = [], right] = words.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const gap = right === undefined ? 0 : 8 - left.length - right.length;
  const all = [...left, ...Array<string>(gap).fill('0'), ...(right ?? [])];
  return all.flatMap((word) => [parseInt(word, 16) >> 8, parseInt(word, 16) & 0xff]);
}
