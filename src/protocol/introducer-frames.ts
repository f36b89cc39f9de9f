import type { TurnServer } from './ice-servers.js';
import { MAX_INTRODUCER_FRAME_CHARS, MAX_TIME_MS, MAX_TOPICS } from './limits.js';
import { fail, ok, type Result } from './result.js';

/** What a client says to the introducer. The first four are y-webrtc's signaling vocabulary, unchanged. */
export type ClientFrame =
  | { readonly type: 'subscribe'; readonly topics: readonly string[] }
  | { readonly type: 'unsubscribe'; readonly topics: readonly string[] }
  | { readonly type: 'publish'; readonly topic: string; readonly data: JsonValue }
  | { readonly type: 'ping' }
  /** To a closed introducer, in answer to its challenge: base64url of a `DoorProof`. */
  | { readonly type: 'prove'; readonly proof: string };

/** What the introducer says to a client. `welcome` is ours; a y-webrtc client passes over it. */
export type ServerFrame =
  | {
      readonly type: 'welcome';
      /** Whole days since the Unix epoch by the introducer's clock: the day of rotating addresses. */
      readonly day: number;
      /** STUN servers by IP literal, at most MAX_STUN_URLS. */
      readonly stun: readonly string[];
      /** The relay of this network, where there is one. */
      readonly turn?: TurnServer;
      /** Of a closed introducer: lets its holder read the registry's files while this connection lasts. */
      readonly ticket?: string;
    }
  /** First frame of a closed introducer: it wants to see a pass of one of these authorities, at most MAX_AUTHORITIES. */
  | {
      readonly type: 'challenge';
      /** Base64url of NONCE_BYTES, used once. */
      readonly nonce: string;
      /** Base64url of their keys. */
      readonly authorities: readonly string[];
    }
  | {
      readonly type: 'publish';
      readonly topic: string;
      readonly data: string;
      /** How many connections the publication went to. */
      readonly clients: number;
    }
  | { readonly type: 'pong' };

/** Anything JSON can hold. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** `unknown-type` is a well-formed frame of a later version and is passed over; the others are refused. */
export type FrameError = 'too-large' | 'malformed' | 'unknown-type';

export { CLOSE_CODES } from './close-codes.js';

/** Characters of a topic, counted in UTF-16 units. */
export const MAX_TOPIC_CHARS = 128;
/** STUN servers in one welcome. */
export const MAX_STUN_URLS = 4;
/** URLs of the relay in one welcome: UDP, TCP and TLS, by IPv4 and IPv6. */
export const MAX_TURN_URLS = 6;
/** Characters of a relay's user name, and of its credential. */
export const MAX_TURN_WORD_CHARS = 128;
/** Authorities whose passes one introducer takes. */
export const MAX_AUTHORITIES = 4;
/** Characters of a proof: base64url of 4 KiB. */
export const MAX_PROOF_CHARS = 5_462;
/** Levels of arrays and objects in published data. */
export const MAX_DATA_DEPTH = 16;

const MAX_DAY = Math.floor(MAX_TIME_MS / 86_400_000);

/** The one text of a frame. Pure; cannot fail for a frame that a parser of this file returned. */
export const encodeFrame = (frame: ClientFrame | ServerFrame | Relayed): string => JSON.stringify(frame);

/** A publication as the introducer passes it on: `data` is whatever JSON the publisher sent. */
export interface Relayed {
  readonly type: 'publish';
  readonly topic: string;
  readonly data: JsonValue;
  readonly clients: number;
}

/** Reads a frame that a client sent. Never throws; drops fields that the vocabulary does not know. */
export function parseClientFrame(text: string): Result<ClientFrame, FrameError> {
  const read = parseObject(text);
  if (!read.ok) return read;
  const frame = read.value;
  switch (frame.type) {
    case 'subscribe':
    case 'unsubscribe': {
      const { type, topics } = frame;
      // Twice the cap, so that a client that asks for a few too many hears "too many topics", not "malformed".
      if (!Array.isArray(topics) || topics.length > 2 * MAX_TOPICS || !topics.every(isTopic))
        return malformed;
      return ok({ type, topics });
    }
    case 'publish': {
      const { topic, data } = frame;
      if (!isTopic(topic) || data === undefined || !isShallow(data)) return malformed;
      return ok({ type: 'publish', topic, data: data as JsonValue });
    }
    case 'ping':
      return ok({ type: 'ping' });
    case 'prove': {
      const { proof } = frame;
      return isBase64Url(proof) && proof.length <= MAX_PROOF_CHARS ? ok({ type: 'prove', proof }) : malformed;
    }
    default:
      return typeof frame.type === 'string' ? fail('unknown-type') : malformed;
  }
}

