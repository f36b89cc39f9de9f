import { sameBytes } from '../protocol/codec.js';
import type { VerifiedBadge } from '../protocol/badge.js';
import { isWithin, type Department } from '../protocol/department.js';
import type { DeviceId, IssuerId, PersonId } from '../protocol/ids.js';
import { issuerOf, type Issuer } from '../protocol/issuer.js';
import type { Revocations } from '../protocol/revocations.js';

/** What this device holds of the authorities that its person trusts. */
export interface Trust {
  readonly authorities: ReadonlySet<IssuerId>;
  /** The newest list of each issuer. */
  readonly revocations: readonly Revocations[];
}

/** A badge with who stands behind it. */
export interface IssuedBadge {
  readonly badge: VerifiedBadge;
  /** The registrar's own badge; null where the authority issued it itself. */
  readonly registrar: VerifiedBadge | null;
  readonly authority: IssuerId;
}

/**
 * What a badge is worth at some time.
 * - `good`
 * - `early`, `expired`: by the time as far as it is known here; valid from `fromMs` on.
 * - `unchecked`: nobody has said since `sinceMs` that it was not revoked.
 * - `revoked`: from `fromMs` on it is not its holder's official word.
 */
export type BadgeStanding =
  | { readonly kind: 'good' | 'expired' }
  | { readonly kind: 'unchecked'; readonly sinceMs: number }
  | { readonly kind: 'early' | 'revoked'; readonly fromMs: number };

/**
 * The badges of `holder` among those that were shown, each of an authority that is trusted, by at most one registrar, within
 * the registrar's department and time. Everything else counts for nothing.
 */
export function badgesOf(
  holder: PersonId,
  shown: readonly VerifiedBadge[],
  authorities: ReadonlySet<IssuerId>,
): readonly IssuedBadge[] {
  const issued: IssuedBadge[] = [];
  for (const badge of shown) {
    if (badge.holder !== holder || badge.mayIssueFor) continue;
    if (authorities.has(badge.issuer)) {
      issued.push({ badge, registrar: null, authority: badge.issuer });
      continue;
    }
    const registrar = shown.find((one) => authorities.has(one.issuer) && mayIssue(one, badge));
    if (registrar) issued.push({ badge, registrar, authority: registrar.issuer });
  }
  return issued;
}

/**
 * The badges of `holder` among `held`, each with who stands behind it, whether anybody trusts them or not. Where its
 * registrar's is not among them, whoever signed it stands for the authority.
 */
export function heldBadgesOf(holder: PersonId, held: readonly VerifiedBadge[]): readonly IssuedBadge[] {
  return held
    .filter((badge) => badge.holder === holder && badge.mayIssueFor === null)
    .map((badge) => {
      const registrar = held.find((one) => mayIssue(one, badge)) ?? null;
      return { badge, registrar, authority: registrar?.issuer ?? badge.issuer };
    });
}

/** Whether a registrar's badge lets it issue this one. Departments are told apart by their names in the first language. */
export const mayIssue = (registrar: VerifiedBadge, badge: VerifiedBadge): boolean =>
  registrar.mayIssueFor !== null &&
  issuerOf(registrar) === badge.issuer &&
  isWithin(badge.names.department, registrar.mayIssueFor) &&
  registrar.fromS <= badge.issuedS &&
  badge.issuedS < registrar.untilS;

/**
 * What a badge is worth at `nowMs`. The same documents come to the same on every device. A registrar who is revoked takes
 * along what it issued from then on, by its own clock: whoever suspects more revokes from an earlier day.
 */
export function standingOf(
  { badge, registrar, authority }: IssuedBadge,
  { revocations }: Trust,
  nowMs: number,
): BadgeStanding {
  const fromMs = revokedFromMs({ badge, registrar, authority }, revocations);
  if (fromMs !== null) return { kind: 'revoked', fromMs };
  if (nowMs < badge.fromS * 1000) return { kind: 'early', fromMs: badge.fromS * 1000 };
  if (nowMs >= badge.untilS * 1000) return { kind: 'expired' };
  const issuers = [badge.issuer, ...(registrar ? [authority] : [])];
  const due = issuers.map((issuer) => newestOf(issuer, revocations)?.nextUpdateMs ?? null);
  const overdue = due.filter((ms): ms is number => ms !== null && ms <= nowMs);
  // An issuer that never published a list has revoked nothing yet, as far as anybody knows.
  return overdue.length > 0 ? { kind: 'unchecked', sinceMs: Math.min(...overdue) } : { kind: 'good' };
}

/** Since when a badge is revoked; null if it is not. */
export function revokedFromMs(
  { badge, registrar, authority }: IssuedBadge,
  revocations: readonly Revocations[],
): number | null {
  const found: number[] = [];
  for (const list of revocations) {
    if (list.authority !== authority) continue;
    // Nobody but the authority ends a registrar: one badge, or the key and with it all of them.
    const endsRegistrar = (isTheirs: boolean, fromMs: number): boolean =>
      isTheirs && list.issuer === authority && badge.issuedS * 1000 >= fromMs;
    const isGoverned = governs(list, badge.names.department);
    for (const { id, fromMs } of list.badges) {
      if (isGoverned && sameBytes(id, badge.id)) found.push(fromMs);
      if (registrar && endsRegistrar(sameBytes(id, registrar.id), fromMs)) found.push(badge.issuedS * 1000);
    }
    for (const { person, fromMs } of list.people) {
      if (isGoverned && person === badge.holder) found.push(fromMs);
      if (registrar && endsRegistrar(person === registrar.holder, fromMs)) found.push(badge.issuedS * 1000);
    }
  }
  return found.length > 0 ? Math.min(...found) : null;
}

/** Since when a device is revoked by an issuer that may do so: one who vouches for its person. Null if it is not. */
export function deviceRevokedFromMs(
  device: DeviceId,
  badges: readonly IssuedBadge[],
  revocations: readonly Revocations[],
): number | null {
  const found = revocations.flatMap((list) =>
    badges.some(
      ({ badge, authority }) => list.authority === authority && governs(list, badge.names.department),
    )
      ? list.devices.filter((row) => row.device === device).map(({ fromMs }) => fromMs)
      : [],
  );
  return found.length > 0 ? Math.min(...found) : null;
}

/** Since when the key of somebody is over, by an issuer that vouches for them. Null if it is not. */
export function personRevokedFromMs(
  person: PersonId,
  badges: readonly IssuedBadge[],
  revocations: readonly Revocations[],
): number | null {
  const found = revocations.flatMap((list) =>
    badges.some(
      ({ badge, authority }) => list.authority === authority && governs(list, badge.names.department),
    )
      ? list.people.filter((row) => row.person === person).map(({ fromMs }) => fromMs)
      : [],
  );
  return found.length > 0 ? Math.min(...found) : null;
}

/** Whether a list may say anything of a badge of a department: the authority's of all, a registrar's of those in its own. */
export const governs = (
  { authority, issuer, registrar }: Issuer & { authority: IssuerId },
  department: Department,
): boolean =>
  issuer === authority ||
  (registrar?.mayIssueFor !== null && registrar !== null && isWithin(department, registrar.mayIssueFor));

const newestOf = (issuer: IssuerId, revocations: readonly Revocations[]): Revocations | undefined =>
  revocations.find((list) => list.issuer === issuer);
