import { KIND } from '../protocol/body.js';
import type {
  AddBody,
  CreateBody,
  GroupType,
  HistoryRule,
  PolicyBody,
  Role,
} from '../protocol/admin-body.js';
import type { ConversationId, DeviceId, EntryId, PersonId, PostId } from '../protocol/ids.js';
import { MAX_ANCHORS, MAX_KNOWS } from '../protocol/limits.js';
import type { LogPoint } from '../protocol/log-points.js';
import type { AdminEntry } from './admin-entry.js';
import type { Causality } from './causality.js';
import type { Fork } from './forks.js';
import { rulingsOf, type Decree, type Rulings } from './grants.js';
import { effectOf, reaches, type Admission, type Removal } from './removals.js';
import type { VoidReason } from './void-reason.js';

export interface Member {
  readonly role: Role;
  /** The entry by which the person is a member: the first of those that count, if there are several. */
  readonly since: EntryId;
  readonly addedBy: PersonId;
  readonly history: HistoryRule;
  /** Heads of the logs from which on the person gets them; empty if it is all of them. */
  readonly anchors: readonly LogPoint[];
  /** More of them are to come, in an entry that is not here yet: until then the person gets nothing of other logs. */
  readonly hasMoreAnchors: boolean;
  /** What the person may cite in an admin entry, the most senior first; empty for a plain member. */
  readonly grants: readonly EntryId[];
  /** Of the most senior of `grants`: a smaller one is senior to a greater. Infinity for a plain member. */
  readonly rank: number;
}

export interface FormerMember {
  /** The entry that ended the membership; the most senior if there are several. */
  readonly removal: EntryId;
  /** The person itself if it left. */
  readonly removedBy: PersonId;
  /** How far the person's logs count. After a leave, logs that are not named count as far as they go. */
  readonly pins: readonly LogPoint[];
}

/** Who is in a group, and on what terms. */
export interface Roster {
  readonly name: string;
  readonly type: GroupType;
  /** The post that is written to here; null if it is none. */
  readonly post: PostId | null;
  /** Who created it. */
  readonly creator: PersonId;
  /** What the policy says for new members; each `add` says it for its own. */
  readonly history: HistoryRule;
  readonly members: ReadonlyMap<PersonId, Member>;
  readonly former: ReadonlyMap<PersonId, FormerMember>;
  /** Admin entries without effect, and why. */
  readonly voids: ReadonlyMap<EntryId, VoidReason>;
  /** What the next admin entry says to know: sorted, at most MAX_KNOWS. */
  readonly knows: readonly EntryId[];
  /** Additions that counted until a leave ended them which had not seen them, and that nothing else has ended. */
  readonly unseen: ReadonlySet<EntryId>;
  readonly isAdmin: (person: PersonId) => boolean;
  /** Whether an entry at `seq` in the log of the person's `device` belongs to the group: a member's, or from before a removal. */
  readonly mayAppend: (person: PersonId, device: DeviceId, seq: number) => boolean;
  /** Whether the person may write messages: in a channel only admins may. Reactions and notes are any member's. */
  readonly mayPost: (person: PersonId) => boolean;
}

/**
 * The roster that a set of admin entries of `group` comes to; null if the entry that creates the group is not among them.
 * Equal sets of entries and forks come to equal rosters in whatever order they are given. Never throws.
 */
export function rosterOf(
  group: ConversationId,
  entries: readonly AdminEntry[],
  forks: readonly Fork[] = [],
): Roster | null {
  const rulings = rulingsOf(group, entries, forks);
  const create = rulings?.root.entry.body;
  if (!rulings || create?.kind !== KIND.create) return null;
  const { causality } = rulings;
  const voids = new Map(rulings.voids);
  const members = new Map<PersonId, Member>();
  const former = new Map<PersonId, FormerMember>();
  const ends = new Map<PersonId, readonly Tenure[]>();
  const unseen = new Set<EntryId>();
  for (const [person, admissions] of rulings.admissions) {
    const tenures = tenuresOf(person, admissions, rulings, voids);
    const lasting = tenures.filter(({ endedBy }) => endedBy.length === 0);
    ends.set(person, tenures);
    const follows = rulings.followsOf(person);
    for (const { admission, endedBy } of tenures)
      if (endedBy.length > 0 && endedBy.every(({ id }) => !follows(id, admission.entry.id)))
        unseen.add(admission.entry.id);
    if (lasting.length > 0) members.set(person, memberOf(lasting.map(({ admission }) => admission)));
    else if (tenures.length > 0) former.set(person, formerOf(tenures.at(-1)!.endedBy));
  }
  for (const { id, body, person } of entries)
    if (body.kind === KIND.leave && !voids.has(id) && !ends.get(person)?.length)
      voids.set(id, 'never-member');

  const isAdmin = (person: PersonId) => members.get(person)?.role === 'admin';
  return {
    name: latest(rulings.decrees, causality, ({ name }) => name) ?? create.name,
    type: create.type,
    post: create.post,
    creator: rulings.root.entry.person,
    history: latest(rulings.decrees, causality, ({ history }) => history) ?? create.history,
    members,
    former,
    voids,
    knows: knowsOf(causality, voids),
    unseen,
    isAdmin,
    mayAppend: (person, device, seq) =>
      members.has(person) ||
      (ends.get(person) ?? []).some(({ endedBy }) =>
        endedBy.every((removal) => reaches(removal, device, seq)),
      ),
    mayPost: (person) => (create.type === 'channel' ? isAdmin(person) : members.has(person)),
  };
}

