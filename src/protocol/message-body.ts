import { readAgain, wireAgain, type SaidAgain } from './again.js';
import {
  readEdit,
  readReact,
  readTarget,
  wireEdit,
  wireReact,
  wireTarget,
  type EditFields,
  type ReactFields,
  type TargetFields,
} from './annotation-body.js';
import { KIND } from './body.js';
import { decodeArray, encode, isBytes, type Wire } from './codec.js';
import type { EntryId } from './ids.js';
import {
  readCosign,
  readMemo,
  readSent,
  readSubmit,
  wireCosign,
  wireMemo,
  wireSent,
  wireSubmit,
  type CosignFields,
  type MemoFields,
  type SentFields,
  type SubmitFields,
} from './memo-body.js';
import { readPoll, readVote, wirePoll, wireVote, type PollFields, type VoteFields } from './poll-body.js';
import { readText, wireText, type TextFields } from './text-body.js';

export interface TextBody extends TextFields, SaidAgain {
  readonly kind: typeof KIND.text;
}
export interface EditBody extends EditFields, SaidAgain {
  readonly kind: typeof KIND.edit;
}
export interface DeleteBody extends TargetFields, SaidAgain {
  readonly kind: typeof KIND.delete;
}
export interface ReactBody extends ReactFields, SaidAgain {
  readonly kind: typeof KIND.react;
}
export interface PollBody extends PollFields, SaidAgain {
  readonly kind: typeof KIND.poll;
}
export interface VoteBody extends VoteFields, SaidAgain {
  readonly kind: typeof KIND.vote;
}
export interface NoteBody extends TargetFields, SaidAgain {
  readonly kind: typeof KIND.note;
}

export interface SubmitBody extends SubmitFields, SaidAgain {
  readonly kind: typeof KIND.submit;
}
export interface CosignBody extends CosignFields, SaidAgain {
  readonly kind: typeof KIND.cosign;
}
export interface MemoBody extends MemoFields, SaidAgain {
  readonly kind: typeof KIND.memo;
}
export interface SentBody extends SentFields, SaidAgain {
  readonly kind: typeof KIND.sent;
}

/** What stands in a conversation by itself. */
export type StandingBody = TextBody | PollBody | SubmitBody | MemoBody;
/** What is said about an entry that stands by itself, its `target`. */
export type AnnotationBody = EditBody | DeleteBody | ReactBody | VoteBody | NoteBody | CosignBody | SentBody;
export type MessageBody = StandingBody | AnnotationBody;

/**
 * The body of a message entry. `salt` is 16 random bytes; lists must be sorted as the types say. What is over a cap of
 * `limits.ts`, or is no Normalization Form C, no reader takes.
 */
export const encodeMessageBody = (salt: Uint8Array, body: MessageBody): Uint8Array =>
  encode([salt, ...fieldsOf(body), ...(body.again ? [wireAgain(body.again)] : [])]);

function fieldsOf(body: MessageBody): readonly Wire[] {
  switch (body.kind) {
    case KIND.text:
      return wireText(body);
    case KIND.edit:
      return wireEdit(body);
    case KIND.react:
      return wireReact(body);
    case KIND.poll:
      return wirePoll(body);
    case KIND.vote:
      return wireVote(body);
    case KIND.submit:
      return wireSubmit(body);
    case KIND.cosign:
      return wireCosign(body);
    case KIND.memo:
      return wireMemo(body);
    case KIND.sent:
      return wireSent(body);
    case KIND.delete:
    case KIND.note:
      return wireTarget(body);
  }
}

const ANNOTATIONS: ReadonlySet<number> = new Set<AnnotationBody['kind']>([
  KIND.edit,
  KIND.delete,
  KIND.react,
  KIND.vote,
  KIND.note,
  KIND.cosign,
  KIND.sent,
]);
const SILENT: ReadonlySet<number> = new Set([KIND.update, KIND.piece]);

/** Whether entries of `kind` are about another entry, and so have no place of their own in the reading order. */
export const isAnnotation = (kind: number): boolean => ANNOTATIONS.has(kind);

/**
 * Whether entries of `kind` stand in the reading order. Annotations do not, and neither does what a draft or a memo is put
 * together from (`draft-body.ts`): that is found by its log alone.
 */