/** Reads a frame that the introducer, which may be hostile, sent. Never throws. */
export function parseServerFrame(text: string): Result<ServerFrame, FrameError> {
  const read = parseObject(text);
  if (!read.ok) return read;
  const frame = read.value;
  switch (frame.type) {
    case 'welcome': {
      const { day, stun, turn, ticket } = frame;
      if (!isCount(day) || day > MAX_DAY) return malformed;
      if (!Array.isArray(stun) || stun.length > MAX_STUN_URLS || !stun.every(isStunUrl)) return malformed;
      if (ticket !== undefined && !is32Bytes(ticket)) return malformed;
      const relay = turn === undefined ? null : readTurn(turn);
      if (turn !== undefined && relay === null) return malformed;
      return ok({ type: 'welcome', day, stun, ...(relay && { turn: relay }), ...(ticket && { ticket }) });
    }
    case 'challenge': {
      const { nonce, authorities } = frame;
      if (!is32Bytes(nonce) || !Array.isArray(authorities) || !authorities.every(is32Bytes)) return malformed;
      if (authorities.length === 0 || authorities.length > MAX_AUTHORITIES) return malformed;
      return ok({ type: 'challenge', nonce, authorities });
    }
    case 'publish': {
      const { topic, data, clients } = frame;
      if (!isTopic(topic) || !isBase64Url(data) || !isCount(clients)) return malformed;
      return ok({ type: 'publish', topic, data, clients });
    }
    case 'pong':
      return ok({ type: 'pong' });
    default:
      return typeof frame.type === 'string' ? fail('unknown-type') : malformed;
  }
}

const malformed = fail('malformed' as const);

type Fields = Readonly<
  Partial<
    Record<
      | 'type'
      | 'topics'
      | 'topic'
      | 'data'
      | 'clients'
      | 'day'
      | 'stun'
      | 'turn'
      | 'ticket'
      | 'proof'
      | 'nonce'
      | 'authorities',
      unknown
    >
  >
>;

// Only names that Object.prototype lacks are read off the result, so `__proto__` in the text changes nothing.
function parseObject(text: string): Result<Fields, 'too-large' | 'malformed'> {
  if (text.length > MAX_INTRODUCER_FRAME_CHARS) return fail('too-large');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return malformed;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? ok(value) : malformed;
}

const isTopic = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_TOPIC_CHARS;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isBase64Url = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]*$/.test(value);

/** A key, nonce or ticket: base64url of 32 bytes, in the one way there is to write them. */
const is32Bytes = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(value);

/** JSON.stringify recurses, so data nested without bound could exhaust the stack when it is passed on. */
function isShallow(data: unknown): boolean {
  let level: unknown[] = [data];
  for (let depth = 0; depth <= MAX_DATA_DEPTH; depth++) {
    level = level.flatMap((value) =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
    if (level.length === 0) return true;
  }
  return false;
}

/** RFC 7064 `stun:` URL whose host is an IP literal: a name would need a DNS that an isolated LAN may lack. */
function isStunUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 64) return false;
  const match = /^stun:(?:((?:\d{1,3}\.){3}\d{1,3})|\[([0-9a-fA-F:.]{2,45})\]):(\d{1,5})$/.exec(value);
  if (match === null) return false;
  const [, v4, v6, port] = match;
  if (!isPort(Number(port))) return false;
  return v4 !== undefined ? isIPv4(v4) : isIPv6(v6 ?? '');
}

function readTurn(value: unknown): TurnServer | null {
  if (typeof value !== 'object' || value === null) return null;
  const { urls, username, credential, ttlS } = value as Readonly<Partial<Record<keyof TurnServer, unknown>>>;
  if (!Array.isArray(urls) || urls.length === 0 || urls.length > MAX_TURN_URLS || !urls.every(isTurnUrl))
    return null;
  if (!isTurnWord(username) || !isTurnWord(credential)) return null;
  if (!isCount(ttlS) || ttlS < 1 || ttlS > MAX_TURN_TTL_S) return null;
  return { urls, username, credential, ttlS };
}

const MAX_TURN_TTL_S = 86_400;

const isTurnWord = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= MAX_TURN_WORD_CHARS && /^[!-~]+$/.test(value);

/** RFC 7065 `turn:` or `turns:` URL with its port. A host that is a name is for networks that have a DNS. */
export function isTurnUrl(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 300) return false;
  const match =
    /^turns?:(?:([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)|\[([0-9a-fA-F:.]{2,45})\]):(\d{1,5})(?:\?transport=(?:udp|tcp))?$/.exec(
      value,
    );
  if (match === null) return false;
  const [, host, v6, port] = match;
  if (!isPort(Number(port))) return false;
  // What looks like an IPv4 address has to be one.
  if (host !== undefined) return !/^[\d.]+$/.test(host) || isIPv4(host);
  return isIPv6(v6 ?? '');
}

const isPort = (port: number): boolean => port >= 1 && port <= 65_535;

const isIPv4 = (text: string): boolean =>
  /^(?:\d{1,3}\.){3}\d{1,3}$/.test(text) &&
  text.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part);

/** RFC 4291 section 2.2 text forms, without a zone. */
function isIPv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const embedsIPv4 = last.includes('.');
  if (embedsIPv4 && (!isIPv4(last) || text.endsWith('::'))) return false;
  const hex = embedsIPv4 ? groups.slice(0, -1) : groups;
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  const words = hex.length + (embedsIPv4 ? 2 : 0);
  return halves.length === 2 ? words < 8 : words === 8;
}
