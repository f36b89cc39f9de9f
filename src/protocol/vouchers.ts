import { isBytes, type Wire } from './codec.js';
import { MAX_VOUCHED_AUTHORITIES, MAX_VOUCHED_BADGES, MAX_VOUCHERS_BYTES } from './limits.js';

/** Signed documents that say who people are, as a file carries them. Unchecked: see `domain/vouched.ts`. */
export interface Vouchers {
  /** Of the people in the file, and of the registrars who issued these. */
  readonly badges: readonly Uint8Array[];
  /** What the authorities of these badges say of themselves. */
  readonly authorities: readonly Uint8Array[];
  /** The newest lists that were held of what they and their registrars have revoked. */
  readonly revocations: readonly Uint8Array[];
}

export const NO_VOUCHERS: Vouchers = { badges: [], authorities: [], revocations: [] };

export const wireVouchers = ({ badges, authorities, revocations }: Vouchers): Wire => [
  badges,
  authorities,
  revocations,
];

/** Reads what `wireVouchers` made; null for anything else. Never throws. */
export function readVouchers(wire: unknown): Vouchers | null {
  if (!Array.isArray(wire) || wire.length !== 3) return null;
  const [badges, authorities, revocations] = wire as readonly unknown[];
  if (!isFew(badges, MAX_VOUCHED_BADGES) || !isFew(authorities, MAX_VOUCHED_AUTHORITIES)) return null;
  if (!isFew(revocations, 2 * MAX_VOUCHED_AUTHORITIES)) return null;
  const vouchers = { badges, authorities, revocations };
  return bytesOfVouchers(vouchers) <= MAX_VOUCHERS_BYTES ? vouchers : null;
}

/** Bytes of all documents together. */
export const bytesOfVouchers = ({ badges, authorities, revocations }: Vouchers): number =>
  [...badges, ...authorities, ...revocations].reduce((sum, { byteLength }) => sum + byteLength, 0);

const isFew = (wire: unknown, most: number): wire is readonly Uint8Array[] =>
  Array.isArray(wire) && wire.length <= most && wire.every((item) => isBytes(item));
