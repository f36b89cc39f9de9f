import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALICE, BOB, bytesOf, idOf } from '../../test/vectors/cast.js';
import { KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import type { MessageBody } from '../protocol/message-body.js';
import { plainText } from '../protocol/text-body.js';
import { isSameSaying, sayingOf, withoutCopies, type HeldBeside, type Said } from './copies.js';

const id = (name: string) => idOf<EntryId>(name);
const said = (name: string, person: PersonId, body: MessageBody | null, orderMs = 0): Said => ({
  id: id(name),
  orderMs,
  person,
  body,
});
const text = (words: string, again?: readonly string[]): MessageBody => ({
  kind: KIND.text,
  ...plainText(words),
  ...(again && { again: again.map(id) }),
});

/** What is held: of `others`, that they are, and nothing of what they say. */
function held(entries: readonly Said[], others: readonly string[] = []): HeldBeside<Said> {
  const byId = new Map(entries.map((one) => [one.id, one]));
  return {
    find: (wanted) => byId.get(wanted) ?? null,
    copiesOf: (wanted) => entries.filter(({ body }) => body?.again?.includes(wanted)),
    holds: (wanted) => byId.has(wanted) || others.map(id).includes(wanted),
  };
}

const namesOf = (all: Iterable<EntryId>, names: readonly string[]) =>
  [...all].map((one) => names.find((name) => id(name) === one)).sort();

const first = said('first', ALICE.person, text('stand by'), 1);
const copy = said('copy', ALICE.person, text('stand by', ['first']), 2);
const twice = said('twice', ALICE.person, text('stand by', ['first', 'copy']), 3);
const other = said('other', ALICE.person, text('stand by', ['first']), 4);
const NAMES = ['first', 'copy', 'twice', 'other', 'gone'];

describe('what is one saying', () => {
  it('is it whichever of its entries is looked at, and whichever are held', () => {
    const all = [first, copy, twice, other];
    for (let mask = 1; mask < 16; mask++) {
      const some = all.filter((_, place) => mask & (1 << place));
      for (const one of some) {
        const saying = sayingOf(one, held(some));
        assert.deepEqual(saying.entries, some);
        const ids = new Set([
          ...some.map((each) => each.id),
          ...some.flatMap(({ body }) => body?.again ?? []),
        ]);
        assert.deepEqual(namesOf(saying.ids, NAMES), namesOf(ids, NAMES));
      }
    }
  });

  it('is nothing that somebody else said, and goes by no id of theirs', () => {
    const theirs = said('theirs', BOB.person, text('stand by', ['first']), 5);
    assert.equal(isSameSaying(first, theirs), false);
    const beside = held([first, copy, theirs]);
    assert.deepEqual(sayingOf(first, beside).entries, [first, copy]);
    const claimed = sayingOf(theirs, beside);
    assert.deepEqual([claimed.entries, [...claimed.ids]], [[theirs], [theirs.id]]);
  });

  it('goes by a former id that is not held, and by none that stands for something else', () => {
    const late = said('late', ALICE.person, text('stand by', ['first', 'gone']), 5);
    assert.deepEqual(namesOf(sayingOf(late, held([late])).ids, [...NAMES, 'late']), [
      'first',
      'gone',
      'late',
    ]);
    assert.deepEqual(namesOf(sayingOf(late, held([late], ['gone'])).ids, [...NAMES, 'late']), [
      'first',
      'late',
    ]);
  });

  it('has one kind and the same words: nobody changes by it what was said', () => {
    const changed = said('changed', ALICE.person, text('stand down', ['first']), 5);
    const poll = said('poll', ALICE.person, { kind: KIND.poll, question: 'a', options: ['b', 'c'], isMultiple: false, again: [first.id] }, 6); // prettier-ignore
    const missing = said('missing', ALICE.person, null, 7);
    for (const one of [changed, poll, missing]) assert.equal(isSameSaying(first, one), false);
    assert.deepEqual(sayingOf(first, held([first, changed, poll])).entries, [first]);
    const submit = { kind: KIND.submit, hash: bytesOf('hash'), pieces: 1, approvers: [BOB.person], remarks: '', person: ALICE.person, name: 'Alice' } as const; // prettier-ignore
    const [asked, askedAgain, altered] = [
      said('asked', ALICE.person, submit),
      said('asked again', ALICE.person, { ...submit, again: [id('asked')] }),
      said('altered', ALICE.person, { ...submit, hash: bytesOf('other'), again: [id('asked')] }),
    ];
    assert.deepEqual([isSameSaying(asked, askedAgain), isSameSaying(asked, altered)], [true, false]);
  });

  it('may answer another id of what it answers, but does not begin to answer', () => {
    const answer = (name: string, reply: EntryId | null, again?: readonly EntryId[]) =>
      said(name, ALICE.person, { kind: KIND.text, ...plainText('Yes.'), reply, ...(again && { again }) });
    const before = answer('before', id('question'));
    assert.ok(isSameSaying(before, answer('after', id('question, said again'), [before.id])));
    assert.equal(isSameSaying(before, answer('after', null, [before.id])), false);
  });
});

describe('what was said again of a message', () => {
  it('counts once, as what was said last, in its place', () => {
    const noted = said('noted', BOB.person, { kind: KIND.note, target: first.id }, 1);
    const notedAgain = said('noted again', BOB.person, { kind: KIND.note, target: copy.id, again: [noted.id] }, 3); // prettier-ignore
    const between = said('between', ALICE.person, { kind: KIND.note, target: first.id }, 2);
    assert.deepEqual(withoutCopies([noted, between]), [noted, between]);
    assert.deepEqual(withoutCopies([noted, between, notedAgain]), [between, notedAgain]);
  });
});
