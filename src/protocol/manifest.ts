import { decodeArray, encode, isCount, isText } from './codec.js';
import { idBytes, readDeviceId, readPersonId, type DeviceId, type PersonId } from './ids.js';
import { MAX_DEVICES, MAX_LABEL_BYTES, MAX_TIME_MS } from './limits.js';
import { isSoundPublicKey } from './ed25519.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/**
 * A person's signed list of devices. Of two manifests the higher `number` holds. `label` is the line of a device: the same for
 * all that came one after the other in one place, another for one that was made from the person's words.
 */
export interface Manifest {
  readonly person: PersonId;
  readonly number: number;
  readonly devices: readonly { readonly device: DeviceId; readonly label: string; readonly fromMs: number }[];
  readonly revoked: readonly { readonly device: DeviceId; readonly revokedMs: number }[];
}

declare const verified: unique symbol;
/** A manifest whose signature by its own person key was checked. */
export interface VerifiedManifest extends Manifest {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

const VERSION = 1;

/** Signs a manifest with the person key. */
export async function sealManifest(manifest: Manifest, sign: Sign): Promise<VerifiedManifest> {
  const payload = encode([
    VERSION,
    idBytes(manifest.person),
    manifest.number,
    manifest.devices.map(({ device, label, fromMs }) => [idBytes(device), label, fromMs]),
    manifest.revoked.map(({ device, revokedMs }) => [idBytes(device), revokedMs]),
  ]);
  return { ...manifest, bytes: await sealSigned('manifest', payload, sign) } as VerifiedManifest;
}

/** Reads and checks a manifest, each device key in it included; null if anything is wrong. Never throws. */
export const openManifest = (bytes: unknown): VerifiedManifest | null => readManifest(bytes, true);

/** Reads back a manifest that was checked before it was stored under the vault key; null if it is none. */
export const trustedManifest = (bytes: unknown): VerifiedManifest | null => readManifest(bytes, false);

/** What a manifest says, on nobody's word: only its form was checked. Null if that is wrong. Never throws. */
export const claimedManifest = (bytes: unknown): Manifest | null => readManifest(bytes, false);

function readManifest(bytes: unknown, isUntrusted: boolean): VerifiedManifest | null {
  const parts = takeApart('manifest', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 5 || wire[0] !== VERSION) return null;
  const person = readPersonId(wire[1]);
  const number = wire[2];
  if (!person || !isCount(number) || !Array.isArray(wire[3]) || !Array.isArray(wire[4])) return null;
  if (wire[3].length + wire[4].length > MAX_DEVICES) return null;
  const devices = wire[3].map(readDevice);
  const revoked = wire[4].map(readRevoked);
  if (!devices.every((row) => row !== null) || !revoked.every((row) => row !== null)) return null;
  const all = [...devices, ...revoked].map((row) => row.device);
  if (new Set(all).size !== all.length) return null;
  if (isUntrusted && !isSigned('manifest', parts, idBytes(person))) return null;
  if (isUntrusted && !all.every((device) => isSoundPublicKey(idBytes(device)))) return null;
  return { person, number, devices, revoked, bytes: bytes as Uint8Array } as unknown as VerifiedManifest;
}

function readDevice(row: unknown) {
  if (!Array.isArray(row) || row.length !== 3) return null;
  const device = readDeviceId(row[0]);
  const [, label, fromMs] = row as unknown[];
  return device && isText(label, MAX_LABEL_BYTES) && isCount(fromMs, MAX_TIME_MS)
    ? { device, label, fromMs }
    : null;
}

function readRevoked(row: unknown) {
  if (!Array.isArray(row) || row.length !== 2) return null;
  const device = readDeviceId(row[0]);
  const revokedMs: unknown = row[1];
  return device && isCount(revokedMs, MAX_TIME_MS) ? { device, revokedMs } : null;
}

/** Whether `device` may speak for the person now. */
export const hasDevice = (manifest: Manifest, device: DeviceId): boolean =>
  manifest.devices.some((row) => row.device === device);

/** Whether `device` may not speak for the person any more. */
export const hasRevoked = (manifest: Manifest, device: DeviceId): boolean =>
  manifest.revoked.some((row) => row.device === device);

/** Whether `device` ever was one of the person's: what it wrote before it was retired stays its own. */
export const everHadDevice = (manifest: Manifest, device: DeviceId): boolean =>
  hasDevice(manifest, device) || hasRevoked(manifest, device);

/**
 * Whether a manifest says nothing of a device that another one names. One that is full may have let go of its oldest; any other
 * comes from a device that does not know all of what its person said before, and would make their words nobody's.
 */
export const leavesOut = (manifest: Manifest, before: Manifest): boolean =>
  manifest.devices.length + manifest.revoked.length < MAX_DEVICES &&
  [...before.devices, ...before.revoked].some(({ device }) => !everHadDevice(manifest, device));
