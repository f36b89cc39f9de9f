import { governs, type BadgeStanding, type Trust } from './badges.js';
import type { Department } from '../protocol/department.js';
import type { DirectoryRow, VerifiedDirectory } from '../protocol/directory.js';
import { hexText, type IssuerId, type PersonId } from '../protocol/ids.js';
import type { Revocations } from '../protocol/revocations.js';

/** What a directory says of somebody's badge, with where it says so. */
export interface ListedBadge extends Pick<DirectoryRow, 'person' | 'badge' | 'untilS'> {
  readonly department: Department;
  readonly directory: VerifiedDirectory;
}

interface Revoked {
  readonly list: Revocations;
  readonly fromMs: number;
}

/** What badges in directories are worth, by the same lists as those that people show; made anew when the lists change. */
export class ListedBadges {
  readonly #badges = new Map<string, Revoked[]>();
  readonly #people = new Map<PersonId, Revoked[]>();
  /** Until when the newest list of each issuer may be taken for whole. */
  readonly #dueMs = new Map<IssuerId, number>();

  constructor({ revocations }: Trust) {
    for (const list of revocations) {
      this.#dueMs.set(list.issuer, list.nextUpdateMs);
      for (const { id, fromMs } of list.badges) put(this.#badges, hexText(id), { list, fromMs });
      for (const { person, fromMs } of list.people) put(this.#people, person, { list, fromMs });
    }
  }

  /** A row does not say when its badge was issued, so that what a revoked registrar lists is not known to be good. */
  standingOf({ person, badge, untilS, department, directory }: ListedBadge, nowMs: number): BadgeStanding {
    const { authority, issuer, registrar } = directory;
    const revoked = [...(this.#badges.get(hexText(badge)) ?? []), ...(this.#people.get(person) ?? [])]
      .filter(({ list }) => list.authority === authority && governs(list, department))
      .map(({ fromMs }) => fromMs);
    if (revoked.length > 0) return { kind: 'revoked', fromMs: Math.min(...revoked) };
    if (nowMs >= untilS * 1_000) return { kind: 'expired' };
    const since = [issuer, authority]
      .map((one) => this.#dueMs.get(one) ?? Infinity)
      .filter((ms) => ms <= nowMs);
    const ended = registrar
      ? [...(this.#badges.get(hexText(registrar.id)) ?? []), ...(this.#people.get(registrar.holder) ?? [])]
      : [];
    for (const { list, fromMs } of ended)
      if (list.issuer === authority && fromMs <= directory.issuedMs) since.push(fromMs);
    return since.length > 0 ? { kind: 'unchecked', sinceMs: Math.min(...since) } : { kind: 'good' };
  }
}

function put<K>(map: Map<K, Revoked[]>, key: K, one: Revoked): void {
  const known = map.get(key);
  if (known) known.push(one);
  else map.set(key, [one]);
}
