/**
 * How a device proves to an introducer that it may come in, where that serves only who has a badge: it signs the
 * introducer's nonce, and shows passes, on which there is no name.
 */
import { decodeArray, encode, isBytes, isText } from './codec.js';
import { openBadge, type VerifiedBadge } from './badge.js';
import { idBytes, readDeviceId, type DeviceId } from './ids.js';
import { hasDevice, openManifest, type VerifiedManifest } from './manifest.js';
import { openPass, type VerifiedPass } from './pass.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

export interface DoorProof {
  readonly device: DeviceId;
  readonly manifest: VerifiedManifest;
  readonly pass: VerifiedPass;
  /** The badge of the registrar who issued the pass; null where the authority did. It names the registrar's office. */
  readonly registrar: VerifiedBadge | null;
}

const VERSION = 1;
/** Of the introducer, random, used once. */
export const NONCE_BYTES = 32;
const MAX_ORIGIN_BYTES = 256;
const MAX_PROOF_BYTES = 4 * 1024;

/** Signs the nonce with the device key, for the introducer at `origin` only. */
export async function sealDoorProof(
  { device, manifest, pass, registrar }: DoorProof,
  nonce: Uint8Array,
  origin: string,
  sign: Sign,
): Promise<Uint8Array> {
  const signed = await sealSigned('door', encode([VERSION, nonce, origin, idBytes(device)]), sign);
  return encode([VERSION, signed, manifest.bytes, pass.bytes, registrar?.bytes ?? null]);
}

/**
 * Reads a proof and checks that it hangs together: the device signed this nonce for this origin, the person lists the
 * device, the pass is the person's. Who issued the pass, and whether it is still good, the caller sees to. Null if not.
 * Never throws.
 */
export function openDoorProof(
  bytes: unknown,
  nonce: Uint8Array,
  origins: readonly string[],
): DoorProof | null {
  const outer = isBytes(bytes) && bytes.byteLength <= MAX_PROOF_BYTES ? decodeArray(bytes) : null;
  if (!outer || outer.length !== 5 || outer[0] !== VERSION) return null;
  const parts = takeApart('door', outer[1]);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 4 || wire[0] !== VERSION) return null;
  const [, signedNonce, origin] = wire;
  const device = readDeviceId(wire[3]);
  if (!isBytes(signedNonce, NONCE_BYTES) || !signedNonce.every((byte, i) => byte === nonce[i])) return null;
  if (!isText(origin, MAX_ORIGIN_BYTES) || !origins.includes(origin)) return null;
  // The cheapest check first: whoever has no sound signature costs no more than one.
  if (!device || !isSigned('door', parts, idBytes(device))) return null;
  const manifest = openManifest(outer[2]);
  if (!manifest || !hasDevice(manifest, device)) return null;
  const pass = openPass(outer[3]);
  if (pass?.holder !== manifest.person) return null;
  const registrar = outer[4] === null ? null : openBadge(outer[4]);
  if (outer[4] !== null && !registrar) return null;
  return { device, manifest, pass, registrar };
}
