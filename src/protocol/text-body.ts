import { isCount, isText, type Wire } from './codec.js';
import { idBytes, readEntryId, type EntryId, type PersonId } from './ids.js';
import { MAX_MENTIONS, MAX_TEXT_BYTES } from './limits.js';
import { readSortedPeople } from './log-points.js';

/** What a text message says beside its salt. */
export interface TextFields {
  readonly text: string;
  /** The message that this one answers. */
  readonly reply: EntryId | null;
  /** The people it names: sorted, distinct, at most MAX_MENTIONS. */
  readonly mentions: readonly PersonId[];
  readonly isUrgent: boolean;
  /** Whoever reads it is asked to say so with a note. */
  readonly asksForNote: boolean;
  /** The text was taken from another message. Whose, nobody says. */
  readonly isForwarded: boolean;
}

const URGENT = 1;
const ASKS_FOR_NOTE = 2;
const FORWARDED = 4;
const ALL_FLAGS = URGENT | ASKS_FOR_NOTE | FORWARDED;

/** The fields in wire form: the text alone, if there is nothing else to say. */
export function wireText(fields: TextFields): readonly Wire[] {
  const { text, reply, mentions } = fields;
  const flags =
    (fields.isUrgent ? URGENT : 0) |
    (fields.asksForNote ? ASKS_FOR_NOTE : 0) |
    (fields.isForwarded ? FORWARDED : 0);
  if (reply === null && mentions.length === 0 && flags === 0) return [text];
  return [text, reply && idBytes(reply), mentions.map(idBytes), flags];
}

/** The fields of a text; null for anything else, the long form of a plain text too. Never throws. */
export function readText(fields: readonly unknown[]): TextFields | null {
  const text = fields[0];
  if (!isText(text, MAX_TEXT_BYTES)) return null;
  if (fields.length === 1) return plainText(text);
  const reply = fields[1] === null ? null : readEntryId(fields[1]);
  const mentions = readSortedPeople(fields[2], MAX_MENTIONS);
  const flags = fields[3];
  if (fields.length !== 4 || !mentions || !isCount(flags, ALL_FLAGS)) return null;
  if (fields[1] !== null && !reply) return null;
  if (reply === null && mentions.length === 0 && flags === 0) return null;
  return {
    text,
    reply,
    mentions,
    isUrgent: (flags & URGENT) !== 0,
    asksForNote: (flags & ASKS_FOR_NOTE) !== 0,
    isForwarded: (flags & FORWARDED) !== 0,
  };
}

/** A text with nothing beside it. */
export const plainText = (text: string): TextFields => ({
  text,
  reply: null,
  mentions: [],
  isUrgent: false,
  asksForNote: false,
  isForwarded: false,
});
