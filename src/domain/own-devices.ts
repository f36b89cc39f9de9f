/** What comes of manifests of one's own person that were made by other devices, or are held by others (docs/protocol.md §9.4, §12.13). */
import type { DeviceId } from '../protocol/ids.js';
import { MAX_DEVICES } from '../protocol/limits.js';
import { everHadDevice, hasRevoked, type Manifest, type VerifiedManifest } from '../protocol/manifest.js';

/** `recalled`: the manifest is to be signed in the place of ours. `ended`: theirs ends this device. */
export type Recalled =
  { readonly kind: 'known' | 'ended' } | { readonly kind: 'recalled'; readonly manifest: Manifest };

/**
 * What to do about `theirs`, a manifest of our person that is not `ours`, on `device`, which is live in ours. What it names and
 * ours does not, our disk has forgotten, or somebody had before who made this device from words: those devices are over, and ours
 * becomes the newest again, for until then others take no other for news. Only one that is newer and comes from elsewhere ends
 * this device itself: nobody but who has our words, or a copy of what is stored here, could have made it. Two devices of the
 * same words, or of the same store, thus never take turns in ending each other.
 * @param nowMs wall time, in ms since the Unix epoch
 */
export function recall(
  theirs: VerifiedManifest,
  ours: VerifiedManifest,
  device: DeviceId,
  nowMs: number,
): Recalled {
  const line = lineOf(ours, device);
  const isOfHere = theirs.devices.some(({ label }) => label === line);
  // One that was ended here and speaks again cannot be what our disk forgot.
  const isAlive = theirs.devices.some((row) => row.device !== device && hasRevoked(ours, row.device));
  if (isNewer(theirs, ours) && (!isOfHere || isAlive)) return { kind: 'ended' };
  const named = [
    ...theirs.devices.map((row) => ({ device: row.device, revokedMs: nowMs })),
    ...theirs.revoked,
  ];
  const over = named.filter((row) => !everHadDevice(ours, row.device));
  if (over.length === 0 && theirs.number < ours.number) return { kind: 'known' };
  const revoked = [...over, ...ours.revoked].slice(0, MAX_DEVICES - ours.devices.length);
  return {
    kind: 'recalled',
    manifest: { ...ours, number: Math.max(theirs.number, ours.number) + 1, revoked },
  };
}

/** The manifest with `live` as the only device, above `before`, whose devices are all over by it. */
export function manifestAfter(before: readonly Manifest[], live: Manifest['devices'][number]): Manifest {
  const revoked = new Map<DeviceId, number>();
  for (const { devices } of before) for (const { device } of devices) revoked.set(device, live.fromMs);
  for (const one of before) for (const { device, revokedMs } of one.revoked) revoked.set(device, revokedMs);
  return {
    person: before[0]!.person,
    number: Math.max(recoveryNumber(live.fromMs), ...before.map(({ number }) => number + 1)),
    devices: [live],
    revoked: [...revoked]
      .map(([device, revokedMs]) => ({ device, revokedMs }))
      .sort((a, b) => b.revokedMs - a.revokedMs)
      .slice(0, MAX_DEVICES - 1),
  };
}

/** Above every number that is reached by counting, and above those of earlier recoveries: seconds since 1970, by our clock. */
export const recoveryNumber = (atMs: number): number => Math.max(2, Math.floor(atMs / 1000));

/** Which devices came after each other in one place. */
export const lineOf = ({ devices }: Manifest, device: DeviceId): string =>
  devices.find((row) => row.device === device)?.label ?? '';

/** Of two manifests with one number, made at once in two places, everybody takes the same for the newer. */
function isNewer(a: VerifiedManifest, b: VerifiedManifest): boolean {
  if (a.number !== b.number) return a.number > b.number;
  const at = a.bytes.findIndex((byte, i) => byte !== b.bytes[i]);
  return at >= 0 && a.bytes[at]! > (b.bytes[at] ?? -1);
}
