/** Bodies of every kind of message, as fast-check draws them: all that the types allow, and nothing else. */
import fc from 'fast-check';
import { KIND } from '../../src/protocol/body.js';
import type { EntryId, PersonId } from '../../src/protocol/ids.js';
import {
  MAX_AGAIN,
  MAX_APPROVERS,
  MAX_MENTIONS,
  MAX_OPTIONS,
  MAX_PIECES,
} from '../../src/protocol/limits.js';
import type { AnnotationBody, MessageBody } from '../../src/protocol/message-body.js';
import { idOf } from '../vectors/cast.js';

/** Emoji of every shape that there is: plain, with tones, joined, flags of countries and lands, keycaps. */
export const SOME_EMOJI = [
  '👍',
  '❤',
  '❤\ufe0f',
  '👩🏽\u200d💻',
  '👨\u200d👩\u200d👧\u200d👦',
  '🏳\ufe0f\u200d🌈',
  '🇵🇰',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  '#\ufe0f\u20e3',
  'ℹ\ufe0f',
] as const;

const sorted = <T extends string>(ids: readonly T[]): readonly T[] => ids.toSorted();
const hexIds = <T extends string>(label: string, count: number) =>
  fc.constantFrom(...Array.from({ length: count }, (_, i) => idOf<T>(`${label} ${i}`)));

export const anyEntryId = hexIds<EntryId>('entry', 8);
const anyPerson = hexIds<PersonId>('person', 2 * MAX_MENTIONS);
const anyText = fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.normalize('NFC'));
const anyLabel = anyText.filter((text) => text !== '');
const mentions = fc.uniqueArray(anyPerson, { maxLength: MAX_MENTIONS }).map(sorted);
const flag = fc.boolean();
const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const anyName = fc.constantFrom('Amina', 'Bilal Khan', 'دعا');
const asOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').normalize('NFC');

const plainRecord = <T>(model: { [Field in keyof T]: fc.Arbitrary<T[Field]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

/** A body of one kind, by the kind's name. */
export const ANY_BODY = {
  text: plainRecord({
    kind: fc.constant(KIND.text),
    text: anyText,
    reply: fc.option(anyEntryId, { nil: null }),
    mentions,
    isUrgent: flag,
    asksForNote: flag,
    isForwarded: flag,
  }),
  edit: plainRecord({ kind: fc.constant(KIND.edit), target: anyEntryId, text: anyText, mentions }),
  delete: plainRecord({ kind: fc.constant(KIND.delete), target: anyEntryId }),
  react: plainRecord({
    kind: fc.constant(KIND.react),
    target: anyEntryId,
    emoji: fc.constantFrom(...SOME_EMOJI),
    isOn: flag,
  }),
  poll: plainRecord({
    kind: fc.constant(KIND.poll),
    question: anyLabel,
    options: fc.uniqueArray(anyLabel, { minLength: 2, maxLength: MAX_OPTIONS }),
    isMultiple: flag,
  }),
  vote: plainRecord({
    kind: fc.constant(KIND.vote),
    target: anyEntryId,
    choices: fc
      .uniqueArray(fc.nat(MAX_OPTIONS - 1), { maxLength: MAX_OPTIONS })
      .map((choices) => choices.toSorted((a, b) => a - b)),
  }),
  note: plainRecord({ kind: fc.constant(KIND.note), target: anyEntryId }),
  submit: plainRecord({
    kind: fc.constant(KIND.submit),
    hash: anyHash,
    pieces: fc.integer({ min: 1, max: MAX_PIECES }),
    approvers: fc.uniqueArray(anyPerson, { minLength: 1, maxLength: MAX_APPROVERS }),
    remarks: anyText,
    person: anyPerson,
    name: anyName,
  }),
  cosign: plainRecord({
    kind: fc.constant(KIND.cosign),
    target: anyEntryId,
    hash: anyHash,
    isApproval: flag,
    remarks: anyText,
    person: anyPerson,
    name: anyName,
  }),
  memo: plainRecord({
    kind: fc.constant(KIND.memo),
    hash: anyHash,
    pieces: fc.integer({ min: 1, max: MAX_PIECES }),
    subject: anyText.map(asOneLine),
    person: anyPerson,
    name: anyName,
  }),
  sent: plainRecord({ kind: fc.constant(KIND.sent), target: anyEntryId, memo: anyEntryId }),
} satisfies Record<string, fc.Arbitrary<MessageBody>>;

/** A body of any kind that is about another entry. */
export const anyAnnotationBody: fc.Arbitrary<AnnotationBody> = fc.oneof(
  ANY_BODY.edit,
  ANY_BODY.delete,
  ANY_BODY.react,
  ANY_BODY.vote,
  ANY_BODY.note,
  ANY_BODY.cosign,
  ANY_BODY.sent,
);

const anyAgain = fc.uniqueArray(hexIds<EntryId>('former', 2 * MAX_AGAIN), {
  minLength: 1,
  maxLength: MAX_AGAIN,
});

/** The same bodies, and as often as not as what is said again. */
export const orAgain = <Body extends MessageBody>(anyOne: fc.Arbitrary<Body>): fc.Arbitrary<Body> =>
  fc.tuple(anyOne, fc.option(anyAgain)).map(([body, again]) => (again ? { ...body, again } : body));
