import { decodeArray, encode, isCount } from './codec.js';
import { isSoundPublicKey } from './ed25519.js';
import { idBytes, readIssuerId, type IssuerId } from './ids.js';
import { MAX_TIME_MS } from './limits.js';
import { isName } from './names.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** What an authority calls itself. That it is one, whoever trusts its key decides. */
export interface Authority {
  readonly key: IssuerId;
  readonly name: string;
  /** The same in Urdu; null if there is none. */
  readonly urduName: string | null;
  /** By the authority's clock. Of two of one key the later holds. */
  readonly issuedMs: number;
}

declare const verified: unique symbol;
export interface VerifiedAuthority extends Authority {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

const VERSION = 1;

/** Signs it with the authority's own key. */
export async function sealAuthority(authority: Authority, sign: Sign): Promise<VerifiedAuthority> {
  const { key, name, urduName, issuedMs } = authority;
  const payload = encode([VERSION, idBytes(key), name, urduName, issuedMs]);
  return { ...authority, bytes: await sealSigned('authority', payload, sign) } as VerifiedAuthority;
}

/** Reads and checks what an authority says of itself; null if anything is wrong. Never throws. */
export function openAuthority(bytes: unknown): VerifiedAuthority | null {
  const parts = takeApart('authority', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 5 || wire[0] !== VERSION) return null;
  const key = readIssuerId(wire[1]);
  const [, , name, urduName, issuedMs] = wire;
  if (!key || !isName(name) || !(urduName === null || isName(urduName))) return null;
  if (!isCount(issuedMs, MAX_TIME_MS) || !isSoundPublicKey(idBytes(key))) return null;
  if (!isSigned('authority', parts, idBytes(key))) return null;
  return { key, name, urduName, issuedMs, bytes } as unknown as VerifiedAuthority;
}
