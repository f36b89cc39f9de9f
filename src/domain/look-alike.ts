/**
 * Whether two names can be taken for one another. A warning rests on it and nothing else does: it finds what a person who
 * means to be taken for somebody would do, and what a hurried reader overlooks.
 *
 * Only what is loaded lazily may import this file: it brings the table of confusable letters with it.
 */
import { CONFUSABLES } from './confusables.js';

const looks = new Map<string, string>();
for (const row of CONFUSABLES.split(' ')) {
  const at = row.lastIndexOf('=');
  for (const character of row.slice(at + 1)) looks.set(character, row.slice(0, at));
}

/** Ways to write one letter of Urdu: what is typed on Arabic, Kurdish and Persian keyboards is read as the same. */
const URDU = new Map(
  Object.entries({ ی: 'يىې', ک: 'كڪ', ہ: 'هھەةۃۂۀ', ا: 'ٱٲٳ', و: 'ۆۇۈۋ', '': 'ءـٴ' }).flatMap(
    ([letter, written]) => [...written].map((variant) => [variant, letter] as const),
  ),
);

// Marks go before letters are compared: harakat, hamza above and accents are what one does not see at a glance.
const UNSEEN = /[\p{M}\p{Cf}\p{Cc}\p{Default_Ignorable_Code_Point}]/gu;
const BETWEEN = /(?!\|)[\p{P}\p{S}\p{Z}\s]/gu;
const WORD = /[\p{L}\p{N}|]+/gu;
/** Of these the same number is written in two ways; they begin at U+0660 and at U+06F0. */
const DIGITS = /[٠-٩۰-۹]/gu;

const toLooks = (text: string): string => [...text].map((one) => looks.get(one) ?? one).join('');

const toValue = (digit: string): string => String((digit.codePointAt(0) ?? 0) & 0xf);

/** In a word of small letters a capital I is seen as an l; between capitals it is none. */
const inSmall = (word: string): string =>
  word.length > 1 && word === word.toUpperCase() ? word.toLowerCase() : word;

/**
 * What a name looks like, in three ways: as it is written (the skeleton of UTS #39 §4), as it is written apart from case,
 * and as it is read: small letters, digits by their value. Spaces, punctuation, accents, vowel signs and whatever is
 * invisible count for nothing, and so does which of its forms an Urdu letter has.
 */
export function skeletonsOf(name: string): readonly [written: string, caseless: string, read: string] {
  const plain = name.normalize('NFKD').replace(UNSEEN, '');
  const urdu = [...plain].map((letter) => URDU.get(letter) ?? letter).join('');
  const joined = urdu.replace(BETWEEN, '');
  const small = urdu.replace(WORD, inSmall).replace(BETWEEN, '');
  const valued = joined.toLowerCase().replace(DIGITS, toValue);
  return [toLooks(joined), toLooks(small).toLowerCase(), toLooks(valued).toLowerCase()];
}

/** Whether one of two names can be taken for the other. Names of which nothing is left are like none. */
export function looksLike(one: string, other: string): boolean {
  const others = skeletonsOf(other);
  return skeletonsOf(one).some((skeleton, way) => skeleton !== '' && skeleton === others[way]);
}

/** People by what their names look like, to find look-alikes among many without comparing each with each. */
export class LookAlikes<Person> {
  readonly #byLook = new Map<string, Set<Person>>();
  readonly #namesOf: (person: Person) => readonly string[];

  /** `namesOf`: everything that somebody is called, on their badges and by themselves. */
  constructor(people: Iterable<Person>, namesOf: (person: Person) => readonly string[]) {
    this.#namesOf = namesOf;
    for (const person of people)
      for (const key of this.#keysOf(person)) {
        const there = this.#byLook.get(key);
        if (there) there.add(person);
        else this.#byLook.set(key, new Set([person]));
      }
  }

  /** Those of whom a name looks like one of `person`'s, but for `person`. */
  of(person: Person): readonly Person[] {
    const found = this.#keysOf(person).flatMap((key) => [...(this.#byLook.get(key) ?? [])]);
    return [...new Set(found)].filter((one) => one !== person);
  }

  #keysOf(person: Person): readonly string[] {
    const keys = this.#namesOf(person).flatMap((name) =>
      skeletonsOf(name).flatMap((skeleton, way) => (skeleton === '' ? [] : [`${way}${skeleton}`])),
    );
    return [...new Set(keys)];
  }
}
