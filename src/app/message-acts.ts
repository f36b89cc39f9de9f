import type { FaultCode } from '../domain/fault.js';
import { KIND } from '../protocol/body.js';
import { utf8Bytes } from '../protocol/codec.js';
import { isEmoji } from '../protocol/emoji.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import {
  MAX_MENTIONS,
  MAX_OPTION_BYTES,
  MAX_OPTIONS,
  MAX_QUESTION_BYTES,
  MAX_TEXT_BYTES,
} from '../protocol/limits.js';
import type { AnnotationBody, MessageBody, PollBody, TextBody } from '../protocol/message-body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { plainText } from '../protocol/text-body.js';
import { annotationBodyOf, type Folded } from './folded-message.js';
import type { Membership } from './membership.js';
import type { DraftMarks } from './conversation-views.js';

/** Who acts, and what they may do. */
export interface Actor {
  readonly self: PersonId;
  readonly membership: Membership;
}

/** An act that leads to an entry, or that has been done before: then the entry is there already. */
export type Act = Result<{ readonly body: MessageBody } | { readonly done: EntryId }, FaultCode>;

const act = (body: MessageBody): Act => ok({ body });

/** What somebody typed, as it may be signed. */
export const cleanText = (typed: string): string => typed.toWellFormed().normalize('NFC').trim();

const isTooLong = (text: string, maxBytes: number): boolean => utf8Bytes(text).byteLength > maxBytes;

/** The people a text names, as the wire wants them. */
const sortedPeople = (people: readonly PersonId[] = []): readonly PersonId[] => [...new Set(people)].sort();

/** A text of ours. `text` is clean and not empty. */
export function textAct(
  text: string,
  { reply, isUrgent, asksForNote }: DraftMarks,
  mentioned: readonly PersonId[],
  { self, membership }: Actor,
): Act {
  const mentions = sortedPeople(mentioned);
  if (!membership.mayPost(self)) return fail('not-allowed');
  if (isTooLong(text, MAX_TEXT_BYTES)) return fail('text-too-long');
  if (mentions.length > MAX_MENTIONS) return fail('mentions-too-many');
  return act({
    kind: KIND.text,
    text,
    reply,
    mentions,
    isUrgent,
    asksForNote,
    isForwarded: false,
  });
}

/** A poll of ours. */
export function askAct(
  typedQuestion: string,
  typedOptions: readonly string[],
  isMultiple: boolean,
  { self, membership }: Actor,
): Act {
  const question = cleanText(typedQuestion);
  const options = typedOptions.map(cleanText);
  if (!membership.mayPost(self)) return fail('not-allowed');
  const isUnfit =
    question === '' ||
    isTooLong(question, MAX_QUESTION_BYTES) ||
    options.length < 2 ||
    options.length > MAX_OPTIONS ||
    options.some((option) => option === '' || isTooLong(option, MAX_OPTION_BYTES)) ||
    new Set(options).size < options.length;
  return isUnfit ? fail('poll-unfit') : act({ kind: KIND.poll, question, options, isMultiple });
}

/** Another text in the place of a message of ours. */
export function editAct(
  of: Folded | null,
  typed: string,
  mentioned: readonly PersonId[] | undefined,
  actor: Actor,
): Act {
  const text = cleanText(typed);
  const mentions = sortedPeople(mentioned);
  const refusal = refusalFor(of, actor, isText);
  if (!of || refusal) return fail(refusal ?? 'message-gone');
  if (of.person !== actor.self) return fail('not-allowed');
  if (text === '') return fail('text-empty');
  if (isTooLong(text, MAX_TEXT_BYTES)) return fail('text-too-long');
  if (mentions.length > MAX_MENTIONS) return fail('mentions-too-many');
  if (text === of.message.text && mentions.join() === of.message.mentions.join())
    return ok({ done: idOf(of) });
  return act({ kind: KIND.edit, target: idOf(of), text, mentions });
}

/** The end of a message of ours. */
export function deleteAct(of: Folded | null, actor: Actor): Act {
  const refusal = refusalFor(of, actor, () => true);
  if (!of || refusal) return fail(refusal ?? 'message-gone');
  if (of.person !== actor.self) return fail('not-allowed');
  return act({ kind: KIND.delete, target: idOf(of) });
}

/** An emoji to a message, or off it. */
export function reactAct(of: Folded | null, emoji: string, isOn: boolean, actor: Actor): Act {
  const refusal = refusalFor(of, actor, () => true);
  if (!of || refusal) return fail(refusal ?? 'message-gone');
  if (!isEmoji(emoji)) return fail('emoji-unknown');
  const has = of.message.reactions.some((one) => one.emoji === emoji && one.people.includes(actor.self));
  const before =
    has && isOn ? ownAbout(of, actor, (body) => body.kind === KIND.react && body.emoji === emoji) : null;
  return before ? ok({ done: before }) : act({ kind: KIND.react, target: idOf(of), emoji, isOn });
}

/** A vote in a poll. */
export function voteAct(of: Folded | null, chosen: readonly number[], actor: Actor): Act {
  const refusal = refusalFor(of, actor, ({ message }) => message.poll !== null);
  if (!of?.message.poll || refusal) return fail(refusal ?? 'message-gone');
  const { options, isMultiple } = of.message.poll;
  const choices = [...new Set(chosen)].sort((a, b) => a - b);
  const isThere = (choice: number) => Number.isInteger(choice) && choice >= 0 && choice < options.length;
  if (!choices.every(isThere) || (choices.length > 1 && !isMultiple)) return fail('not-allowed');
  return act({ kind: KIND.vote, target: idOf(of), choices });
}

/** That a message was noted. Once is enough. */
export function noteAct(of: Folded | null, actor: Actor): Act {
  const refusal = refusalFor(of, actor, () => true);
  if (!of || refusal) return fail(refusal ?? 'message-gone');
  const before = ownAbout(of, actor, (body) => body.kind === KIND.note);
  return before ? ok({ done: before }) : act({ kind: KIND.note, target: idOf(of) });
}

/** A message as it may be taken over into another conversation: the words, and nothing of who said them to whom. */
export function copyOf({ message, kind }: Folded): Result<TextBody | PollBody, FaultCode> {
  if (message.text !== null && kind === 'text')
    return ok({ kind: KIND.text, ...plainText(message.text), isForwarded: true });
  if (!message.poll) return fail('message-gone');
  const { question, options, isMultiple } = message.poll;
  return ok({ kind: KIND.poll, question, options: options.map(({ text }) => text), isMultiple });
}

const idOf = ({ stored }: Folded): EntryId => stored.entry.id;
const isText = ({ kind }: Folded): boolean => kind === 'text';

function refusalFor(
  of: Folded | null,
  { self, membership }: Actor,
  fits: (of: Folded) => boolean,
): FaultCode | null {
  if (!membership.mayReact(self)) return 'not-allowed';
  if (!of || of.message.isDeleted) return 'message-gone';
  return fits(of) ? null : 'not-allowed';
}

/** The newest thing of a sort that we have said about a message. */
function ownAbout(
  { annotations }: Folded,
  { self, membership }: Actor,
  isSought: (body: AnnotationBody) => boolean,
): EntryId | null {
  const own = annotations.filter((stored) => {
    const body = annotationBodyOf(stored);
    return membership.personOf(stored.entry.author) === self && body !== null && isSought(body);
  });
  return own.at(-1)?.entry.id ?? null;
}
