/** Vectors of message bodies, and of what messages come to with all that was said about them. */
import { hashBody, KIND } from '../../src/protocol/body.js';
import { encode, type Wire } from '../../src/protocol/codec.js';
import { sealEntry, type VerifiedEntry } from '../../src/protocol/entry.js';
import { idBytes, type ConversationId, type EntryId } from '../../src/protocol/ids.js';
import { MAX_AGAIN } from '../../src/protocol/limits.js';
import {
  encodeMessageBody,
  readMessageBody,
  type AnnotationBody,
  type MessageBody,
  type StandingBody,
} from '../../src/protocol/message-body.js';
import { foldMessage } from '../../src/domain/fold.js';
import { ALICE, anActor, BOB, bytesOf, EVE, idOf, NOW_MS, type Actor } from './cast.js';
import type { Vectors } from './json.js';
import { withItem } from './mutations.js';

const salt = bytesOf('salt', 16);
const target = idOf<EntryId>('entry');
const hash = bytesOf('hash');
const former = Array.from({ length: MAX_AGAIN }, (_, i) => idOf<EntryId>(`former ${i}`));
const mentions = [ALICE.person, BOB.person].sort();
const plain = { reply: null, mentions: [], isUrgent: false, asksForNote: false, isForwarded: false } as const;

const ACCEPT: readonly (readonly [what: string, body: MessageBody])[] = [
  ['a plain text', { kind: KIND.text, text: 'السلام علیکم', ...plain }],
  ['an empty text', { kind: KIND.text, text: '', ...plain }],
  ['an answer', { kind: KIND.text, text: 'Yes.', ...plain, reply: target }],
  ['an urgent text', { kind: KIND.text, text: 'Now.', ...plain, isUrgent: true }],
  ['a text with all there is', { kind: KIND.text, text: 'Stand by', reply: target, mentions, isUrgent: true, asksForNote: true, isForwarded: true }], // prettier-ignore
  ['an edit', { kind: KIND.edit, target, text: 'Stand down', mentions }],
  ['a deletion', { kind: KIND.delete, target }],
  ['a reaction', { kind: KIND.react, target, emoji: '👍🏽', isOn: true }],
  ['a family of four', { kind: KIND.react, target, emoji: '👨\u200d👩\u200d👧\u200d👦', isOn: true }],
  ['the flag of a country, taken away', { kind: KIND.react, target, emoji: '🇵🇰', isOn: false }],
  ['the flag of a land', { kind: KIND.react, target, emoji: '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}', isOn: true }], // prettier-ignore
  ['a keycap', { kind: KIND.react, target, emoji: '1\ufe0f\u20e3', isOn: true }],
  ['a poll', { kind: KIND.poll, question: 'کب؟', options: ['پیر', 'منگل'], isMultiple: false }],
  ['a vote', { kind: KIND.vote, target, choices: [0, 11] }],
  ['a vote taken back', { kind: KIND.vote, target, choices: [] }],
  ['a note', { kind: KIND.note, target }],
  ['a submission', { kind: KIND.submit, hash, pieces: 2, approvers: [BOB.person, EVE.person], remarks: 'براہِ منظوری', person: ALICE.person, name: 'Alice' }], // prettier-ignore
  [
    'an approval',
    { kind: KIND.cosign, target, hash, isApproval: true, remarks: '', person: BOB.person, name: 'Bob' },
  ],
  ['a return', { kind: KIND.cosign, target, hash, isApproval: false, remarks: 'Two days are enough.', person: BOB.person, name: 'Bob' }], // prettier-ignore
  ['a memo', { kind: KIND.memo, hash, pieces: 3, subject: 'گشتی مراسلہ', person: BOB.person, name: 'Bob' }],
  ['a word that it was sent', { kind: KIND.sent, target, memo: idOf<EntryId>('memo') }],
  ['a plain text, said again', { kind: KIND.text, text: 'Stand by', ...plain, again: former.slice(0, 1) }],
  [
    'an answer, said again and again',
    { kind: KIND.text, text: 'Yes.', ...plain, reply: target, again: former },
  ],
  [
    'an edit, said again',
    { kind: KIND.edit, target, text: 'Stand down', mentions: [], again: former.slice(0, 2) },
  ],
  ['a deletion, said again', { kind: KIND.delete, target, again: former.slice(0, 1) }],
  [
    'a reaction, said again',
    { kind: KIND.react, target, emoji: '👍', isOn: true, again: former.slice(0, 1) },
  ],
  ['a poll, said again', { kind: KIND.poll, question: 'کب؟', options: ['پیر', 'منگل'], isMultiple: false, again: former.slice(0, 1) }], // prettier-ignore
  ['a vote, said again', { kind: KIND.vote, target, choices: [], again: former.slice(0, 1) }],
  ['a submission, said again', { kind: KIND.submit, hash, pieces: 2, approvers: [BOB.person], remarks: '', person: ALICE.person, name: 'Alice', again: former.slice(0, 1) }], // prettier-ignore
  ['an approval, said again', { kind: KIND.cosign, target, hash, isApproval: true, remarks: '', person: BOB.person, name: 'Bob', again: former.slice(0, 1) }], // prettier-ignore
  ['a memo, said again', { kind: KIND.memo, hash, pieces: 3, subject: 'Circular', person: BOB.person, name: 'Bob', again: former.slice(0, 1) }], // prettier-ignore
  ['a word that it was sent, said again', { kind: KIND.sent, target, memo: idOf<EntryId>('memo'), again: former.slice(0, 1) }], // prettier-ignore
];

