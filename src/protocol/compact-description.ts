/**
 * What of a session description has to travel when people carry it by hand: about 100 bytes of 1 500. Everything else is
 * the same in every one of ours, and is put back by whoever reads it.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { isBytes, isCount, isText, type Wire } from './codec.js';
import { ipBytes, ipText } from './ip-address.js';
import { MAX_CANDIDATES } from './limits.js';

export interface CompactDescription {
  /** What ICE (RFC 8445) authenticates its checks by. */
  readonly ufrag: string;
  readonly password: string;
  /** SHA-256 of the DTLS certificate, 32 bytes. */
  readonly fingerprint: Uint8Array;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  /** `name`: a host by the name that a browser gives out by mDNS in place of its address. */
  readonly kind: 'host' | 'name' | 'reflexive';
  /** 4 or 16 bytes; the 16 of the UUID in a `name`. */
  readonly address: Uint8Array;
  readonly port: number;
}

const KINDS = ['host', 'name', 'reflexive'] as const;

const ICE_TEXT = /^[A-Za-z0-9+/]*$/;
const UFRAG_CHARS = [4, 32] as const;
const PASSWORD_CHARS = [22, 64] as const;

const MEDIA = /^m=application \d{1,5} UDP\/DTLS\/SCTP webrtc-datachannel$/;
const CANDIDATE = /^a=candidate:\S{1,32} 1 udp \d{1,10} (\S{1,64}) (\d{1,5}) typ (host|srflx)(?: |$)/i;
const MDNS = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.local$/i;
const FINGERPRINT = /^a=fingerprint:sha-256 ((?:[0-9a-f]{2}:){31}[0-9a-f]{2})$/i;

/**
 * Takes a session description of ours apart; null if it is not of the one shape that `sdpOf` puts together again. Of
 * many candidates the most useful are kept. Never throws.
 */
export function compactDescription(sdp: string): CompactDescription | null {
  const lines = sdp.split(/\r?\n/);
  const only = (start: string): string | null => {
    const found = lines.filter((line) => line.startsWith(start));
    return found.length === 1 ? found[0]!.slice(start.length) : null;
  };
  const media = lines.filter((line) => line.startsWith('m='));
  if (media.length !== 1 || !MEDIA.test(media[0]!)) return null;
  if (only('a=mid:') !== '0' || only('a=sctp-port:') !== '5000') return null;
  const fingerprint = FINGERPRINT.exec(lines.find((line) => line.startsWith('a=fingerprint:')) ?? '')?.[1];
  if (!fingerprint || only('a=fingerprint:') === null) return null;
  const candidates = lines.flatMap((line) => readCandidate(line) ?? []).sort((a, b) => rank(a) - rank(b));
  return readCompact([
    only('a=ice-ufrag:'),
    only('a=ice-pwd:'),
    hexToBytes(fingerprint.replaceAll(':', '').toLowerCase()),
    candidates.slice(0, MAX_CANDIDATES).map(candidateWire),
  ]);
}

function readCandidate(line: string): Candidate | null {
  const [, host, portText, type] = CANDIDATE.exec(line) ?? [];
  if (host === undefined) return null;
  const uuid = MDNS.exec(host)?.[1];
  const address = uuid ? hexToBytes(uuid.replaceAll('-', '').toLowerCase()) : ipBytes(host);
  const kind = type?.toLowerCase() === 'srflx' ? 'reflexive' : uuid ? 'name' : 'host';
  const candidate = { kind, address, port: Number(portText) } as const;
  return address && isCandidate({ ...candidate, address }) ? { ...candidate, address } : null;
}

/** The shortest way first: plain addresses on the same network, names, IPv6, and last how a STUN server sees us. */
const rank = ({ kind, address }: Candidate): number =>
  kind === 'reflexive' ? 3 : kind === 'name' ? 1 : address.byteLength === 4 ? 0 : 2;

/** A link-local address is worth nothing without the zone it is in, which is another one at the other end. */
const isLinkLocal = ({ kind, address }: Candidate): boolean =>
  kind !== 'name' && address.byteLength === 16 && address[0] === 0xfe && (address[1]! & 0xc0) === 0x80;

const isCandidate = (candidate: Candidate): boolean => {
  const { kind, address, port } = candidate;
  if (port < 1 || port > 0xffff || isLinkLocal(candidate)) return false;
  return address.byteLength === 16 || (kind !== 'name' && address.byteLength === 4);
};

/**
 * The session description that a compact one stands for. Whoever offered begins with DTLS (RFC 8842), since the other side
 * may wait for minutes until its answer has been carried over, and a DTLS client gives up before that.
 */
export function sdpOf(
  { ufrag, password, fingerprint, candidates }: CompactDescription,
  kind: 'offer' | 'answer',
): string {
  const hex = bytesToHex(fingerprint)
    .toUpperCase()
    .replace(/..(?=.)/g, '$&:');
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...candidates.map(candidateLine),
    `a=ice-ufrag:${ufrag}`,
    `a=ice-pwd:${password}`,
    `a=fingerprint:sha-256 ${hex}`,
    `a=setup:${kind === 'offer' ? 'active' : 'passive'}`,
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

function candidateLine({ kind, address, port }: Candidate, place: number): string {
  // RFC 8445 §5.1.2.1, with the place in the list for the local preference.
  const preference = kind === 'reflexive' ? 100 : 126;
  const priority = preference * 2 ** 24 + (0xffff - place) * 2 ** 8 + 255;
  const host = kind === 'name' ? `${uuidText(address)}.local` : ipText(address);
  const type = kind === 'reflexive' ? 'srflx raddr 0.0.0.0 rport 9' : 'host';
  return `a=candidate:${place + 1} 1 udp ${priority} ${host} ${port} typ ${type}`;
}

const uuidText = (bytes: Uint8Array): string =>
  bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

const candidateWire = ({ kind, address, port }: Candidate): Wire => [KINDS.indexOf(kind) + 1, address, port];

/** As it stands in an offer or answer. */
export const compactWire = (compact: CompactDescription): Wire => [
  compact.ufrag,
  compact.password,
  compact.fingerprint,
  compact.candidates.map(candidateWire),
];

/** Reads it back; null if anything is wrong. Never throws. */
export function readCompact(wire: unknown): CompactDescription | null {
  if (!Array.isArray(wire) || wire.length !== 4) return null;
  const [ufrag, password, fingerprint, rows] = wire as readonly unknown[];
  if (!isIceText(ufrag, UFRAG_CHARS) || !isIceText(password, PASSWORD_CHARS)) return null;
  if (!isBytes(fingerprint, 32) || !Array.isArray(rows) || rows.length > MAX_CANDIDATES) return null;
  const candidates = rows.map(readCandidateWire);
  if (!candidates.every((candidate) => candidate !== null)) return null;
  return { ufrag, password, fingerprint, candidates };
}

function readCandidateWire(wire: unknown): Candidate | null {
  if (!Array.isArray(wire) || wire.length !== 3) return null;
  const [kindNumber, address, port] = wire as readonly unknown[];
  const kind = isCount(kindNumber) ? KINDS[kindNumber - 1] : undefined;
  if (!kind || !isBytes(address) || !isCount(port)) return null;
  const candidate = { kind, address, port };
  return isCandidate(candidate) ? candidate : null;
}

const isIceText = (wire: unknown, [least, most]: readonly [number, number]): wire is string =>
  isText(wire, most) && wire.length >= least && ICE_TEXT.test(wire);
