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

export interface TextBody extends TextFields {
  readonly kind: typeof KIND.text;
}
export interface EditBody extends EditFields {
  readonly kind: typeof KIND.edit;
}
export interface DeleteBody extends TargetFields {
  readonly kind: typeof KIND.delete;
}
export interface ReactBody extends ReactFields {
  readonly kind: typeof KIND.react;
}
export interface PollBody extends PollFields {
  readonly kind: typeof KIND.poll;
}
export interface VoteBody extends VoteFields {
  readonly kind: typeof KIND.vote;
}
export interface NoteBody extends TargetFields {
  readonly kind: typeof KIND.note;
}

export interface SubmitBody extends SubmitFields {
  readonly kind: typeof KIND.submit;
}
export interface CosignBody extends CosignFields {
  readonly kind: typeof KIND.cosign;
}
export interface MemoBody extends MemoFields {
  readonly kind: typeof KIND.memo;
}
export interface SentBody extends SentFields {
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
  encode([salt, ...fieldsOf(body)]);

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

/** Reads the body of an entry of `kind`; null if it is none of a message. Never throws. */
export function readMessageBody(kind: number, bytes: unknown): MessageBody | null {
  const wire = decodeArray(bytes);
  if (!wire || !isBytes(wire[0], 16)) return null;
  const fields = wire.slice(1);
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

/** The entry that an annotation is about; null for every other body, and for what is none. Never throws. */
export function aboutOf(kind: number, bytes: unknown): EntryId | null {
  const body = readMessageBody(kind, bytes);
  return body && 'target' in body ? body.target : null;
}
