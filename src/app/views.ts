/**
 * What the app shows to a view and what a view may ask of it. `ui/` reads these snapshots and calls these verbs;
 * it computes no trust, no order and no membership of its own. Snapshots are immutable: a change is a new object.
 */
import type { CatchingUp } from './catch-up.js';
import type { CheckView } from './connection-check.js';
import type { FaultCode } from '../domain/fault.js';
import type { RevokedMark } from '../domain/revoked-mark.js';
import type { GroupType, HistoryRule, Role } from '../protocol/admin-body.js';
import type { ConversationId, DeviceId, DraftId, EntryId, PersonId, PostId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { MemoContent } from '../protocol/memo-content.js';
import type { BadgeView } from './official-views.js';
import type { CheckedFile, ProofRefusal } from './proof-views.js';
import type { DraftDoc } from './draft-docs.js';
import type { ChargeView, OfficialVerbs, PostTalkView } from './official-views.js';
import type { Route } from './ports.js';
import type { RecoveryVerbs, WordsReading } from './recovery-views.js';
import type { ReachView } from './reach.js';
import type { DraftRecord } from './records.js';
import type { Standing } from './introducer-session.js';
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

/** The way a link takes: from device to device, or through the relay of this network. Null where that is not known. */
export type Path = Route['path'] | null;

export type ConversationKind = 'direct' | GroupType;

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
  readonly kind: 'text' | 'poll' | 'memo' | 'submission' | 'deleted';
  /** First characters of the text, the question, the subject or the remarks; empty where it is deleted. */
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
  readonly kind: 'text' | 'poll' | 'memo' | 'submission' | 'deleted' | 'unreadable';
  /**
   * As its author last wrote it; the question of a poll; the subject of a memo; the remarks with which a draft was put up for
   * approval; empty where it is deleted or unreadable.
   */
  readonly text: string;
  /** The author's clock; milliseconds. */
  readonly sentAtMs: number;
  /** In a group: delivered and read by everybody who is to have it. `received` on others' messages. */
  readonly state: MessageState;
  /** `clock`: the author's clock disagrees by more than a day with the order or with ours; show the time as unsure. */
  readonly flag: 'clock' | null;
  /** It came long after its place in the order, above messages that had been read. */
  readonly isLate: boolean;
  /** Its author's badge, or the device, was revoked by then, or by the time of a change that is shown; null if neither was. */
  readonly revoked: MessageMark | null;
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
  /** Null unless `kind` is `submission`. */
  readonly approval: ApprovalView | null;
  readonly reactions: readonly { readonly emoji: string; readonly people: readonly PersonView[] }[];
  readonly isStarred: boolean;
}

/** What its author did when their badge or device had been revoked. */
export interface MessageMark extends RevokedMark {
  readonly act: 'written' | 'changed' | 'deleted';
}

/** How far those who were asked are with a draft that was put up for approval. */
export interface ApprovalView {
  /** In the order in which they are asked. */
  readonly approvers: readonly {
    readonly person: PersonView;
    readonly verdict: 'waiting' | 'approved' | 'returned';
    /** What they had to say to it; empty for nothing. */
    readonly remarks: string;
    /** When they said so; null if they have not. */
    readonly sentAtMs: number | null;
    /** Their badge or device was revoked by then; null if neither was. */
    readonly revoked: RevokedMark | null;
  }[];
  /** `returned`: somebody wants it changed. `sent`: it has become a memo. */
  readonly state: 'waiting' | 'returned' | 'approved' | 'sent';
  /** Whose turn it is; null unless it waits. */
  readonly turn: PersonView | null;
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

/** Something that happened to a group, or to the devices of somebody, to be told among the messages. */
export interface EventView {
  readonly id: EntryId | DeviceId;
  /** The message shown that it follows in reading order; null if it comes before the first one shown. */
  readonly after: EntryId | null;
  readonly sentAtMs: number;
  /** Who did it. */
  readonly by: PersonView;
  readonly what:
    | { readonly kind: 'created'; readonly name: string }
    | { readonly kind: 'added'; readonly person: PersonView; readonly role: Role }
    /** Somebody who holds the post came in. `from` held it before, as far as it was told here; null if nobody did. */
    | {
        readonly kind: 'charge';
        /** What it is called. */
        readonly post: string;
        readonly charge: ChargeView;
        readonly from: PersonView | null;
      }
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
    | { readonly kind: 'forked' }
    /** They use a new device, or one no more. */
    | { readonly kind: 'device-added' | 'device-ended' };
}

export interface MemberView extends PersonView {
  readonly role: Role;
  /** Who added them; themselves for whoever created the group. */
  readonly addedBy: PersonView;
  /** What of the past they were given. */
  readonly history: HistoryRule;
  /** A live link to them exists. */
  readonly online: boolean;
  /** Which way it takes; null where there is none, or that is not known yet. */
  readonly path: Path;
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
  /** What is known of the post that is written to here; null if it is none. */
  readonly post: PostTalkView | null;
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
  /** Of a conversation of two that are linked: which way that takes; null where that is not known yet. */
  readonly path: Path;
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
  /** What has changed of the devices of the people in it. Those of a group itself are in `group`. */
  readonly deviceEvents: readonly EventView[];
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

  /** First run: makes the person and this device. */
  /** By `words`, 24 of them, the person that they are of is made anew, with this as its only device. */
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
