import { decodeArray, encode, isBytes, isCount, type Wire } from './codec.js';
import type { VerifiedBadge } from './badge.js';
import {
  idBytes,
  readDeviceId,
  readIssuerId,
  readPersonId,
  type DeviceId,
  type IssuerId,
  type PersonId,
} from './ids.js';
import { issuedBy } from './issuer.js';
import { MAX_REGISTRY_DOC_BYTES, MAX_REVOCATIONS, MAX_TIME_MS } from './limits.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** Everything that one issuer has revoked so far. Of two lists of one issuer the higher `number` holds. */
export interface Revocations {
  readonly authority: IssuerId;
  /** The authority itself, or one of its registrars. */
  readonly issuer: IssuerId;
  /** The registrar's own badge; null of the authority's list. */
  readonly registrar: VerifiedBadge | null;
  readonly number: number;
  readonly issuedMs: number;
  /** When the next list is due: from then on nobody can say that a badge is still good. */
  readonly nextUpdateMs: number;
  /** Badges by their 8-byte ids. What was signed from `fromMs` on is not their holder's official word. */
  readonly badges: readonly { readonly id: Uint8Array; readonly fromMs: number }[];
  /** People whose every badge is over, and whose key nobody is to trust from then on. */
  readonly people: readonly { readonly person: PersonId; readonly fromMs: number }[];
  /** Devices that were lost, or stolen. */
  readonly devices: readonly { readonly device: DeviceId; readonly fromMs: number }[];
}

declare const verified: unique symbol;
/** A list that `issuer` signed; `registrar`, where there is one, is the authority's badge for it, and may issue. */
export interface VerifiedRevocations extends Revocations {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

const VERSION = 1;

/** Signs a list with the issuer's key. */
export async function sealRevocations(list: Revocations, sign: Sign): Promise<VerifiedRevocations> {
  const payload = encode([
    VERSION,
    idBytes(list.authority),
    list.registrar?.bytes ?? null,
    list.number,
    list.issuedMs,
    list.nextUpdateMs,
    list.badges.map(({ id, fromMs }): Wire => [id, fromMs]),
    list.people.map(({ person, fromMs }): Wire => [idBytes(person), fromMs]),
    list.devices.map(({ device, fromMs }): Wire => [idBytes(device), fromMs]),
  ]);
  return { ...list, bytes: await sealSigned('revocations', payload, sign) } as VerifiedRevocations;
}

/** Reads and checks a list; null if anything is wrong. Never throws. */
export function openRevocations(bytes: unknown): VerifiedRevocations | null {
  const parts = takeApart('revocations', bytes, MAX_REGISTRY_DOC_BYTES);
  const wire = parts && decodeArray(parts.payload, MAX_REGISTRY_DOC_BYTES);
  if (!wire || wire.length !== 9 || wire[0] !== VERSION) return null;
  const authority = readIssuerId(wire[1]);
  const by = authority && issuedBy(authority, wire[2]);
  const [, , , number, issuedMs, nextUpdateMs] = wire;
  if (!by || !isCount(number) || !isCount(issuedMs, MAX_TIME_MS) || !isCount(nextUpdateMs, MAX_TIME_MS))
    return null;
  const badges = readRows(wire[6], (id) => (isBytes(id, 8) ? id : null));
  const people = readRows(wire[7], readPersonId);
  const devices = readRows(wire[8], readDeviceId);
  if (!badges || !people || !devices) return null;
  if (badges.length + people.length + devices.length > MAX_REVOCATIONS) return null;
  if (!isSigned('revocations', parts, idBytes(by.issuer))) return null;
  return {
    authority,
    ...by,
    number,
    issuedMs,
    nextUpdateMs,
    badges: badges.map(([id, fromMs]) => ({ id, fromMs })),
    people: people.map(([person, fromMs]) => ({ person, fromMs })),
    devices: devices.map(([device, fromMs]) => ({ device, fromMs })),
    bytes,
  } as unknown as VerifiedRevocations;
}

function readRows<T>(wire: unknown, read: (wire: unknown) => T | null): (readonly [T, number])[] | null {
  if (!Array.isArray(wire) || wire.length > MAX_REVOCATIONS) return null;
  const rows: (readonly [T, number])[] = [];
  for (const row of wire as readonly unknown[]) {
    if (!Array.isArray(row) || row.length !== 2) return null;
    const what = read(row[0]);
    const fromMs: unknown = row[1];
    if (what === null || !isCount(fromMs, MAX_TIME_MS)) return null;
    rows.push([what, fromMs]);
  }
  return rows;
}
