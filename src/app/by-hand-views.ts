/** What the app shows of two people who connect with no introducer; see `views.ts`. */
import type { FaultCode } from '../domain/fault.js';
import type { ConversationId, PersonId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { ReadonlyStore } from './store.js';

/** How far two people are who carry an offer and an answer to each other by hand. Times are by our own clock. */
export type ByHandView =
  | { readonly kind: 'idle' }
  /** The browser looks for its own addresses: at most a second. */
  | { readonly kind: 'making' }
  /** Our offer is to be shown to them, and their answer is waited for. */
  | { readonly kind: 'offered'; readonly text: string; readonly expiresMs: number }
  /** Our answer is to be shown to them; the link comes by itself. */
  | { readonly kind: 'answered'; readonly text: string; readonly expiresMs: number; readonly name: string }
  /** Their answer is here. */
  | { readonly kind: 'linking' }
  | { readonly kind: 'linked'; readonly conversation: ConversationId; readonly name: string }
  | { readonly kind: 'over'; readonly fault: FaultCode };

/** Who made an offer, by their own word. */
export interface OfferPreview {
  readonly person: PersonId;
  readonly name: string;
}

/** Two people connect with no introducer. One thing at a time; what comes of it is in `view`. */
export interface ByHandVerbs {
  readonly view: ReadonlyStore<ByHandView>;
  /** Makes an offer, to `expected` or to whoever sees it. In place of whatever was under way. */
  offer(expected: PersonId | null): void;
  /** Reads somebody's offer and keeps nothing. With `expected`, it must be theirs. */
  readOffer(text: string, expected: PersonId | null): Result<OfferPreview, FaultCode>;
  /** Answers somebody's offer. In place of whatever was under way, unless it fails. */
  answer(text: string, expected: PersonId | null): Result<void, FaultCode>;
  /** Takes the answer to our offer. */
  takeAnswer(text: string): Result<void, FaultCode>;
  /** Gives up whatever is under way. */
  cancel(): void;
}
