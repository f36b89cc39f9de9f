import type { DeviceId } from '../protocol/ids.js';
import type { Revocations } from '../protocol/revocations.js';
import { deviceRevokedFromMs, revokedFromMs, type IssuedBadge } from './badges.js';
import { isPlaceUnsure } from './order.js';

/** What an office has taken from somebody, and from when on what they sign by a device of theirs is no official word. */
export interface RevokedFrom {
  readonly what: 'badge' | 'device';
  readonly fromMs: number;
}

/** How something stands that was signed after that. */
export interface RevokedMark extends RevokedFrom {
  /** False: by its place it was signed after that, by its device's clock before, and the two are more than a day apart. */
  readonly isSure: boolean;
}

/** When something was signed, by its author's word, in ms since the Unix epoch. */
export interface SignedTime {
  readonly sentAtMs: number;
  /** Its place in the reading order, never before `sentAtMs`. */
  readonly orderMs: number;
}

/**
 * From when on no badge of somebody stands behind what they sign by `device`: that of the device, if an office that vouches for
 * them has revoked it; else that at which the last of their badges was revoked. Null if neither was, or they have none.
 * @param issued those of their badges that count: `badgesOf`
 */
export function revokedFromOf(
  device: DeviceId,
  issued: readonly IssuedBadge[],
  revocations: readonly Revocations[],
): RevokedFrom | null {
  if (issued.length === 0 || revocations.length === 0) return null;
  const deviceMs = deviceRevokedFromMs(device, issued, revocations);
  const badgeMs = Math.max(...issued.map((one) => revokedFromMs(one, revocations) ?? Infinity));
  if (deviceMs !== null && deviceMs <= badgeMs) return { what: 'device', fromMs: deviceMs };
  return Number.isFinite(badgeMs) ? { what: 'badge', fromMs: badgeMs } : null;
}

/**
 * The time by which something signed is judged, in ms since the Unix epoch: its place. An author can claim any time, but no place
 * before what the same device has signed already. Where somebody has pushed the order more than a day ahead, the place says
 * nothing, and the claim is all there is.
 */
export const judgedMs = (signed: SignedTime): number =>
  isPlaceUnsure(signed) ? signed.sentAtMs : signed.orderMs;

/**
 * How something signed stands to what was revoked; null if it was signed before. It takes nothing but what was signed, so that
 * all who hold the same documents say the same: when something arrived is another matter on each device, and decides nothing.
 * An office that takes words from before for a thief's revokes from an earlier day.
 */
export function revokedMarkOf(signed: SignedTime, revoked: RevokedFrom | null): RevokedMark | null {
  if (!revoked || signed.orderMs < revoked.fromMs) return null;
  return { ...revoked, isSure: judgedMs(signed) >= revoked.fromMs };
}
