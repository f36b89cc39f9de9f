import { badgesOf } from '../domain/badges.js';
import { openBadge, type VerifiedBadge } from '../protocol/badge.js';
import { sameBytes } from '../protocol/codec.js';
import type { IssuerId, PersonId } from '../protocol/ids.js';
import { issuerOf } from '../protocol/issuer.js';
import { MAX_BADGES } from '../protocol/limits.js';

/**
 * The badges of somebody who has shown `badges` before and shows `shown` now. A badge gives way to another of the same
 * authority, and to nothing else: whoever could take it back would be out of reach for the office that ends their device.
 */
export function badgesAfter(
  { person, badges }: { readonly person: PersonId; readonly badges: readonly Uint8Array[] },
  shown: readonly Uint8Array[],
): readonly Uint8Array[] {
  const isShown = (bytes: Uint8Array): boolean => shown.some((one) => sameBytes(one, bytes));
  // Signatures are looked at only where something is missing, which is hardly ever.
  if (badges.every(isShown)) return shown;
  const before = badges.flatMap((bytes) => openBadge(bytes) ?? []);
  const now = shown.flatMap((bytes) => openBadge(bytes) ?? []);
  const kept = rootsOf(person, before).flatMap((root) => {
    const authority = new Set([root]);
    if (badgesOf(person, now, authority).length > 0) return [];
    return badgesOf(person, before, authority).flatMap(({ badge, registrar }) =>
      registrar ? [badge.bytes, registrar.bytes] : [badge.bytes],
    );
  });
  const missing = kept.filter(
    (bytes, at) => !isShown(bytes) && !kept.slice(0, at).some((one) => sameBytes(one, bytes)),
  );
  return [...missing, ...shown].slice(0, MAX_BADGES);
}

/** Who stands behind each badge of somebody, whether anybody trusts them or not. */
function rootsOf(person: PersonId, shown: readonly VerifiedBadge[]): readonly IssuerId[] {
  const registrars = shown.filter(({ mayIssueFor }) => mayIssueFor !== null);
  const roots = shown
    .filter(({ holder, mayIssueFor }) => holder === person && mayIssueFor === null)
    .map(({ issuer }) => registrars.find((one) => issuerOf(one) === issuer)?.issuer ?? issuer);
  return [...new Set(roots)];
}
