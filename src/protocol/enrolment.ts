/**
 * How a person comes by a badge: the device makes a request, which people carry to the registrar as a QR code, a link, a text
 * or a file; the badge comes back the same way.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { base64urlnopad } from '@scure/base';
import { decodeArray, encode, isBytes, isCount, isText, sameBytes } from './codec.js';
import { openAuthority, type VerifiedAuthority } from './authority.js';
import { openBadge, type VerifiedBadge } from './badge.js';
import { hexText, idBytes, type PersonId } from './ids.js';
import { openIntroduction, type Introduction } from './introduction.js';
import { MAX_BADGES, MAX_ENROLMENT_BYTES, MAX_NAME_BYTES, MAX_TIME_MS, MAX_TITLE_BYTES } from './limits.js';
import { openPass, type VerifiedPass } from './pass.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** What somebody asks the registrar for. Whether it is true, the registrar finds out. */
export interface BadgeRequest extends Introduction {
  /** As they typed it; may be empty. */
  readonly title: string;
  readonly department: string;
  /** By which the registrar finds the row that was prepared for them, 10 bytes; null without an invitation. */
  readonly invitation: Uint8Array | null;
  /** By the device's clock. */
  readonly madeMs: number;
}

declare const verified: unique symbol;
/** A request that the device in it signed. */
export interface VerifiedBadgeRequest extends BadgeRequest {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

/** What comes back: the badge, with the registrar's own, and the passes that go with both. */
export interface BadgeReply {
  readonly authority: VerifiedAuthority;
  /** The person's first; then the registrar's, if it was one. */
  readonly badges: readonly VerifiedBadge[];
  /** Of the same holders, in the same order. */
  readonly passes: readonly VerifiedPass[];
}

/** What stands between the origin and the request in a link to it. The part after `#` never reaches a server. */
const REQUEST_ROUTE = '/#/request/';

/** A link that shows a request to whoever opens it. */
export const requestLink = (origin: string, { bytes }: Pick<VerifiedBadgeRequest, 'bytes'>): string =>
  `${origin}${REQUEST_ROUTE}${base64urlnopad.encode(bytes)}`;

/** The name of the file in which a reply waits for its person at the introducer: nobody can guess it who does not know their key. */
export const badgeFileName = (person: PersonId): string =>
  `${hexText(sha256(encode(['beep/1 badge file', idBytes(person)])))}.cbor`;

const VERSION = 1;
export const INVITATION_BYTES = 10;

/** Signs a request with the device key. */
export async function sealRequest(request: BadgeRequest, sign: Sign): Promise<VerifiedBadgeRequest> {
  const { manifest, card, title, department, invitation, madeMs } = request;
  const payload = encode([VERSION, manifest.bytes, card.bytes, title, department, invitation, madeMs]);
  return { ...request, bytes: await sealSigned('request', payload, sign) } as VerifiedBadgeRequest;
}

/** Reads and checks a request; null if anything is wrong. Never throws. */
export function openRequest(bytes: unknown): VerifiedBadgeRequest | null {
  if (!isBytes(bytes) || bytes.byteLength > MAX_ENROLMENT_BYTES) return null;
  const parts = takeApart('request', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 7 || wire[0] !== VERSION) return null;
  const introduction = openIntroduction(wire[1], wire[2]);
  const [, , , title, department, invitation, madeMs] = wire;
  if (!introduction || !isText(title, MAX_TITLE_BYTES) || !isText(department, MAX_NAME_BYTES)) return null;
  if (invitation !== null && !isBytes(invitation, INVITATION_BYTES)) return null;
  if (!isCount(madeMs, MAX_TIME_MS)) return null;
  if (!isSigned('request', parts, idBytes(introduction.card.device))) return null;
  return { ...introduction, title, department, invitation, madeMs, bytes } as unknown as VerifiedBadgeRequest;
}

export const encodeReply = ({ authority, badges, passes }: BadgeReply): Uint8Array =>
  encode([VERSION, authority.bytes, badges.map(({ bytes }) => bytes), passes.map(({ bytes }) => bytes)]);

/**
 * Reads a reply and checks every signature in it, and that what is in it belongs together: each pass to the badge in its
 * place, each badge to the issuer behind it, the last one's being the authority. Null if not. Never throws.
 */
export function openReply(bytes: unknown): BadgeReply | null {
  const wire = isBytes(bytes) && bytes.byteLength <= MAX_ENROLMENT_BYTES ? decodeArray(bytes) : null;
  if (!wire || wire.length !== 4 || wire[0] !== VERSION) return null;
  const authority = openAuthority(wire[1]);
  const [, , badgesWire, passesWire] = wire;
  if (!authority || !isFew(badgesWire) || !isFew(passesWire)) return null;
  const [badges, passes] = [badgesWire.map(openBadge), passesWire.map(openPass)];
  if (!badges.every((badge) => badge !== null) || !passes.every((pass) => pass !== null)) return null;
  if (badges.length === 0 || badges.length !== passes.length) return null;
  const isWhole = badges.every((badge, i) => {
    const [pass, next] = [passes[i]!, badges[i + 1]];
    const issuer: string = next ? next.holder : authority.key;
    // A pass of another id would outlive the badge: it is revoked by the badge's.
    const isItsPass = pass.holder === badge.holder && sameBytes(pass.id, badge.id);
    return badge.issuer === issuer && pass.issuer === issuer && isItsPass;
  });
  return isWhole ? { authority, badges, passes } : null;
}

const isFew = (wire: unknown): wire is readonly unknown[] => Array.isArray(wire) && wire.length <= MAX_BADGES;
