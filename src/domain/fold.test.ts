import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ANY_BODY, SOME_EMOJI } from '../../test/support/message-bodies.js';
import { idOf } from '../../test/vectors/cast.js';
import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { AnnotationBody, StandingBody } from '../protocol/message-body.js';
import { foldMessage, MAX_REACTIONS, type Annotation, type Message } from './fold.js';
import { compareOrder } from './order.js';

const PEOPLE = ['amna', 'bilal', 'chand'].map((name) => idOf<PersonId>(name)) as [PersonId, PersonId, PersonId]; // prettier-ignore
const [AMNA, BILAL, CHAND] = PEOPLE;
const target = idOf<EntryId>('message');
const OTHER = idOf<EntryId>('other message');

const TEXT: StandingBody = {
  kind: KIND.text,
  text: 'stand by',
  reply: OTHER,
  mentions: [BILAL],
  isUrgent: true,
  asksForNote: true,
  isForwarded: true,
};
const POLL: StandingBody = { kind: KIND.poll, question: 'When?', options: ['Mon', 'Tue'], isMultiple: false };
const messageOf = (body: StandingBody): Message => ({ id: target, person: AMNA, sentAtMs: 5, kind: body.kind, body }); // prettier-ignore
const text = messageOf(TEXT);
const poll = messageOf(POLL);

let made = 0;
/** An annotation with an id of its own: what is made later comes later. */
const by = (person: PersonId, body: AnnotationBody, orderMs = 100 + made): Annotation => {
  const id = idOf<EntryId>(`annotation ${++made}`);
  return { id, person, orderMs, sentAtMs: orderMs - 1, body };
};
const edit = (said: string) => ({ kind: KIND.edit, target, text: said, mentions: [CHAND] }) as const;
const react = (emoji: string, isOn = true) => ({ kind: KIND.react, target, emoji, isOn }) as const;
const vote = (...choices: number[]) => ({ kind: KIND.vote, target, choices }) as const;
const note = { kind: KIND.note, target } as const;
const deletion = { kind: KIND.delete, target } as const;
const votesOf = (annotations: readonly Annotation[], of = poll) =>
  foldMessage(of, annotations).poll?.options.map(({ people }) => people);

