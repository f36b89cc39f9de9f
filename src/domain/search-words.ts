import { asUrduKeyboard } from './urdu-letters.js';

/** Forms that one looks for as if they were another letter: more forgiving than what counts as one text in a draft. */
const PLAINER: Readonly<Record<string, string>> = {
  '\u06BE': '\u06C1', // do-chashmi he: many type the one for the other
  '\u06D5': '\u06C1', // ae, which he with ye above is made of
  '\u0629': '\u06C1', // te marbuta
  '\u06C3': '\u06C1', // te marbuta, Urdu
  '\u0671': '\u0627', // alif wasla
  '\u06AA': '\u06A9', // swash kaf
};
const TO_PLAINER = /[\u06BE\u06D5\u0629\u06C3\u0671\u06AA]/gu;

/** Accents, vowel signs, hamza and madda above a letter; the stroke that only makes a word longer; a hamza by itself. */
const PASSED_OVER = /[\p{M}\u0640\u0621]/gu;
/** Everything that parts words, joiners included. */
const BETWEEN = /[^\p{L}\p{N}]+/gu;
const DIGIT = /[\u0660-\u0669\u06F0-\u06F9]/gu;
const NARROW = /^[a-z0-9 ]*$/u;

/**
 * The words of a text as they are looked for, with one space between them: without case, accents, vowel signs and
 * punctuation, and with one form of each letter and digit, whichever keyboard wrote it.
 */
export function searchWords(text: string): string {
  const lower = text.toLowerCase();
  if (NARROW.test(lower)) return lower.replace(/ +/gu, ' ').trim(); // most titles and names: a tenth of the time
  const plain = lower
    .normalize('NFKD')
    .toLowerCase() // again: what was a letter of its own may have come apart into capitals
    .replace(PASSED_OVER, '')
    .replace(DIGIT, (digit) => String(digit.charCodeAt(0) & 0xf));
  return asUrduKeyboard(plain)
    .replace(TO_PLAINER, (one) => PLAINER[one]!)
    .replace(BETWEEN, ' ')
    .trim();
}
