import type { MemoContent } from '../protocol/memo-content.js';
import type { ConversationId, DraftId } from '../protocol/ids.js';

/** What is kept of a draft beside its document, and listed. */
export interface DraftDocRecord {
  readonly id: DraftId;
  /** Whom it is meant for; null if nobody was chosen yet. */
  readonly conversation: ConversationId | null;
  readonly subject: string;
  /** The first line below the subject, cut short. */
  readonly firstLine: string;
  readonly createdMs: number;
  readonly changedMs: number;
  /** When it was discarded; null if it was not. */
  readonly discardedMs: number | null;
}

/** Drafts on disk. What is kept survives a killed browser; a power cut may cost the last keystrokes. */
export interface DraftStore {
  /** Every draft, in any order; what does not open is left out. @throws Fault 'storage-failed' */
  list(): Promise<readonly DraftDocRecord[]>;
  /** The updates of one, in the order in which they were kept, up to the first that does not open. @throws Fault 'storage-failed' */
  updates(id: DraftId): Promise<readonly Uint8Array[]>;
  /** Keeps the record, and `update` behind the updates that are there. @throws Fault 'storage-full' | 'storage-failed' */
  keep(record: DraftDocRecord, update: Uint8Array | null): Promise<void>;
  /** Puts one update in the place of all. @throws Fault 'storage-full' | 'storage-failed' */
  replace(id: DraftId, update: Uint8Array): Promise<void>;
  /** Takes a draft out for good. @throws Fault 'storage-full' | 'storage-failed' */
  remove(id: DraftId): Promise<void>;
}

/** The document of one draft in memory, which an editor of the same platform shows. */
export interface DraftDoc {
  content(): MemoContent;
  /** Everything, as one update. */
  encode(): Uint8Array;
  /** Replaces all there is, as one change of ours. */
  setContent(content: MemoContent): void;
  /** Calls `listener` with each change of ours, as an update. Returns what stops it. */
  onOwnChange(listener: (update: Uint8Array) => void): () => void;
  /** Lets go of it. */
  close(): void;
}

export interface DraftDocs {
  /** The document that the updates come to; what is no update is passed over. Loads what that takes. */
  open(updates: readonly Uint8Array[]): Promise<DraftDoc>;
  /** Several updates as one. Loads what that takes. */
  merge(updates: readonly Uint8Array[]): Promise<Uint8Array>;
}
