import type { PolicyBody } from '../protocol/admin-body.js';
import { KIND } from '../protocol/body.js';
import { groupConversationId } from '../protocol/conversation-id.js';
import type { ConversationId, EntryId, PersonId } from '../protocol/ids.js';
import type { AdminEntry } from './admin-entry.js';
import { causalityOf, type Causality, type Follows } from './causality.js';
import { forksOf, isOnBranch, type Fork, type Forks } from './forks.js';
import { compareRemovals, effectOf, isLeave, leaveOf, reaches, removalBy, subjectOf, type Admission, type Removal } from './removals.js'; // prettier-ignore
import type { VoidReason } from './void-reason.js';

/** A `policy` entry that counts. */
export interface Decree {
  readonly id: EntryId;
  readonly policy: PolicyBody;
  /** Rank of the grant it was made with. */
  readonly rank: number;
}

/** What of a set of admin entries counts. Admissions may still be ended by the removals. */
export interface Rulings {
  readonly root: Admission;
  readonly admissions: ReadonlyMap<PersonId, readonly Admission[]>;
  /** Most senior first. */
  readonly removals: ReadonlyMap<PersonId, readonly Removal[]>;
  readonly decrees: readonly Decree[];
  readonly voids: ReadonlyMap<EntryId, VoidReason>;
  readonly causality: Causality;
  /** The causal order of the entries that begin and end the person's membership. */
  readonly followsOf: (person: PersonId) => Follows;
}

/**
 * Finds what counts, from the most senior grant down: whatever could take a grant's power away is senior to it, and so
 * already known when the grant's turn comes. Null if the entry that creates the group is not there.
 */
export function rulingsOf(
  group: ConversationId,
  given: readonly AdminEntry[],
  knownForks: readonly Fork[],
): Rulings | null {
  const entries = [...new Map(given.map((entry) => [entry.id, entry])).values()];
  const causality = causalityOf(entries.map(({ id, grant, body }) => ({ id, knows: grant ? [...body.knows, grant] : body.knows }))); // prettier-ignore
  const whole = entries.filter(({ id }) => causality.depthOf(id) !== undefined);
  const root = whole.find((entry) => isRoot(entry, group));
  if (!root) return null;
  const walk = new Walk(whole, causality, forksOf(whole, knownForks));
  walk.run(root);
  for (const entry of entries) if (!walk.isJudged(entry.id)) walk.voids.set(entry.id, walk.whyUncited(entry));
  return { ...walk.found(), causality };
}

const isRoot = ({ id, seq, grant, body }: AdminEntry, group: ConversationId): boolean =>
  body.kind === KIND.create && groupConversationId(id) === group && seq === 0 && grant === null;

class Walk {
  readonly voids = new Map<EntryId, VoidReason>();
  readonly #counted = new Set<EntryId>();
  readonly #admissions = new Map<PersonId, Admission[]>();
  readonly #removals = new Map<PersonId, Removal[]>();
  readonly #decrees: Decree[] = [];
  readonly #citing: ReadonlyMap<EntryId | null, readonly AdminEntry[]>;
  readonly #about: ReadonlyMap<PersonId | null, readonly AdminEntry[]>;
  readonly #grants: ReadonlySet<EntryId>;
  readonly #follows = new Map<PersonId, Follows>();
  readonly #causality: Causality;
  readonly #forks: Forks;
  #root: Admission | null = null;
  #ranks = 0;

