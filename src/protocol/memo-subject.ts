import { isText } from './codec.js';
import { MAX_SUBJECT_BYTES } from './limits.js';

// Controls and separators of lines; a blank stands for any number of them.
const LINE_BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

export const asOneLine = (text: string): string => text.replace(LINE_BREAKS, ' ');

/** Whether it may be the subject of a memo. */
export const isSubject = (wire: unknown): wire is string =>
  isText(wire, MAX_SUBJECT_BYTES) && asOneLine(wire) === wire;
