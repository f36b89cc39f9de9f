import { isText } from './codec.js';
import { MAX_EMOJI_BYTES } from './limits.js';

// UTS #51's grammar of one emoji, but for two things. Tags, which nobody sees, spell only the three flags that there
// are (England, Scotland, Wales), or they would carry a hidden text; and what is joined are pictures only. Not
// \p{RGI_Emoji}, which says no to whatever is newer than the reader's own browser.
const PICTURE = '\\p{Extended_Pictographic}(?:\\ufe0f|\\p{Emoji_Modifier})?';
const JOINED = `${PICTURE}(?:\\u200d${PICTURE})*`;
const COUNTRY = '\\p{Regional_Indicator}{2}';
const KEYCAP = '[0-9#*]\\ufe0f?\\u20e3';
const tags = (letters: string) =>
  [...letters].map((letter) => `\\u{${(0xe0000 + letter.charCodeAt(0)).toString(16)}}`).join('');
const LAND = `\\u{1f3f4}(?:${['gbeng', 'gbsct', 'gbwls'].map(tags).join('|')})\\u{e007f}`;
const EMOJI = new RegExp(`^(?:${LAND}|${JOINED}|${COUNTRY}|${KEYCAP})$`, 'u');

/** One emoji, which shows as one picture, or as a few where the font has none for the whole; at most MAX_EMOJI_BYTES. */
export const isEmoji = (wire: unknown): wire is string => isText(wire, MAX_EMOJI_BYTES) && EMOJI.test(wire);
