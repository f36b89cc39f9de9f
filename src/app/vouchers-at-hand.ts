import { openBadge, type VerifiedBadge } from '../protocol/badge.js';
import type { PersonId } from '../protocol/ids.js';
import { issuerOf } from '../protocol/issuer.js';
import { MAX_VOUCHED_AUTHORITIES, MAX_VOUCHED_BADGES, MAX_VOUCHERS_BYTES } from '../protocol/limits.js';
import { bytesOfVouchers, type Vouchers } from '../protocol/vouchers.js';
import type { Trust } from '../domain/badges.js';
import { proveMemo } from '../domain/memo-proof.js';
import { signersOf } from '../domain/message-proof.js';
import type { MemoFile } from '../protocol/memo-bundle.js';
import type { Ports } from './ports.js';
import type { ContactRecord, SelfRecord } from './records.js';
import type { Office } from './office.js';

/** What of the office holds badges. */
export interface BadgeSource extends Pick<Office, 'vouching'> {
  readonly identity: { readonly person: PersonId; readonly record: Pick<SelfRecord, 'badges'> };
  readonly contacts: { get(person: PersonId): Pick<ContactRecord, 'badges'> | undefined };
}

/** What this device can put into a file of who people are: their badges, and what is held of those who issued them. */
export function vouchersFor(
  people: Iterable<PersonId>,
  { identity, contacts, vouching }: BadgeSource,
): Vouchers {
  const shown = [...new Set(people)].flatMap((person) =>
    (person === identity.person ? identity.record.badges : (contacts.get(person)?.badges ?? []))
      .flatMap((bytes) => openBadge(bytes) ?? [])
      .map((badge) => ({ badge, isTheirs: badge.holder === person && badge.mayIssueFor === null })),
  );
  const own = once(shown.filter(({ isTheirs }) => isTheirs).map(({ badge }) => badge));
  const registrars = once(
    shown
      .map(({ badge }) => badge)
      .filter((one) => one.mayIssueFor !== null && own.some(({ issuer }) => issuer === issuerOf(one))),
  );
  const badges = [...own, ...registrars].slice(0, MAX_VOUCHED_BADGES);
  const held = vouching();
  const authorities = held.authorities
    .filter(({ key }) => badges.some(({ issuer }) => issuer === key))
    .slice(0, MAX_VOUCHED_AUTHORITIES);
  const lists = held.revocations.filter(({ authority }) => authorities.some(({ key }) => key === authority));
  const bytesOf = ({ bytes }: { readonly bytes: Uint8Array }) => bytes;
  let vouchers: Vouchers = {
    badges: badges.map(bytesOf),
    authorities: authorities.map(bytesOf),
    revocations: [],
  };
  // A list that does not fit is left out: the reader has lists of their own, or asks for them.
  for (const { bytes } of lists) {
    const more = { ...vouchers, revocations: [...vouchers.revocations, bytes] };
    const fits = more.revocations.length <= 2 * MAX_VOUCHED_AUTHORITIES;
    if (fits && bytesOfVouchers(more) <= MAX_VOUCHERS_BYTES) vouchers = more;
  }
  return vouchers;
}

/** The file of a memo with the badges of those who signed, as far as there are any here. */
export async function withVouchers(
  file: MemoFile,
  office: Office,
  { keys }: Pick<Ports, 'keys'>,
): Promise<MemoFile> {
  const memo = await proveMemo(file, (...of) => keys.verify(...of));
  if (!memo.ok) return file;
  const vouchers = vouchersFor(
    signersOf(memo.value).map(({ person }) => person),
    office,
  );
  return vouchers.badges.length > 0 ? { ...file, vouchers } : file;
}

/** What is trusted here, as those need it who judge badges. */
export const trustOf = ({ vouching }: Pick<Office, 'vouching'>): Trust => {
  const { trusted, revocations } = vouching();
  return { authorities: trusted, revocations };
};

const once = (badges: readonly VerifiedBadge[]): readonly VerifiedBadge[] =>
  badges.filter(
    (badge, at) =>
      at === badges.findIndex((one) => one.bytes.length === badge.bytes.length && one.bytes.every((byte, i) => byte === badge.bytes[i])), // prettier-ignore
  );
