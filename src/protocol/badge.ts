/**
 * A badge: an issuer's word on who a person is, as a CBOR Web Token (RFC 8392) in a COSE_Sign1, bound to the person's key
 * by `cnf` (RFC 8747). An authority issues badges itself or by registrars, whose own badge says for which department.
 */
import { base64urlnopad } from '@scure/base';
import { decodeCanonical, encode, isBytes, isCount, isText, type Wire } from './codec.js';
import { isDepartment, type Department } from './department.js';
import { isSoundPublicKey } from './ed25519.js';
import { idBytes, readIssuerId, readPersonId, type IssuerId, type PersonId } from './ids.js';
import { MAX_BADGE_BYTES, MAX_GRADE_BYTES, MAX_NAME_BYTES, MAX_TIME_MS, MAX_TITLE_BYTES } from './limits.js';
import { isName } from './names.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** Who somebody is in one language. */
export interface BadgeNames {
  readonly name: string;
  /** May be empty. */
  readonly title: string;
  readonly department: Department;
}

export interface Badge {
  readonly issuer: IssuerId;
  /** Whose badge it is; of a registrar's, the key that signs what it issues. */
  readonly holder: PersonId;
  /** 8 random bytes, by which it is revoked. */
  readonly id: Uint8Array;
  /** Seconds since the Unix epoch, as everywhere in a token; by the issuer's clock. */
  readonly issuedS: number;
  readonly fromS: number;
  /** From then on it is over. */
  readonly untilS: number;
  readonly names: BadgeNames;
  /** The same in Urdu; null if there is none. Its department has as many levels. */
  readonly urdu: BadgeNames | null;
  /** Such as `BS-17`; may be empty. */
  readonly grade: string;
  /** The post that its holder was given with it; null for none. Who holds a post, a charge says. */
  readonly post: string | null;
  /** The key that the holder had before, and has lost; null for none. */
  readonly replaces: PersonId | null;
  /** Its holder is a registrar, who may issue badges for this department and its parts: none is the whole office. */
  readonly mayIssueFor: Department | null;
}

