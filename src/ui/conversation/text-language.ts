import type { Language } from '../../i18n/language.js';

const FIRST_LETTER = /\p{L}/u;
const ARABIC_LETTER = /\p{Script=Arabic}/u;
/** Text that starts with more than this many signs that are no letters is not worth more looking. */
const MAX_LOOK_CHARS = 512;

/**
 * The language whose face, line height and voice suit a text, by its first letter: that is the rule by which the
 * browser finds its direction (dir=auto). Null if it has no letter. A guess between our own languages, no more.
 */
export function textLanguage(text: string): Language | null {
  const first = FIRST_LETTER.exec(text.slice(0, MAX_LOOK_CHARS))?.[0];
  if (first === undefined) return null;
  return ARABIC_LETTER.test(first) ? 'ur' : 'en';
}