describe('a message', () => {
  it('about which nothing was said is what its author wrote', () => {
    const { kind: _, ...fields } = TEXT;
    const nothing = { isDeleted: false, editedAtMs: null, earlier: [], poll: null, subject: null, submission: null, reactions: [], noted: [] }; // prettier-ignore
    assert.deepEqual(foldMessage(text, []), { ...nothing, ...fields });
  });

  it('says what its last edit says, and keeps what it said before', () => {
    const folded = foldMessage(text, [by(AMNA, edit('second'), 20), by(AMNA, edit('first'), 10)]);
    assert.equal(folded.text, 'second');
    assert.deepEqual(folded.mentions, [CHAND]);
    assert.equal(folded.editedAtMs, 19);
    assert.deepEqual(folded.earlier, [{ text: 'stand by', sentAtMs: 5 }, { text: 'first', sentAtMs: 9 }]); // prettier-ignore
    assert.deepEqual([folded.reply, folded.isUrgent], [OTHER, true]);
  });

  it('is what was said about it under any id that it goes by', () => {
    const ids = new Set([target, OTHER]);
    const about = [by(BILAL, { ...react('👍'), target: OTHER }), by(CHAND, note), by(AMNA, { ...edit('better'), target: OTHER })]; // prettier-ignore
    const folded = foldMessage({ ...text, ids }, about);
    assert.deepEqual([folded.text, folded.reactions, folded.noted], ['better', [{ emoji: '👍', people: [BILAL] }], [CHAND]]); // prettier-ignore
    assert.deepEqual([foldMessage(text, about).text, foldMessage(text, about).reactions], ['stand by', []]);
    assert.ok(foldMessage({ ...text, ids }, [by(AMNA, { ...deletion, target: OTHER })]).isDeleted);
  });

  it('has what was said again about it once, as what was said last', () => {
    const first = by(AMNA, edit('first'), 10);
    const second = by(AMNA, edit('second'), 20);
    const firstAgain = by(AMNA, { ...edit('first'), again: [first.id] }, 30);
    for (const held of [
      [first, second, firstAgain],
      [second, firstAgain],
      [firstAgain, first, firstAgain, second],
    ]) {
      // prettier-ignore
      const folded = foldMessage(text, held);
      assert.deepEqual([folded.text, folded.earlier.map((version) => version.text)], ['first', ['stand by', 'second']]); // prettier-ignore
    }
    const taken = by(BILAL, react('👍', false), 15);
    const given = by(BILAL, react('👍'), 10);
    const givenAgain = by(BILAL, { ...react('👍'), again: [given.id] }, 16);
    assert.deepEqual(foldMessage(text, [given, taken]).reactions, []);
    assert.deepEqual(foldMessage(text, [givenAgain, given, taken]).reactions, [{ emoji: '👍', people: [BILAL] }]); // prettier-ignore
  });

  it('keeps an edit of which another claims to be a copy, and is none', () => {
    const first = by(AMNA, edit('first'), 10);
    const changed = by(AMNA, { ...edit('changed'), again: [first.id] }, 20);
    assert.deepEqual(foldMessage(text, [first, changed]).earlier.map((version) => version.text), ['stand by', 'first']); // prettier-ignore
    const gone = by(AMNA, deletion, 30);
    const elsewhere = by(AMNA, { ...deletion, target: OTHER, again: [gone.id] }, 40);
    assert.ok(foldMessage(text, [gone, elsewhere]).isDeleted);
  });

  it('says, of two edits in one place of the order, what the one with the greater id says', () => {
    const edits = [by(AMNA, edit('a'), 10), by(AMNA, edit('b'), 10)].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const given of [edits, edits.toReversed()])
      assert.equal(foldMessage(text, given).text, (edits[1]!.body as ReturnType<typeof edit>).text);
  });

  it('is edited and deleted by nobody but its own person', () => {
    const foreign = [by(BILAL, edit('mine')), by(CHAND, deletion)];
    assert.deepEqual(foldMessage(text, foreign), foldMessage(text, []));
  });

  it('is deleted for good: nothing said before or after is left of it', () => {
    const said = [by(AMNA, edit('x')), by(BILAL, react('👍')), by(BILAL, note), by(BILAL, vote(0))];
    const gone = [...said, by(AMNA, deletion, 1), by(AMNA, edit('back'), 9000), by(BILAL, react('👍'), 9001)];
    for (const message of [text, poll]) {
      const bare = foldMessage({ ...message, body: null, kind: 99 }, []);
      assert.deepEqual(foldMessage(message, gone), { ...bare, isDeleted: true });
    }
  });

  it('whose body is not held says what its last edit says, and nothing without one', () => {
    const missing = { ...text, body: null };
    assert.equal(foldMessage(missing, []).text, null);
    assert.equal(foldMessage(missing, [by(AMNA, edit('whole'))]).text, 'whole');
    assert.deepEqual(foldMessage(missing, [by(AMNA, edit('whole'))]).earlier, []);
    assert.equal(foldMessage({ ...poll, body: null }, [by(AMNA, edit('whole'))]).text, null);
  });

  it('takes no notice of what is about another one', () => {
    const about = [edit('x'), deletion, react('👍'), note].map((body) =>
      by(AMNA, { ...body, target: OTHER }),
    );
    assert.deepEqual(foldMessage(text, about), foldMessage(text, []));
  });

  it('has of each person each emoji once, as the last word on it says', () => {
    const said = [
      by(BILAL, react('👍')),
      by(CHAND, react('❤')),
      by(CHAND, react('👍')),
      by(BILAL, react('👍')),
      by(AMNA, react('🇵🇰')),
      by(AMNA, react('🇵🇰', false)),
    ];
    assert.deepEqual(foldMessage(text, said).reactions, [
      { emoji: '👍', people: [CHAND, BILAL] },
      { emoji: '❤', people: [CHAND] },
    ]);
    assert.deepEqual(foldMessage(poll, said).reactions, foldMessage(text, said).reactions);
  });

  it('shows of more emoji than the cap those that most people have on it, then the first', () => {
    const emoji = (i: number) => String.fromCodePoint(0x1f400 + i);
    const flood = Array.from({ length: 50 }, (_, i) => by(CHAND, react(emoji(i)), i));
    const said = [...flood, by(AMNA, react('👍'), 900), by(BILAL, react('👍'), 901)];
    const shown = foldMessage(text, said).reactions.map((reaction) => reaction.emoji);
    assert.deepEqual(shown, ['👍', ...Array.from({ length: MAX_REACTIONS - 1 }, (_, i) => emoji(i))]);
  });

  it('is noted once by each person', () => {
    const said = [by(CHAND, note), by(BILAL, note), by(CHAND, note)];
    assert.deepEqual(foldMessage(text, said).noted, [CHAND, BILAL]);
  });
});

