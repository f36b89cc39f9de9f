import { createPrivateKey, sign, type KeyObject } from 'node:crypto';

/** Proof of who we are to a NATS server: what goes into CONNECT, given the nonce that it asked to have signed. */
export type NatsCredentials = (nonce: string) => Readonly<Record<string, string>>;

/** Name and password, or a token, as they stand in a URL; none if there are none. */
export function urlCredentials(url: URL): NatsCredentials {
  const user = decodeURIComponent(url.username);
  const pass = decodeURIComponent(url.password);
  if (user === '') return () => ({});
  if (url.password === '') return () => ({ auth_token: user });
  return () => ({ user, pass });
}

/** Reads a credentials file as `nsc` writes it: a user's JWT and the seed of its key. Null if it is none. */
export function fileCredentials(text: string): NatsCredentials | null {
  const jwt = between(text, 'NATS USER JWT');
  const key = readSeed(between(text, 'USER NKEY SEED'));
  if (jwt === '' || key === null) return null;
  return (nonce) => ({ jwt, sig: sign(null, Buffer.from(nonce), key).toString('base64url') });
}

const between = (text: string, label: string): string =>
  new RegExp(`-----BEGIN ${label}-----\\s+(\\S+)\\s+-+END ${label}-+`).exec(text)?.[1] ?? '';

/** 2 bytes of prefix, 32 of seed, 2 of CRC-16, in base32: 58 characters that begin with S and, for a user, U. */
const SEED = /^SU[A-Z2-7]{56}$/;
/** RFC 8410 section 7: everything of a PKCS #8 Ed25519 private key before its 32 bytes. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

function readSeed(text: string): KeyObject | null {
  if (!SEED.test(text)) return null;
  const bytes = fromBase32(text);
  if (crc16(bytes.subarray(0, 34)) !== bytes.readUInt16LE(34)) return null;
  const der = Buffer.concat([PKCS8_HEAD, bytes.subarray(2, 34)]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const char of text) {
    value = ((value << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char)) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}

/** CRC-16/XMODEM: polynomial 0x1021, from 0. */
function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc;
}
