import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type {
  AnnotationBody,
  EditBody,
  PollBody,
  ReactBody,
  StandingBody,
  MemoBody,
  SubmitBody,
  VoteBody,
} from '../protocol/message-body.js';
import { foldApproval, type Approval } from './approval.js';
import { withoutCopies } from './copies.js';
import { compareOrder, type Sortable } from './order.js';

/** An entry that stands in a conversation by itself. */
export interface Message {
  readonly id: EntryId;
  /** Every id that it goes by, where these are more than the one: see `sayingOf`. */
  readonly ids?: ReadonlySet<EntryId>;
  /** Whose device signed it. */
  readonly person: PersonId;
  readonly sentAtMs: number;
  /** Of its header: it is there where the body is not. */
  readonly kind: number;
  /** Null where it is not held, or cannot be read. */
  readonly body: StandingBody | null;
}

/** An entry that says something about a message of its own conversation. */
export interface Annotation extends Sortable {
  readonly person: PersonId;
  readonly sentAtMs: number;
  readonly body: AnnotationBody;
}

export interface Version {
  readonly text: string;
  /** Its author's clock: a claim, as everywhere. */
  readonly sentAtMs: number;
}

export interface Reaction {
  readonly emoji: string;
  /** Whoever has it on the message, each once; who came first stands first. */
  readonly people: readonly PersonId[];
}

export interface PollCount {
  readonly question: string;
  readonly isMultiple: boolean;
  readonly options: readonly {
    readonly text: string;
    /** Whoever chose it, each once; who came first stands first. */
    readonly people: readonly PersonId[];
  }[];
}

/** What a reader sees of a message and all that was said about it. */
export interface FoldedMessage {
  /** For good, by its own person. Nothing else is then left of it. */
  readonly isDeleted: boolean;
  /** As its person last wrote it; null of a poll, of what is deleted, and of what is not held. */
  readonly text: string | null;
  /** The people that `text` names. */
  readonly mentions: readonly PersonId[];
  /** When `text` was written, if it is not the first; else null. */
  readonly editedAtMs: number | null;
  /** What the text was before, oldest first. */
  readonly earlier: readonly Version[];
  readonly reply: EntryId | null;
  readonly isUrgent: boolean;
  readonly asksForNote: boolean;
  readonly isForwarded: boolean;
  /** Null unless it is a poll. */
  readonly poll: PollCount | null;
  /** The subject, if it is a memo whose body is held. */
  readonly subject: string | null;
  /** What was put up for approval, and how far it is with that; null of everything else. */
  readonly submission: (Approval & Pick<SubmitBody, 'hash' | 'pieces' | 'remarks'>) | null;
  /** At most MAX_REACTIONS: what most people have on it first, then what was there first. */
  readonly reactions: readonly Reaction[];
  /** Whoever noted it, each once; who came first stands first. */
  readonly noted: readonly PersonId[];
}

/** Different emoji shown of one message. More of them would bury it. */
export const MAX_REACTIONS = 32;

/**
 * A message and what was said about it, as one. The same for equal sets of annotations, in whatever order and however
 * often they are given; what is about another entry is passed over, and what was said again counts once.
 */
export function foldMessage(message: Message, annotations: readonly Annotation[]): FoldedMessage {
  const ordered = annotations.length === 0 ? [] : orderedAbout(message, annotations);
  const isDeleted = ordered.some(
    ({ person, body }) => body.kind === KIND.delete && person === message.person,
  );
  if (isDeleted && !isRecord(message.kind)) return DELETED;
  return {
    ...NOTHING,
    ...(message.body?.kind === KIND.poll && { poll: countOf(message.body, ordered) }),
    ...(isSignedBy(message, KIND.memo) && { subject: message.body.subject }),
    ...(isSignedBy(message, KIND.submit) && { submission: submissionOf(message.body, ordered) }),
    ...(message.kind === KIND.text && textOf(message, ordered)),
    ...(ordered.length > 0 && { reactions: reactionsOf(ordered), noted: notedIn(ordered) }),
  };
}

/** What of its own person decides what is shown of a message: its deletion, else the last edit; null for neither. */
export function changeOf(message: Message, annotations: readonly Annotation[]): Annotation | null {
  const own = orderedAbout(message, annotations).filter(({ person }) => person === message.person);
  const deletion = isRecord(message.kind) ? undefined : own.find(({ body }) => body.kind === KIND.delete);
  return deletion ?? (message.kind === KIND.text ? own.findLast(isEdit) : undefined) ?? null;
}

/** Whether it is a record of that kind in which its device says itself whose it is, as we know it to be. */
const isSignedBy = <Kind extends typeof KIND.memo | typeof KIND.submit>(
  message: Message,
  kind: Kind,
): message is Message & { readonly body: Extract<StandingBody, { readonly kind: Kind }> } =>
  message.body?.kind === kind && (message.body as MemoBody | SubmitBody).person === message.person;

