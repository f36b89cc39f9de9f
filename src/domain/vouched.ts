import { openAuthority, type VerifiedAuthority } from '../protocol/authority.js';
import { openBadge, type VerifiedBadge } from '../protocol/badge.js';
import type { DeviceId, IssuerId, PersonId } from '../protocol/ids.js';
import { issuerOf } from '../protocol/issuer.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { openRevocations, type Revocations } from '../protocol/revocations.js';
import type { Vouchers } from '../protocol/vouchers.js';
import {
  badgesOf,
  deviceRevokedFromMs,
  revokedFromMs,
  standingOf,
  type BadgeStanding,
  type IssuedBadge,
  type Trust,
} from './badges.js';
import { revokedFromOf, revokedMarkOf, type RevokedMark, type SignedTime } from './revoked-mark.js';

/** A badge, and what it was worth when its holder signed. */
export interface ProvedBadge extends IssuedBadge {
  readonly standing: BadgeStanding;
  /** It was revoked from a later day on; null if it was not, or had been before. */
  readonly revokedLaterMs: number | null;
}

export type VoucherFault = 'proof-forged' | 'proof-stray' | 'proof-foreign-authority' | 'proof-revoked';

/** The documents of a file that say who people are, each of them checked. */
export class Vouched {
  /** What the authorities say of themselves. */
  readonly authorities: readonly VerifiedAuthority[];
  /** False: the reader trusts no authority, and takes those of the file at their word. */
  readonly isTrusted: boolean;
  readonly #badges: readonly VerifiedBadge[];
  readonly #accepted: ReadonlySet<IssuerId>;
  readonly #revocations: readonly Revocations[];

  private constructor(
    badges: readonly VerifiedBadge[],
    authorities: readonly VerifiedAuthority[],
    revocations: readonly Revocations[],
    trust: Trust,
  ) {
    this.#badges = badges;
    this.authorities = authorities;
    this.isTrusted = trust.authorities.size > 0;
    this.#accepted = this.isTrusted ? trust.authorities : new Set(authorities.map(({ key }) => key));
    this.#revocations = newestOf([...trust.revocations, ...revocations]);
  }

  /**
   * Opens all of them. Whatever belongs to nobody in the file is refused: a file has nothing in it that nobody checks.
   * @param people those who signed something in the file
   */
  static open(
    { badges, authorities, revocations }: Vouchers,
    people: ReadonlySet<PersonId>,
    trust: Trust,
  ): Result<Vouched, VoucherFault> {
    const opened = badges.map(openBadge);
    const named = authorities.map(openAuthority);
    const lists = revocations.map(openRevocations);
    if (!opened.every((badge) => badge !== null) || !named.every((one) => one !== null))
      return fail('proof-forged');
    if (!lists.every((list) => list !== null)) return fail('proof-forged');
    const isRegistrars = (badge: VerifiedBadge) =>
      badge.mayIssueFor !== null && opened.some(({ issuer }) => issuer === issuerOf(badge));
    const isMeant = (badge: VerifiedBadge) =>
      badge.mayIssueFor === null ? people.has(badge.holder) : isRegistrars(badge);
    const isOnce = (keys: readonly string[]) => new Set(keys).size === keys.length;
    if (
      !opened.every(isMeant) ||
      !named.every(({ key }) => opened.some(({ issuer }) => issuer === key)) ||
      !lists.every(({ authority }) => named.some(({ key }) => key === authority)) ||
      !isOnce(named.map(({ key }) => key)) ||
      !isOnce(lists.map(({ issuer }) => issuer))
    )
      return fail('proof-stray');
    return ok(new Vouched(opened, named, lists, trust));
  }

  /** The badges of somebody who signed by `device` at `atMs`; none if they have none. */
  of(person: PersonId, device: DeviceId, atMs: number): readonly ProvedBadge[] {
    const issued = badgesOf(person, this.#badges, this.#accepted);
    const deviceMs = deviceRevokedFromMs(device, issued, this.#revocations);
    return issued.map((badge) => {
      const ownMs = revokedFromMs(badge, this.#revocations);
      const fromMs = ownMs === null || deviceMs === null ? (ownMs ?? deviceMs) : Math.min(ownMs, deviceMs);
      if (fromMs !== null && fromMs <= atMs)
        return { ...badge, standing: { kind: 'revoked', fromMs }, revokedLaterMs: null };
      return { ...badge, standing: standingOf(badge, this.#unrevoked, atMs), revokedLaterMs: fromMs };
    });
  }

  /**
   * How something that somebody signed by `device` stands to what was revoked; null if it was signed before.
   * @param atMs when it is taken to have been signed; null for what `judgedMs` says
   */
  markOf(person: PersonId, device: DeviceId, signed: SignedTime, atMs: number | null): RevokedMark | null {
    const issued = badgesOf(person, this.#badges, this.#accepted);
    const revoked = revokedFromOf(device, issued, this.#revocations);
    return revokedMarkOf(atMs === null ? signed : { sentAtMs: atMs, orderMs: atMs }, revoked);
  }

  /** Why something that somebody signed is not their official word; null if nothing says so. `atMs`: as in `markOf`. */
  faultOf(
    person: PersonId,
    device: DeviceId,
    signed: SignedTime,
    atMs: number | null,
  ): 'proof-foreign-authority' | 'proof-revoked' | null {
    if (badgesOf(person, this.#badges, this.#accepted).length === 0)
      return this.#badges.some(({ holder, mayIssueFor }) => holder === person && mayIssueFor === null)
        ? 'proof-foreign-authority'
        : null;
    return this.markOf(person, device, signed, atMs)?.isSure ? 'proof-revoked' : null;
  }

  /** As `faultOf`, of the first of several who signed of whom there is something to say. */
  faultOfAny(
    signers: readonly (SignedTime & { readonly person: PersonId; readonly device: DeviceId })[],
    atMs: number | null,
  ): 'proof-foreign-authority' | 'proof-revoked' | null {
    for (const one of signers) {
      const fault = this.faultOf(one.person, one.device, one, atMs);
      if (fault) return fault;
    }
    return null;
  }

  /** What is held, without what was revoked: when each next list is due. */
  get #unrevoked(): Trust {
    const revocations = this.#revocations.map((list) => ({ ...list, badges: [], people: [], devices: [] }));
    return { authorities: this.#accepted, revocations };
  }
}

/** Of several lists of one issuer the one with the highest number; of equals the first. */
function newestOf(lists: readonly Revocations[]): readonly Revocations[] {
  const newest = new Map<IssuerId, Revocations>();
  for (const list of lists) {
    const held = newest.get(list.issuer);
    if (!held || held.number < list.number) newest.set(list.issuer, list);
  }
  return [...newest.values()];
}
