import type { VerifiedCharge } from '../protocol/charge.js';
import { isWithin } from '../protocol/department.js';
import type { IssuerId, PersonId, PostId } from '../protocol/ids.js';

/** Who holds a post, and who did. */
export interface PostHistory {
  readonly post: PostId;
  /** By their numbers, the newest last; none that is in dispute. */
  readonly charges: readonly VerifiedCharge[];
  /** Null while nobody holds it. */
  readonly holder: PersonId | null;
  /**
   * Charges of one number that name different holders: two registrars have issued it at once. Until the authority settles it
   * by a charge with a higher number, it stays with whoever held it before.
   */
  readonly disputed: readonly VerifiedCharge[];
  /** Everybody whom a charge of it names as its holder, one that is in dispute or was overruled included. */
  readonly named: ReadonlySet<PersonId>;
}

/**
 * The history of each post, from all charges that are known, in any order: equal sets come to the same everywhere. A
 * registrar's charge counts in its own department only, and never against the authority's of the same number.
 */
export function postHistories(
  charges: readonly VerifiedCharge[],
  authorities: ReadonlySet<IssuerId>,
): ReadonlyMap<PostId, PostHistory> {
  const byPost = new Map<PostId, Map<number, VerifiedCharge[]>>();
  for (const charge of charges) {
    if (!authorities.has(charge.authority) || !mayCharge(charge)) continue;
    const numbers = byPost.get(charge.post) ?? new Map<number, VerifiedCharge[]>();
    byPost.set(charge.post, numbers);
    const known = numbers.get(charge.number) ?? [];
    if (!known.some(({ id }) => isSame(id, charge.id))) numbers.set(charge.number, [...known, charge]);
  }
  return new Map([...byPost].map(([post, numbers]) => [post, historyOf(post, numbers)]));
}

const mayCharge = ({ registrar, department }: VerifiedCharge): boolean =>
  registrar === null || (registrar.mayIssueFor !== null && isWithin(department, registrar.mayIssueFor));

function historyOf(post: PostId, numbers: ReadonlyMap<number, readonly VerifiedCharge[]>): PostHistory {
  const settled: VerifiedCharge[] = [];
  let disputed: readonly VerifiedCharge[] = [];
  for (const number of [...numbers.keys()].sort((a, b) => a - b)) {
    const all = numbers.get(number)!;
    const own = all.filter(({ registrar }) => registrar === null);
    const counted = [...(own.length > 0 ? own : all)].sort(byId);
    if (new Set(counted.map(({ holder }) => holder)).size > 1) disputed = counted;
    else {
      settled.push(counted[0]!);
      disputed = [];
    }
  }
  const named = new Set([...numbers.values()].flat().flatMap(({ holder }) => holder ?? []));
  return { post, charges: settled, holder: settled.at(-1)?.holder ?? null, disputed, named };
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

const byId = (a: VerifiedCharge, b: VerifiedCharge): number => {
  const at = a.id.findIndex((byte, i) => byte !== b.id[i]);
  return at < 0 ? 0 : a.id[at]! - b.id[at]!;
};
