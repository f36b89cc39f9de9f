import { isText, type Wire } from './codec.js';
import { isEmoji } from './emoji.js';
import { idBytes, readEntryId, type EntryId, type PersonId } from './ids.js';
import { MAX_MENTIONS, MAX_TEXT_BYTES } from './limits.js';
import { readSortedPeople } from './log-points.js';

/** Another text in the place of a message's own. */
export interface EditFields {
  readonly target: EntryId;
  readonly text: string;
  /** As of a text: they stand for those of the message. */
  readonly mentions: readonly PersonId[];
}

/** An emoji put to a message, or taken away again. */
export interface ReactFields {
  readonly target: EntryId;
  readonly emoji: string;
  readonly isOn: boolean;
}

/** What says all it has to say by its kind: that a message is deleted, or that it was noted. */
export interface TargetFields {
  readonly target: EntryId;
}

/** The fields in wire form. */
export const wireEdit = ({ target, text, mentions }: EditFields): readonly Wire[] => [
  idBytes(target),
  text,
  mentions.map(idBytes),
];

/** The fields of an edit; null for anything else. Never throws. */
export function readEdit(fields: readonly unknown[]): EditFields | null {
  const target = readEntryId(fields[0]);
  const text = fields[1];
  const mentions = readSortedPeople(fields[2], MAX_MENTIONS);
  if (fields.length !== 3 || !target || !isText(text, MAX_TEXT_BYTES) || !mentions) return null;
  return { target, text, mentions };
}

/** The fields in wire form. */
export const wireReact = ({ target, emoji, isOn }: ReactFields): readonly Wire[] => [
  idBytes(target),
  emoji,
  isOn,
];

/** The fields of a reaction; null for anything else. Never throws. */
export function readReact(fields: readonly unknown[]): ReactFields | null {
  const target = readEntryId(fields[0]);
  const [, emoji, isOn] = fields;
  if (fields.length !== 3 || !target || !isEmoji(emoji) || typeof isOn !== 'boolean') return null;
  return { target, emoji, isOn };
}

/** The fields in wire form. */
export const wireTarget = ({ target }: TargetFields): readonly Wire[] => [idBytes(target)];

/** The one field of a deletion or note; null for anything else. Never throws. */
export function readTarget(fields: readonly unknown[]): TargetFields | null {
  const target = readEntryId(fields[0]);
  return fields.length === 1 && target ? { target } : null;
}
