import { isText } from './codec.js';
import { MAX_NAME_BYTES } from './limits.js';

// Controls, separators, bidi controls, tags, everything without width and U+FFF0 to U+FFFF: they let one name look
// like another, or run over its neighbours (Trojan Source; UTS #39 §5). The two joiners are dealt with below.
const INVISIBLE =
  /(?![\u200c\u200d])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff0-\uffff]/gu;

// Scripts in whose words a joiner (ZWNJ, ZWJ) shapes letters, as in می‌خواہم. Elsewhere it shows nothing.
const SHAPED = 'Arab Beng Deva Gujr Guru Khmr Knda Mlym Mymr Orya Sinh Syrc Taml Telu'
  .split(' ')
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');
const LETTER = `(?=\\p{L})[${SHAPED}]`;
const STRAY_JOINER = new RegExp(`(?<!${LETTER}\\p{M}*)[\\u200c\\u200d]|[\\u200c\\u200d](?!${LETTER})`, 'gu');

/** A name as it may be shown: NFC, without what cannot be seen, every run of blanks one space. May come out empty. */
export const cleanName = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\S\ufeff]+/gu, ' ')
    .replace(INVISIBLE, '')
    .replace(STRAY_JOINER, '')
    .replace(/ +/gu, ' ')
    .trim()
    .normalize('NFC'); // last: what was taken out may have kept a letter and its accent apart

/** A name that needs no cleaning, is not empty and is at most MAX_NAME_BYTES long. */
export const isName = (wire: unknown): wire is string =>
  isText(wire, MAX_NAME_BYTES) && wire !== '' && cleanName(wire) === wire;
