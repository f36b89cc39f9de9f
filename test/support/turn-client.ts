import { createHash, createHmac, randomBytes } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** One message to a TURN server and its answer, over whatever reaches it. */
export type Ask = (message: Buffer) => Promise<Buffer>;

export interface TurnCredential {
  readonly username: string;
  readonly credential: string;
}

/** The method of a request (RFC 8656, section 17). */
const METHODS = { allocate: 0x003, refresh: 0x004, createPermission: 0x008 } as const;
const SUCCESS = 0x0100;
const ERROR = 0x0110;
const MAGIC_COOKIE = 0x2112_a442;
const HEADER_BYTES = 20;
/** MESSAGE-INTEGRITY with its header. */
const INTEGRITY_BYTES = 24;

const ATTRIBUTES = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  realm: 0x0014,
  nonce: 0x0015,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  software: 0x8022,
} as const;

const UDP = 17;

type Attribute = readonly [type: number, value: Buffer];

/** What a server said: 0 for yes, or the code of its error (RFC 8656, section 19). */
export interface Verdict {
  readonly code: number;
  /** What it says to be; null if it does not. */
  readonly software: string | null;
}

/** As much of a TURN client (RFC 8656) as asks whether a server would relay for us. Not for anything but tests. */
export class TurnClient {
  readonly #ask: Ask;
  readonly #credential: TurnCredential;
  /** Of the request that comes next: an address of IPv6 is masked by it. */
  #id = randomBytes(12);
  #realm: Buffer = Buffer.alloc(0);
  #nonce: Buffer = Buffer.alloc(0);

  constructor(ask: Ask, credential: TurnCredential) {
    this.#ask = ask;
    this.#credential = credential;
  }

  /** Asks for a relayed address of a family; `transport` is the IP protocol, UDP if it is not said. */
  async allocate(family: 4 | 6 = 4, transport = UDP): Promise<Verdict> {
    const attributes: Attribute[] = [
      [ATTRIBUTES.requestedTransport, Buffer.of(transport, 0, 0, 0)],
      [ATTRIBUTES.requestedAddressFamily, Buffer.of(family === 4 ? 1 : 2, 0, 0, 0)],
    ];
    const first = await this.#exchange(METHODS.allocate, attributes, false);
    if (first.verdict.code !== 401) return first.verdict;
    this.#realm = first.attributes.get(ATTRIBUTES.realm) ?? this.#realm;
    this.#nonce = first.attributes.get(ATTRIBUTES.nonce) ?? this.#nonce;
    return (await this.#exchange(METHODS.allocate, attributes, true)).verdict;
  }

  /** Asks that packets may pass from and to an address. */
  async permit(address: string): Promise<Verdict> {
    const peer: Attribute = [ATTRIBUTES.xorPeerAddress, xorAddress(address, 9, this.#id)];
    return (await this.#exchange(METHODS.createPermission, [peer], true)).verdict;
  }

  /** Asks to keep the relayed address. */
  async refresh(): Promise<Verdict> {
    const lifetime = Buffer.alloc(4);
    lifetime.writeUInt32BE(600);
    return (await this.#exchange(METHODS.refresh, [[ATTRIBUTES.lifetime, lifetime]], true)).verdict;
  }

  async #exchange(
    method: number,
    attributes: readonly Attribute[],
    isSigned: boolean,
  ): Promise<{ readonly verdict: Verdict; readonly attributes: ReadonlyMap<number, Buffer> }> {
    const request = isSigned ? this.#signed(method, attributes) : encode(method, this.#id, attributes);
    const answer = await this.#ask(request);
    if (!answer.subarray(8, HEADER_BYTES).equals(this.#id))
      throw new Error('the answer is to something else');
    this.#id = randomBytes(12);
    const read = readAttributes(answer);
    const type = answer.readUInt16BE(0);
    const error = read.get(ATTRIBUTES.errorCode);
    if (type === (method | ERROR) && !error) throw new Error('an error without a code');
    if (type !== (method | ERROR) && type !== (method | SUCCESS))
      throw new Error(`an answer of type ${type}`);
    const code = error ? error.readUInt8(2) * 100 + error.readUInt8(3) : 0;
    return {
      verdict: { code, software: read.get(ATTRIBUTES.software)?.toString() ?? null },
      attributes: read,
    };
  }

  #signed(method: number, attributes: readonly Attribute[]): Buffer {
    const { username, credential } = this.#credential;
    const message = encode(method, this.#id, [
      ...attributes,
      [ATTRIBUTES.username, Buffer.from(username)],
      [ATTRIBUTES.realm, this.#realm],
      [ATTRIBUTES.nonce, this.#nonce],
    ]);
    // RFC 8489, section 14.5: over all that comes before it, the length of the header already counting it.
    message.writeUInt16BE(message.length - HEADER_BYTES + INTEGRITY_BYTES, 2);
    const key = createHash('md5').update(`${username}:${this.#realm.toString()}:${credential}`).digest();
    const digest = createHmac('sha1', key).update(message).digest();
    return Buffer.concat([message, encodeAttribute([ATTRIBUTES.messageIntegrity, digest])]);
  }
}

function encode(method: number, id: Buffer, attributes: readonly Attribute[]): Buffer {
  const body = Buffer.concat(attributes.map(encodeAttribute));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(method, 0);
  header.writeUInt16BE(body.length, 2);
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  id.copy(header, 8);
  return Buffer.concat([header, body]);
}

function encodeAttribute([type, value]: Attribute): Buffer {
  const attribute = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  attribute.writeUInt16BE(type, 0);
  attribute.writeUInt16BE(value.length, 2);
  value.copy(attribute, 4);
  return attribute;
}

function readAttributes(message: Buffer): Map<number, Buffer> {
  const attributes = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at + 4 <= message.length;) {
    const length = message.readUInt16BE(at + 2);
    attributes.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return attributes;
}

/** RFC 8489, section 14.2: XORed with the cookie, and an IPv6 address with the id of the request as well. */
function xorAddress(address: string, port: number, id: Buffer): Buffer {
  const bytes = isIPv4(address) ? Buffer.from(address.split('.').map(Number)) : ipv6Bytes(address);
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC_COOKIE, 0);
  id.copy(mask, 4);
  const value = Buffer.alloc(4 + bytes.length);
  value.writeUInt8(bytes.length === 4 ? 1 : 2, 1);
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  bytes.forEach((byte, i) => value.writeUInt8(byte ^ mask.readUInt8(i), 4 + i));
  return value;
}

/** 16 bytes of an address of hex words, with one `::` at most. */
function ipv6Bytes(address: string): Buffer {
  const [left = [], right = []] = address.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const words = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(words.flatMap((word) => [parseInt(word, 16) >> 8, parseInt(word, 16) & 0xff]));
}
