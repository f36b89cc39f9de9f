/**
 * What the app shows of badges, posts and directories, and what a view may ask about them. As in `views.ts`: snapshots are
 * immutable, and `ui/` computes no trust of its own.
 */
import type { BadgeStanding } from '../domain/badges.js';
import type { FaultCode } from '../domain/fault.js';
import type { BadgeNames } from '../protocol/badge.js';
import type { Department } from '../protocol/department.js';
import type { ConversationId, IssuerId, PersonId, PostId } from '../protocol/ids.js';
import type { Result } from '../protocol/result.js';
import type { ReadonlyStore } from './store.js';
import type { PersonView } from './conversation-views.js';

/** What an authority is called. */
export interface AuthorityView {
  readonly key: IssuerId;
  readonly name: string;
  /** Null if it has no name in Urdu. */
  readonly urduName: string | null;
}

/** A badge of an authority that is trusted here. */
export interface BadgeView {
  readonly names: BadgeNames;
  readonly urdu: BadgeNames | null;
  /** May be empty. */
  readonly grade: string;
  /** The post that it names; null for none. */
  readonly post: string | null;
  readonly authority: AuthorityView;
  /** Who issued it for the authority; null where it did itself. */
  readonly registrar: BadgeNames | null;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly standing: BadgeStanding;
}

/**
 * How sure one may be of who somebody is: their key was compared face to face, an office vouches for it by a badge that is
 * good now, or neither.
 */
export type Assurance = 'verified' | 'vouched' | 'unverified';

/** Everything that is known of who somebody is. */
export interface IdentityView {
  readonly person: PersonView;
  readonly assurance: Assurance;
  /** Those that are good first, then the newest. */
  readonly badges: readonly BadgeView[];
  /** When their key was compared face to face, and how many devices they have added since; null if it never was. */
  readonly verified: { readonly atMs: number; readonly newDevices: number } | null;
  /** Others that we know, whose names look like theirs. */
  readonly lookalikes: readonly LookalikeView[];
  /** The posts they hold now. */
  readonly posts: readonly PostView[];
  /** The key that they had before, as their badge says; null if it says none. */
  readonly former: PersonView | null;
  /** Who has their badge now: this key is over. */
  readonly successor: PersonView | null;
  /** Sixty digits that both read alike; null of ourselves. */
  readonly safetyNumber: string | null;
  /** What the other scans to compare keys; null of ourselves. */
  readonly verifyText: string | null;
}

export interface LookalikeView {
  readonly person: PersonView;
  /** Their best badge; null if they have none. */
  readonly badge: BadgeView | null;
}

export interface PostView {
  readonly post: PostId;
  readonly name: string;
  readonly urduName: string | null;
  readonly department: Department;
  readonly authority: AuthorityView;
  /** Null while nobody holds it. */
  readonly holder: PersonView | null;
  /** Who held it when, the newest first. `person` is null where nobody did. */
  readonly history: readonly { readonly person: PersonView | null; readonly sinceMs: number }[];
  /** Two registrars have named different holders at once, and the authority has not settled it. */
  readonly isDisputed: boolean;
}

/** Who has held a post, from when on, and by whose word: as the charge says that is behind it. */
export interface ChargeView {
  /** Counts the charges of a post, from 1. */
  readonly number: number;
  /** Null while nobody holds it. */
  readonly holder: PersonView | null;
  readonly sinceMs: number;
  /** The name of the registrar, or of the authority where it did so itself. */
  readonly orderedBy: string;
  /** Who held it before, and handed it over by their own signature; null if nobody did. */
  readonly handedOverBy: PersonView | null;
}

/** A post as the conversation with it shows it: by charges alone, whatever its members claim. */
export interface PostTalkView {
  /** Null while no charge of it is known here. */
  readonly post: PostView | null;
  /** Who held it when, the newest first. */
  readonly charges: readonly ChargeView[];
  /** What is in dispute; none if nothing is. */
  readonly disputed: readonly ChargeView[];
  /**
   * `here`: whoever holds it is in the conversation. `coming`: they are not yet, and what is written waits for them.
   * `vacant`: nobody holds it. `unknown`: no charge is known here.
   */
  readonly holding: 'here' | 'coming' | 'vacant' | 'unknown';
  /** Who held it, holds it no more, and is in the conversation all the same. */
  readonly lingering: readonly PersonView[];
}