function refusals(): readonly { why: string; kind: number; bytes: Uint8Array }[] {
  const of = new Map(ACCEPT.map(([what, body]) => [what, body]));
  const changed = (why: string, what: string, index: number, item: Wire) => {
    const body = of.get(what)!;
    return { why, kind: body.kind, bytes: withItem(encodeMessageBody(salt, body), index, item) };
  };
  const raw = (why: string, kind: number, bytes: Uint8Array) => ({ why, kind, bytes });
  const full = 'a text with all there is';
  const emoji = (why: string, value: string) => changed(`a reaction of ${why}`, 'a reaction', 2, value);
  const short = encode([salt, 'text']);
  return [
    raw('a plain text in the long form', KIND.text, encode([salt, 'text', null, [], 0])),
    raw('a length in more bytes than it needs', KIND.text, Uint8Array.of(0x98, 2, ...short.slice(1))),
    raw('a byte behind it', KIND.text, Uint8Array.of(...short, 0)),
    raw('nothing', KIND.note, new Uint8Array()),
    raw('a poll as a vote', KIND.vote, encodeMessageBody(salt, of.get('a poll')!)),
    raw('a kind that there is not', 14, encodeMessageBody(salt, of.get('a note')!)),
    changed('a salt of 15 bytes', 'a note', 0, salt.slice(1)),
    changed('decomposed text', full, 1, 'e\u0301'),
    changed('an answer to 31 bytes', full, 2, bytesOf('x', 31)),
    changed('people out of order', full, 3, mentions.toReversed().map(idBytes)),
    changed('the same person twice', full, 3, [idBytes(ALICE.person), idBytes(ALICE.person)]),
    changed('an unknown flag', full, 4, 8),
    changed('a sixth item', full, 5, null),
    changed('an edit of no entry', 'an edit', 1, null),
    changed('an edit with flags', 'an edit', 4, 1),
    changed('a deletion with a reason', 'a deletion', 2, 'typo'),
    changed('a reaction neither on nor off', 'a reaction', 3, 1),
    emoji('nothing', ''),
    emoji('markup', '<'),
    emoji('letters', 'ok'),
    emoji('a digit', '1'),
    emoji('a blank', ' '),
    emoji('two emoji', '👍👍'),
    emoji('a letter behind an emoji', '👍a'),
    emoji('a right-to-left override', '\u202e👍'),
    emoji('half a flag', '🇵'),
    emoji('hidden tags', '👍\u{e0061}\u{e007f}'),
    emoji('ten thousand combining marks', `👍${'\u0301'.repeat(10_000)}`),
    emoji('more than 32 bytes', '👍\u200d👍\u200d👍\u200d👍\u200d👍\ufe0f'),
    changed('a poll without a question', 'a poll', 1, ''),
    changed('a poll with one option', 'a poll', 2, ['پیر']),
    changed('a poll with an option twice', 'a poll', 2, ['پیر', 'پیر']),
    changed('a poll with an option of nothing', 'a poll', 2, ['پیر', '']),
    changed(
      'a poll with 13 options',
      'a poll',
      2,
      Array.from({ length: 13 }, (_, i) => `${i}`),
    ),
    changed('choices out of order', 'a vote', 2, [1, 0]),
    changed('a choice twice', 'a vote', 2, [1, 1]),
    changed('a choice of 12', 'a vote', 2, [12]),
    changed('a note with a text', 'a note', 2, 'noted'),
    changed('a submission to nobody', 'a submission', 3, []),
    changed('a submission to one twice', 'a submission', 3, [idBytes(BOB.person), idBytes(BOB.person)]),
    changed('a verdict that is a number', 'an approval', 3, 1),
    changed('a text that names no former id', 'a plain text, said again', 2, []),
    changed('a text that names nine', 'a plain text, said again', 2, [...former, target].map(idBytes)),
    changed('a text that names one twice', 'a plain text, said again', 2, [target, target].map(idBytes)),
    changed('a text that names 31 bytes', 'a plain text, said again', 2, [bytesOf('x', 31)]),
    changed('a vote that names no list', 'a vote, said again', 3, idBytes(target)),
    changed('a memo of no pieces', 'a memo', 2, 0),
    changed('a memo with a subject of two lines', 'a memo', 3, 'a\nb'),
  ];
}