describe('a poll', () => {
  it('counts the last vote of each person', () => {
    assert.deepEqual(votesOf([by(BILAL, vote(0)), by(CHAND, vote(1)), by(BILAL, vote(1))]), [[], [CHAND, BILAL]]); // prettier-ignore
  });

  it('counts nothing of whoever takes the vote back', () => {
    assert.deepEqual(votesOf([by(BILAL, vote(0)), by(BILAL, vote())]), [[], []]);
  });

  it('passes over a vote that it does not allow, so that the one before stands', () => {
    assert.deepEqual(votesOf([by(BILAL, vote(0)), by(BILAL, vote(0, 1)), by(BILAL, vote(2))]), [[BILAL], []]);
  });

  it('of several choices counts each of them', () => {
    const several = messageOf({ ...POLL, isMultiple: true });
    assert.deepEqual(votesOf([by(BILAL, vote(0, 1)), by(CHAND, vote(1, 2))], several), [[BILAL], [BILAL]]);
  });

  it('is never edited, and a text is never voted on', () => {
    assert.deepEqual(foldMessage(poll, [by(AMNA, edit('other'))]), foldMessage(poll, []));
    assert.deepEqual(foldMessage(text, [by(BILAL, vote(0))]), foldMessage(text, []));
  });
});

const anyAbout = fc.tuple(
  fc.constantFrom(...PEOPLE),
  fc.nat(6),
  fc.oneof(
    { weight: 3, arbitrary: ANY_BODY.edit },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant(KIND.react), target: fc.constant(target), emoji: fc.constantFrom(...SOME_EMOJI.slice(0, 3)), isOn: fc.boolean() }) }, // prettier-ignore
    { weight: 3, arbitrary: fc.record({ kind: fc.constant(KIND.vote), target: fc.constant(target), choices: fc.constantFrom([], [0], [1], [0, 1], [2]) }) }, // prettier-ignore
    { weight: 1, arbitrary: ANY_BODY.note },
    { weight: 1, arbitrary: ANY_BODY.delete },
  ),
  fc.constantFrom(target, target, target, target, OTHER),
);
/** What up to a dozen entries say about one message, all of it at a few places of the order. */
const anySaid: fc.Arbitrary<readonly Annotation[]> = fc.array(anyAbout, { maxLength: 12 }).map((rows) =>
  rows.map(([person, orderMs, body, about], i) => {
    return { id: IDS[i]!, person, orderMs, sentAtMs: i, body: { ...body, target: about } };
  }),
);
const IDS = Array.from({ length: 12 }, (_, i) => idOf<EntryId>(`said ${i}`));
const anyMessage = fc.constantFrom(text, poll, messageOf({ ...POLL, isMultiple: true }), {
  ...text,
  body: null,
});
const anyKeys = fc.array(fc.nat(1000), { minLength: 12, maxLength: 12 });

const shuffled = <T>(items: readonly T[], keys: readonly number[]): readonly T[] =>
  items.map((item, i) => ({ item, key: keys[i % keys.length]! })).sort((a, b) => a.key - b.key).map(({ item }) => item); // prettier-ignore

