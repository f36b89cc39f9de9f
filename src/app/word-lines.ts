/** How well a word of a query fits. The lower, the better. */
export const FIT = {
  name: 0,
  nameBegins: 1,
  title: 2,
  titleBegins: 3,
  place: 4,
  placeBegins: 5,
  none: 255,
} as const;

/** Ends of the first part of a line, and of a line; everything up to a blank ends a word. */
const [PART_END, LINE_END, BLANK] = ['\t', '\n', 32];

/**
 * Lines of words in two parts, in one string, in which a word is looked for from its beginning: that is how few objects
 * fifty thousand people take, and how quickly all of them are looked through.
 */
export class WordLines {
  readonly #text: string;
  /** For each line, where it begins and where its first part ends. */
  readonly #bounds: Uint32Array;

  /** `lines` have two parts each, of words as `searchWords` makes them. Words for which `isIn` is false are left out. */
  constructor(lines: readonly (readonly [string, string])[], isIn: (word: string) => boolean) {
    const pieces: string[] = [];
    let length = 0;
    const put = (piece: string): void => {
      pieces.push(piece);
      length += piece.length;
    };
    const putWords = (words: string): void => {
      for (const word of words.split(' ')) if (word !== '' && isIn(word)) put(` ${word}`);
    };
    this.#bounds = new Uint32Array(lines.length * 2);
    lines.forEach(([first, second], line) => {
      this.#bounds[line * 2] = length;
      putWords(first);
      this.#bounds[line * 2 + 1] = length;
      put(PART_END);
      putWords(second);
      put(LINE_END);
    });
    this.#text = pieces.join('');
  }

  /** Puts into `fits` how well `word` fits each line, where it fits better than what is there. */
  fit(word: string, fits: Uint8Array): void {
    const wanted = ` ${word}`;
    const [text, bounds] = [this.#text, this.#bounds];
    let line = 0;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      while (line * 2 + 2 < bounds.length && bounds[line * 2 + 2]! <= at) line++;
      const begins = text.charCodeAt(at + wanted.length) > BLANK ? 1 : 0;
      const fit = (at < bounds[line * 2 + 1]! ? FIT.name : FIT.title) + begins;
      if (fit < fits[line]!) fits[line] = fit;
    }
  }
}

/** Latin letters take half the memory of others, and are not looked for among them. */
export const isNarrow = (word: string): boolean => word.charCodeAt(0) <= 0xff;

/** How well `word` fits words that are not in lines: those of a department. */
export function fitPlace(word: string, place: string): number {
  const wanted = ` ${word}`;
  let best: number = FIT.none;
  for (let at = place.indexOf(wanted); at >= 0; at = place.indexOf(wanted, at + 1)) {
    if (!(place.charCodeAt(at + wanted.length) > BLANK)) return FIT.place; // NaN behind the last word
    best = FIT.placeBegins;
  }
  return best;
}