export async function makeMessageBodies(): Promise<Vectors> {
  return Promise.resolve({
    about:
      'Bodies of messages and of what is said about them (docs/protocol.md §8.3). All have the one salt.',
    salt,
    accept: ACCEPT.map(([what, { kind, ...fields }]) => ({
      what,
      kind,
      fields,
      bytes: encodeMessageBody(salt, { kind, ...fields } as MessageBody),
    })),
    refuse: refusals(),
  });
}

const CAROL = anActor('carol', 'Carol');
const PEOPLE = [ALICE, BOB, CAROL, EVE];

type Row = { readonly author: Actor; readonly entry: VerifiedEntry; readonly body: Uint8Array };

/** Logs of one conversation. */
class Book {
  readonly rows: Row[] = [];

  /** Signs an entry, and returns its number. `orderMs` and `sentAtMs` count from NOW_MS. */
  async write(author: Actor, said: MessageBody, orderMs = this.rows.length, sentAtMs = orderMs) {
    const own = this.rows.filter((row) => row.author === author);
    const body = encodeMessageBody(salt, said);
    const header = {
      conversation: idOf<ConversationId>('conversation'),
      author: author.device,
      seq: own.length,
      prev: own.at(-1)?.entry.id ?? null,
      after: [],
      sentAtMs: NOW_MS + sentAtMs,
      orderMs: NOW_MS + orderMs,
      kind: said.kind,
      bodyHash: hashBody(body),
      bodyLength: body.byteLength,
      grant: null,
    };
    this.rows.push({ author, entry: await sealEntry(header, author.signAsDevice), body });
    return this.rows.length - 1;
  }

  id(row: number): EntryId {
    return this.rows[row]!.entry.id;
  }

  folded(message: number, isBodyHeld: boolean, annotations: readonly number[]) {
    const { author, entry, body } = this.rows[message]!;
    const said = readMessageBody(entry.kind, body) as StandingBody;
    return foldMessage(
      { id: entry.id, person: author.person, sentAtMs: entry.sentAtMs, kind: entry.kind, body: isBodyHeld ? said : null }, // prettier-ignore
      annotations.map((row) => {
        const { author, entry, body } = this.rows[row]!;
        const read = readMessageBody(entry.kind, body) as AnnotationBody;
        return { id: entry.id, person: author.person, orderMs: entry.orderMs, sentAtMs: entry.sentAtMs, body: read }; // prettier-ignore
      }),
    );
  }
}