declare const verified: unique symbol;
/** A badge that `issuer` signed. Whether anybody trusts the issuer is another question: see `domain/badges.ts`. */
export interface VerifiedBadge extends Badge {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

/** Registered claims of RFC 8392 §3.1 and RFC 8747 §3.1, and our own, from the range for private use. */
const CLAIM = {
  iss: 1,
  exp: 4,
  nbf: 5,
  iat: 6,
  cti: 7,
  cnf: 8,
  names: -70_001,
  mayIssueFor: -70_002,
  urdu: -70_003,
  grade: -70_004,
  post: -70_005,
  replaces: -70_006,
} as const;
const CLAIMS = new Set<unknown>(Object.values(CLAIM));
/** COSE_Key (RFC 9052 §7, RFC 9053 §7.2): kty OKP, crv Ed25519, x. */
const KEY = { kty: 1, crv: -1, x: -2 } as const;
const [OKP, ED25519] = [1, 6];
const MAX_TIME_S = Math.floor(MAX_TIME_MS / 1000);

/** Signs a badge with the issuer's key. */
export async function sealBadge(badge: Badge, sign: Sign): Promise<VerifiedBadge> {
  const key = new Map<number, Wire>([
    [KEY.kty, OKP],
    [KEY.crv, ED25519],
    [KEY.x, idBytes(badge.holder)],
  ]);
  const claims = new Map<number, Wire>([
    [CLAIM.iss, issuerText(badge.issuer)],
    [CLAIM.exp, badge.untilS],
    [CLAIM.nbf, badge.fromS],
    [CLAIM.iat, badge.issuedS],
    [CLAIM.cti, badge.id],
    [CLAIM.cnf, new Map<number, Wire>([[1, key]])],
    [CLAIM.names, wireNames(badge.names)],
    [CLAIM.grade, badge.grade],
  ]);
  if (badge.mayIssueFor) claims.set(CLAIM.mayIssueFor, ['issue', badge.mayIssueFor]);
  if (badge.urdu) claims.set(CLAIM.urdu, wireNames(badge.urdu));
  if (badge.post !== null) claims.set(CLAIM.post, badge.post);
  if (badge.replaces) claims.set(CLAIM.replaces, idBytes(badge.replaces));
  return { ...badge, bytes: await sealSigned('badge', encode(claims), sign) } as VerifiedBadge;
}

/** Reads and checks a badge, both keys in it included; null if anything is wrong. Never throws. */
export const openBadge = (bytes: unknown): VerifiedBadge | null => readBadge(bytes, true);

/** Reads back a badge that was checked before it was stored under the vault key; null if it is none. */
export const trustedBadge = (bytes: unknown): VerifiedBadge | null => readBadge(bytes, false);

/** What a badge says, on nobody's word: only its form was checked. Null if that is wrong. Never throws. */
export const claimedBadge = (bytes: unknown): Badge | null => readBadge(bytes, false);

function readBadge(bytes: unknown, isUntrusted: boolean): VerifiedBadge | null {
  if (!isBytes(bytes) || bytes.byteLength > MAX_BADGE_BYTES) return null;
  const parts = takeApart('badge', bytes);
  const claims = parts && decodeCanonical(parts.payload);
  if (!(claims instanceof Map) || ![...claims.keys()].every((claim) => CLAIMS.has(claim))) return null;
  const issuer = readIssuer(claims.get(CLAIM.iss));
  const holder = readHolder(claims.get(CLAIM.cnf));
  const [untilS, fromS, issuedS] = [CLAIM.exp, CLAIM.nbf, CLAIM.iat].map((claim) => claims.get(claim));
  if (!issuer || !holder || !isTime(untilS) || !isTime(fromS) || !isTime(issuedS)) return null;
  const [id, grade] = [claims.get(CLAIM.cti), claims.get(CLAIM.grade)];
  if (!isBytes(id, 8) || !isText(grade, MAX_GRADE_BYTES)) return null;
  const names = readNames(claims.get(CLAIM.names));
  const urdu = claims.has(CLAIM.urdu) ? readNames(claims.get(CLAIM.urdu)) : undefined;
  if (!names || urdu === null || (urdu && urdu.department.length !== names.department.length)) return null;
  const post = claims.has(CLAIM.post) ? claims.get(CLAIM.post) : undefined;
  if (post !== undefined && !(isName(post) && isText(post, MAX_TITLE_BYTES))) return null;
  const replaces = claims.has(CLAIM.replaces) ? readPersonId(claims.get(CLAIM.replaces)) : undefined;
  const right = claims.has(CLAIM.mayIssueFor) ? readRight(claims.get(CLAIM.mayIssueFor)) : undefined;
  if (replaces === null || replaces === holder || right === null) return null;
  if (isUntrusted && !(isSigned('badge', parts!, idBytes(issuer)) && isSoundPublicKey(idBytes(issuer))))
    return null;
  if (isUntrusted && !isSoundPublicKey(idBytes(holder))) return null;
  return {
    issuer,
    holder,
    id,
    issuedS,
    fromS,
    untilS,
    names,
    urdu: urdu ?? null,
    grade,
    post: post ?? null,
    replaces: replaces ?? null,
    mayIssueFor: right ?? null,
    bytes,
  } as unknown as VerifiedBadge;
}

/** An issuer as a token names one (RFC 8392 §3.1.1 wants a text): base64url of the key. */
const issuerText = (issuer: IssuerId): string => base64urlnopad.encode(idBytes(issuer));

function readIssuer(wire: unknown): IssuerId | null {
  if (!isText(wire, 43)) return null;
  try {
    return readIssuerId(base64urlnopad.decode(wire));
  } catch {
    return null; // not base64url, or with stray bits at its end
  }
}

function readHolder(wire: unknown): PersonId | null {
  const key: unknown = wire instanceof Map && wire.size === 1 ? wire.get(1) : null;
  if (!(key instanceof Map) || key.size !== 3) return null;
  if (key.get(KEY.kty) !== OKP || key.get(KEY.crv) !== ED25519) return null;
  return readPersonId(key.get(KEY.x));
}

const isTime = (wire: unknown): wire is number => isCount(wire, MAX_TIME_S);

const wireNames = ({ name, title, department }: BadgeNames): Wire => [name, title, department];

function readNames(wire: unknown): BadgeNames | null {
  if (!Array.isArray(wire) || wire.length !== 3) return null;
  const [name, title, department] = wire as readonly unknown[];
  if (!isName(name) || !isText(name, MAX_NAME_BYTES) || !isDepartment(department)) return null;
  if (!isText(title, MAX_TITLE_BYTES) || !(title === '' || isName(title))) return null;
  return { name, title, department };
}

function readRight(wire: unknown): Department | null {
  if (!Array.isArray(wire) || wire.length !== 2 || wire[0] !== 'issue') return null;
  const department: unknown = wire[1];
  if (Array.isArray(department) && department.length === 0) return [];
  return isDepartment(department) ? department : null;
}
