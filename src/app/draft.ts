import type { DraftRecord } from './records.js';
import type { DraftMarks, DraftView } from './conversation-views.js';

/** A text with nothing beside it. */
export const NO_MARKS: DraftMarks = { reply: null, isUrgent: false, asksForNote: false, edit: null };
/** Nothing is being written. */
export const NO_DRAFT: DraftRecord = { ...NO_MARKS, text: '' };

/** Whether there is nothing to keep of it. */
export const isNoDraft = ({ text, reply, isUrgent, asksForNote, edit }: DraftRecord): boolean =>
  text === '' && reply === null && !isUrgent && !asksForNote && edit === null;

/** Characters of a draft that a list shows. */
const LISTED_CHARS = 100;

/**
 * What lists show of it; null for nothing. Blanks are nothing yet, and neither is a mark without a word: that a message
 * shall be urgent is no message begun. What was chosen to be answered is: somebody waits for that answer.
 */
export function draftViewOf({ text, reply, edit }: DraftRecord): DraftView | null {
  const words = firstOf(text);
  if (words === '' && reply === null && edit === null) return null;
  return { text: words, edit: edit && firstOf(edit.text), isReply: reply !== null };
}

const firstOf = (text: string): string => text.trim().slice(0, LISTED_CHARS);

/** What will not go with the next text, but stays: a change of an older message that is under way. */
export const marksAfterSend = ({ edit }: DraftMarks): DraftMarks => ({ ...NO_MARKS, edit });

/** What was taken to be sent and could not be, before what was written meanwhile. */
export function givenBack(sent: DraftRecord, now: DraftRecord): DraftRecord {
  const isPlain = now.reply === null && !now.isUrgent && !now.asksForNote;
  const { reply, isUrgent, asksForNote } = isPlain ? sent : now;
  const text = now.text ? `${sent.text}\n${now.text}` : sent.text;
  return { text, reply, isUrgent, asksForNote, edit: now.edit };
}
