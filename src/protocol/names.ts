import { isText } from './codec.js';
import { MAX_NAME_BYTES } from './limits.js';

// Bidi controls, zero-width characters, tags, line and paragraph separators, C0 and C1: they let one name look like
// another, or run over its neighbours (Trojan Source; UTS #39 §5).
const INVISIBLE =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- listed to be removed
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\u{1bca0}-\u{1bca3}\u{e0000}-\u{e0fff}]/gu;

/** A name as it may be shown: NFC, without invisible characters, spaces collapsed. May come out empty. */
export const cleanName = (text: string): string =>
  text.toWellFormed().normalize('NFC').replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim();

/** A name that needs no cleaning, is not empty and is at most MAX_NAME_BYTES long. */
export const isName = (wire: unknown): wire is string =>
  isText(wire, MAX_NAME_BYTES) && wire !== '' && cleanName(wire) === wire;
