import type { DraftRecord } from './records.js';
import type { DraftMarks } from './views.js';

/** A text with nothing beside it. */
export const NO_MARKS: DraftMarks = { reply: null, isUrgent: false, asksForNote: false, edit: null };
/** Nothing is being written. */
export const NO_DRAFT: DraftRecord = { ...NO_MARKS, text: '' };

/** Whether there is nothing to keep of it. */
export const isNoDraft = ({ text, reply, isUrgent, asksForNote, edit }: DraftRecord): boolean =>
  text === '' && reply === null && !isUrgent && !asksForNote && edit === null;

/** What will not go with the next text, but stays: a change of an older message that is under way. */
export const marksAfterSend = ({ edit }: DraftMarks): DraftMarks => ({ ...NO_MARKS, edit });

/** What was taken to be sent and could not be, before what was written meanwhile. */
export function givenBack(sent: DraftRecord, now: DraftRecord): DraftRecord {
  const isPlain = now.reply === null && !now.isUrgent && !now.asksForNote;
  const { reply, isUrgent, asksForNote } = isPlain ? sent : now;
  const text = now.text ? `${sent.text}\n${now.text}` : sent.text;
  return { text, reply, isUrgent, asksForNote, edit: now.edit };
}
