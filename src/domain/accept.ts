import { isAdminKind } from '../protocol/admin-body.js';
import { FIRST_IGNORABLE_KIND } from '../protocol/body.js';
import {
  isBodyOf,
  readEntry,
  verifyEntry,
  type ClaimedEntry,
  type VerifiedEntry,
} from '../protocol/entry.js';
import { conversationOf } from '../protocol/conversation-id.js';
import type { ConversationId, DeviceId, EntryId } from '../protocol/ids.js';
import { isMessageKind } from '../protocol/message-body.js';
import type { GivenEntry } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { Verify } from '../protocol/sign1.js';

/**
 * Why a run of entries is not taken.
 * - `gap`: it does not begin where what we hold ends. Ask again.
 * - `fork`: its author wrote two different entries with one `seq`.
 */
export type Refusal =
  | 'malformed'
  | 'bad-signature'
  | 'other-conversation'
  | 'not-a-member'
  | 'unknown-kind'
  | 'body-mismatch'
  | 'order-backwards'
  | 'gap'
  | 'fork';

/** The last entry held of one log. */
export interface Head {
  readonly seq: number;
  readonly id: EntryId;
  readonly orderMs: number;
}

export interface AcceptRules {
  readonly conversation: ConversationId;
  readonly heads: ReadonlyMap<DeviceId, Head>;
  /** Whether the device ever was one of a member's, who may write at `seq`: what it wrote before it was retired stays its own. */
  readonly isAuthor: (device: DeviceId, seq: number) => boolean;
}

export interface AcceptedEntry {
  readonly entry: VerifiedEntry;
  readonly body: Uint8Array | null;
}

/**
 * Reads a run of sealed entries and keeps what of it is new, if every one may follow what we hold. All or nothing: a
 * peer that slips one bad entry in gets none of the run stored. Clocks play no part: a log without gaps could never
 * get past an entry refused for its date.
 */
export async function acceptRun(
  given: readonly GivenEntry[],
  rules: AcceptRules,
  verify: Verify,
): Promise<Result<readonly AcceptedEntry[], Refusal>> {
  const heads = new Map(rules.heads);
  const claimed: [ClaimedEntry, Uint8Array | null][] = [];
  for (const [bytes, body] of given) {
    const entry = readEntry(bytes);
    if (!entry) return fail('malformed');
    const refusal = judge(entry, body, heads.get(entry.author), rules);
    if (refusal === 'held') continue;
    if (refusal) return fail(refusal);
    heads.set(entry.author, entry);
    claimed.push([entry, body]);
  }
  // Last, because it costs most: what does not fit is refused for less.
  const verified = await Promise.all(claimed.map(([entry]) => verifyEntry(entry, verify)));
  const fresh = verified.flatMap((entry, i) => (entry ? [{ entry, body: claimed[i]![1] }] : []));
  return fresh.length === claimed.length ? ok(fresh) : fail('bad-signature');
}

/**
 * Kinds that are stored. What its author was not to say, and what is no body of its kind, is stored too, and not shown:
 * a log has no gaps, and who may say what depends on entries that may come later.
 */
const isTaken = (kind: number): boolean =>
  isMessageKind(kind) || isAdminKind(kind) || kind >= FIRST_IGNORABLE_KIND;

function judge(
  entry: ClaimedEntry,
  body: Uint8Array | null,
  head: Head | undefined,
  rules: AcceptRules,
): Refusal | 'held' | null {
  if (conversationOf(entry) !== rules.conversation) return 'other-conversation';
  if (!rules.isAuthor(entry.author, entry.seq)) return 'not-a-member';
  if (!isTaken(entry.kind)) return 'unknown-kind';
  if (body && !isBodyOf(entry, body)) return 'body-mismatch';
  if (head && entry.seq <= head.seq) return entry.seq === head.seq && entry.id !== head.id ? 'fork' : 'held';
  if (entry.seq !== (head ? head.seq + 1 : 0)) return 'gap';
  if (entry.prev !== (head?.id ?? null)) return 'fork';
  if (head && entry.orderMs <= head.orderMs) return 'order-backwards';
  return null;
}
