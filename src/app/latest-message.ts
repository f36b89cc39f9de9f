import { compareOrder } from '../domain/order.js';
import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import { annotationBodyOf, foldIn, isShownBy, wordsOf } from './folded-message.js';
import type { LoadedPage } from './loaded-page.js';
import type { Membership } from './membership.js';
import type { StoredEntry } from './ports.js';
import type { LatestRecord } from './records.js';

/** Characters of a message that the list has use for. */
const MAX_LATEST_CHARS = 200;

/**
 * What the list shows of the messages of `page`: the last one that was not deleted; if all were, the last of them, as
 * deleted; null if there is none that can be read.
 */
export function latestOf(page: LoadedPage, membership: Membership, own: PersonId): LatestRecord | null {
  let deleted: LatestRecord | null = null;
  for (const stored of page.entries.toReversed()) {
    const folded = foldIn(page, stored, membership);
    if (!isShownBy(folded, stored) || folded.kind === 'unreadable') continue;
    const { kind } = folded;
    const { id, sentAtMs, orderMs } = stored.entry;
    const text = (wordsOf(folded) ?? '').slice(0, MAX_LATEST_CHARS);
    const { person } = folded;
    const latest = { id, kind, text, sentAtMs, orderMs, own: person === own, person };
    if (kind !== 'deleted') return latest;
    deleted ??= latest;
  }
  return deleted;
}

/** Whichever of two comes later in the reading order. */
export function laterOf(a: LatestRecord | null, b: LatestRecord | null): LatestRecord | null {
  if (!a || !b) return a ?? b;
  if (a.id === null || b.id === null) return b.orderMs >= a.orderMs ? b : a;
  return compareOrder({ ...a, id: a.id }, { ...b, id: b.id }) > 0 ? a : b;
}

/** The entries that are changed or deleted by `entries`. */
export const changedBy = (entries: readonly StoredEntry[]): readonly EntryId[] =>
  entries.flatMap((stored) => {
    const body = annotationBodyOf(stored);
    return body?.kind === KIND.edit || body?.kind === KIND.delete ? [body.target] : [];
  });
