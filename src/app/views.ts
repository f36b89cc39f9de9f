/**
 * What the app shows to a view and what a view may ask of it. `ui/` reads these snapshots and calls these verbs;
 * it computes no trust, no order and no membership of its own. Snapshots are immutable: a change is a new object.
 */
import type { FaultCode } from '../domain/fault.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { ReadonlyStore } from './store.js';

/** Where the app as a whole stands. Exactly one screen belongs to each. */
export type Phase =
  | { readonly kind: 'starting' }
  /** First run: nothing is stored here. */
  | { readonly kind: 'welcome' }
  | { readonly kind: 'ready'; readonly self: SelfView }
  /** Another tab of this browser has Beep open. `useHere()` takes over. */
  | { readonly kind: 'other-tab' }
  /** A store was here and is gone or no longer opens, the person's key included. `startAnew()` begins again. */
  | { readonly kind: 'lost' }
  /** Beep cannot run here. */
  | { readonly kind: 'stopped'; readonly fault: FaultCode };

export interface SelfView {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly name: string;
  /** True when this start found its store older than it had been and made a new device key. Shown until dismissed. */
  readonly recovered: boolean;
}

/** `introducer`: can new links be made? `peers`: contacts with a live link now. */
export interface ConnectionView {
  readonly introducer: 'connected' | 'connecting' | 'offline';
  readonly peers: number;
  /** True if the introducer answers, but with what is not its language. */
  readonly nonsense: boolean;
}

export interface ConversationSummary {
  readonly id: ConversationId;
  readonly person: PersonId;
  readonly name: string;
  /** A live link to the contact exists. */
  readonly online: boolean;
  readonly unread: number;
  readonly latest: { readonly text: string; readonly sentAtMs: number; readonly own: boolean } | null;
  /** First characters of an unsent draft, if any. */
  readonly draft: string;
}

/** What of a message is known for certain. `saved`: strict commit here. `delivered`, `read`: by the other's signed receipt. */
export type MessageState = 'saved' | 'delivered' | 'read' | 'received';

export interface MessageView {
  readonly id: EntryId;
  readonly author: DeviceId;
  readonly own: boolean;
  readonly authorName: string;
  readonly text: string;
  /** The author's clock; milliseconds. */
  readonly sentAtMs: number;
  /** `received` on others' messages. */
  readonly state: MessageState;
  /** `clock`: the author's clock disagrees by more than a day with the order or with ours; show the time as unsure. */
  readonly flag: 'clock' | null;
}

export interface ConversationView {
  readonly id: ConversationId;
  readonly name: string;
  readonly person: PersonId;
  /** `waiting`: we asked by their link and they have not answered yet. `refused-…`: they answered that it cannot be used. */
  readonly standing: 'linked' | 'away' | 'waiting' | 'refused-used' | 'refused-expired';
  /** In reading order, oldest first: the newest page and whatever older pages were asked for. */
  readonly messages: readonly MessageView[];
  /** There is more to load before the first of `messages`. */
  readonly hasOlder: boolean;
  /** The first message that had not been on this screen when the conversation was opened. */
  readonly firstUnread: EntryId | null;
  /** Equal on devices that hold the same set of entries. */
  readonly digest: string;
}

/** An open conversation. */
export interface ConversationVerbs {
  readonly view: ReadonlyStore<ConversationView>;
  readonly draft: ReadonlyStore<string>;
  /** Called at every keystroke. The text survives the tab and the browser. Resolves with a fault if it was not kept. */
  setDraft(text: string): Promise<Result<void, FaultCode>>;
  /**
   * Sends the draft and resolves once it is on disk; `null` if there was nothing to send. The draft is taken at once,
   * so a second Enter finds it empty; if anything goes wrong it comes back.
   */
  send(): Promise<Result<EntryId | null, FaultCode>>;
  /** Adds the page before the oldest one shown. */
  loadOlder(): Promise<void>;
  /** Says whether a person can see the end of this conversation now; what they see becomes read. */
  setShown(shown: boolean): void;
}

export interface MyLink {
  /** `<origin>/#/add/<base64url>`: works once. */
  readonly url: string;
  readonly expiresMs: number;
}

/** What a contact link says before it is accepted. */
export interface LinkPreview {
  readonly name: string;
  readonly person: PersonId;
  /** Host of the link where it is not ours: it works only if both apps use the same Beep server. */
  readonly otherHost: string | null;
}

/** The whole app, as a view sees it. */
export interface BeepVerbs {
  readonly phase: ReadonlyStore<Phase>;
  readonly connection: ReadonlyStore<ConnectionView>;
  /** Newest first. */
  readonly conversations: ReadonlyStore<readonly ConversationSummary[]>;
  /**
   * The last thing that went wrong without a verb to answer it: `peer-mismatch` names whom we wanted to reach.
   * `dismissAlert` clears it.
   */
  readonly alert: ReadonlyStore<{ readonly fault: FaultCode; readonly name: string | null } | null>;
  dismissAlert(): void;

  /** First run: makes the person and this device. */
  getStarted(name: string): Promise<Result<void, FaultCode>>;
  /** From `other-tab`: stops the other tab and starts here. */
  useHere(): Promise<void>;
  /** From `lost`: forgets what is left and goes to `welcome`. */
  startAnew(): Promise<void>;
  rename(name: string): Promise<Result<void, FaultCode>>;
  dismissRecovered(): void;

  /** A fresh single-use link. Each call makes a new one, once it is stored. */
  makeMyLink(): Promise<Result<MyLink, FaultCode>>;
  /** Reads a pasted, scanned or opened link and keeps nothing. */
  readLink(text: string): Result<LinkPreview, FaultCode>;
  /** Adds the contact and starts to reach them; they may be away. The conversation is there at once. */
  addContact(text: string): Promise<Result<ConversationId, FaultCode>>;
  /** Null if there is no such conversation. The same object for the same id. */
  conversation(id: ConversationId): ConversationVerbs | null;
}
