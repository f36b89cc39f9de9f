import { formerHoldersIn, handedOverBy } from '../domain/post-succession.js';
import type { PostHistory } from '../domain/posts.js';
import type { Roster } from '../domain/roster.js';
import type { VerifiedCharge } from '../protocol/charge.js';
import type { PersonId, PostId } from '../protocol/ids.js';
import type { ChargeView, PostTalkView, PostView } from './official-views.js';
import type { PostBook } from './post-book.js';
import type { PersonView } from './conversation-views.js';

type Naming = (person: PersonId) => PersonView;

/** A post as its charges say. */
export function postViewOf(
  history: PostHistory,
  authorityOf: PostBook['authorityOf'],
  naming: Naming,
): PostView | null {
  const charges = history.charges.length > 0 ? history.charges : history.disputed;
  const last = charges.at(-1);
  if (!last) return null;
  return {
    post: history.post,
    name: last.name,
    urduName: last.urduName,
    department: last.department,
    authority: authorityOf(last.authority),
    holder: history.holder && naming(history.holder),
    history: history.charges
      .map(({ holder, sinceMs }) => ({ person: holder && naming(holder), sinceMs }))
      .reverse(),
    isDisputed: history.disputed.length > 0,
  };
}

/** One charge: who holds the post by it, on whose order, and handed over by whom. */
export function chargeViewOf(
  charge: VerifiedCharge,
  history: PostHistory,
  book: PostBook,
  naming: Naming,
): ChargeView {
  const by = handedOverBy(history, charge);
  return {
    number: charge.number,
    holder: charge.holder && naming(charge.holder),
    sinceMs: charge.sinceMs,
    orderedBy: charge.registrar?.names.name ?? book.authorityOf(charge.authority).name,
    handedOverBy: by && naming(by),
  };
}

/** A post as the conversation with it shows it, by charges alone: whatever its members claim. */
export function postTalkOf(
  post: PostId,
  roster: Roster,
  book: PostBook | null,
  naming: Naming,
): PostTalkView {
  const history = book?.historyOf(post) ?? null;
  const view = history && book && postViewOf(history, (key) => book.authorityOf(key), naming);
  if (!history || !book || !view)
    return { post: null, charges: [], disputed: [], holding: 'unknown', lingering: [] };
  const shown = (charge: VerifiedCharge) => chargeViewOf(charge, history, book, naming);
  return {
    post: view,
    charges: history.charges.map(shown).reverse(),
    disputed: history.disputed.map(shown),
    holding: holdingOf(history, roster),
    lingering: formerHoldersIn(roster, history).map(naming),
  };
}

function holdingOf({ charges, holder }: PostHistory, roster: Roster): PostTalkView['holding'] {
  if (charges.length === 0) return 'unknown';
  if (holder === null) return 'vacant';
  return roster.members.has(holder) ? 'here' : 'coming';
}

/**
 * The charge that is behind an addition at `sentAtMs` to such a conversation, by which the person holds the post, or did: of
 * theirs with a number beyond `told`, the last one until then, or the first. Null if there is none: a plain addition.
 */
export function chargeBehind(
  person: PersonId,
  sentAtMs: number,
  { charges }: PostHistory,
  told: number,
): VerifiedCharge | null {
  const own = charges.filter(({ holder, number }) => holder === person && number > told);
  return own.findLast(({ sinceMs }) => sinceMs <= sentAtMs) ?? own[0] ?? null;
}
