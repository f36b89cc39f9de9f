// Ed25519 as docs/protocol.md §1 wants it: keys of prime order in their canonical encoding, `S < L`, `R` canonical, and the
// cofactored equation. Node's OpenSSL has no cofactor and looks at no key: its yes is taken under a checked key, its no asked again.
import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * invert(121666n));
const SQRT_MINUS_1 = power(2n, (P - 1n) / 4n);

/** Every encoding of the eight points of small order (Chalkias et al., "Taming the many EdDSAs", 2020, table 1). */
const HOLLOW = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
]);

function mod(a, n = P) {
  const rest = a % n;
  return rest >= 0n ? rest : rest + n;
}

function power(base, exponent) {
  let [result, square] = [1n, mod(base)];
  for (let e = exponent; e > 0n; e >>= 1n) {
    if (e & 1n) result = mod(result * square);
    square = mod(square * square);
  }
  return result;
}

function invert(a) {
  return power(a, P - 2n);
}

const littleEndian = (bytes) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

// Points as (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z (RFC 8032 §5.1.4).
const NEUTRAL = [0n, 1n, 1n, 0n];

function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * D);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function times(scalar, point) {
  let [sum, double] = [NEUTRAL, point];
  for (let n = scalar; n > 0n; n >>= 1n) {
    if (n & 1n) sum = add(sum, double);
    double = add(double, double);
  }
  return sum;
}

const negate = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];
const isNeutral = ([x, y, z]) => x === 0n && y === z;

/** The point that 32 bytes are the canonical encoding of (RFC 8032 §5.1.3); null for anything else. */
function pointOf(bytes) {
  const isOdd = (bytes[31] & 0x80) !== 0;
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  if (y >= P) return null;
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = mod(u * v ** 3n * power(u * v ** 7n, (P - 5n) / 8n));
  const square = mod(v * x * x);
  if (square === mod(-u)) x = mod(x * SQRT_MINUS_1);
  else if (square !== u) return null;
  if (x === 0n && isOdd) return null;
  if (((x & 1n) === 1n) !== isOdd) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

const BASE = pointOf(Buffer.from(`58${'66'.repeat(31)}`, 'hex'));
const known = new Map();

/** Whether 32 bytes may be anybody's key: canonical, on the curve, of prime order. */
export function isSoundKey(key) {
  const hex = Buffer.from(key).toString('hex');
  if (!known.has(hex)) known.set(hex, checkKey(key, hex));
  return known.get(hex);
}

function checkKey(key, hex) {
  if (key.length !== 32 || HOLLOW.has(hex)) return false;
  const point = pointOf(key);
  return point !== null && isNeutral(times(L, point));
}

const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Whether `signature` is `key`'s over `bytes`. */
export function isSignedBy(key, signature, bytes) {
  if (signature.length !== 64 || !isSoundKey(key)) return false;
  const s = littleEndian(signature.subarray(32));
  if (s >= L) return false;
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' });
  if (nodeVerify(null, bytes, publicKey, signature)) return true;
  const r = pointOf(signature.subarray(0, 32));
  if (!r) return false;
  const hash = createHash('sha512').update(signature.subarray(0, 32)).update(key).update(bytes).digest();
  const k = mod(littleEndian(hash), L);
  const rest = add(times(s, BASE), negate(add(r, times(k, pointOf(key)))));
  return isNeutral(times(8n, rest));
}
