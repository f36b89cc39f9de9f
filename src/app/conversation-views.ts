/** What the app shows of a conversation, and what a view may ask of it; see `views.ts`. */
import type { FaultCode } from '../domain/fault.js';
import type { RevokedMark } from '../domain/revoked-mark.js';
import type { GroupType, HistoryRule, Role } from '../protocol/admin-body.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { CatchingUp } from './catch-up.js';
import type { ChargeView, PostTalkView } from './official-views.js';
import type { Route } from './ports.js';
import type { DraftRecord } from './records.js';
import type { ReadonlyStore } from './store.js';

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
