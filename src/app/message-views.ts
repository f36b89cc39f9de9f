import type { Approval } from '../domain/approval.js';
import { isClockUnsure } from '../domain/order.js';
import type { RevokedMark } from '../domain/revoked-mark.js';
import { commonReach, reachByPerson, stateAt, type Reach, type ReceiptRow } from '../domain/receipts.js';
import type { DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import {
  foldIn,
  foldStored,
  isShownBy,
  namedIn,
  standingBodyOf,
  wordsOf,
  type Folded,
} from './folded-message.js';
import type { LoadedPage } from './loaded-page.js';
import type { Membership } from './membership.js';
import type { StoredEntry } from './ports.js';
import { RevokedMarks, type RevokedFromOf } from './revoked-marks.js';
import type { ApprovalView, MessageView, PersonView } from './conversation-views.js';

/** What a message shows that is neither in its entry nor in what is said about it. */
export interface Circumstances {
  readonly receipts: readonly ReceiptRow[];
  /** Every device that has written here. */
  readonly devices: Iterable<DeviceId>;
  readonly wallMs: number;
  readonly isLate: (id: EntryId) => boolean;
}

interface Known {
  readonly folded: Folded;
  view: MessageView | null;
}

/** How far a submission is, as a view sees it. `markOf`: how the entry of a verdict stands to what was revoked. */
export const approvalView = (
  { approvers, state, turn, memo }: Approval,
  person: (one: PersonId) => PersonView,
  markOf: (id: EntryId) => RevokedMark | null,
): ApprovalView => ({
  approvers: approvers.map(({ person: one, verdict }) => ({
    person: person(one),
    verdict: verdict ? (verdict.isApproval ? 'approved' : 'returned') : 'waiting',
    remarks: verdict?.remarks ?? '',
    sentAtMs: verdict?.sentAtMs ?? null,
    revoked: verdict && markOf(verdict.id),
  })),
  state: state === 'approved' && memo ? 'sent' : state,
  turn: turn && person(turn),
});

/**
 * The messages of a conversation as a view sees them. Each is folded anew only when something was said about it, and
 * each is the very same object for as long as nothing of it has changed, so that a list renders only what has.
 */
export class MessageViews {
  readonly #membership: Membership;
  readonly #self: PersonId;
  readonly #revokedFrom: RevokedFromOf;
  readonly #marks: RevokedMarks;
  #known: ReadonlyMap<EntryId, Known> = new Map();
  /** Who the people are and what they may do, as it was when `#known` was made. */
  #people: ReadonlyMap<string, string> = new Map();

  #basis: unknown = null;

  constructor(membership: Membership, self: PersonId, revokedFrom: RevokedFromOf = () => null) {
    this.#membership = membership;
    this.#self = self;
    this.#revokedFrom = revokedFrom;
    this.#marks = new RevokedMarks(membership, revokedFrom);
  }

  /** Of everything in `page`, in reading order. */
  of(page: LoadedPage, now: Circumstances): readonly MessageView[] {
    const people = this.#describePeople(now.devices);
    // Whoever is new here has had no part in what is known.
    const isOther = [...this.#people].some(([who, before]) => people.get(who) !== before);
    if (isOther || this.#basis !== this.#membership.basis) this.#known = new Map();
    this.#basis = this.#membership.basis;
    this.#people = people;
    const next = new Map<EntryId, Known>();
    const reachOf = this.#reaches(now.receipts);
    const views = page.entries.flatMap((stored) => {
      const known = this.#fold(stored, page, next);
      return known && isShownBy(known.folded, stored) ? [this.#view(known, page, now, reachOf, next)] : [];
    });
    this.#known = next;
    return views;
  }

  person(person: PersonId): PersonView {
    return { person, name: this.#membership.nameOf(person), own: person === this.#self };
  }

  /** Whose each device is, whether it speaks for an office still, and of each person all that a message may depend on. */
  #describePeople(devices: Iterable<DeviceId>): ReadonlyMap<string, string> {
    const membership = this.#membership;
    const described = new Map<string, string>();
    const people = new Set([this.#self, ...membership.others]);
    for (const device of devices) {
      const person = membership.personOf(device);
      const revoked = person && this.#revokedFrom(person, device);
      described.set(device, revoked ? `${person} ${revoked.what} ${revoked.fromMs}` : (person ?? ''));
      if (person) people.add(person);
    }
    for (const person of people) {
      const rights = [membership.mightPost(person)];
      described.set(`person ${person}`, `${rights.join()} ${membership.nameOf(person)}`);
    }
    return described;
  }

  #reaches(receipts: readonly ReceiptRow[]): (author: DeviceId, seq: number) => Reach {
    const { others } = this.#membership;
    const personOf = (device: DeviceId) => this.#membership.personOf(device);
    const reaches = new Map<DeviceId, (seq: number) => Reach>();
    return (author, seq) => {
      let reachOf = reaches.get(author);
      if (!reachOf) {
        const byPerson = reachByPerson(receipts, author, personOf);
        // Whoever came without the past is to have nothing of it.
        const firstSeqs = others.map((person) => this.#membership.firstSeqFor(person, author));
        const common = commonReach(byPerson, others);
        reachOf = firstSeqs.every((first) => first === 0)
          ? () => common
          : (at) =>
              commonReach(
                byPerson,
                others.filter((_, i) => firstSeqs[i]! <= at),
              );
        reaches.set(author, reachOf);
      }
      return reachOf(seq);
    };
  }

  #fold(stored: StoredEntry, page: LoadedPage, next: Map<EntryId, Known>): Known | null {
    const { id } = stored.entry;
    if (page.copiesOf(id).length > 0 || standingBodyOf(stored)?.again)
      return this.#foldSaying(stored, page, next);
    const annotations = page.annotationsOf(id);
    let known = next.get(id) ?? this.#known.get(id);
    if (known?.folded.stored !== stored || known.folded.annotations !== annotations) {
      const folded = foldStored(stored, annotations, this.#membership);
      known = folded ? { folded, view: null } : undefined;
    }
    if (known) next.set(id, known);
    return known ?? null;
  }

  /** As `#fold`, of what may have been said again: the same object for as long as it is made of the same. */
  #foldSaying(stored: StoredEntry, page: LoadedPage, next: Map<EntryId, Known>): Known | null {
    const folded = foldIn(page, stored, this.#membership);
    if (!folded) return null;
    const { id } = folded.stored.entry;
    const before = next.get(id) ?? this.#known.get(id);
    const isSame =
      isSameList(before?.folded.entries, folded.entries) &&
      isSameList(before?.folded.annotations, folded.annotations);
    const known = isSame ? before! : { folded, view: null };
    next.set(id, known);
    return known;
  }

  #view(
    known: Known,
    page: LoadedPage,
    now: Circumstances,
    reachOf: (author: DeviceId, seq: number) => Reach,
    next: Map<EntryId, Known>,
  ): MessageView {
    const { folded, view: before } = known;
    const { entry } = folded.stored;
    const isOwn = folded.person === this.#self;
    const state = isOwn ? stateAt(reachOf(entry.author, entry.seq), entry.seq) : 'received';
    const flag = isClockUnsure(entry, now.wallMs) ? 'clock' : null;
    const isLate = now.isLate(entry.id);
    const reply = this.#reply(folded.message.reply, page, next);
    const isSame =
      before?.state === state &&
      before.flag === flag &&
      before.isLate === isLate &&
      before.reply?.id === reply?.id &&
      before.reply?.authorName === reply?.authorName &&
      before.reply?.text === reply?.text;
    if (!isSame) known.view = { ...this.#lasting(folded), state, flag, isLate, reply };
    return known.view!;
  }

  /** What changes only with the fold, or with the people. */
  #lasting(folded: Folded): Omit<MessageView, 'state' | 'flag' | 'isLate' | 'reply'> {
    const { stored, person, kind, message } = folded;
    const { id, author, sentAtMs } = stored.entry;
    const people = (all: readonly PersonId[]) => all.map((one) => this.person(one));
    const { editedAtMs, earlier, isUrgent, asksForNote, isForwarded, poll } = message;
    const own = person === this.#self;
    return {
      id,
      author,
      person,
      own,
      authorName: this.#membership.nameOf(person),
      kind,
      text: wordsOf(folded) ?? '',
      sentAtMs,
      mentions: people(message.mentions),
      isForUs: !own && message.mentions.includes(this.#self),
      editedAtMs,
      earlier,
      isUrgent,
      asksForNote,
      noted: people(message.noted),
      isForwarded,
      poll: poll && {
        isMultiple: poll.isMultiple,
        options: poll.options.map((option) => ({ text: option.text, people: people(option.people) })),
      },
      approval:
        message.submission &&
        approvalView(
          message.submission,
          (one) => this.person(one),
          (said) => this.#marks.ofSaid(folded, said),
        ),
      revoked: this.#marks.ofMessage(folded),
      reactions: message.reactions.map(({ emoji, people: all }) => ({ emoji, people: people(all) })),
      isStarred: folded.entries.some((one) => one.isStarred),
    };
  }

  #reply(id: EntryId | null, page: LoadedPage, next: Map<EntryId, Known>): MessageView['reply'] {
    if (id === null) return null;
    const stored = namedIn(page, id, this.#membership);
    const folded = stored ? this.#fold(stored, page, next)?.folded : undefined;
    if (!folded) return { id, authorName: null, text: null };
    return {
      id: folded.stored.entry.id,
      authorName: this.#membership.nameOf(folded.person),
      text: wordsOf(folded),
    };
  }
}

const isSameList = <T>(a: readonly T[] | undefined, b: readonly T[]): boolean =>
  a?.length === b.length && b.every((item, place) => a[place] === item);
