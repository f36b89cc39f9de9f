/**
 * A post goes from one holder to the next, and the conversations with it follow: whoever must be brought into such a
 * conversation, and who must go, follows from the charges that are known and from its roster.
 */
import { KIND } from '../protocol/body.js';
import type { VerifiedCharge } from '../protocol/charge.js';
import type { PersonId } from '../protocol/ids.js';
import type { AdminEntry } from './admin-entry.js';
import type { PostHistory } from './posts.js';
import type { Roster } from './roster.js';

/** What our device writes into a conversation with a post, in this order. */
export interface Succession {
  /** Holds the post and is no admin there yet; null for nobody. */
  readonly add: PersonId | null;
  /** Held the post and do no more. */
  readonly remove: readonly PersonId[];
  /** We held it ourselves, and have handed it over. */
  readonly leave: boolean;
}

export const NO_SUCCESSION: Succession = { add: null, remove: [], leave: false };

/**
 * What `self` is to write for the charges of `history` to hold in a conversation. Whoever wrote to the post sees to all of it,
 * and whoever handed it over, by their own signature, brings in who holds it now and leaves: so it comes about if either is
 * away. Nothing is written while the post is in dispute, or where no charge is known.
 */
export function successionOf(
  roster: Roster,
  entries: Iterable<AdminEntry>,
  history: PostHistory,
  self: PersonId,
): Succession {
  const { holder, charges } = history;
  if (!roster.isAdmin(self) || roster.post !== history.post) return NO_SUCCESSION;
  if (charges.length === 0 || history.disputed.length > 0) return NO_SUCCESSION;
  const isWriter = self === roster.creator;
  const handedOver = !isWriter && holder !== self && hasHandedOver(history, self);
  if (!isWriter && !handedOver) return NO_SUCCESSION;
  const additions = [...entries].filter((entry) => isCounted(roster, entry));
  // Whoever wrote brings in nobody more often than a charge names them: they know of one that we have yet to hear of.
  const leaves = handedOver && timesAdded(additions, roster.creator, self) <= timesNamed(history, self);
  if (!isWriter && !leaves) return NO_SUCCESSION;
  const lacksHolder = holder !== null && !roster.isAdmin(holder);
  return {
    add: lacksHolder && timesAdded(additions, self, holder) < timesNamed(history, holder) ? holder : null,
    remove: isWriter ? formerHoldersIn(roster, history) : [],
    leave: leaves,
  };
}

/**
 * Admins of a conversation with a post who held it, by whatever charge, and do no more; but for whoever wrote to it. Nobody
 * while it is in dispute.
 */
export function formerHoldersIn(
  roster: Roster,
  { named, holder, disputed }: PostHistory,
): readonly PersonId[] {
  if (disputed.length > 0) return [];
  return [...roster.members.keys()]
    .filter((one) => one !== holder && one !== roster.creator && named.has(one) && roster.isAdmin(one))
    .sort();
}

/**
 * Who handed a post over for a charge, by their own word: null unless it was held by just them before. A handover by anybody
 * else says nothing, whoever put it into the charge.
 */
export function handedOverBy({ charges }: PostHistory, charge: VerifiedCharge): PersonId | null {
  const before = charges.findLast(({ number }) => number < charge.number);
  const { handover } = charge;
  return handover && before?.number === handover.number && before.holder === handover.from
    ? handover.from
    : null;
}

/** Whether the last time that a person held the post ended by their own word. */
function hasHandedOver(history: PostHistory, person: PersonId): boolean {
  const last = history.charges.findLastIndex(({ holder }) => holder === person);
  const next = last < 0 ? undefined : history.charges[last + 1];
  return next !== undefined && handedOverBy(history, next) === person;
}

/**
 * Nobody is brought in by anybody more often than charges name them: another device may know of a newer charge than we
 * do, and two that each undid what the other wrote would never come to an end. Additions of whoever wrote to the post that a
 * concurrent removal made void do not count: theirs is the last word. Nor do those that were ended by the leave of a holder who had
 * not seen them: they left for a charge before.
 */
const isCounted = ({ voids, unseen, creator }: Roster, { id, person }: AdminEntry): boolean =>
  person !== creator || !(voids.has(id) || unseen.has(id));

const timesAdded = (entries: readonly AdminEntry[], by: PersonId, holder: PersonId): number =>
  entries.filter(
    ({ person, body }) =>
      person === by && body.kind === KIND.add && body.person === holder && body.role === 'admin',
  ).length;

const timesNamed = ({ charges }: PostHistory, person: PersonId): number =>
  charges.filter(({ holder }) => holder === person).length;
