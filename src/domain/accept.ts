import { isAdminKind } from '../protocol/admin-body.js';
import { FIRST_IGNORABLE_KIND } from '../protocol/body.js';
import { isBodyOf, readEntry, verifyRun, type ClaimedEntry, type VerifiedEntry } from '../protocol/entry.js';
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
 * - `too-much`: its author has used up what is taken of one person.
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
  | 'fork'
  | 'too-much';

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
  /** Whether no more is taken of the person whose device it is. Asked before a run: a run that has begun is taken whole. */
  readonly isFull: (device: DeviceId) => boolean;
}

export interface AcceptedEntry {
  readonly entry: VerifiedEntry;
  readonly body: Uint8Array | null;
  /** The signature that it carries was not looked at: a later entry of its log vouches for it. */
  readonly isVouched?: true;
}

/** An entry that fits, and what its body is said to be. */
interface Claim {
  readonly entry: ClaimedEntry;
  readonly body: Uint8Array | null;
}

/**
 * Reads a run of sealed entries and keeps what of it is new, if every one may follow what we hold. All or nothing: a
 * peer that slips one bad entry in gets none of the run stored. Clocks play no part: a log without gaps could never
 * get past an entry refused for its date.
 *
 * Of each log, the signature of the last entry is checked, which vouches for those before (`verifyRun`). Admin entries
 * leave their logs and are shown to others one by one, so each of them has to be signed by itself.
 */
export async function acceptRun(
  given: readonly GivenEntry[],
  rules: AcceptRules,
  verify: Verify,
): Promise<Result<readonly AcceptedEntry[], Refusal>> {
  const { taken, refusal } = await acceptRuns([given], rules, verify);
  return refusal ? fail(refusal) : ok(taken[0]!);
}

/** What came of several runs, each after the ones before it: all up to the first one that is not taken, and why it is not. */
export interface AcceptedRuns {
  readonly taken: readonly (readonly AcceptedEntry[])[];
  /** Null if all were taken. */
  readonly refusal: Refusal | null;
}

/** As `acceptRun`, of runs that came one after another. Each stands or falls by itself; after one that falls none is taken. */
export async function acceptRuns(
  runs: readonly (readonly GivenEntry[])[],
  rules: AcceptRules,
  verify: Verify,
): Promise<AcceptedRuns> {
  const heads = new Map(rules.heads);
  const claims: (readonly Claim[])[] = [];
  let refusal: Refusal | null = null;
  for (const given of runs) {
    const claimed = claimRun(given, heads, rules);
    if (!claimed.ok) {
      refusal = claimed.error;
      break;
    }
    claims.push(claimed.value);
    for (const { entry } of claimed.value) heads.set(entry.author, entry);
  }
  // Last, because it costs most: what does not fit is refused for less.
  const verified = await Promise.all(claims.map((claimed) => verifyClaims(claimed, verify)));
  const taken: (readonly AcceptedEntry[])[] = [];
  for (const run of verified) {
    if (!run) return { taken, refusal: 'bad-signature' };
    taken.push(run);
  }
  return { taken, refusal };
}

/** What of a run is new, if all of it may follow `heads`. Knows nothing of signatures. */
function claimRun(
  given: readonly GivenEntry[],
  heads: ReadonlyMap<DeviceId, Head>,
  rules: AcceptRules,
): Result<readonly Claim[], Refusal> {
  const claimed: Claim[] = [];
  const grown = new Map<DeviceId, Head>();
  for (const [bytes, body] of given) {
    const entry = readEntry(bytes);
    if (!entry) return fail('malformed');
    const refusal = judge(entry, body, grown.get(entry.author) ?? heads.get(entry.author), rules);
    if (refusal === 'held') continue;
    if (refusal) return fail(refusal);
    grown.set(entry.author, entry);
    claimed.push({ entry, body });
  }
  return ok(claimed);
}

/** The entries of a run, each vouched for by itself or by a later one; null if one of them is by nobody that we know of. */
async function verifyClaims(
  claimed: readonly Claim[],
  verify: Verify,
): Promise<readonly AcceptedEntry[] | null> {
  const chains = new Map<DeviceId, ClaimedEntry[]>();
  const whole: ClaimedEntry[][] = [];
  for (const { entry } of claimed) {
    let chain = chains.get(entry.author);
    if (!chain) {
      chain = [];
      chains.set(entry.author, chain);
      whole.push(chain);
    }
    chain.push(entry);
    if (isAdminKind(entry.kind)) chains.delete(entry.author); // its own signature counts: the next one begins anew
  }
  const verified = new Map<EntryId, VerifiedEntry>();
  const checked = new Set<EntryId>();
  const found = await Promise.all(whole.map((chain) => verifyRun(chain, verify)));
  for (const chain of found) {
    if (!chain) return null;
    for (const entry of chain) verified.set(entry.id, entry);
    checked.add(chain.at(-1)!.id);
  }
  return claimed.map(({ entry: { id }, body }) => {
    const entry = verified.get(id)!;
    return checked.has(id) ? { entry, body } : { entry, body, isVouched: true };
  });
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
  if (rules.isFull(entry.author)) return 'too-much';
  if (entry.seq !== (head ? head.seq + 1 : 0)) return 'gap';
  if (entry.prev !== (head?.id ?? null)) return 'fork';
  if (head && entry.orderMs <= head.orderMs) return 'order-backwards';
  return null;
}
