/** What two devices tell each other through the introducer before they have a link: sealed, see `sealed-signal.ts`. */
import { decodeArray, encode, isBytes, isCount, isText } from './codec.js';
import { idBytes, readDeviceId, type DeviceId } from './ids.js';
import { MAX_TIME_MS } from './limits.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

export interface Signal {
  readonly to: DeviceId;
  readonly from: DeviceId;
  /** 16 random bytes: one attempt at a link. An answer carries the offer's. */
  readonly sid: Uint8Array;
  /** Sender's clock. A hint for a person who looks for a wrong clock; nothing is decided by it. */
  readonly sentAtMs: number;
  readonly kind: SignalKind;
  /** 16 bytes: where the sender listens, so that an answer finds it. */
  readonly fromRendezvous: Uint8Array;
  /** The session description of an offer or answer; why, of a refusal. */
  readonly detail: string;
}
export type SignalKind = 'offer' | 'answer' | 'refusal';
/** Why an introduction is turned down. */
export type RefusalReason = 'intro-used' | 'intro-expired';

const VERSION = 1;
const KINDS: readonly SignalKind[] = ['offer', 'answer', 'refusal'];
const MAX_DETAIL_BYTES = 5 * 1024;

/** Signs a signal with the device key. */
export function sealSignal(signal: Signal, sign: Sign): Promise<Uint8Array> {
  const payload = encode([
    VERSION,
    idBytes(signal.to),
    idBytes(signal.from),
    signal.sid,
    signal.sentAtMs,
    KINDS.indexOf(signal.kind) + 1,
    signal.fromRendezvous,
    signal.detail,
  ]);
  return sealSigned('signal', payload, sign);
}

/** Reads and checks a signal; null if anything is wrong. Never throws. */
export function openSignal(bytes: unknown): Signal | null {
  const parts = takeApart('signal', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 8 || wire[0] !== VERSION) return null;
  const to = readDeviceId(wire[1]);
  const from = readDeviceId(wire[2]);
  const [sid, sentAtMs, kindNumber, fromRendezvous, detail] = wire.slice(3);
  const kind = isCount(kindNumber) ? KINDS[kindNumber - 1] : undefined;
  if (!to || !from || !kind || !isBytes(sid, 16) || !isCount(sentAtMs, MAX_TIME_MS)) return null;
  if (!isBytes(fromRendezvous, 16) || !isText(detail, MAX_DETAIL_BYTES)) return null;
  if (!isSigned('signal', parts, idBytes(from))) return null;
  return { to, from, sid, sentAtMs, kind, fromRendezvous, detail };
}