describe('whatever was said about a message', () => {
  it('comes to the same in any order, and however often each is given', () => {
    let [deleted, edited, reacted, voted] = [0, 0, 0, 0];
    fc.assert(
      fc.property(anyMessage, anySaid, anyKeys, (message, said, keys) => {
        const folded = foldMessage(message, said);
        deleted += Number(folded.isDeleted);
        edited += Number(folded.earlier.length > 0);
        reacted += Number(folded.reactions.length > 0);
        voted += Number(folded.poll?.options.some(({ people }) => people.length > 0) ?? false);
        assert.deepEqual(foldMessage(message, shuffled(said, keys)), folded);
        assert.deepEqual(foldMessage(message, shuffled([...said, ...said], keys)), folded);
      }),
      { numRuns: 10_000 },
    );
    // The sets do hold what the rules are about.
    assert.ok(deleted > 500 && edited > 300 && reacted > 1000 && voted > 500, `${deleted} deleted, ${edited} edited, ${reacted} with reactions, ${voted} with votes`); // prettier-ignore
  });

  it('comes to the same however it is parted, and parts that overlap', () => {
    fc.assert(
      fc.property(
        anyMessage,
        anySaid,
        fc.array(fc.nat(2), { minLength: 12, maxLength: 12 }),
        (message, said, parts) => {
          const first = said.filter((_, i) => parts[i] !== 1);
          const second = said.filter((_, i) => parts[i] !== 0);
          const folded = foldMessage(message, said);
          assert.deepEqual(foldMessage(message, [...second, ...first]), folded);
          // What a part has settled, more does not unsettle.
          const part = foldMessage(message, first);
          assert.ok(!part.isDeleted || folded.isDeleted);
          if (folded.isDeleted) return;
          assert.ok(part.noted.every((person) => folded.noted.includes(person)));
          const texts = [...folded.earlier.map((version) => version.text), folded.text];
          assert.ok([...part.earlier.map((version) => version.text), part.text].every((was) => was === null || texts.includes(was))); // prettier-ignore
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('shows nothing of edits and deletions that are not its own person’s', () => {
    const isForeign = ({ person, body }: Annotation) =>
      person !== AMNA && (body.kind === KIND.edit || body.kind === KIND.delete);
    let foreign = 0;
    fc.assert(
      fc.property(anyMessage, anySaid, (message, said) => {
        foreign += said.filter(isForeign).length;
        const without = said.filter((annotation) => !isForeign(annotation));
        assert.deepEqual(foldMessage(message, said), foldMessage(message, without));
      }),
      { numRuns: 10_000 },
    );
    assert.ok(foreign > 5000, String(foreign));
  });

  it('comes to what looking each thing up by itself finds', () => {
    fc.assert(
      fc.property(anyMessage, anySaid, (message, said) => {
        const folded = foldMessage(message, said);
        const about = said.filter(({ body }) => body.target === target);
        const latest = (wanted: (annotation: Annotation) => boolean) =>
          about.filter(wanted).reduce<Annotation | null>((last, one) => (last && compareOrder(last, one) > 0 ? last : one), null); // prettier-ignore
        const isGone = about.some(({ person, body }) => body.kind === KIND.delete && person === AMNA);
        assert.equal(folded.isDeleted, isGone);
        for (const person of PEOPLE) {
          assert.equal(
            folded.noted.includes(person),
            !isGone && about.some((one) => one.person === person && one.body.kind === KIND.note),
          );
          for (const emoji of SOME_EMOJI) {
            const word = latest((one) => one.person === person && one.body.kind === KIND.react && one.body.emoji === emoji)?.body; // prettier-ignore
            const isThere = folded.reactions.some((reaction) => reaction.emoji === emoji && reaction.people.includes(person)); // prettier-ignore
            assert.equal(isThere, !isGone && word?.kind === KIND.react && word.isOn);
          }
        }
        const own = latest(({ person, body }) => person === AMNA && body.kind === KIND.edit)?.body;
        if (message.kind === KIND.text && !isGone)
          assert.equal(folded.text, own?.kind === KIND.edit ? own.text : message.body ? 'stand by' : null);
      }),
      { numRuns: 10_000 },
    );
  });
});
