import { sameBytes } from '../protocol/codec.js';
import { readEntryId, type EntryId, type PersonId } from '../protocol/ids.js';
import { encodeMessageBody, type MessageBody } from '../protocol/message-body.js';
import { compareOrder, type Sortable } from './order.js';

/** An entry that says something, by whose device it is signed. */
export interface Said extends Sortable {
  readonly person: PersonId;
  /** Null where it is not held, or cannot be read: then it says the same as nothing else. */
  readonly body: MessageBody | null;
}

/** What is held of a conversation beside one entry, as far as it may say the same. */
export interface HeldBeside<S extends Said> {
  /** The entry with this id; null if it is not held, or says nothing here. */
  readonly find: (id: EntryId) => S | null;
  /** Those that say to have stood under this id before. */
  readonly copiesOf: (id: EntryId) => readonly S[];
  /** Whether an entry with this id is held, whatever it says. */
  readonly holds: (id: EntryId) => boolean;
}

/** One thing that was said, in all the entries that say it. */
export interface Saying<S extends Said> {
  /** In reading order. The last one stands for all. */
  readonly entries: readonly S[];
  /** The ids that it goes by: what is about one of these is about it. */
  readonly ids: ReadonlySet<EntryId>;
}

/** The id under which something was said first. */
export const firstIdOf = ({ id, body }: Pick<Said, 'id' | 'body'>): EntryId => body?.again?.[0] ?? id;

/**
 * Whether two entries are one saying, of which one has to be shown: of one person, said first under one id, and in the same
 * words. So nobody hides what others said by naming it, and nobody gets a text changed without its being seen as an edit.
 */
export const isSameSaying = (a: Said, b: Said): boolean =>
  a.id === b.id ||
  (a.person === b.person &&
    firstIdOf(a) === firstIdOf(b) &&
    a.body !== null &&
    a.body.kind === b.body?.kind &&
    sameBytes(wordsIn(a.body), wordsIn(b.body)));

const NO_SALT = new Uint8Array(16);
const NO_ENTRY = readEntryId(new Uint8Array(32))!;

/** What a body says, apart from which entries it names: those may stand under other ids by now. */
function wordsIn({ again: _, ...body }: MessageBody): Uint8Array {
  const named =
    'target' in body
      ? { ...body, target: NO_ENTRY }
      : 'reply' in body
        ? { ...body, reply: body.reply && NO_ENTRY }
        : body;
  return encodeMessageBody(NO_SALT, named);
}

/** What is held of that which `one` says. An id that it claims, and that stands for something else here, is not its own. */
export function sayingOf<S extends Said>(one: S, beside: HeldBeside<S>): Saying<S> {
  const first = firstIdOf(one);
  const held = [one, beside.find(first), ...beside.copiesOf(first)];
  const same = held.flatMap((other) =>
    other && isSameSaying(one, other) ? [[other.id, other] as const] : [],
  );
  const entries = [...new Map(same).values()].sort(compareOrder);
  const former = entries.flatMap(({ body }) => body?.again ?? []);
  const isItsOwn = (id: EntryId): boolean => !beside.holds(id);
  return { entries, ids: new Set([...entries.map(({ id }) => id), ...former.filter(isItsOwn)]) };
}

/** `said`, in reading order, without those that say again what a later one says. */
export function withoutCopies<S extends Said>(said: readonly S[]): readonly S[] {
  if (!said.some(({ body }) => body?.again)) return said;
  return said.filter((one, place) => !said.slice(place + 1).some((later) => isSameSaying(one, later)));
}
