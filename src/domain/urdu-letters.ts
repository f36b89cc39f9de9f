/** Arabic keyboards have other characters for these letters than Urdu ones. Do-chashmi he is a letter of its own. */
const URDU_LETTER: Readonly<Record<string, string>> = {
  '\u064A': '\u06CC', // ye with dots below
  '\u0649': '\u06CC', // ye without dots
  '\u0643': '\u06A9', // kaf
  '\u0647': '\u06C1', // he
};
const OTHER_KEYBOARD = /[\u064A\u0649\u0643\u0647]/gu;

/** The text with every letter as an Urdu keyboard has it. It keeps its length. */
export const asUrduKeyboard = (text: string): string =>
  text.replace(OTHER_KEYBOARD, (one) => URDU_LETTER[one]!);
