/**
 * What is known of who somebody is, put together from what this device holds: their badges, their devices, what our person
 * has compared, and who else is called alike. Nothing here waits, keeps or sends anything.
 */
import { standingOf, type IssuedBadge, type Trust } from '../domain/badges.js';
import { isWithin } from '../protocol/department.js';
import { LookAlikes } from '../domain/look-alike.js';
import { carriedText, readCarriedText, type CarriedTextError } from '../protocol/carried-text.js';
import type { DeviceId, IssuerId, PersonId } from '../protocol/ids.js';
import type { Manifest } from '../protocol/manifest.js';
import { fail, ok, type Result } from '../protocol/result.js';
import {
  encodeVerifyCode,
  MAX_VERIFY_BYTES,
  readVerifyCode,
  safetyNumber,
} from '../protocol/safety-number.js';
import type { Assurance, AuthorityView, BadgeView, IdentityView, LookalikeView } from './official-views.js';
import type { ContactRecord } from './records.js';
import type { PersonView } from './conversation-views.js';

/** How badges are to be judged now. */
export interface Judging {
  readonly trust: Trust;
  /** As `knownMs` says. */
  readonly nowMs: number;
  readonly authorityOf: (key: IssuerId) => AuthorityView;
}

/** What `identityView` puts together. */
export interface IdentitySources extends Judging {
  readonly person: PersonView;
  readonly self: PersonId;
  /** Those of their badges that count: `badgesOf`. */
  readonly issued: readonly IssuedBadge[];
  readonly verified: ContactRecord['verified'];
  /** Null where they never showed one. */
  readonly manifest: Pick<Manifest, 'devices'> | null;
  readonly lookalikes: IdentityView['lookalikes'];
  readonly posts: IdentityView['posts'];
  readonly former: PersonView | null;
  readonly successor: PersonView | null;
}

export function identityView(sources: IdentitySources): IdentityView {
  const { person, self, issued, verified, manifest, lookalikes, posts, former, successor } = sources;
  const badges = badgeViews(issued, sources);
  const other = person.person === self ? null : person.person;
  return {
    person,
    assurance: assuranceOf(verified, badges),
    badges,
    verified: verified && { atMs: verified.atMs, newDevices: newDevices(verified.devices, manifest) },
    lookalikes,
    posts,
    former,
    successor,
    safetyNumber: other && safetyNumber(self, other),
    verifyText: other && verifyTextOf(self, other),
  };
}

/** What a reader sees of badges: those that are good first, then the newest. */
export const badgeViews = (
  issued: readonly IssuedBadge[],
  { trust, nowMs, authorityOf }: Judging,
): readonly BadgeView[] =>
  issued
    .map((one): BadgeView => {
      const { badge, registrar, authority } = one;
      const { names, urdu, grade, post, fromS, untilS } = badge;
      return {
        names,
        urdu,
        grade,
        post,
        authority: authorityOf(authority),
        registrar: registrar && registrar.names,
        fromMs: fromS * 1000,
        untilMs: untilS * 1000,
        standing: standingOf(one, trust, nowMs),
      };
    })
    .sort((a, b) => Number(isGood(b)) - Number(isGood(a)) || b.fromMs - a.fromMs);

const isGood = ({ standing }: BadgeView): boolean => standing.kind === 'good';

/** A badge that is not good now vouches for nobody. What was compared face to face stays compared, whatever a badge says. */
const assuranceOf = (verified: ContactRecord['verified'], badges: readonly BadgeView[]): Assurance =>
  verified ? 'verified' : badges.some(isGood) ? 'vouched' : 'unverified';

function newDevices(known: readonly DeviceId[], manifest: Pick<Manifest, 'devices'> | null): number {
  const before = new Set(known);
  return manifest?.devices.filter(({ device }) => !before.has(device)).length ?? 0;
}

/** What is to be kept when our person has compared somebody's key. */
export const verifiedNow = (
  manifest: Pick<Manifest, 'devices'> | null,
  atMs: number,
): NonNullable<ContactRecord['verified']> => ({
  atMs,
  devices: manifest?.devices.map(({ device }) => device) ?? [],
});

/** What we show to `other` to scan. */
export const verifyTextOf = (self: PersonId, other: PersonId): string =>
  carriedText({ kind: 'verify', bytes: encodeVerifyCode({ own: self, other }) });

/**
 * Compares what was scanned from the screen of `other`. True: it is their key, and they take ours for ours. False: one of
 * the two is not; somebody may stand between. A fault where it is no such code.
 */
export function checkVerifyText(
  self: PersonId,
  other: PersonId,
  text: string,
): Result<boolean, CarriedTextError> {
  const carried = readCarriedText(text, ['verify'], MAX_VERIFY_BYTES);
  if (!carried.ok) return carried;
  const code = readVerifyCode(carried.value.bytes);
  if (!code) return fail('hand-damaged');
  return ok(code.own === other && code.other === self);
}

/** Somebody whose names can be taken for another's, or another's for theirs. */
export interface KnownPerson {
  readonly person: PersonView;
  readonly badges: readonly BadgeView[];
}

/** Finds, of those we know, who is called alike: by what they call themselves, and by what their badges call them. */
export class KnownNames {
  readonly #people: ReadonlyMap<PersonId, KnownPerson>;
  readonly #alike: LookAlikes<PersonId>;

  /** To be made anew when somebody is called otherwise, or somebody new is known. */
  constructor(people: Iterable<KnownPerson>) {
    this.#people = new Map([...people].map((one) => [one.person.person, one]));
    this.#alike = new LookAlikes(this.#people.keys(), (person) => namesOf(this.#people.get(person)));
  }

  /** Those of whom a name looks like one of theirs; not somebody whose place they have taken, as `isSame` says. */
  lookalikesOf(
    person: PersonId,
    isSame: (other: PersonId) => boolean = () => false,
  ): readonly LookalikeView[] {
    return this.#alike.of(person).flatMap((other) => {
      const found = this.#people.get(other);
      return found && !isSame(other) ? [{ person: found.person, badge: found.badges[0] ?? null }] : [];
    });
  }
}

const namesOf = (known: KnownPerson | undefined): readonly string[] =>
  known
    ? [
        known.person.name,
        ...known.badges.flatMap(({ names, urdu }) => [names.name, ...(urdu ? [urdu.name] : [])]),
      ]
    : [];

/**
 * The key that somebody had before, and who has taken their place, by the badges of all that are known. Only a badge that is
 * good says so, and only of a key that the same authority has vouched for, and a registrar only of one in its own department: nobody
 * takes a stranger's place by a badge from elsewhere.
 */
export function replacements(
  people: ReadonlyMap<PersonId, readonly IssuedBadge[]>,
  { trust, nowMs }: Pick<Judging, 'trust' | 'nowMs'>,
): { readonly former: ReadonlyMap<PersonId, PersonId>; readonly successor: ReadonlyMap<PersonId, PersonId> } {
  const former = new Map<PersonId, PersonId>();
  const successor = new Map<PersonId, PersonId>();
  for (const [person, issued] of people)
    for (const one of issued) {
      const { replaces } = one.badge;
      if (!replaces || standingOf(one, trust, nowMs).kind !== 'good') continue;
      if (!people.get(replaces)?.some((before) => mayReplace(one, before))) continue;
      former.set(person, replaces);
      successor.set(replaces, person);
    }
  return { former, successor };
}

const mayReplace = ({ authority, registrar }: IssuedBadge, before: IssuedBadge): boolean =>
  before.authority === authority &&
  (!registrar?.mayIssueFor || isWithin(before.badge.names.department, registrar.mayIssueFor));