/** An admission that counted, and what ended it: nothing if it still counts. */
interface Tenure {
  readonly admission: Admission;
  readonly endedBy: readonly Removal[];
}

/** The person's tenures in causal order. Admissions that lose to a removal are noted as void. */
function tenuresOf(
  person: PersonId,
  admissions: readonly Admission[],
  { removals, followsOf, causality }: Rulings,
  voids: Map<EntryId, VoidReason>,
): readonly Tenure[] {
  const follows = followsOf(person);
  const tenures: Tenure[] = [];
  for (const admission of admissions.toSorted((a, b) => compareCausally(causality, a.entry, b.entry))) {
    const ending = (removals.get(person) ?? []).map((removal) => ({
      removal,
      effect: effectOf(removal, admission, follows),
    }));
    if (ending.some(({ effect }) => effect === 'never-counted'))
      voids.set(admission.entry.id, 'removal-wins');
    else
      tenures.push({
        admission,
        endedBy: ending.filter(({ effect }) => effect === 'ended').map(({ removal }) => removal),
      });
  }
  return tenures;
}

function memberOf(lasting: readonly Admission[]): Member {
  const { entry } = lasting[0]!;
  const body = entry.body as CreateBody | AddBody;
  const { anchors, hasMore } = anchorsOf(lasting.map((admission) => admission.entry));
  const grants = lasting.filter(({ rank }) => rank !== null).sort((a, b) => a.rank! - b.rank!);
  return {
    role: grants.length > 0 ? 'admin' : 'member',
    since: entry.id,
    addedBy: entry.person,
    history: body.kind === KIND.add ? body.history : 'all',
    anchors,
    hasMoreAnchors: hasMore,
    grants: grants.map((grant) => grant.entry.id),
    rank: grants[0]?.rank ?? Infinity,
  };
}

/**
 * The anchors of the first of a person's admissions, in causal order. One that has as many as fit is gone on with by the
 * next one of the same author that knows it.
 */
function anchorsOf([first, ...later]: readonly AdminEntry[]): {
  readonly anchors: readonly LogPoint[];
  readonly hasMore: boolean;
} {
  let last = first!;
  const anchors = new Map<DeviceId, LogPoint>();
  const take = ({ body }: AdminEntry): void => {
    if (body.kind !== KIND.add) return;
    for (const anchor of body.anchors) if (!anchors.has(anchor.device)) anchors.set(anchor.device, anchor);
  };
  take(last);
  for (const next of later) {
    if (!isFull(last)) break;
    if (next.person !== last.person || !next.body.knows.includes(last.id)) continue;
    take(next);
    last = next;
  }
  return { anchors: [...anchors.values()], hasMore: isFull(last) };
}

const isFull = ({ body }: AdminEntry): boolean =>
  body.kind === KIND.add && body.anchors.length === MAX_ANCHORS;

function formerOf(endedBy: readonly Removal[]): FormerMember {
  const { id, by } = endedBy[0]!;
  const pins = new Map<DeviceId, LogPoint>();
  for (const pin of endedBy.flatMap((removal) => [...removal.pins.values()]))
    if (endedBy.every((removal) => reaches(removal, pin.device, pin.seq))) pins.set(pin.device, pin);
  return {
    removal: id,
    removedBy: by,
    pins: [...pins.values()].sort((a, b) => (a.device < b.device ? -1 : 1)),
  };
}

/** Earlier first: by the longest chain below, then by id. What follows another always comes later. */
const compareCausally = (causality: Causality, a: { id: EntryId }, b: { id: EntryId }): number =>
  causality.depthOf(a.id)! - causality.depthOf(b.id)! || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The word of the last policy entry that has one: of the longest chain; then of the most senior; then by id. */
function latest<T>(
  decrees: readonly Decree[],
  causality: Causality,
  wordOf: (policy: PolicyBody) => T | null,
): T | null {
  const last = decrees
    .filter(({ policy }) => wordOf(policy) !== null)
    .toSorted(
      (a, b) =>
        causality.depthOf(b.id)! - causality.depthOf(a.id)! || a.rank - b.rank || (a.id < b.id ? -1 : 1),
    )
    .at(0);
  return last ? wordOf(last.policy) : null;
}

/** Of entries without effect nobody has to know, so that nobody can crowd out the others with them. */
function knowsOf(causality: Causality, voids: ReadonlyMap<EntryId, VoidReason>): readonly EntryId[] {
  const tips = causality.tips((id) => !voids.has(id)).map((id) => ({ id }));
  const deepest = tips.sort((a, b) => compareCausally(causality, b, a)).slice(0, MAX_KNOWS);
  return deepest.map(({ id }) => id).sort();
}
