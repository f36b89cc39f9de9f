/** What the app shows of a file that was checked. */
import type { FaultCode } from '../domain/fault.js';
import type { MessageProofFault } from '../domain/message-proof.js';
import type { PersonId } from '../protocol/ids.js';
import type { AuthorityView } from './official-views.js';
import type { MemoView, SignatoryView } from './draft-views.js';

/** Why a file proves nothing, as far as it is no fault of the app. Its words are in `ui/memo/proof-words.ts`. */
export type ProofRefusal = Exclude<MessageProofFault, FaultCode>;

/** A message that a file proves. */
export interface ProofView {
  readonly kind: 'text' | 'poll' | 'memo';
  /** As its author last wrote it, as far as the file knows; empty of what was deleted. */
  readonly text: string;
  readonly options: readonly string[];
  /** What it was before, the oldest first. */
  readonly earlier: readonly { readonly text: string; readonly sentAtMs: number }[];
  readonly deletedMs: number | null;
  /** Of a memo; null of everything else. */
  readonly memo: MemoView | null;
  readonly author: SignatoryView;
  /** Whom it was written to, in a conversation of two; null in a group. */
  readonly to: { readonly person: PersonId; readonly knownAs: string | null; readonly own: boolean } | null;
  /** Whose devices have signed that they hold it; `isRead`: and have shown it. */
  readonly receipts: readonly (SignatoryView & { readonly isRead: boolean })[];
  /** The id of its entry, 64 hex digits. */
  readonly id: string;
  readonly authorities: readonly AuthorityView[];
  /** False where no authority is trusted here: then the badges are shown by the word of the file. */
  readonly isTrusted: boolean;
}

export type CheckedFile =
  | { readonly kind: 'memo'; readonly memo: MemoView }
  | { readonly kind: 'message'; readonly proof: ProofView };
