import { decodeArray, encode, isBytes, isCount } from './codec.js';
import { idBytes, readDeviceId, type DeviceId } from './ids.js';
import { MAX_PREKEYS, MAX_TIME_MS } from './limits.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** The X-Wing keys to which signals for a device may be sealed, newest first. Of two lists the higher `number` holds. */
export interface Prekeys {
  readonly device: DeviceId;
  readonly number: number;
  readonly keys: readonly Prekey[];
}
export interface Prekey {
  /** 8 bytes that name the key. */
  readonly kid: Uint8Array;
  /** A hint: the owner's clock says until when it keeps the seed. */
  readonly notAfterMs: number;
  /** 1216 bytes. */
  readonly publicKey: Uint8Array;
}

const VERSION = 1;

/** Signs a prekey list with the device key. */
export function sealPrekeys(prekeys: Prekeys, sign: Sign): Promise<Uint8Array> {
  const keys = prekeys.keys.map(({ kid, notAfterMs, publicKey }) => [kid, notAfterMs, publicKey]);
  return sealSigned('prekeys', encode([VERSION, idBytes(prekeys.device), prekeys.number, keys]), sign);
}

/** Reads and checks a prekey list; null if anything is wrong. Never throws. */
export function openPrekeys(bytes: unknown): Prekeys | null {
  const parts = takeApart('prekeys', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 4 || wire[0] !== VERSION) return null;
  const device = readDeviceId(wire[1]);
  const number = wire[2];
  if (!device || !isCount(number) || !Array.isArray(wire[3]) || wire[3].length > MAX_PREKEYS) return null;
  const keys = wire[3].map(readPrekey);
  if (!keys.every((key) => key !== null) || !isSigned('prekeys', parts, idBytes(device))) return null;
  return { device, number, keys };
}

function readPrekey(row: unknown): Prekey | null {
  if (!Array.isArray(row) || row.length !== 3) return null;
  const [kid, notAfterMs, publicKey] = row as unknown[];
  if (!isBytes(kid, 8) || !isCount(notAfterMs, MAX_TIME_MS) || !isBytes(publicKey, 1216)) return null;
  return { kid, notAfterMs, publicKey };
}
