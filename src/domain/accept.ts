import { FIRST_IGNORABLE_KIND, KIND } from '../protocol/body.js';
import { isBodyOf, openEntry, type EntryError, type VerifiedEntry } from '../protocol/entry.js';
import type { ConversationId, DeviceId, EntryId } from '../protocol/ids.js';
import type { GivenEntry } from '../protocol/record.js';
import { fail, ok, type Result } from '../protocol/result.js';

/**
 * Why a run of entries is not taken.
 * - `gap`: it does not begin where what we hold ends. Ask again.
 * - `fork`: its author wrote two different entries with one `seq`.
 */
export type Refusal =
  | EntryError
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
  /** Whether the device ever was one of a member's: what it wrote before it was retired stays its own. */
  readonly isAuthor: (device: DeviceId) => boolean;
}

export interface AcceptedEntry {
  readonly entry: VerifiedEntry;
  readonly body: Uint8Array | null;
}

/**
 * Opens a run of sealed entries and keeps what of it is new, if every one may follow what we hold. All or nothing: a
 * peer that slips one bad entry in gets none of the run stored. Clocks play no part: a log without gaps could never
 * get past an entry refused for its date.
 */
export function acceptRun(
  given: readonly GivenEntry[],
  rules: AcceptRules,
): Result<readonly AcceptedEntry[], Refusal> {
  const heads = new Map(rules.heads);
  const fresh: AcceptedEntry[] = [];
  for (const [bytes, body] of given) {
    const opened = openEntry(bytes);
    if (!opened.ok) return opened;
    const entry = opened.value;
    const head = heads.get(entry.author);
    const refusal = judge(entry, body, head, rules);
    if (refusal === 'held') continue;
    if (refusal) return fail(refusal);
    heads.set(entry.author, entry);
    fresh.push({ entry, body });
  }
  return ok(fresh);
}

function judge(
  entry: VerifiedEntry,
  body: Uint8Array | null,
  head: Head | undefined,
  rules: AcceptRules,
): Refusal | 'held' | null {
  if (entry.conversation !== rules.conversation) return 'other-conversation';
  if (!rules.isAuthor(entry.author)) return 'not-a-member';
  if (entry.kind !== KIND.text && entry.kind < FIRST_IGNORABLE_KIND) return 'unknown-kind';
  if (body && !isBodyOf(entry, body)) return 'body-mismatch';
  if (head && entry.seq <= head.seq) return entry.seq === head.seq && entry.id !== head.id ? 'fork' : 'held';
  if (entry.seq !== (head ? head.seq + 1 : 0)) return 'gap';
  if (entry.prev !== (head?.id ?? null)) return 'fork';
  if (head && entry.orderMs <= head.orderMs) return 'order-backwards';
  return null;
}
