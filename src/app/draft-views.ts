/** What the app shows of drafts and memos, and what a view may ask of them; see `views.ts`. */
import type { FaultCode } from '../domain/fault.js';
import type { RevokedMark } from '../domain/revoked-mark.js';
import type { ConversationId, DraftId, EntryId, PersonId } from '../protocol/ids.js';
import type { MemoContent } from '../protocol/memo-content.js';
import type { Result } from '../protocol/result.js';
import type { ApprovalView, PersonView } from './conversation-views.js';
import type { DraftDoc } from './draft-docs.js';
import type { BadgeView } from './official-views.js';
import type { CheckedFile, ProofRefusal } from './proof-views.js';
import type { ReadonlyStore } from './store.js';

/** What is kept under Drafts: a draft, a form of one's own to begin others from, or the head of every letter. */
export type DraftUse = 'draft' | 'template' | 'letterhead';

/** A draft as it is listed. */
export interface DraftSummary {
  readonly id: DraftId;
  readonly use: DraftUse;
  /** Whom it is meant for; null if nobody was chosen yet. */
  readonly recipient: DraftRecipient | null;
  /** Empty if it has none. */
  readonly subject: string;
  readonly firstLine: string;
  readonly changedMs: number;
  /** When it was discarded; null if it was not. */
  readonly discardedMs: number | null;
  /** With whom it is shared; null for nobody. */
  readonly shared: SharedDraftView | null;
  /** When it is to be sent by itself; null if it is not. */
  readonly sending: SendingView | null;
  /** The memo that it has become; null if it was not sent. */
  readonly sent: { readonly to: DraftRecipient; readonly sentAtMs: number } | null;
}

export interface DraftRecipient {
  readonly conversation: ConversationId;
  readonly name: string;
}

/** The people who write on a draft together. */
export interface SharedDraftView {
  /** Where they talk about it, and who is among them: a conversation like any other. */
  readonly conversation: ConversationId;
  /** What we may do. `none`: we are among them no more, and what we have stays readable. */
  readonly own: 'edit' | 'comment' | 'none';
  /** The others. */
  readonly people: readonly {
    readonly person: PersonView;
    readonly mayEdit: boolean;
    readonly online: boolean;
  }[];
  /** Remarks that were not read yet. */
  readonly unread: number;
  /** What was put up for approval last; null for nothing. */
  readonly approval: DraftApprovalView | null;
}

export interface DraftApprovalView extends ApprovalView {
  /** The entry that put it up. */
  readonly id: EntryId;
  readonly by: PersonView;
  readonly sentAtMs: number;
  readonly remarks: string;
  /** What is written now is not what was put up: an approval is void. */
  readonly isChanged: boolean;
  /** Approved and unchanged, and we are the last one in line, so that it is ours to send. */
  readonly isOursToSend: boolean;
}

export interface SendingView {
  readonly to: DraftRecipient;
  readonly when: SendWhen;
  /** Why it was not sent when its time had come; null if nothing went wrong. */
  readonly fault: FaultCode | null;
}

/** When something is sent by itself. Beep has to be open then. */
export type SendWhen =
  /** Not before then, in ms since the Unix epoch. */
  | { readonly kind: 'at'; readonly wallMs: number }
  /** Once everybody who is to have it is linked with us, or the one person is. */
  | { readonly kind: 'reachable'; readonly person: PersonId | null };

/** What of an open draft is on disk. `fault`: why the last of it is not yet; it is tried again. */
export interface DraftKeeping {
  readonly isKept: boolean;
  readonly fault: FaultCode | null;
}

/** A state that a shared draft was in. */
export interface DraftVersion {
  /** From 0, oldest first. */
  readonly number: number;
  /** Who changed it last, or whoever put it up. */
  readonly by: PersonView;
  readonly sentAtMs: number;
  /** It is what was put up for approval. */
  readonly isSubmission: boolean;
}

type Asked<T = void> = Promise<Result<T, FaultCode>>;

