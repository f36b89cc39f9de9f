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

/** The message an entry is; null for entries that are none. */
export function messageOf(
  stored: StoredEntry,
  record: ConversationRecord,
  people: People,
): MessageView | null {
  const { entry, body } = stored;
  const text = entry.kind === KIND.text && body ? readTextBody(body) : null;
  if (text === null) return null;
  const own = people.isOwn(entry.author);
  return {
    id: entry.id,
    author: entry.author,
    own,
    authorName: own ? people.ownName : people.peerName,
    text,
    sentAtMs: entry.sentAtMs,
    state: own ? stateOf(record.receipts, entry, (device) => !people.isOwn(device)) : 'received',
    flag: isClockUnsure(entry, people.wallMs) ? 'clock' : null,
  };
}

/** Whether an entry is a message that can be shown. */
export const isMessage = ({ entry, body }: StoredEntry): boolean =>
  entry.kind === KIND.text && body !== null && readTextBody(body) !== null;

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
  for (const { entry, body } of entries) {
    const text = entry.kind === KIND.text && body ? readTextBody(body) : null;
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