/** What others have put their names to, or were asked to, is not its author's to take back. */
const isRecord = (kind: number): boolean => kind === KIND.memo || kind === KIND.submit;

const submissionOf = (body: SubmitBody, ordered: readonly Annotation[]): FoldedMessage['submission'] => ({
  ...foldApproval(body, ordered),
  hash: body.hash,
  pieces: body.pieces,
  remarks: body.remarks,
});

/** What is about a message, each once, in reading order. */
function orderedAbout({ id, ids }: Message, annotations: readonly Annotation[]): readonly Annotation[] {
  const about = new Map<EntryId, Annotation>();
  for (const annotation of annotations) {
    const { target } = annotation.body;
    if (target === id || ids?.has(target)) about.set(annotation.id, annotation);
  }
  return withoutCopies([...about.values()].sort(compareOrder));
}

const notedIn = (ordered: readonly Annotation[]): readonly PersonId[] => [
  ...new Set(ordered.flatMap(({ person, body }) => (body.kind === KIND.note ? [person] : []))),
];

const NOTHING: FoldedMessage = {
  isDeleted: false,
  text: null,
  mentions: [],
  editedAtMs: null,
  earlier: [],
  reply: null,
  isUrgent: false,
  asksForNote: false,
  isForwarded: false,
  poll: null,
  subject: null,
  submission: null,
  reactions: [],
  noted: [],
};
const DELETED: FoldedMessage = { ...NOTHING, isDeleted: true };

type Said<Body extends AnnotationBody> = Annotation & { readonly body: Body };

const isEdit = (annotation: Annotation): annotation is Said<EditBody> => annotation.body.kind === KIND.edit;
const isReact = (annotation: Annotation): annotation is Said<ReactBody> =>
  annotation.body.kind === KIND.react;
const isVote = (annotation: Annotation): annotation is Said<VoteBody> => annotation.body.kind === KIND.vote;

/** Only its own person edits a text. The last edit holds; the others, and the text it began with, are its past. */
function textOf(message: Message, ordered: readonly Annotation[]): Partial<FoldedMessage> {
  const body = message.body?.kind === KIND.text ? message.body : null;
  const edits = ordered.filter(isEdit).filter(({ person }) => person === message.person);
  const versions: Version[] = body ? [{ text: body.text, sentAtMs: message.sentAtMs }] : [];
  for (const edit of edits) versions.push({ text: edit.body.text, sentAtMs: edit.sentAtMs });
  const last = edits.at(-1);
  return {
    text: versions.at(-1)?.text ?? null,
    mentions: (last?.body ?? body)?.mentions ?? [],
    editedAtMs: last?.sentAtMs ?? null,
    earlier: versions.slice(0, -1),
    reply: body?.reply ?? null,
    isUrgent: body?.isUrgent ?? false,
    asksForNote: body?.asksForNote ?? false,
    isForwarded: body?.isForwarded ?? false,
  };
}

/** Of each person, the last word on each emoji holds. */
function reactionsOf(ordered: readonly Annotation[]): readonly Reaction[] {
  const reacts = ordered.filter(isReact);
  const people = new Map<string, PersonId[]>();
  for (const { person, body } of lastOfEach(reacts, ({ person, body }) => `${person} ${body.emoji}`))
    if (body.isOn) {
      const others = people.get(body.emoji);
      if (others) others.push(person);
      else people.set(body.emoji, [person]);
    }
  // A sort keeps the order of equals, which is that of the first word of each that holds.
  return [...people]
    .map(([emoji, people]) => ({ emoji, people }))
    .sort((a, b) => b.people.length - a.people.length)
    .slice(0, MAX_REACTIONS);
}

/** Of each person, the last vote that the poll allows holds. */
function countOf({ question, options, isMultiple }: PollBody, ordered: readonly Annotation[]): PollCount {
  const isAllowed = ({ body: { choices } }: Said<VoteBody>) =>
    choices.every((choice) => choice < options.length) && (isMultiple || choices.length <= 1);
  const votes = lastOfEach(ordered.filter(isVote).filter(isAllowed), ({ person }) => person);
  const peopleFor = (choice: number) =>
    votes.filter(({ body }) => body.choices.includes(choice)).map(({ person }) => person);
  return {
    question,
    isMultiple,
    options: options.map((text, choice) => ({ text, people: peopleFor(choice) })),
  };
}

/** The last item of each key, in the order of the items. */
function lastOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const last = new Map(items.map((item) => [keyOf(item), item]));
  return items.filter((item) => last.get(keyOf(item)) === item);
}
