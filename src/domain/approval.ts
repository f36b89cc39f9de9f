import { KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { SubmitFields } from '../protocol/memo-body.js';
import type { AnnotationBody } from '../protocol/message-body.js';

/** Something said about a submission. */
export interface SaidOfIt {
  readonly id: EntryId;
  readonly person: PersonId;
  readonly sentAtMs: number;
  readonly body: AnnotationBody;
}

/** What somebody says who was asked to approve. */
export interface Verdict {
  /** The entry that says so. */
  readonly id: EntryId;
  readonly isApproval: boolean;
  readonly remarks: string;
  readonly sentAtMs: number;
}

/** How far those who were asked are with what was put up. */
export interface Approval {
  /** In the order in which they were asked. */
  readonly approvers: readonly { readonly person: PersonId; readonly verdict: Verdict | null }[];
  /** `returned`: somebody wants it changed. */
  readonly state: 'waiting' | 'returned' | 'approved';
  /** Whose turn it is; null unless it waits. */
  readonly turn: PersonId | null;
  /** The memo that it was sent as; null if it was not. */
  readonly memo: EntryId | null;
}

/**
 * What a submission has come to. Of each person who was asked the last word counts, if it is about the very bytes that were put
 * up; whoever was not asked has no say. The last one in line sends it.
 * @param ordered what was said about it, in reading order
 */
export function foldApproval(submission: SubmitFields, ordered: readonly SaidOfIt[]): Approval {
  const verdicts = new Map<PersonId, Verdict>();
  let memo: EntryId | null = null;
  for (const { id, person, sentAtMs, body } of ordered) {
    if (body.kind === KIND.cosign && body.person === person && sameBytes(body.hash, submission.hash))
      verdicts.set(person, { id, isApproval: body.isApproval, remarks: body.remarks, sentAtMs });
    if (body.kind === KIND.sent && person === submission.approvers.at(-1)) memo ??= body.memo;
  }
  const approvers = submission.approvers.map((person) => ({ person, verdict: verdicts.get(person) ?? null }));
  const isReturned = approvers.some(({ verdict }) => verdict?.isApproval === false);
  const turn = isReturned ? null : (approvers.find(({ verdict }) => !verdict)?.person ?? null);
  return { approvers, state: isReturned ? 'returned' : turn ? 'waiting' : 'approved', turn, memo };
}