export async function makeFold(): Promise<Vectors> {
  const book = new Book();
  const say = (author: Actor, body: MessageBody, orderMs?: number) => book.write(author, body, orderMs);
  const text = await say(ALICE, { kind: KIND.text, text: 'Meet at nine', ...plain, asksForNote: true });
  const answer = await say(BOB, { kind: KIND.text, text: 'Fine', ...plain, reply: book.id(text) });
  const poll = await say(BOB, { kind: KIND.poll, question: 'When?', options: ['Mon', 'Tue'], isMultiple: false }); // prettier-ignore
  const several = await say(CAROL, { kind: KIND.poll, question: 'Who?', options: ['A', 'B', 'C'], isMultiple: true }); // prettier-ignore
  const about = book.id(text);
  const edit = (said: string, names: readonly Actor[] = []) =>
    ({ kind: KIND.edit, target: about, text: said, mentions: names.map(({ person }) => person) }) as const;
  const react = (emoji: string, isOn = true) => ({ kind: KIND.react, target: about, emoji, isOn }) as const;
  const vote = (of: number, ...choices: number[]) => ({ kind: KIND.vote, target: book.id(of), choices }) as const; // prettier-ignore
  const note = { kind: KIND.note, target: about } as const;
  const deletion = (of: number) => ({ kind: KIND.delete, target: book.id(of) }) as const;

  const ten = await say(ALICE, edit('Meet at ten'), 10);
  const eleven = await say(ALICE, edit('Meet at eleven', [EVE]), 20);
  const noon = await say(ALICE, edit('Meet at noon'), 20);
  const foreign = [await say(BOB, edit('Meet never')), await say(EVE, deletion(text))];
  const pollEdit = await say(BOB, { ...edit('Whenever'), target: book.id(poll) });
  const thumbs = [await say(BOB, react('👍')), await say(CAROL, react('❤\ufe0f')), await say(CAROL, react('👍'))]; // prettier-ignore
  const takenBack = await say(BOB, react('👍', false));
  const again = await say(BOB, react('👍'));
  const notes = [await say(EVE, note), await say(BOB, note), await say(EVE, note)];
  const votes = [await say(ALICE, vote(poll, 0)), await say(CAROL, vote(poll, 1)), await say(EVE, vote(poll, 0)), await say(EVE, vote(poll, 1))]; // prettier-ignore
  const wrong = [await say(ALICE, vote(poll, 0, 1)), await say(CAROL, vote(poll, 2))];
  const unvote = await say(ALICE, vote(poll));
  const many = [await say(ALICE, vote(several, 0, 2)), await say(EVE, vote(several, 2)), await say(BOB, vote(several, 1, 3))]; // prettier-ignore
  const flood: number[] = [];
  for (let i = 0; i < 33; i++) flood.push(await say(EVE, react(String.fromCodePoint(0x1f400 + i))));
  const gone = await say(ALICE, deletion(text));
  const late = [await say(ALICE, edit('Back')), await say(BOB, react('👍'))];
  const pollGone = await say(BOB, deletion(poll));
  const tenAgain = await say(ALICE, { ...edit('Meet at ten'), again: [book.id(ten)] });
  const otherwise = await say(ALICE, { ...edit('Meet at one'), again: [book.id(eleven)] });
  const thumbAgain = await say(BOB, { ...react('👍'), again: [book.id(thumbs[0]!)] });
  const notHers = await say(EVE, { ...note, again: [book.id(notes[1]!)] });

  const scenarios: readonly (readonly [
    what: string,
    message: number,
    said: readonly number[],
    isMissing?: true,
  ])[] = [
    ['a text', text, []],
    ['an answer', answer, []],
    ['a text that was edited', text, [ten, eleven]],
    ['two edits in one place of the order', text, [ten, eleven, noon]],
    ['edits and deletions of others', text, foreign],
    ['reactions, one of them taken away', text, [...thumbs, takenBack]],
    ['a reaction put back', text, [...thumbs, takenBack, again]],
    ['notes, one of them twice', text, notes],
    ['what is about another message', answer, [ten, gone, ...thumbs, ...notes]],
    ['more emoji than are shown', text, [...flood, ...thumbs]],
    ['a text whose body is not held', text, [], true],
    ['an edited text whose body is not held', text, [eleven], true],
    ['a deleted text', text, [ten, ...thumbs, ...notes, gone, ...late]],
    ['a poll, and a vote that was changed', poll, votes],
    ['votes that the poll does not allow', poll, [...votes, ...wrong]],
    ['a vote taken back', poll, [...votes, unvote]],
    ['a poll of several choices', several, many],
    ['a poll that somebody edits', poll, [votes[0]!, pollEdit]],
    ['a poll whose body is not held', poll, votes, true],
    ['a deleted poll', poll, [...votes, pollGone]],
    ['an edit that was said again', text, [ten, eleven, tenAgain]],
    ['an edit that is not what it claims to say again', text, [eleven, otherwise]],
    ['a reaction that was said again after it was taken away', text, [...thumbs, takenBack, thumbAgain]],
    ['a note that claims to be that of somebody else', text, [notes[1]!, notHers]],
  ];
  return {
    about:
      'Entries of one conversation, with their bodies, and what messages come to with all that was said about them ' +
      '(docs/protocol.md §8.6). Entries are numbered from 0.',
    salt,
    conversation: book.rows[0]!.entry.conversation,
    people: PEOPLE.map(({ person, device }) => ({ person, device })),
    entries: book.rows.map(({ entry, body }) => ({ entry: entry.bytes, body })),
    scenarios: scenarios.map(([what, message, annotations, isMissing]) => ({
      what,
      message,
      isBodyHeld: !isMissing,
      annotations,
      folded: book.folded(message, !isMissing, annotations),
    })),
  };
}
