/**
 * What the app shows to a view and what a view may ask of it. `ui/` reads these snapshots and calls these verbs;
 * it computes no trust, no order and no membership of its own. Snapshots are immutable: a change is a new object.
 */
import type { CatchingUp } from './catch-up.js';
import type { FaultCode } from '../domain/fault.js';
import type { GroupType, HistoryRule, Role } from '../protocol/admin-body.js';
import type { ConversationId, DeviceId, DraftId, EntryId, PersonId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { MemoContent } from '../protocol/memo-content.js';
import type { DraftDoc } from './draft-docs.js';
import type { DraftRecord } from './records.js';
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

export type ConversationKind = 'direct' | 'group' | 'channel';

export interface ConversationSummary {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  /** The other person; null where it is not a conversation of two. */
  readonly person: PersonId | null;
  readonly name: string;
  /** A live link to somebody in it exists. */
  readonly online: boolean;
  /** Begun by somebody who is no contact of ours, and not answered yet: it belongs into Requests, not into Chats. */
  readonly isRequest: boolean;
  /** Whom we want to hear nothing of. A blocked conversation is neither in Chats nor in Requests. */
  readonly isBlocked: boolean;
  /** As in `ConversationView`. */
  readonly mayPost: boolean;
  readonly unread: number;
  /** One of the unread messages names us. */
  readonly isMentioned: boolean;
  readonly latest: LatestView | null;
  /** Null where nothing is being written. */
  readonly draft: DraftView | null;
}

/** What was begun in a conversation and left: a text, a change of a message, or a choice of what to answer. */
export interface DraftView {
  /** First characters of a text that is not sent yet; empty if there is none. */
  readonly text: string;
  /** First characters of a message as it is being changed, which may be none; null if none is. */
  readonly edit: string | null;
  /** A message was chosen to be answered. */
  readonly isReply: boolean;
}

/** What the list shows under a conversation's name. */
export interface LatestView {
  readonly kind: 'text' | 'poll' | 'deleted';
  /** First characters of the text, or the question; empty where it is deleted. */
  readonly text: string;
  readonly sentAtMs: number;
  readonly own: boolean;
  /** Who wrote it, where that is not plain: null in a conversation of two. */
  readonly authorName: string | null;
}

/** What of a message is known for certain. `saved`: strict commit here. `delivered`, `read`: by the other's signed receipt. */
export type MessageState = 'saved' | 'delivered' | 'read' | 'received';

/** Somebody as a view shows them. */
export interface PersonView {
  readonly person: PersonId;
  /** Empty if nobody ever said it. */
  readonly name: string;
  readonly own: boolean;
}

export interface MessageView {
  readonly id: EntryId;
  readonly author: DeviceId;
  readonly person: PersonId;
  readonly own: boolean;
  readonly authorName: string;
  /** `unreadable`: a kind that this version does not know, or a body that is not here. */
  readonly kind: 'text' | 'poll' | 'deleted' | 'unreadable';
  /** As its author last wrote it; the question of a poll; empty where it is deleted or unreadable. */
  readonly text: string;
  /** The author's clock; milliseconds. */
  readonly sentAtMs: number;
  /** In a group: delivered and read by everybody who is to have it. `received` on others' messages. */
  readonly state: MessageState;
  /** `clock`: the author's clock disagrees by more than a day with the order or with ours; show the time as unsure. */
  readonly flag: 'clock' | null;
  /** It came long after its place in the order, above messages that had been read. */
  readonly isLate: boolean;
  /** People the text names, by `@` and the name in it. */
  readonly mentions: readonly PersonView[];
  /** It names us. */
  readonly isForUs: boolean;
  /** When the author last changed it; null if never. */
  readonly editedAtMs: number | null;
  /** What it said before, oldest first. */
  readonly earlier: readonly { readonly text: string; readonly sentAtMs: number }[];
  /** What it answers. `text` is null if that is not here, or was deleted. */
  readonly reply: {
    readonly id: EntryId;
    readonly authorName: string | null;
    readonly text: string | null;
  } | null;
  readonly isUrgent: boolean;
  /** Its author asks everybody to note it. */
  readonly asksForNote: boolean;
  /** Everybody who has noted it. */
  readonly noted: readonly PersonView[];
  readonly isForwarded: boolean;
  /** Null unless `kind` is `poll`. */
  readonly poll: PollView | null;
  readonly reactions: readonly { readonly emoji: string; readonly people: readonly PersonView[] }[];
  readonly isStarred: boolean;
}

export interface PollView {
  readonly isMultiple: boolean;
  readonly options: readonly { readonly text: string; readonly people: readonly PersonView[] }[];
}

/** How far one person is with a message of ours: by the signed receipts of their devices. */
export interface DeliveryView {
  readonly person: PersonView;
  /** `unreached`: no receipt of theirs covers it yet. */
  readonly state: 'unreached' | 'delivered' | 'read';
  readonly isNoted: boolean;
}

/** Something that happened to a group, to be told among its messages. */
export interface EventView {
  readonly id: EntryId;
  /** The message shown that it follows in reading order; null if it comes before the first one shown. */
  readonly after: EntryId | null;
  readonly sentAtMs: number;
  /** Who did it. */
  readonly by: PersonView;
  readonly what:
    | { readonly kind: 'created'; readonly name: string }
    | { readonly kind: 'added'; readonly person: PersonView; readonly role: Role }
    /** A member was made an admin. */
    | { readonly kind: 'promoted'; readonly person: PersonView }
    | {
        readonly kind: 'removed';
        readonly person: PersonView;
        /**
         * Of those who are members now, how many are known to know it: by what they have signed since. None of none
         * where we are no member ourselves, and so hear no more of it. Null in a large group, where only who removed them
         * hears it.
         */
        readonly knownTo: number | null;
        readonly of: number;
      }
    | { readonly kind: 'left' }
    | { readonly kind: 'renamed'; readonly name: string }
    | { readonly kind: 'history'; readonly rule: HistoryRule }
    /** Its author's device signed two different things in one place: shown to everybody who meets the proof. */
    | { readonly kind: 'forked' };
}

export interface MemberView extends PersonView {
  readonly role: Role;
  /** Who added them; themselves for whoever created the group. */
  readonly addedBy: PersonView;
  /** What of the past they were given. */
  readonly history: HistoryRule;
  /** A live link to them exists. */
  readonly online: boolean;
  /** They are a contact of ours, beyond being in this group. */
  readonly isContact: boolean;
  /** We may remove them. */
  readonly isRemovable: boolean;
}

/** What a conversation of more than two is beside its messages. */
export interface GroupView {
  readonly type: GroupType;
  readonly name: string;
  /** By role, then by name. */
  readonly members: readonly MemberView[];
  /** What newcomers get if nobody says otherwise. */
  readonly history: HistoryRule;
  /** `member` and `admin`: we are in it. `removed`, `left`: we were, and it stays readable. */
  readonly own: Role | 'removed' | 'left';
  readonly events: readonly EventView[];
  /** Contacts of ours who are not in it. */
  readonly candidates: readonly PersonView[];
}

export interface ConversationView {
  readonly id: ConversationId;
  readonly kind: ConversationKind;
  readonly name: string;
  /** The other person; null where it is not a conversation of two. */
  readonly person: PersonId | null;
  /**
   * Of a group `linked` means: to at least one of the others. `waiting`: we asked by their link and they have not
   * answered yet. `refused-…`: they answered that it cannot be used.
   */
  readonly standing: 'linked' | 'away' | 'waiting' | 'refused-used' | 'refused-expired';
  /** Null in a conversation of two. */
  readonly group: GroupView | null;
  /** See `ConversationSummary`. */
  readonly isRequest: boolean;
  readonly isBlocked: boolean;
  /** We may write here: in a channel only admins do. */
  readonly mayPost: boolean;
  /** We may react, vote and note. */
  readonly mayReact: boolean;
  /** The other person has Beep on their screen now, and lets it be known. */
  readonly isActive: boolean;
  /** Who is writing now. */
  readonly typing: readonly PersonView[];
  /** Whose messages we know to be missing here, and how many. They are being asked for. */
  readonly missing: readonly { readonly person: PersonView; readonly count: number }[];
  /** Who has used up what this device takes of one person here: nothing more of theirs comes before `takeMore`. */
  readonly full: readonly PersonView[];
  /** How much has come of what was missed, and how much there is in all; null if nothing much is coming in. */
  readonly catchingUp: CatchingUp | null;
  /** In reading order, oldest first: the newest page and whatever older pages were asked for. */
  readonly messages: readonly MessageView[];
  /** There is more to load before the first of `messages`. */
  readonly hasOlder: boolean;
  /** The first message that had not been on this screen when the conversation was opened. */
  readonly firstUnread: EntryId | null;
  /** Equal on devices that hold the same set of entries. */
  readonly digest: string;
}

/** What is kept with the text that is being written. */
export type DraftMarks = Omit<DraftRecord, 'text'>;

/** What became of something that was asked for: the entry it is now, or why it is none. */
export type Done = Promise<Result<EntryId, FaultCode>>;

/** An open conversation. */
export interface ConversationVerbs {
  readonly view: ReadonlyStore<ConversationView>;
  readonly draft: ReadonlyStore<string>;
  readonly marks: ReadonlyStore<DraftMarks>;
  /** Called at every keystroke. The text survives the tab and the browser. Resolves with a fault if it was not kept. */
  setDraft(text: string): Promise<Result<void, FaultCode>>;
  /** As `setDraft`, of what goes with the text, or of a message being changed. What is not named stays as it is. */
  setMarks(changed: Partial<DraftMarks>): Promise<Result<void, FaultCode>>;
  /**
   * Sends the draft and resolves once it is on disk; `null` if there was nothing to send. The draft is taken at once,
   * so a second Enter finds it empty; if anything goes wrong it comes back. `mentions`: whom the text names.
   */
  send(mentions?: readonly PersonId[]): Promise<Result<EntryId | null, FaultCode>>;
  /** Replaces the text of a message of ours, and ends the change of it that was under way. The earlier ones stay readable. */
  edit(message: EntryId, text: string, mentions?: readonly PersonId[]): Done;
  /** Asks everybody's device to show a message of ours no more. Whoever read it has read it. */
  delete(message: EntryId): Done;
  /** Puts an emoji to a message, or takes it away. */
  react(message: EntryId, emoji: string, isOn: boolean): Done;
  /** Starts a poll. */
  ask(question: string, options: readonly string[], isMultiple: boolean): Done;
  /** Chooses options of a poll, in place of what was chosen before; none takes the vote back. */
  vote(poll: EntryId, choices: readonly number[]): Done;
  /** Says to everybody that a message was noted. */
  note(message: EntryId): Done;
  /** Keeps a message in the list of starred ones, on this device only. */
  star(message: EntryId, isStarred: boolean): Promise<Result<void, FaultCode>>;
  /** How far each of the others is with a message of ours. */
  deliveries(message: EntryId): readonly DeliveryView[];
  /** Tells those who are linked that somebody writes here, or has stopped. Says nothing where that is switched off. */
  setTyping(isTyping: boolean): void;

  /** Adds contacts to a group. `history`: what they get of the past; by the group's rule if not said. */
  add(people: readonly PersonId[], role: Role, history?: HistoryRule): Promise<Result<void, FaultCode>>;
  /** Removes somebody. Whoever has not heard of it yet may still send to them. */
  remove(person: PersonId): Promise<Result<void, FaultCode>>;
  /** Makes a member an admin. Nobody is made a plain member again but by removal. */
  promote(person: PersonId): Promise<Result<void, FaultCode>>;
  leave(): Promise<Result<void, FaultCode>>;
  renameGroup(name: string): Promise<Result<void, FaultCode>>;
  setHistory(rule: HistoryRule): Promise<Result<void, FaultCode>>;

  /** Takes a request: it moves into Chats, and they see that their messages were delivered and read. */
  accept(): Promise<Result<void, FaultCode>>;
  /** Hears nothing more of the other person, or of the group; or does so again. */
  block(isBlocked: boolean): Promise<Result<void, FaultCode>>;
  /** Takes as much again of somebody who is among `full`. */
  takeMore(person: PersonId): Promise<Result<void, FaultCode>>;
  /** Adds the page before the oldest one shown. */
  loadOlder(): Promise<void>;
  /** Adds as many pages as it takes until a message is among those of `view`; none if it is too far back for that. */
  loadBackTo(message: EntryId): Promise<Result<void, FaultCode>>;
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

/** A draft as it is listed. */
export interface DraftSummary {
  readonly id: DraftId;
  /** Whom it is meant for; null if nobody was chosen yet. */
  readonly conversation: ConversationId | null;
  /** Empty if it has none. */
  readonly subject: string;
  readonly firstLine: string;
  readonly changedMs: number;
  /** When it was discarded; null if it was not. */
  readonly discardedMs: number | null;
}

/** What of an open draft is on disk. `fault`: why the last of it is not yet; it is tried again. */
export interface DraftKeeping {
  readonly isKept: boolean;
  readonly fault: FaultCode | null;
}

/** A draft that is being written. */
export interface OpenDraftVerbs {
  readonly id: DraftId;
  readonly doc: DraftDoc;
  readonly keeping: ReadonlyStore<DraftKeeping>;
  /** Keeps what is not kept yet, and lets go of the document. A draft in which nothing was ever written leaves nothing. */
  close(): Promise<void>;
}

/** Every draft of this device that has a document of its own. */
export interface DraftsVerbs {
  /** The one that was changed last comes first; the discarded ones are among them. */
  readonly list: ReadonlyStore<readonly DraftSummary[]>;
  /** Begins one. It is kept once something is written in it. */
  create(content: MemoContent, conversation: ConversationId | null): Promise<Result<DraftId, FaultCode>>;
  /** The same object while it is open. */
  open(id: DraftId): Promise<Result<OpenDraftVerbs, FaultCode>>;
  /** Puts it among the discarded ones, which are kept for 30 days. */
  discard(id: DraftId): Promise<Result<void, FaultCode>>;
  restore(id: DraftId): Promise<Result<void, FaultCode>>;
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
