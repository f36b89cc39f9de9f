/**
 * What the app shows to a view and what a view may ask of it. `ui/` reads these snapshots and calls these verbs;
 * it computes no trust, no order and no membership of its own. Snapshots are immutable: a change is a new object.
 */
import type { FaultCode } from '../domain/fault.js';
import type { GroupType, HistoryRule } from '../protocol/admin-body.js';
import type { ConversationId, DeviceId, EntryId, PersonId, PostId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { ByHandVerbs } from './by-hand-views.js';
import type { CheckView } from './connection-check.js';
import type {
  ConversationSummary,
  ConversationVerbs,
  Done,
  MessageView,
  PersonView,
} from './conversation-views.js';
import type { DraftsVerbs } from './draft-views.js';
import type { Standing } from './introducer-session.js';
import type { OfficialVerbs } from './official-views.js';
import type { ReachView } from './reach.js';
import type { RecoveryVerbs, WordsReading } from './recovery-views.js';
import type { ReadonlyStore } from './store.js';
import type { TrafficView } from './traffic.js';

/** Where the app as a whole stands. Exactly one screen belongs to each. */
export type Phase =
  | { readonly kind: 'starting' }
  /** First run: nothing is stored here. */
  | { readonly kind: 'welcome' }
  | { readonly kind: 'ready'; readonly self: SelfView }
  /** Another device of this person, made from their words, has ended this one at `atMs`, by its own clock. */
  | { readonly kind: 'ended'; readonly name: string; readonly atMs: number }
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
  /** Whether the introducer lets us in, where it serves badge holders only. */
  readonly door: Standing;
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

/** What is known of the network around, and of what went out into it. */
export interface NetworkVerbs {
  /** Changes whenever what `reachOf` says of anybody may have; so does `BeepVerbs.connection`. */
  readonly ways: ReadonlyStore<unknown>;
  /** Whether somebody can be reached now, and why not. */
  reachOf(person: PersonId): ReachView;
  readonly check: ReadonlyStore<CheckView>;
  /** Checks the connection and shows in `check` how far it is; see `ConnectionCheck.run`. */
  runCheck(isPersisted: boolean | null): Promise<void>;
  /** What left this device, as of the last `readTraffic`. */
  readonly traffic: ReadonlyStore<TrafficView>;
  readTraffic(): Promise<void>;
}

/** The whole app, as a view sees it. */
export interface BeepVerbs {
  readonly phase: ReadonlyStore<Phase>;
  readonly connection: ReadonlyStore<ConnectionView>;
  /** Null until it is loaded; `connection` changes when it is. */
  readonly network: NetworkVerbs | null;
  /** Badges, posts and directories; null until that is loaded. */
  readonly official: ReadonlyStore<OfficialVerbs | null>;
  /** Newest first. */
  readonly conversations: ReadonlyStore<readonly ConversationSummary[]>;
  /**
   * The last thing that went wrong without a verb to answer it: `peer-mismatch` names whom we wanted to reach.
   * `dismissAlert` clears it.
   */
  readonly alert: ReadonlyStore<{ readonly fault: FaultCode; readonly name: string | null } | null>;
  dismissAlert(): void;

  /**
   * First run: makes the person and this device. By `words`, 24 of them, the person that they are of is made anew, with this
   * as its only device.
   */
  getStarted(name: string, words?: string): Promise<Result<void, FaultCode>>;
  /** What typed text says as words. */
  readWords(text: string): Promise<WordsReading>;
  /** On a device that has ended: takes the place of that which has ended it, by the words of its person. */
  reclaim(words: string): Promise<Result<void, FaultCode>>;
  /** The words of our person; null until there is one. */
  readonly recovery: RecoveryVerbs | null;
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
  /** Links that come about with no introducer; null until what they take is loaded, which `connection` tells. */
  readonly byHand: ByHandVerbs | null;
  /** Null if there is no such conversation. The same object for the same id. */
  conversation(id: ConversationId): ConversationVerbs | null;

  /** People who can be put into a group: those we have met. By name. */
  readonly people: ReadonlyStore<readonly PersonView[]>;
  /** Opens the conversation with somebody we know from a group; it is kept once something is said in it. */
  chatWith(person: PersonId): ConversationId;
  /** Creates a group of contacts and ourselves as its admin. The conversation is there at once. */
  createGroup(group: NewGroup): Promise<Result<ConversationId, FaultCode>>;
  /** The drafts with documents, once they are read. Loads what works on them. */
  drafts(): Promise<Result<DraftsVerbs, FaultCode>>;
  /** Takes a text or poll over into another conversation, without saying whose it was. */
  forward(from: ConversationId, message: EntryId, to: ConversationId): Done;
  /** Every starred message, newest first. */
  starred(): Promise<readonly StarredView[]>;
  readonly preferences: ReadonlyStore<Preferences>;
  setPreferences(preferences: Preferences): Promise<Result<void, FaultCode>>;
}

export interface NewGroup {
  readonly type: GroupType;
  readonly name: string;
  readonly history: HistoryRule;
  readonly members: readonly PersonId[];
  /** Members who are admins from the beginning. */
  readonly admins?: readonly PersonId[];
  /** The post that is written to, of the type 'post' alone. */
  readonly post?: PostId;
}

export interface StarredView {
  readonly conversation: ConversationId;
  readonly conversationName: string;
  readonly message: MessageView;
}

/** What this person wants to be told about them. */
export interface Preferences {
  /** Others may see when we are typing and when we look at Beep, and we see it of them. */
  readonly showsActivity: boolean;
}
