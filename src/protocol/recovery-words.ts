/**
 * The 24 words from which a person key can be made again (docs/protocol.md §12): BIP-39, English list, 32 bytes with a
 * checksum of one. Loaded only where words are shown or typed: the list alone is 13 kB.
 */
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

export const WORD_COUNT = 24;
const SEED_BYTES = 32;
/** More than any sheet of paper brings; what is longer is not looked at. */
const MAX_TYPED = 2_000;

const known: ReadonlySet<string> = new Set(wordlist);

/** What typed text says as words. Positions count from 1. */
export type WordsReading =
  | { readonly kind: 'whole'; readonly seed: Uint8Array }
  | { readonly kind: 'short' | 'long'; readonly count: number }
  /** The first that is none of the list. */
  | { readonly kind: 'unknown'; readonly at: number; readonly word: string }
  /** Each is one of the list, and they do not go together: one is another, or their order. */
  | { readonly kind: 'mismatch' };

/** The words of a seed of 32 bytes. */
export const wordsOfSeed = (seed: Uint8Array): readonly string[] =>
  entropyToMnemonic(seed, wordlist).split(' ');

/**
 * Reads words as people type them: with numbers before them, commas, capitals and line breaks. `seed`, 32 bytes, is to be wiped
 * by whoever asked. A word that may still be growing (the last, with nothing behind it) is not said to be unknown while
 * some word begins like it. Never throws.
 */
export function readWords(text: string): WordsReading {
  if (text.length > MAX_TYPED) return { kind: 'long', count: WORD_COUNT + 1 };
  const words =
    text
      .normalize('NFKD')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const isGrowing = /\p{L}$/u.test(text) && wordlist.some((word) => word.startsWith(words.at(-1)!));
  const at = words.findIndex((word, i) => !known.has(word) && !(isGrowing && i === words.length - 1));
  if (at >= 0) return { kind: 'unknown', at: at + 1, word: words[at]! };
  const isLastWhole = words.length > 0 && known.has(words.at(-1)!);
  const count = isGrowing && !isLastWhole ? words.length - 1 : words.length;
  if (count !== WORD_COUNT) return { kind: count < WORD_COUNT ? 'short' : 'long', count };
  try {
    const seed = mnemonicToEntropy(words.join(' '), wordlist);
    return seed.byteLength === SEED_BYTES ? { kind: 'whole', seed } : { kind: 'mismatch' };
  } catch {
    return { kind: 'mismatch' }; // the library says a wrong checksum so
  }
}
