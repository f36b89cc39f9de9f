import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { foldLetters, placesIn } from '../../src/platform/co-drafting/fold-letters.js';

const found = (text: string, words: string): readonly string[] =>
  placesIn(foldLetters(text), foldLetters(words).text).map(([from, to]) => text.slice(from, to));

describe('what is found when one looks for words', () => {
  const same: readonly (readonly [string, string, string])[] = [
    ['Arabic ye for Urdu ye', '\u06CC', '\u064A'],
    ['ye without dots for Urdu ye', '\u06CC', '\u0649'],
    ['Arabic kaf for Urdu kaf', '\u06A9', '\u0643'],
    ['Arabic he for Urdu he', '\u06C1', '\u0647'],
    ['e with acute in two characters', '\u00E9', 'e\u0301'],
    ['alif with madda in two characters', '\u0622', '\u0627\u0653'],
    ['ye with hamza over either ye', '\u0626', '\u06CC\u0654'],
    ['he with hamza over either he', '\u06C2', '\u0647\u0654'],
    ['capital letters', 'straße', 'STRAßE'],
  ];
  for (const [what, one, other] of same) {
    it(`takes ${what} for the same, whichever is written`, () => {
      assert.deepEqual(found(`a${one}b`, other), [one]);
      assert.deepEqual(found(`a${other}b`, one), [other]);
    });
  }

  it('keeps letters apart that are not the same', () => {
    assert.deepEqual(found('\u06BE', '\u06C1'), []); // do-chashmi he, and he
    assert.deepEqual(found('\u0622', '\u0627'), []); // alif with madda, and without
    assert.deepEqual(found('\u00E9', 'e'), []);
    assert.deepEqual(found('e\u0301', 'e'), []);
  });

  it('passes over every vowel sign, and marks those on the words that it found', () => {
    const signs = [0x64b, 0x64c, 0x64d, 0x64e, 0x64f, 0x650, 0x651, 0x652, 0x670].map((code) =>
      String.fromCharCode(code),
    );
    for (const sign of signs) assert.deepEqual(found(`x ک${sign}ب${sign} y`, 'کب'), [`ک${sign}ب${sign}`]);
    assert.deepEqual(found('کب', `ک${signs.join('')}ب`), ['کب']);
    assert.deepEqual(found('کب', signs.join('')), []);
  });

  it('keeps places right behind letters that grow or shrink', () => {
    const text = 'İİ ﬁ مُحَمَّد اور محمد end';
    assert.deepEqual(found(text, 'محمد'), ['مُحَمَّد', 'محمد']);
    assert.deepEqual(found(text, 'END'), ['end']);
  });

  it('finds any part of a text where it stands', () => {
    const letter = fc.constantFrom(...'abیيکكہهھاآé\u0301\u064E\u0651\n 😀', 'é', 'İ');
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 20 }), fc.nat(), fc.nat(), (letters, a, b) => {
        const text = letters.join('');
        const { starts, ends, text: folded } = foldLetters(text);
        if (folded === '') return;
        const [first, last] = [a % folded.length, b % folded.length].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const part = text.slice(starts[first], ends[last]);
        const places = placesIn(foldLetters(text), foldLetters(part).text);
        assert.ok(places.length > 0);
        for (const [from, to] of places)
          assert.equal(foldLetters(text.slice(from, to)).text, foldLetters(part).text);
      }),
      { numRuns: 500 },
    );
  });
});