export const hasPlace = (kind: number): boolean => !isAnnotation(kind) && !SILENT.has(kind);

/** Whether `kind` is that of a message, of what is about one, or of what one is put together from. */
export const isMessageKind = (kind: number): boolean => kind >= KIND.text && kind <= KIND.sent;

/** How many fields a body of each kind has beside its salt; one more where it names what it was before. */
const FIELD_COUNTS: Readonly<Record<number, readonly number[]>> = {
  [KIND.text]: [1, 4],
  [KIND.edit]: [3],
  [KIND.delete]: [1],
  [KIND.react]: [3],
  [KIND.poll]: [3],
  [KIND.vote]: [2],
  [KIND.note]: [1],
  [KIND.submit]: [6],
  [KIND.cosign]: [6],
  [KIND.memo]: [5],
  [KIND.sent]: [2],
};

/** Reads the body of an entry of `kind`; null if it is none of a message. Never throws. */
export function readMessageBody(kind: number, bytes: unknown): MessageBody | null {
  const wire = decodeArray(bytes);
  if (!wire || !isBytes(wire[0], 16)) return null;
  const fields = wire.slice(1);
  if (!FIELD_COUNTS[kind]?.includes(fields.length - 1)) return readFields(kind, fields);
  const again = readAgain(fields.at(-1));
  const body = again && readFields(kind, fields.slice(0, -1));
  return body && { ...body, again };
}

function readFields(kind: number, fields: readonly unknown[]): MessageBody | null {
  switch (kind) {
    case KIND.text:
      return withKind(kind, readText(fields));
    case KIND.edit:
      return withKind(kind, readEdit(fields));
    case KIND.delete:
    case KIND.note:
      return withKind(kind, readTarget(fields));
    case KIND.react:
      return withKind(kind, readReact(fields));
    case KIND.poll:
      return withKind(kind, readPoll(fields));
    case KIND.vote:
      return withKind(kind, readVote(fields));
    case KIND.submit:
      return withKind(kind, readSubmit(fields));
    case KIND.cosign:
      return withKind(kind, readCosign(fields));
    case KIND.memo:
      return withKind(kind, readMemo(fields));
    case KIND.sent:
      return withKind(kind, readSent(fields));
    default:
      return null;
  }
}

const withKind = <K, F extends object>(kind: K, fields: F | null) => fields && { kind, ...fields };

/** As `readMessageBody`, of what stands by itself; null for everything else. Never throws. */
export function readStandingBody(kind: number, bytes: unknown): StandingBody | null {
  const body = isAnnotation(kind) ? null : readMessageBody(kind, bytes);
  return body && !('target' in body) ? body : null;
}

/** As `readMessageBody`, of what is about another entry; null for everything else. Never throws. */
export function readAnnotationBody(kind: number, bytes: unknown): AnnotationBody | null {
  const body = isAnnotation(kind) ? readMessageBody(kind, bytes) : null;
  return body && 'target' in body ? body : null;
}

const NOTHING: readonly EntryId[] = [];

/**
 * The ids by which an entry is looked for beside its own: what it is about, and under which ids it was said before. None
 * for what is no body. Never throws.
 */
export function foundBy(kind: number, bytes: Uint8Array | null): readonly EntryId[] {
  // By far the most name none, and their first byte, which says how many items follow, tells it.
  const isAgain = FIELD_COUNTS[kind]?.some((count) => bytes?.[0] === ARRAY_OF + count + 2);
  if (!bytes || !(isAgain || isAnnotation(kind))) return NOTHING;
  const body = readMessageBody(kind, bytes);
  if (!body) return NOTHING;
  const former = body.again ?? NOTHING;
  return 'target' in body ? [body.target, ...former] : former;
}

/** The first byte of a short CBOR array is this and the number of its items. */
const ARRAY_OF = 0x80;

/** The entry that an annotation is about; null for every other body, and for what is none. Never throws. */
export function aboutOf(kind: number, bytes: unknown): EntryId | null {
  const body = readMessageBody(kind, bytes);
  return body && 'target' in body ? body.target : null;
}
