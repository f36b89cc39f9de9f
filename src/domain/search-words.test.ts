import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { searchWords } from './search-words.js';

describe('what words are looked for as', () => {
  const same: readonly (readonly [string, string, string])[] = [
    ['capital letters', 'Ayesha SIDDIQUI', 'ayesha siddiqui'],
    ['accents', 'José Núñez', 'jose nunez'],
    ['accents in two characters', 'Jose\u0301', 'jose'],
    ['punctuation', 'SO (Budget-II), Finance', 'so budget ii finance'],
    ['blanks at the ends', '  Ali   Raza ', 'ali raza'],
    ['a joiner', 'گل\u200Cبانو', 'گل بانو'],
    ['Arabic ye', 'عل\u064A', 'عل\u06CC'],
    ['ye without dots', 'عل\u0649', 'عل\u06CC'],
    ['Arabic kaf', '\u0643مال', '\u06A9مال'],
    ['Arabic he', 'طا\u0647ر', 'طا\u06C1ر'],
    ['do-chashmi he', 'ب\u06BEٹی', 'ب\u06C1ٹی'],
    ['te marbuta', 'فاطم\u0629', 'فاطم\u06C1'],
    ['he with hamza', 'شعب\u06C2', 'شعب\u06C1'],
    ['ye with hamza', 'عا\u0626شہ', 'عا\u06CCشہ'],
    ['waw with hamza', 'م\u0624من', 'م\u0648من'],
    ['alif with hamza', '\u0623حمد', '\u0627حمد'],
    ['alif with madda', '\u0622صف', '\u0627صف'],
    ['hamza by itself', 'علا\u0621', 'علا'],
    ['vowel signs', 'مُحَمَّد', 'محمد'],
    ['a long stroke', 'محـــمد', 'محمد'],
    ['Urdu digits', 'گریڈ ۱۷', 'گر\u06CCڈ 17'],
    ['Arabic digits', 'گریڈ ١٧', 'گر\u06CCڈ 17'],
    ['letters in one character', '\uFB01le', 'file'],
    ['a dotted capital i', '\u0130zmir', 'izmir'],
  ];
  for (const [what, written, wanted] of same)
    it(`takes no notice of ${what}`, () => assert.equal(searchWords(written), searchWords(wanted)));

  it('keeps letters apart that are not the same', () => {
    assert.notEqual(searchWords('بے'), searchWords('بی'));
    assert.notEqual(searchWords('ٹ'), searchWords('ت'));
    assert.notEqual(searchWords('a'), searchWords('b'));
  });

  it('says the same of what it said, has no blank at its ends and never two', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(...'aÉ ßİﷺﬁيىكهھةآأؤئۂ\u0621\u0640\u200C\u200D\u064E۱٢-.') }),
    );
    fc.assert(
      fc.property(text, (source) => {
        const words = searchWords(source);
        assert.equal(searchWords(words), words);
        assert.match(words, /^(?:[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*)?$/u);
      }),
      { numRuns: 2_000 },
    );
  });
});