/** What somebody who hands over a post gives the registrar. */
export interface HandoverView {
  /** For a QR code. */
  readonly text: string;
  /** As a file. */
  readonly bytes: Uint8Array;
}

/** What a charge says, before it is taken. */
export interface ChargePreview {
  readonly post: PostView;
  readonly charge: ChargeView;
  /** It is known here already. */
  readonly isKnown: boolean;
}

export interface PostVerbs {
  /** Counts up whenever what is below may have changed. */
  readonly changes: ReadonlyStore<number>;
  /** The posts that we hold. */
  own(): readonly PostView[];
  /** Null if no charge of it is known here. */
  get(post: PostId): PostView | null;
  /** Whom a post may be handed to: those we have met, by name. */
  successors(): readonly PersonView[];
  /** The conversation of ours with whoever holds the post. It is begun if there is none; there is never a second one. */
  write(post: PostId): Promise<Result<ConversationId, FaultCode>>;
  /** Signs that we hand over a post of ours, to a person or to whom the registrar names. Nothing changes by it alone. */
  handOver(post: PostId, to: PersonId | null): Promise<Result<HandoverView, FaultCode>>;
  /** Reads a registrar's charge from a pasted or scanned text or the bytes of a file, and keeps nothing. */
  readCharge(carried: string | Uint8Array): Result<ChargePreview, FaultCode>;
  /** Keeps it, and gives it on. */
  takeCharge(carried: string | Uint8Array): Promise<Result<ChargePreview, FaultCode>>;
}

/** Whom one finds in a directory. */
export interface DirectoryEntry {
  readonly person: PersonId;
  readonly name: string;
  readonly title: string;
  readonly grade: string;
  /** Empty where there is none. So is the title. */
  readonly urduName: string;
  readonly urduTitle: string;
  readonly department: Department;
  readonly urduDepartment: Department | null;
  readonly post: string | null;
  readonly untilMs: number;
  readonly standing: BadgeStanding;
}

export interface DepartmentView {
  readonly department: Department;
  readonly name: string;
  readonly urduName: string | null;
  /** People in it and in its parts. */
  readonly count: number;
  readonly hasParts: boolean;
}

export interface DirectoryView {
  /** `none`: no directory is held. `loading`: `count` of its entries can be found so far. */
  readonly state: 'none' | 'loading' | 'ready';
  readonly count: number;
  /** When the oldest of the directories held was issued, and when a newer one is due; 0 for none. */
  readonly asOfMs: number;
  readonly nextUpdateMs: number;
}

export interface DirectoryVerbs {
  readonly view: ReadonlyStore<DirectoryView>;
  /** Makes it ready to be searched. Called again, it does nothing. */
  open(): void;
  /** The best `limit` matches, best first: each word of `text` begins a word of the name, title, department or post. */
  search(text: string, limit: number): readonly DirectoryEntry[];
  /** The parts of a department; of the whole office for an empty path. */
  departments(of: Department): readonly DepartmentView[];
  /** Those who are in exactly this department, by name. */
  peopleOf(department: Department): readonly DirectoryEntry[];
  /** Posts whose name or department has each word of `text`; all of them for an empty text. */
  posts(text: string, limit: number): readonly PostView[];
  /** Makes a contact of somebody in it, and returns the conversation with them. */
  write(person: PersonId): Promise<Result<ConversationId, FaultCode>>;
}

/** What our person is to be told of their badge: when the last one ends, or that there is none any more that is good. */
export type OwnBadgeNote =
  | { readonly kind: 'ends' | 'ended'; readonly untilMs: number }
  | { readonly kind: 'revoked'; readonly fromMs: number };

