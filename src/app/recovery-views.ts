import type { FaultCode } from '../domain/fault.js';
import type { Result } from '../protocol/result.js';
import type { ReadonlyStore } from './store.js';

/** What became of our words: never shown, put off (and whether it is time to remind of them), written down. */
export type WordsView =
  | { readonly kind: 'unseen' }
  | { readonly kind: 'later'; readonly isDue: boolean }
  | { readonly kind: 'kept' };

export interface RecoveryVerbs {
  readonly view: ReadonlyStore<WordsView>;
  /** The 24 words. Whoever shows them forgets them with the page. */
  reveal(): Promise<Result<readonly string[], FaultCode>>;
  /** They are written down, as our person showed by giving some of them back. */
  keep(): Promise<Result<void, FaultCode>>;
  /** Not now: to be reminded in a week. */
  putOff(): Promise<Result<void, FaultCode>>;
}

/** What typed text says as words, before anything is made of it. Positions count from 1. */
export type WordsReading =
  | { readonly kind: 'whole' }
  | { readonly kind: 'short' | 'long'; readonly count: number }
  /** The first that is none of the list. */
  | { readonly kind: 'unknown'; readonly at: number; readonly word: string }
  /** Each is one of the list, and they do not go together: one is another, or their order. */
  | { readonly kind: 'mismatch' };
