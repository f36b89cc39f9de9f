/**
 * How a device proves to an introducer that it may come in, where that serves only who has a badge: it signs the
 * introducer's nonce, and shows passes, on which there is no name.
 */
import { decodeArray, encode, isBytes, isText } from './codec.js';
import { claimedBadge, type Badge, type VerifiedBadge } from './badge.js';
import { isSignedBy, isSoundPublicKey, type IsSignedBy } from './ed25519.js';
import { idBytes, readDeviceId, type DeviceId, type Id } from './ids.js';
import { claimedManifest, hasDevice, type Manifest, type VerifiedManifest } from './manifest.js';
import { claimedPass, type Pass, type VerifiedPass } from './pass.js';
import { isSigned, sealSigned, takeApart, type Sign, type SignedType } from './sign1.js';

export interface DoorProof {
  readonly device: DeviceId;
  readonly manifest: VerifiedManifest;
  readonly pass: VerifiedPass;
  /** The badge of the registrar who issued the pass; null where the authority did. It names the registrar's office. */
  readonly registrar: VerifiedBadge | null;
}

/** What a door says. Until `openDoorProof` returns it, that is on nobody's word. */
export interface DoorClaim {
  readonly device: DeviceId;
  /** Of the keys in it only the person's and that of `device` are ever checked. */
  readonly manifest: Manifest;
  readonly pass: Pass;
  readonly registrar: Badge | null;
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

/** What the caller may say about how a proof is checked. */
export interface DoorChecks {
  /** Asked before any signature is checked: whether the claim, if it were true, would let anybody in. */
  readonly isWorthChecking: (claim: DoorClaim) => boolean;
  /** May refuse what `isSignedBy` takes, and need not ask whether keys are sound; that is done after it. */
  readonly isSignedBy: IsSignedBy;
}

const STRICT: DoorChecks = { isWorthChecking: () => true, isSignedBy };

/**
 * Reads a proof and checks that it hangs together: the device signed this nonce for this origin, the person lists the
 * device, the pass is the person's. Who issued the pass, and whether it is still good, the caller sees to. Null if not.
 * Never throws.
 *
 * Signatures are checked from the authority's downwards. So noise costs one, by a key that its sender cannot choose, and the
 * keys that a sender can choose, which cost several times as much, are looked at only behind a pass and by whose it is.
 */
export function openDoorProof(
  bytes: unknown,
  nonce: Uint8Array,
  origins: readonly string[],
  { isWorthChecking, isSignedBy }: DoorChecks = STRICT,
): DoorClaim | null {
  const outer = isBytes(bytes) && bytes.byteLength <= MAX_PROOF_BYTES ? decodeArray(bytes) : null;
  if (!outer || outer.length !== 5 || outer[0] !== VERSION) return null;
  const [, door, manifestBytes, passBytes, registrarBytes] = outer;
  const device = readDoor(door, nonce, origins);
  const pass = device && claimedPass(passBytes);
  const registrar = registrarBytes === null ? null : claimedBadge(registrarBytes);
  if (!pass || (registrarBytes !== null && !registrar)) return null;
  const manifest = claimedManifest(manifestBytes);
  if (manifest?.person !== pass.holder || !hasDevice(manifest, device)) return null;
  const claim = { device, manifest, pass, registrar };
  if (!isWorthChecking(claim)) return null;
  const isBy = (type: SignedType, signed: unknown, key: Id): boolean => {
    const parts = takeApart(type, signed);
    return parts !== null && isSigned(type, parts, idBytes(key), isSignedBy);
  };
  if (registrar && !isBy('badge', registrarBytes, registrar.issuer)) return null;
  if (!isBy('pass', passBytes, pass.issuer)) return null;
  if (!isBy('manifest', manifestBytes, manifest.person) || !isBy('door', door, device)) return null;
  const keys: readonly Id[] = [
    pass.issuer,
    ...(registrar ? [registrar.issuer, registrar.holder] : []),
    manifest.person,
    device,
  ];
  return keys.every((key) => isSoundPublicKey(idBytes(key))) ? claim : null;
}

/** Whose door it says it is; null if it is none for this nonce and one of these origins. */
function readDoor(door: unknown, nonce: Uint8Array, origins: readonly string[]): DeviceId | null {
  const parts = takeApart('door', door);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 4 || wire[0] !== VERSION) return null;
  const [, signedNonce, origin, device] = wire;
  if (!isBytes(signedNonce, NONCE_BYTES) || !signedNonce.every((byte, i) => byte === nonce[i])) return null;
  if (!isText(origin, MAX_ORIGIN_BYTES) || !origins.includes(origin)) return null;
  return readDeviceId(device);
}
