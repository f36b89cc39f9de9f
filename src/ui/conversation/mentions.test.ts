import { assert } from '@open-wc/testing';
import { MAX_MENTIONS } from '../../protocol/limits.js';
import { aPerson } from '../../../test/support/fake-beep.js';
import { findMentions, matchPeople, mentionedPeople, mentionQuery } from './mentions.js';

const ALI = aPerson(1, 'Ali');
const ALI_RAZA = aPerson(2, 'Ali Raza');
const USMAN = aPerson(3, 'محمد عثمان');
const OTHER_ALI = aPerson(4, 'Ali');
const NOBODY = aPerson(5, '');
const none = new Set<never>();

describe('findMentions', () => {
  for (const [what, text, names] of [
    ['a name at the start', '@Ali come', ['Ali']],
    ['the longest name that fits', 'ask @Ali Raza', ['Ali Raza']],
    ['a name before a full stop', 'ask @Ali.', ['Ali']],
    ['an Urdu name', '@محمد عثمان، آئیے', ['محمد عثمان']],
    ['one after the other', '@Ali@Ali Raza', ['Ali', 'Ali Raza']],
    ['no longer word that begins with a name', '@Alina', []],
    ['no name without its sign', 'Ali', []],
    ['nothing in a sign alone', '@ @', []],
  ] as const) {
    it(`finds ${what}`, () => {
      const places = findMentions(text, [ALI, ALI_RAZA, USMAN, NOBODY]);
      assert.deepEqual(
        places.map(({ person }) => person.name),
        [...names],
      );
      for (const { start, end, person } of places) assert.equal(text.slice(start, end), `@${person.name}`);
    });
  }
});

describe('mentionedPeople', () => {
  it('names each person once, by the text alone', () => {
    assert.deepEqual(mentionedPeople('@Ali and @Ali', [ALI, USMAN], none), [ALI.person]);
    assert.deepEqual(
      mentionedPeople('', [ALI], new Set([ALI.person])),
      [],
      'a name that was taken out again',
    );
  });

  it('means whom was chosen where two have one name, and both if nobody was', () => {
    const people = [ALI, OTHER_ALI];
    assert.deepEqual(mentionedPeople('@Ali', people, new Set([OTHER_ALI.person])), [OTHER_ALI.person]);
    assert.deepEqual(mentionedPeople('@Ali', people, none), [ALI.person, OTHER_ALI.person]);
  });

  it('stops at as many as a message may name', () => {
    const people = Array.from({ length: MAX_MENTIONS + 5 }, (_, i) => aPerson(i, `P${i}`));
    const text = people.map(({ name }) => `@${name}`).join(' ');
    assert.lengthOf(mentionedPeople(text, people, none), MAX_MENTIONS);
  });
});

describe('mentionQuery', () => {
  for (const [what, text, query] of [
    ['what follows the sign', 'hello @da', { start: 6, query: 'da' }],
    ['nothing yet', '@', { start: 0, query: '' }],
    ['a first name and the start of the next', '@Ali R', { start: 0, query: 'Ali R' }],
    ['no e-mail address', 'a@b', null],
    ['nothing on the next line', '@a\nb', null],
    ['nothing where no sign is', 'abc', null],
  ] as const) {
    it(`reads ${what}`, () => assert.deepEqual(mentionQuery(text, text.length), query));
  }

  it('looks before the caret only', () => {
    assert.isNull(mentionQuery('@Ali', 0));
    assert.deepEqual(mentionQuery('@Ali', 2), { start: 0, query: 'A' });
  });
});

describe('matchPeople', () => {
  it('matches the start of any word, in any case, and nobody without a name', () => {
    const people = [ALI_RAZA, USMAN, NOBODY];
    assert.deepEqual(matchPeople('raz', people), [ALI_RAZA]);
    assert.deepEqual(matchPeople('عثم', people), [USMAN]);
    assert.deepEqual(matchPeople('', people), [ALI_RAZA, USMAN]);
    assert.deepEqual(matchPeople('aza', people), []);
  });
});