  constructor(entries: readonly AdminEntry[], causality: Causality, forks: Forks) {
    this.#causality = causality;
    this.#forks = forks;
    this.#citing = grouped(entries, ({ grant }) => grant);
    this.#about = grouped(entries, subjectOf);
    this.#grants = new Set(entries.filter(makesAdmin).map(({ id }) => id));
    for (const entry of entries) {
      if (entry.body.kind !== KIND.leave) continue;
      push(this.#removals, entry.person, leaveOf(entry));
      this.#counted.add(entry.id);
    }
  }

  /** Grants of one length of path at a time: a shorter path is senior to every longer one. */
  run(root: AdminEntry): void {
    this.#root = { entry: root, person: root.person, byRank: this.#ranks, rank: this.#ranks };
    this.#counted.add(root.id);
    let level: readonly Admission[] = [this.#root];
    while (level.length > 0) level = level.flatMap((grant) => this.#exercise(grant)).sort(compareGrants);
  }

  isJudged(id: EntryId): boolean {
    return this.#counted.has(id) || this.voids.has(id);
  }

  /** Why an entry was not reached: no grant that counts leads to it. */
  whyUncited({ id, grant, body }: AdminEntry): VoidReason {
    if (this.#causality.depthOf(id) === undefined) return 'unknown-past';
    if (body.kind === KIND.create) return 'other-group';
    // Whatever the entry named is there, or its past would be unknown; a grant that counts would have led here.
    return grant !== null && this.#grants.has(grant) ? 'grant-void' : 'no-grant';
  }

  found(): Omit<Rulings, 'causality'> {
    for (const removals of this.#removals.values()) removals.sort(compareRemovals);
    return {
      root: this.#root!,
      admissions: this.#admissions,
      removals: this.#removals,
      decrees: this.#decrees,
      voids: this.voids,
      followsOf: (person) => this.#followsOf(person),
    };
  }

  /** Lets all entries that cite a grant take effect, as far as it reaches. Returns the grants made with it. */
  #exercise(granted: Admission): readonly Admission[] {
    const rank = this.#ranks;
    const grant: Admission = { ...granted, rank };
    const follows = this.#followsOf(grant.person);
    const cuts: Removal[] = [];
    for (const removal of (this.#removals.get(grant.person) ?? []).toSorted(compareRemovals)) {
      const effect = effectOf(removal, grant, follows);
      if (effect === 'never-counted') {
        this.voids.set(grant.entry.id, 'removal-wins');
        return [];
      }
      if (effect === 'ended') cuts.push(removal);
    }
    this.#ranks++;
    push(this.#admissions, grant.person, grant);
    const made: Admission[] = [];
    for (const entry of this.#citing.get(grant.entry.id) ?? []) {
      if (entry.body.kind === KIND.leave || entry.body.kind === KIND.create) continue; // neither needs a grant
      const reason = entry.person === grant.person ? this.#whyCut(entry, cuts) : ('not-the-holder' as const);
      if (reason) this.voids.set(entry.id, reason);
      else made.push(...this.#apply(entry, rank));
    }
    return made;
  }

  #apply(entry: AdminEntry, rank: number): readonly Admission[] {
    const { body } = entry;
    if (body.kind === KIND.remove && this.#isShielded(entry, body.person, rank)) {
      this.voids.set(entry.id, 'not-senior');
      return [];
    }
    this.#counted.add(entry.id);
    if (body.kind === KIND.policy) this.#decrees.push({ id: entry.id, policy: body, rank });
    if (body.kind === KIND.remove) push(this.#removals, body.person, removalBy(entry, rank, body.pins));
    if (body.kind !== KIND.add) return [];
    const admission: Admission = { entry, person: body.person, byRank: rank, rank: null };
    if (body.role === 'admin') return [admission];
    push(this.#admissions, body.person, admission);
    return [];
  }

  /** Why an entry made with a grant that counts does not count itself. */
  #whyCut(entry: AdminEntry, cuts: readonly Removal[]): VoidReason | null {
    if (!cuts.every((cut) => reaches(cut, entry.author, entry.seq))) return 'beyond-pin';
    // Of several seniors' pins the most senior one chooses the branch: cuts are in that order.
    const pin = cuts.find((cut) => !isLeave(cut))?.pins.get(entry.author);
    if (pin?.seq === entry.seq && pin.id !== entry.id) return 'forked';
    const fork = this.#forks.get(entry.author);
    if (!fork || entry.seq < fork.seq) return null;
    return pin && isOnBranch(fork, entry, pin) ? null : 'forked';
  }

  /** Whether the person is, as far as the remover can know, an admin whom a grant of `rank` is not senior to. */
  #isShielded(removal: AdminEntry, person: PersonId, rank: number): boolean {
    const follows = this.#followsOf(person);
    return (this.#admissions.get(person) ?? []).some(
      (admission) =>
        admission.rank !== null &&
        admission.rank <= rank &&
        !(this.#removals.get(person) ?? []).some(
          (earlier) => follows(removal.id, earlier.id) && effectOf(earlier, admission, follows) !== null,
        ),
    );
  }

  #followsOf(person: PersonId): Follows {
    const held = this.#follows.get(person);
    if (held) return held;
    const about = this.#about.get(person) ?? [];
    const isEnded = about.some(({ body }) => body.kind === KIND.remove || body.kind === KIND.leave);
    const follows = isEnded ? this.#causality.among(about.map(({ id }) => id)) : never;
    this.#follows.set(person, follows);
    return follows;
  }
}

const never: Follows = () => false;

const makesAdmin = ({ body }: AdminEntry): boolean => body.kind === KIND.add && body.role === 'admin';

/** Of grants with paths of one length: by the path of the grant that made them, then by place in its holder's log. */
const compareGrants = (a: Admission, b: Admission): number =>
  a.byRank - b.byRank || a.entry.seq - b.entry.seq || (a.entry.id < b.entry.id ? -1 : 1);

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function grouped<K>(entries: readonly AdminEntry[], keyOf: (entry: AdminEntry) => K): Map<K, AdminEntry[]> {
  const groups = new Map<K, AdminEntry[]>();
  for (const entry of entries) push(groups, keyOf(entry), entry);
  return groups;
}
