import { isCount, isText, type Wire } from './codec.js';
import { idBytes, readEntryId, type EntryId } from './ids.js';
import { MAX_OPTION_BYTES, MAX_OPTIONS, MAX_QUESTION_BYTES } from './limits.js';

/** A question with answers to choose from. */
export interface PollFields {
  readonly question: string;
  /** 2 to MAX_OPTIONS, no two alike. */
  readonly options: readonly string[];
  /** Whether one may choose several. */
  readonly isMultiple: boolean;
}

/** What somebody chose in a poll. */
export interface VoteFields {
  /** The poll. */
  readonly target: EntryId;
  /** Places of the options chosen, from 0: ascending, distinct. None takes an earlier vote back. */
  readonly choices: readonly number[];
}

const MIN_OPTIONS = 2;

/** The fields in wire form. */
export const wirePoll = ({ question, options, isMultiple }: PollFields): readonly Wire[] => [
  question,
  options,
  isMultiple,
];

/** The fields of a poll; null for anything else. Never throws. */
export function readPoll(fields: readonly unknown[]): PollFields | null {
  const [question, options, isMultiple] = fields;
  if (fields.length !== 3 || typeof isMultiple !== 'boolean') return null;
  if (!isLabel(question, MAX_QUESTION_BYTES) || !isOptions(options)) return null;
  return { question, options, isMultiple };
}

function isOptions(wire: unknown): wire is readonly string[] {
  if (!Array.isArray(wire) || wire.length < MIN_OPTIONS || wire.length > MAX_OPTIONS) return false;
  return wire.every((option) => isLabel(option, MAX_OPTION_BYTES)) && new Set(wire).size === wire.length;
}

const isLabel = (wire: unknown, maxBytes: number): wire is string => isText(wire, maxBytes) && wire !== '';

/** The fields in wire form. */
export const wireVote = ({ target, choices }: VoteFields): readonly Wire[] => [idBytes(target), choices];

/** The fields of a vote; null for anything else. Whether the poll has such options, only the poll says. Never throws. */
export function readVote(fields: readonly unknown[]): VoteFields | null {
  const target = readEntryId(fields[0]);
  const choices = fields[1];
  return fields.length === 2 && target && isChoices(choices) ? { target, choices } : null;
}

const isChoices = (wire: unknown): wire is readonly number[] =>
  Array.isArray(wire) &&
  wire.every(
    (choice: unknown, place) =>
      isCount(choice, MAX_OPTIONS - 1) && (place === 0 || choice > (wire[place - 1] as number)),
  );
