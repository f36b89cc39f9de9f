import { sha256 } from '@noble/hashes/sha2.js';
import { decodeArray, encode } from './codec.js';
import { idBytes, readPersonId, type PersonId } from './ids.js';

export const SAFETY_DIGITS = 60;
const DECIMAL_DIGITS = 78; // of 2^256 - 1

/**
 * What two people compare to be sure of each other's keys: the first 60 decimal digits of a hash over both, which is the
 * same for both of them.
 */
export function safetyNumber(one: PersonId, other: PersonId): string {
  const keys = [one, other].sort().map((person) => idBytes(person));
  const hash = sha256(encode(['beep/1 safety', keys]));
  const value = hash.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return value.toString().padStart(DECIMAL_DIGITS, '0').slice(0, SAFETY_DIGITS);
}

/** What one shows the other to scan: one's own key, and whose one takes the other's to be. */
export interface VerifyCode {
  readonly own: PersonId;
  readonly other: PersonId;
}

const VERSION = 1;
export const MAX_VERIFY_BYTES = 128;

export const encodeVerifyCode = ({ own, other }: VerifyCode): Uint8Array =>
  encode([VERSION, idBytes(own), idBytes(other)]);

/** Reads what `encodeVerifyCode` wrote; null for anything else. Never throws. */
export function readVerifyCode(bytes: Uint8Array): VerifyCode | null {
  const wire = bytes.byteLength <= MAX_VERIFY_BYTES ? decodeArray(bytes) : null;
  if (!wire || wire.length !== 3 || wire[0] !== VERSION) return null;
  const [own, other] = [readPersonId(wire[1]), readPersonId(wire[2])];
  return own && other ? { own, other } : null;
}
