import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SOME_EMOJI } from '../../test/support/message-bodies.js';
import { isEmoji } from './emoji.js';
import { MAX_EMOJI_BYTES } from './limits.js';

const tagged = (letters: string) =>
  [...letters].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');

/** Five pictures joined: MAX_EMOJI_BYTES. */
const AS_LONG_AS_IT_GETS = Array(5).fill('👍').join('\u200d');

describe('an emoji', () => {
  for (const emoji of [...SOME_EMOJI, AS_LONG_AS_IT_GETS]) it(`is ${emoji}`, () => assert.ok(isEmoji(emoji)));

  it('is each picture that there is by itself, with and without a mark that asks for colour', () => {
    let pictures = 0;
    for (let code = 0; code <= 0x1ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      const isPicture = /\p{Extended_Pictographic}/u.test(character);
      assert.equal(isEmoji(character), isPicture, code.toString(16));
      assert.equal(isEmoji(`${character}\ufe0f`), isPicture, code.toString(16));
      if (isPicture) pictures++;
    }
    assert.ok(pictures > 2000, String(pictures));
  });

  for (const [what, value] of [
    ['nothing', ''],
    ['no text', null],
    ['a number', 5],
    ['markup', '<'],
    ['an element', '<b>'],
    ['a letter', 'a'],
    ['an Urdu letter', 'ے'],
    ['a word behind it', '👍a'],
    ['a letter in front of it', 'a👍'],
    ['a digit', '1'],
    ['digits', '10'],
    ['half a keycap', '1\ufe0f'],
    ['a keycap of two digits', '10\u20e3'],
    ['a keycap of a letter', 'a\u20e3'],
    ['a blank', ' '],
    ['a blank in front', ' 👍'],
    ['a blank behind', '👍 '],
    ['a line break behind', '👍\n'],
    ['a null character', '👍\u0000'],
    ['a right-to-left override', '\u202e'],
    ['a right-to-left override in front', '\u202e👍'],
    ['an isolate behind', '👍\u2069'],
    ['a joiner alone', '\u200d'],
    ['a joiner behind', '👍\u200d'],
    ['two joiners', '👩\u200d\u200d💻'],
    ['a zero-width space', '👍\u200b'],
    ['a colour mark alone', '\ufe0f'],
    ['two colour marks', '❤\ufe0f\ufe0f'],
    ['a skin tone alone', '🏽'],
    ['two skin tones', '👍🏽🏽'],
    ['two emoji', '👍👍'],
    ['half a flag', '🇵'],
    ['a flag and a half', '🇵🇰🇵'],
    ['hidden tags behind a picture', `👍${tagged('x')}\u{e007f}`],
    ['hidden tags behind a flag', `🏴${tagged('hello')}\u{e007f}`],
    ['the flag of a land without an end', `🏴${tagged('gbeng')}`],
    ['a combining mark', '👍\u0301'],
    ['ten thousand combining marks', `👍${'\u0301'.repeat(10_000)}`],
    ['ten thousand joined pictures', Array(10_000).fill('👍').join('\u200d')],
    ['a lone surrogate', '\ud83d'],
    ['more than the cap', `${AS_LONG_AS_IT_GETS}\ufe0f`],
  ] as const) {
    it(`is not ${what}`, () => assert.ok(!isEmoji(value)));
  }

  it('never holds a blank, control, bidi control, accent, markup or letter of a word, whatever is given', () => {
    const piece = fc.constantFrom(...SOME_EMOJI, '\u200d', '\ufe0f', '🏽', '\u20e3', '1', 'a', '<', '\u202e', ' ', '\u0301', '🇵'); // prettier-ignore
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), (pieces) => {
        const value = pieces.join('');
        if (!isEmoji(value)) return void refused++;
        taken++;
        assert.doesNotMatch(value, /[\p{Cc}\p{White_Space}\p{Bidi_Control}\u0301\p{Lo}\p{Lu}a<>]/u);
        assert.ok(Buffer.byteLength(value) <= MAX_EMOJI_BYTES);
      }),
      { numRuns: 10_000 },
    );
    assert.ok(taken > 1000 && refused > 1000, `${taken} taken, ${refused} refused`);
  });
});
