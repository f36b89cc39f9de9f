import type { VerifiedCharge } from '../protocol/charge.js';
import type { IssuerId, PersonId, PostId } from '../protocol/ids.js';
import { governs } from './badges.js';

/** Who holds a post, and who did. */
export interface PostHistory {
  readonly post: PostId;
  /** By their numbers, the newest last; none that is in dispute. */
  readonly charges: readonly VerifiedCharge[];
  /** Null while nobody holds it. */
  readonly holder: PersonId | null;
  /**
   * Charges of one number that name different holders: two registrars have issued it at once. Until the authority, or a
   * registrar of the post's department, settles it by a charge with a higher number, it stays with whoever held it before.
   */
  readonly disputed: readonly VerifiedCharge[];
  /** Everybody whom a charge of it names as its holder, one that is in dispute, was overruled or has fallen included. */
  readonly named: ReadonlySet<PersonId>;
}

/**
 * The history of each post, from all charges that are known, in any order: equal sets come to the same everywhere. A
 * registrar's charge counts in its own department only, and never against the authority's of the same number. Of `fallen`, which
 * counted until it was known that their registrar was none any more, only the names count: who came in by one has to go.
 */
export function postHistories(
  charges: readonly VerifiedCharge[],
  authorities: ReadonlySet<IssuerId>,
  fallen: readonly VerifiedCharge[] = [],
): ReadonlyMap<PostId, PostHistory> {
  const isCounted = (charge: VerifiedCharge): boolean =>
    authorities.has(charge.authority) && governs(charge, charge.department);
  const named = new Map<PostId, Set<PersonId>>();
  for (const { post, holder } of [...charges, ...fallen].filter(isCounted)) {
    const people = named.get(post) ?? new Set();
    named.set(post, people);
    if (holder !== null) people.add(holder);
  }
  const byPost = new Map<PostId, Map<number, VerifiedCharge[]>>();
  for (const charge of charges.filter(isCounted)) {
    const numbers = byPost.get(charge.post) ?? new Map<number, VerifiedCharge[]>();
    byPost.set(charge.post, numbers);
    const known = numbers.get(charge.number) ?? [];
    if (!known.some(({ id }) => isSame(id, charge.id))) numbers.set(charge.number, [...known, charge]);
  }
  return new Map([...byPost].map(([post, numbers]) => [post, historyOf(post, numbers, named.get(post)!)]));
}

function historyOf(
  post: PostId,
  numbers: ReadonlyMap<number, readonly VerifiedCharge[]>,
  named: ReadonlySet<PersonId>,
): PostHistory {
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
  return { post, charges: settled, holder: settled.at(-1)?.holder ?? null, disputed, named };
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

const byId = (a: VerifiedCharge, b: VerifiedCharge): number => {
  const at = a.id.findIndex((byte, i) => byte !== b.id[i]);
  return at < 0 ? 0 : a.id[at]! - b.id[at]!;
};
