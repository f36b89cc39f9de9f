import { decodeArray, encode, isBytes, isText } from './codec.js';
import { openCard, type VerifiedCard } from './card.js';
import { idBytes, readDeviceId, type DeviceId } from './ids.js';
import { MAX_BADGE_BYTES, MAX_BADGES } from './limits.js';
import { hasDevice, openManifest, type VerifiedManifest } from './manifest.js';

/** What a device shows of itself inside the handshake: sealed, and under the handshake's signature. */
export interface Credential {
  readonly device: DeviceId;
  readonly manifest: VerifiedManifest;
  /** The device's card, without an intro secret. */
  readonly card: VerifiedCard;
  /** Signed badges, with those of the registrars behind them; unchecked but for their number and size. */
  readonly badges: readonly Uint8Array[];
  /** Names the build the device runs. */
  readonly build: string;
  /** What the device can do beyond this version's floor. None are defined yet. */
  readonly features: readonly string[];
}

const VERSION = 1;
const MAX_BUILD_BYTES = 64;
const MAX_FEATURES = 32;

/** Canonical bytes of a credential. */
export const encodeCredential = (credential: Credential): Uint8Array =>
  encode([
    VERSION,
    idBytes(credential.device),
    credential.manifest.bytes,
    credential.badges,
    credential.card.bytes,
    credential.build,
    credential.features,
  ]);

/**
 * Reads a credential and checks that it hangs together: the manifest is signed by its person and lists the device,
 * the card is signed by the device and names the same person. Null if not. Never throws.
 */
export function openCredential(bytes: unknown): Credential | null {
  const wire = decodeArray(bytes);
  if (!wire || wire.length !== 7 || wire[0] !== VERSION) return null;
  const device = readDeviceId(wire[1]);
  const [badges, build, features] = [wire[3], wire[5], wire[6]];
  if (!device || !isBadgeList(badges)) return null;
  if (!isText(build, MAX_BUILD_BYTES) || !isFeatures(features)) return null;
  const manifest = openManifest(wire[2]);
  const card = manifest && hasDevice(manifest, device) ? openCard(wire[4]) : null;
  if (!manifest || !card || card.device !== device || card.person !== manifest.person) return null;
  return { device, manifest, card, badges, build, features };
}

/** At most MAX_BADGES, each of at most MAX_BADGE_BYTES. */
export const isBadgeList = (wire: unknown): wire is readonly Uint8Array[] =>
  Array.isArray(wire) &&
  wire.length <= MAX_BADGES &&
  wire.every((badge) => isBytes(badge) && badge.byteLength <= MAX_BADGE_BYTES);

const isFeatures = (wire: unknown): wire is readonly string[] =>
  Array.isArray(wire) && wire.length <= MAX_FEATURES && wire.every((feature) => isText(feature, 64));
