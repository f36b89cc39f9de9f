// What single fields may be (docs/protocol.md §1).

export const MAX_TIME_MS = 253_402_300_799_999;

export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const isBytes = (value, length) =>
  value instanceof Uint8Array && (length === undefined || value.length === length);
export const sameBytes = (a, b) => Buffer.compare(a, b) === 0;
export const isCount = (value, max = Number.MAX_SAFE_INTEGER) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max;
export const isTimeMs = (value) => isCount(value, MAX_TIME_MS);
export const isListOf = (value, max, isItem) =>
  Array.isArray(value) && value.length <= max && value.every((item) => isItem(item));
/** Byte strings of one length, sorted by their bytes, none twice. */
export const isSortedSet = (value, max, length) =>
  isListOf(value, max, (item) => isBytes(item, length)) &&
  value.every((item, i) => i === 0 || Buffer.compare(value[i - 1], item) < 0);
export const isAllDifferent = (texts) => new Set(texts).size === texts.length;

/** Text in Normalization Form C of at most `maxBytes` bytes of UTF-8. */
export const isText = (value, maxBytes) =>
  typeof value === 'string' &&
  value.isWellFormed() &&
  Buffer.byteLength(value, 'utf8') <= maxBytes &&
  value.normalize('NFC') === value;

const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff0-\uffff]/u;
const JOINERS = new Set(['\u200c', '\u200d']);
const SHAPED =
  /[\p{Script_Extensions=Arab}\p{Script_Extensions=Beng}\p{Script_Extensions=Deva}\p{Script_Extensions=Gujr}\p{Script_Extensions=Guru}\p{Script_Extensions=Khmr}\p{Script_Extensions=Knda}\p{Script_Extensions=Mlym}\p{Script_Extensions=Mymr}\p{Script_Extensions=Orya}\p{Script_Extensions=Sinh}\p{Script_Extensions=Syrc}\p{Script_Extensions=Taml}\p{Script_Extensions=Telu}]/u;
const isShapedLetter = (character) =>
  character !== undefined && SHAPED.test(character) && /\p{L}/u.test(character);
const isMark = (character) => /\p{M}/u.test(character);

/** A name that needs no cleaning, and is not empty. */
export function isName(value, maxBytes = 128) {
  if (!isText(value, maxBytes) || value === '' || value.trim() !== value || / {2}/u.test(value)) return false;
  const characters = [...value];
  return characters.every((character, at) => {
    if (JOINERS.has(character)) {
      let before = at - 1;
      while (before >= 0 && isMark(characters[before])) before--;
      return isShapedLetter(characters[before]) && isShapedLetter(characters[at + 1]);
    }
    return !UNSEEN.test(character) && (character === ' ' || !/\s/u.test(character));
  });
}
