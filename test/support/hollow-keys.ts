/** Keys that no document may be of: small order, mixed order, other encodings, off the curve. */
import { Point } from '@noble/ed25519';
import { hexToBytes } from '@noble/hashes/utils.js';
import { ed25519PublicKey } from '../../src/protocol/ed25519.js';

/** The points of small order, and the other encodings of them (Chalkias et al., "Taming the many EdDSAs", 2020, table 1). */
export const HOLLOW_KEYS: readonly Uint8Array[] = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
].map(hexToBytes);

/** What a hollow key "signs" everything with: R the neutral point, S nought. */
export const HOLLOW_SIGNATURE = Uint8Array.of(1, ...new Uint8Array(63));

/** A good key plus each point of small order but the neutral one; and what is no point at all. */
export function mixedKeys(): readonly Uint8Array[] {
  const good = Point.fromBytes(ed25519PublicKey(new Uint8Array(32).fill(7)));
  const mixed = HOLLOW_KEYS.slice(1, 8).map((key) => good.add(Point.fromBytes(key)).toBytes());
  return [...mixed, hexToBytes(`02${'00'.repeat(31)}`)];
}

/** All of them. */
export const badKeys = (): readonly Uint8Array[] => [...HOLLOW_KEYS, ...mixedKeys()];
