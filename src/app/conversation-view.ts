import { compareOrder, isClockUnsure } from '../domain/order.js';
import { stateOf } from '../domain/receipts.js';
import { KIND, readTextBody } from '../protocol/body.js';
import type { DeviceId } from '../protocol/ids.js';
import type { StoredEntry } from './ports.js';
import type { ConversationRecord, LogHead } from './records.js';
import type { MessageView } from './views.js';

/** What the fold of entries into messages needs to know of people. */
export interface People {
  readonly ownName: string;
  readonly peerName: string;
  readonly isOwn: (device: DeviceId) => boolean;
  readonly wallMs: number;
}

/**
 * The message an entry is; null for entries that are none. `before` is what it was when last looked at: given back
 * itself if nothing has changed, so that a list renders only what did.
 */
export function messageOf(
  stored: StoredEntry,
  record: ConversationRecord,
  people: People,
  before?: MessageView,
): MessageView | null {
  const { entry } = stored;
  const text = before?.text ?? textOf(stored); // a body never changes; reading it costs more than all the rest
  if (text === null) return null;
  const own = people.isOwn(entry.author);
  const authorName = own ? people.ownName : people.peerName;
  const state = own ? stateOf(record.receipts, entry, (device) => !people.isOwn(device)) : 'received';
  const flag = isClockUnsure(entry, people.wallMs) ? 'clock' : null;
  const { id, author, sentAtMs } = entry;
  const isSame = before?.state === state && before.authorName === authorName && before.flag === flag;
  return isSame ? before : { id, author, own, authorName, text, sentAtMs, state, flag };
}

const textOf = ({ entry, body }: StoredEntry): string | null =>
  entry.kind === KIND.text && body ? readTextBody(body) : null;

/** Whether an entry is a message that can be shown. */
export const isMessage = (stored: StoredEntry): boolean => textOf(stored) !== null;

/** `heads` with the last of `entries` per log taken in. */
export function withHeads(heads: readonly LogHead[], entries: readonly StoredEntry[]): readonly LogHead[] {
  const next = new Map(heads.map((head) => [head.author, head]));
  for (const { entry } of entries) {
    const { author, seq, id, orderMs } = entry;
    next.set(author, { author, seq, id, orderMs });
  }
  return [...next.values()];
}

/** What the list shows once `entries` are added to a conversation: the last message in reading order. */
export function withLatest(
  { latest, heads }: Pick<ConversationRecord, 'latest' | 'heads'>,
  entries: readonly StoredEntry[],
  isOwn: (device: DeviceId) => boolean,
): ConversationRecord['latest'] {
  // The last message of all is the last of its log, which names it.
  let last =
    latest && heads.find((head) => head.orderMs === latest?.orderMs && isOwn(head.author) === latest.own);
  for (const stored of entries) {
    const { entry } = stored;
    const text = textOf(stored);
    if (text === null || (latest && latest.orderMs > entry.orderMs)) continue;
    if (last && compareOrder(last, entry) > 0) continue; // two people wrote at the same millisecond
    last = entry;
    latest = {
      text: text.slice(0, 200),
      sentAtMs: entry.sentAtMs,
      own: isOwn(entry.author),
      orderMs: entry.orderMs,
    };
  }
  return latest;
}
