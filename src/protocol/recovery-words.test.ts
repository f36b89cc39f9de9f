import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hex } from '@scure/base';
import fc from 'fast-check';
import { readWords, wordsOfSeed, WORD_COUNT } from './recovery-words.js';

/** From the test vectors of BIP-39 (Trezor), those of 256 bits. */
const OUTSIDE = [
  ['00'.repeat(32), `${'abandon '.repeat(23)}art`],
  [
    '7f'.repeat(32),
    'legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title',
  ],
  ['ff'.repeat(32), `${'zoo '.repeat(23)}vote`],
  [
    '68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c',
    'hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis maple dilemma loan word shrug inflict delay length',
  ],
] as const;

describe('recovery words', () => {
  for (const [seed, text] of OUTSIDE)
    it(`are those of the outside vector ${seed.slice(0, 8)}…, both ways`, () => {
      assert.equal(wordsOfSeed(hex.decode(seed)).join(' '), text);
      const read = readWords(text);
      assert.equal(read.kind === 'whole' && hex.encode(read.seed), seed);
    });

  it('come back from every seed, however they are typed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.constantFrom(0, 1, 2, 3),
        (seed, way) => {
          const words = wordsOfSeed(seed);
          assert.equal(words.length, WORD_COUNT);
          const typed = [
            words.join(' '),
            words.map((word, i) => `${i + 1}. ${word}`).join('\n'),
            words.map((word) => word.toUpperCase()).join(', '),
            `  ${words.join('  ')}\n`,
          ][way]!;
          const read = readWords(typed);
          return read.kind === 'whole' && hex.encode(read.seed) === hex.encode(seed);
        },
      ),
    );
  });

  it('are not taken with one of them exchanged by another, save by chance of one in 256', () => {
    let taken = 0;
    const words = [...wordsOfSeed(new Uint8Array(32).fill(7))];
    for (const other of wordsOfSeed(new Uint8Array(32).fill(9))) {
      const changed = words.with(5, other);
      if (other !== words[5] && readWords(changed.join(' ')).kind !== 'mismatch') taken++;
    }
    assert.ok(taken <= 2, `${taken} of 24`);
  });

  for (const [name, text, expected] of [
    ['nothing', '', { kind: 'short', count: 0 }],
    ['a few', 'abandon ability able', { kind: 'short', count: 3 }],
    ['a word that is still growing', 'abandon abil', { kind: 'short', count: 1 }],
    ['a word that is done and unknown', 'abandon abil ', { kind: 'unknown', at: 2, word: 'abil' }],
    ['a word like no other', 'abandon qqq', { kind: 'unknown', at: 2, word: 'qqq' }],
    ['Urdu', 'سلام', { kind: 'unknown', at: 1, word: 'سلام' }],
    ['too many', 'abandon '.repeat(25), { kind: 'long', count: 25 }],
    ['a book', 'abandon '.repeat(100_000), { kind: 'long', count: 25 }],
    ['a wrong checksum', 'abandon '.repeat(24), { kind: 'mismatch' }],
  ] as const)
    it(`say what is wrong with ${name}`, () => assert.deepEqual(readWords(text), expected));
});