/** A draft that is being written. */
export interface OpenDraftVerbs {
  readonly id: DraftId;
  readonly doc: DraftDoc;
  readonly keeping: ReadonlyStore<DraftKeeping>;
  /** It is to be closed, and opened again: something stands in it that will not last. */
  readonly isStale: ReadonlyStore<boolean>;
  /** As it is listed. */
  readonly summary: ReadonlyStore<DraftSummary>;
  /**
   * Asks people to approve what it says now, one after the other, and freezes that. A draft that is shared with nobody is
   * shared with them; whoever is not among its people becomes one, who may comment.
   */
  putUp(approvers: readonly PersonId[], remarks: string): Asked;
  /** Approves what was put up, where it is our turn. */
  approve(remarks: string): Asked;
  /** Sends it back with remarks, where it is our turn. */
  giveBack(remarks: string): Asked;
  /** What was put up last. */
  frozen(): Asked<MemoContent>;
  /** The states it was in since it was shared, oldest first. */
  versions(): Asked<readonly DraftVersion[]>;
  /** What it said in one of them. */
  contentOf(version: number): Asked<MemoContent>;
  /** Puts what it said then in the place of what it says now, as a change of ours. */
  restore(version: number): Asked;
  /** A file that proves what was approved, and by whom. */
  exportApproved(): Asked<Uint8Array>;
  /**
   * Sends it as a memo: with the trail of its approval if it has one, which whoever was last in line may do, or under our own
   * name alone.
   */
  send(to: ConversationId): Asked<EntryId>;
  /** Sends it by itself later, what it says then. */
  sendLater(to: ConversationId, when: SendWhen): Asked;
  /** It is a draft again. */
  cancelSending(): Asked;
  /** Keeps what is not kept yet, and lets go of the document. A draft in which nothing was ever written leaves nothing. */
  close(): Promise<void>;
}

/** Every draft of this device that has a document of its own. */
export interface DraftsVerbs {
  /** The one that was changed last comes first; templates, the letterhead and the discarded ones are among them. */
  readonly list: ReadonlyStore<readonly DraftSummary[]>;
  /** Begins one. It is kept once something is written in it. */
  create(content: MemoContent, conversation: ConversationId | null): Asked<DraftId>;
  /** The same object while it is open. */
  open(id: DraftId): Asked<OpenDraftVerbs>;
  /** What one says, without opening it. */
  contentOf(id: DraftId): Asked<MemoContent>;
  /** Whom it is meant for. */
  address(id: DraftId, conversation: ConversationId | null): Asked;
  /** Keeps a copy to begin others from, or as the one letterhead. */
  keepAs(id: DraftId, use: 'template' | 'letterhead'): Asked<DraftId>;
  /**
   * Shares it with people, or with more of them. What was written and taken out again before that is not shared. One that is
   * open is closed first, and has to be opened again.
   */
  share(id: DraftId, people: readonly { readonly person: PersonId; readonly mayEdit: boolean }[]): Asked;
  /** Puts it among the discarded ones, which are kept for 30 days. One that is shared is left; the others go on with it. */
  discard(id: DraftId): Asked;
  restore(id: DraftId): Asked;
  /** A memo that was sent in a conversation, checked. */
  memo(conversation: ConversationId, entry: EntryId): Asked<MemoView>;
  /** The same as a file that anybody can check. */
  memoFile(conversation: ConversationId, entry: EntryId): Asked<Uint8Array>;
  /** A message, with what shows who signed it and who has it, as a file that anybody can check. */
  proofFile(conversation: ConversationId, entry: EntryId): Asked<Uint8Array>;
  /** Checks the file of a memo or of a proof, with nothing but what is in it and what is known here of people and authorities. */
  checkFile(file: Uint8Array): Promise<Result<CheckedFile, FaultCode | ProofRefusal>>;
}

/** Somebody who signed for a memo. */
export interface SignatoryView {
  readonly person: PersonId;
  /** What they called themselves when they signed. */
  readonly name: string;
  /** What we call them; null if we do not know whose key it is. */
  readonly knownAs: string | null;
  readonly own: boolean;
  readonly sentAtMs: number;
  readonly remarks: string;
  /** The device they signed with is no more in use. */
  readonly isRetired: boolean;
  /** Their badges, each as it stood when they signed. */
  readonly badges: readonly BadgeView[];
  /** Their badge or device was revoked by then; null if neither was. */
  readonly revoked: RevokedMark | null;
}

/** A memo whose every signature is good. */
export interface MemoView {
  readonly content: MemoContent;
  /** Of what it says: 64 hex digits, which two people can compare. */
  readonly hash: string;
  readonly submitted: SignatoryView | null;
  /** In the order in which they were asked; none if nobody was. */
  readonly approved: readonly SignatoryView[];
  /** Who sent it; null of one that was not sent. */
  readonly posted: SignatoryView | null;
  /** False where no authority is trusted here: then the badges are shown by the word of the file. */
  readonly isTrusted: boolean;
}
