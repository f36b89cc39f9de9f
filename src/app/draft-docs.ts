import type { MemoContent } from '../protocol/memo-content.js';
import type { ConversationId, DeviceId, DraftId, EntryId } from '../protocol/ids.js';
import type { DraftUse, SendWhen } from './draft-views.js';

/** What is kept of a draft beside its document, and listed. */
export interface DraftDocRecord {
  readonly id: DraftId;
  readonly use: DraftUse;
  /** Whom it is meant for; null if nobody was chosen yet. */
  readonly conversation: ConversationId | null;
  readonly subject: string;
  /** The first line below the subject, cut short. */
  readonly firstLine: string;
  /** SHA-256 of what it says, as it was last looked at, 32 bytes; null before that, and of one that is shared with nobody. */
  readonly hash: Uint8Array | null;
  readonly createdMs: number;
  readonly changedMs: number;
  /** When it was discarded; null if it was not. */
  readonly discardedMs: number | null;
  readonly shared: SharedRecord | null;
  /** What is to be sent by itself, or is being sent. */
  readonly sending: SendingRecord | null;
  readonly sent: SentRecord | null;
}

/** What is kept of a draft that others write on too. */
export interface SharedRecord {
  readonly conversation: ConversationId;
  /** The last time it was open here; null before the first. */
  readonly session: SessionRecord | null;
  /** Something of that time is in the document and not in our log. */
  readonly isUnsaid: boolean;
  /** How far each log is in the document. */
  readonly merged: readonly { readonly device: DeviceId; readonly seq: number }[];
  /** Under which clients something was written here, the last ones, the earliest first. */
  readonly clients: readonly number[];
  /** While `isUnsaid`: what was heard live and is in no log, on which something of ours may rest. It is in none of the updates. */
  readonly heard: readonly Uint8Array[];
}

/** A shared draft that was never open here. */
export const neverOpened = (conversation: ConversationId): SharedRecord => ({
  conversation,
  session: null,
  isUnsaid: false,
  merged: [],
  clients: [],
  heard: [],
});

/** A time for which a shared draft is, or was, open on this device. */
export interface SessionRecord {
  readonly device: DeviceId;
  /** See `draftClient`, 16 bytes. */
  readonly id: Uint8Array;
  /** How far what was written in it is in our log, by its client's clock. */
  readonly saidClock: number;
}

export interface SendingRecord {
  readonly to: ConversationId;
  /** Null: now. */
  readonly when: SendWhen | null;
  /** The salt of the memo, 16 random bytes: by it we find whether it was said already. */
  readonly salt: Uint8Array;
  /** How long the log of this device was there when this was decided, and which device that was. */
  readonly from: { readonly device: DeviceId; readonly seq: number };
}

export interface SentRecord {
  readonly to: ConversationId;
  readonly memo: EntryId;
  readonly sentAtMs: number;
  /** The people of the draft know. True of one that is shared with nobody. */
  readonly isTold: boolean;
}

/** Drafts on disk. What is kept survives a killed browser; a power cut may cost the last keystrokes. */
export interface DraftStore {
  /** Every draft, in any order; what does not open is left out. @throws Fault 'storage-failed' */
  list(): Promise<readonly DraftDocRecord[]>;
  /** The updates of one, in the order in which they were kept, up to the first that does not open. @throws Fault 'storage-failed' */
  updates(id: DraftId): Promise<readonly Uint8Array[]>;
  /** Keeps the record, and `update` behind the updates that are there. @throws Fault 'storage-full' | 'storage-failed' */
  keep(record: DraftDocRecord, update: Uint8Array | null): Promise<void>;
  /** Keeps the record, and one update in the place of all. @throws Fault 'storage-full' | 'storage-failed' */
  replace(record: DraftDocRecord, update: Uint8Array): Promise<void>;
  /** Takes a draft out for good. @throws Fault 'storage-full' | 'storage-failed' */
  remove(id: DraftId): Promise<void>;
}

/**
 * What became of an update. What is missing: it waits for that, and nothing was changed. `refused`: it is none, it holds what no
 * editor writes, or something in it was written under another client; nothing was changed.
 */
export type Taken = 'taken' | 'refused' | Missing;

/** What was written under a client, up to a clock of its. */
export interface Missing {
  readonly client: number;
  readonly clock: number;
}

/** Whose word a change came by: our own, that of a log, or that of somebody who is there live. */
export type ChangeBy = 'us' | 'log' | 'live';

/** The document of one draft in memory, which an editor of the same platform shows. */
export interface DraftDoc {
  content(): MemoContent;
  /** Everything, as one update. */
  encode(): Uint8Array;
  /** Replaces all there is, as one change of ours. */
  setContent(content: MemoContent): void;
  /** Takes what a log says, all of it written under `client`. Never throws. */
  take(update: Uint8Array, client: number): Taken;
  /** How much was written under a client. */
  clockOf(client: number): number;
  /** How much of that is in the logs, as far as they were taken. */
  loggedClock(client: number): number;
  /** Of what the document was opened with, no more than up to `clock` is in the logs. */
  unlog(client: number, clock: number): void;
  /** Whether all that a change rests on which was written under `client` is in the logs, or written under `client` too. */
  isOnLogged(update: Uint8Array, client: number): boolean;
  /** What was heard live and is in no log yet, the first first; the same objects each time. `by`: under which client. */
  readonly heard: readonly { readonly by: number; readonly update: Uint8Array }[];
  /**
   * Takes over what is in `from` and not here of what was written under `ours`, and what was taken out there, as written by us
   * here. What stood beside something stands beside it again. `from` is of no use afterwards.
   * @param heard what was heard live and may be needed to know where something stands
   * @returns the change; null for none
   */
  carry(from: DraftDoc, heard: readonly Uint8Array[], ours: readonly number[]): Uint8Array | null;
  /** What was written under `client` from `clock` on, as an update, with all that was ever taken out. */
  since(client: number, clock: number): Uint8Array;
  /** Calls `listener` with each change that is not in the store yet, as an update. Returns what stops it. */
  onChange(listener: (update: Uint8Array, by: ChangeBy) => void): () => void;
  /** Lets go of it. */
  close(): void;
}

export interface DraftDocs {
  /**
   * The document that the updates come to; what is no update is passed over. Loads what that takes.
   * @param client under what we write; null for one that nobody else ever sees
   */
  open(updates: readonly Uint8Array[], client: number | null): Promise<DraftDoc>;
  /** Several updates as one. Loads what that takes. */
  merge(updates: readonly Uint8Array[]): Promise<Uint8Array>;
}