/** Where we stand with a badge of our own. */
export interface OwnBadgeView {
  /** Of authorities that are trusted on this device. Those that are good first, then the newest. */
  readonly badges: readonly BadgeView[];
  /** Of others: we hold and show them, and they count for nothing here. Whether they were revoked is not known. */
  readonly untrusted: readonly BadgeView[];
  readonly note: OwnBadgeNote | null;
  /** The authorities that are trusted on this device. */
  readonly authorities: readonly AuthorityView[];
  /**
   * Those whose badges this introducer lets in, as it says itself; null if it lets everybody in or was not heard of. One that
   * is not trusted here has no name.
   */
  readonly required: readonly AuthorityView[] | null;
  /** The introducer does not let us in for want of a badge that is good. */
  readonly isTurnedAway: boolean;
  /** A reply that lies ready at the introducer, as a file, and was not put off; null for none. */
  readonly waiting: Uint8Array | null;
  /** When our person asked for a badge that has not come yet and is looked for; null if there is none. */
  readonly askedMs: number | null;
}

/** What a request for a badge is carried as. */
export interface RequestView {
  /** The key that the registrar compares. */
  readonly person: PersonId;
  /** For a QR code. */
  readonly text: string;
  readonly link: string;
  /** As a file. */
  readonly bytes: Uint8Array;
}

/** A request that somebody made, as their link has it. Whether it is true, the registrar finds out. */
export interface OpenedRequest extends RequestView {
  readonly name: string;
  /** As they typed it; may be empty. */
  readonly title: string;
  readonly department: string;
  /** It is our own. */
  readonly isOwn: boolean;
}

/** What a reply holds, before it is taken. */
export interface ReplyPreview {
  readonly badge: BadgeView;
  readonly authority: AuthorityView;
  /** False: the person has to say first that they trust this authority. */
  readonly isTrusted: boolean;
}

export interface EnrolmentVerbs {
  readonly view: ReadonlyStore<OwnBadgeView>;
  request(wish: {
    readonly title: string;
    readonly department: string;
    /** As an invitation carries it; null without one. */
    readonly invitation: Uint8Array | null;
  }): Promise<Result<RequestView, FaultCode>>;
  /** Reads a request from the link that was opened, and keeps nothing. */
  readRequest(link: string): Result<OpenedRequest, FaultCode>;
  /** Reads a reply from a pasted or scanned text or the bytes of a file, and keeps nothing. */
  readReply(carried: string | Uint8Array): Result<ReplyPreview, FaultCode>;
  /** Trusts its authority, keeps the badge, and shows it from now on. If it fails, nothing has changed. */
  takeReply(carried: string | Uint8Array): Promise<Result<BadgeView, FaultCode>>;
  /** Looks at the introducer now: the reply that lies ready, as a file; null if there is none for us. Keeps nothing. */
  collect(): Promise<Uint8Array | null>;
  /** What lies ready is not to be shown again by itself until the next start. */
  putOff(): void;
  /**
   * Trusts an authority no more. Badges of it count for nothing here, its directory and posts go, and whom it revoked is shut
   * out no more. Our own badges of it stay, and go on being shown.
   */
  stopTrusting(authority: IssuerId): Promise<Result<void, FaultCode>>;
}

/** Badges, posts and directories. */
export interface OfficialVerbs {
  /** Counts up whenever anything that the views below show may have changed. */
  readonly changes: ReadonlyStore<number>;
  identityOf(person: PersonId): IdentityView;
  readonly directory: DirectoryVerbs;
  readonly enrolment: EnrolmentVerbs;
  readonly posts: PostVerbs;
  /** Says that our person has compared the key, face to face or digit by digit; or takes it back. */
  setVerified(person: PersonId, isVerified: boolean): Promise<Result<void, FaultCode>>;
  /** Compares what was scanned from the other's screen. True: it is their key, and they take ours for ours. */
  checkVerifyText(person: PersonId, text: string): Result<boolean, FaultCode>;
}
