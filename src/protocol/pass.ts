import { decodeArray, encode, isBytes, isCount } from './codec.js';
import { isSoundPublicKey } from './ed25519.js';
import { idBytes, readIssuerId, readPersonId, type IssuerId, type PersonId } from './ids.js';
import { MAX_TIME_MS } from './limits.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/**
 * What lets a person in at an introducer that serves badge holders only: a badge without anything that is on it. It ends
 * and is revoked with the badge of the same `id`.
 */
export interface Pass {
  readonly issuer: IssuerId;
  readonly holder: PersonId;
  /** 8 bytes. */
  readonly id: Uint8Array;
  /** Seconds since the Unix epoch. */
  readonly fromS: number;
  readonly untilS: number;
}

declare const verified: unique symbol;
/** A pass that `issuer` signed. */
export interface VerifiedPass extends Pass {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

const VERSION = 1;
const MAX_TIME_S = Math.floor(MAX_TIME_MS / 1000);

/** Signs a pass with the issuer's key. */
export async function sealPass(pass: Pass, sign: Sign): Promise<VerifiedPass> {
  const { issuer, holder, id, fromS, untilS } = pass;
  const payload = encode([VERSION, idBytes(issuer), idBytes(holder), id, fromS, untilS]);
  return { ...pass, bytes: await sealSigned('pass', payload, sign) } as VerifiedPass;
}

/** Reads and checks a pass; null if anything is wrong. Never throws. */
export const openPass = (bytes: unknown): VerifiedPass | null => readPass(bytes, true);

/** What a pass says, on nobody's word: only its form was checked. Null if that is wrong. Never throws. */
export const claimedPass = (bytes: unknown): Pass | null => readPass(bytes, false);

function readPass(bytes: unknown, isUntrusted: boolean): VerifiedPass | null {
  const parts = takeApart('pass', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 6 || wire[0] !== VERSION) return null;
  const [issuer, holder] = [readIssuerId(wire[1]), readPersonId(wire[2])];
  const [, , , id, fromS, untilS] = wire;
  if (!issuer || !holder || !isBytes(id, 8)) return null;
  if (!isCount(fromS, MAX_TIME_S) || !isCount(untilS, MAX_TIME_S)) return null;
  if (isUntrusted && !(isSoundPublicKey(idBytes(issuer)) && isSoundPublicKey(idBytes(holder)))) return null;
  if (isUntrusted && !isSigned('pass', parts, idBytes(issuer))) return null;
  return { issuer, holder, id, fromS, untilS, bytes } as unknown as VerifiedPass;
}
