import { asUrduKeyboard } from '../../domain/urdu-letters.js';

/** Text as it is compared, and where each of its units came from. */
export interface Folded {
  readonly text: string;
  /** For each unit of `text`, the place in the source where the letter that it is of begins. */
  readonly starts: readonly number[];
  /** For each unit of `text`, the place behind that letter and the signs on it. */
  readonly ends: readonly number[];
}

/** A letter and the signs on it; each is looked at as one, so that composed and decomposed forms are the same. */
const LETTER = /\P{M}\p{M}*|\p{M}+/gu;

/** Zabar, zer, pesh, tanwin, shadda, jazm and the small alif: some write them, most do not. */
const VOWEL_SIGNS = /[\u064B-\u0652\u0670]/gu;

/** Case, vowel signs, composition (NFD) and the keyboard make no difference in it. Positions are UTF-16 units. */
export function foldLetters(source: string): Folded {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: letter, index } of source.matchAll(LETTER)) {
    const folded = asUrduKeyboard(letter.normalize('NFD').replace(VOWEL_SIGNS, '')).toLocaleLowerCase();
    text += folded;
    for (let i = 0; i < folded.length; i++) {
      starts.push(index);
      ends.push(index + letter.length);
    }
  }
  return { text, starts, ends };
}

/** Where `wanted` stands in `folded`, as `[from, to]` in the source; whole letters only, none of them twice. */
export function placesIn(
  { text, starts, ends }: Folded,
  wanted: string,
): readonly (readonly [number, number])[] {
  const places: (readonly [number, number])[] = [];
  if (wanted === '') return places;
  for (let at = text.indexOf(wanted); at >= 0;) {
    const end = at + wanted.length;
    const isWhole = starts[at] !== starts[at - 1] && starts[end] !== starts[end - 1];
    if (isWhole) places.push([starts[at]!, ends[end - 1]!]);
    at = text.indexOf(wanted, isWhole ? end : at + 1);
  }
  return places;
}
