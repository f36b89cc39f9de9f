import type { PersonView } from '../../app/conversation-views.js';
import { MAX_MENTIONS } from '../../protocol/limits.js';

/** Where a text names somebody, the `@` included. `end` is the first character after it. */
export interface MentionPlace {
  readonly start: number;
  readonly end: number;
  readonly person: PersonView;
}

const PART_OF_NAME = /[\p{L}\p{N}\p{M}]/u;
/** No name that somebody is still typing is longer than this many characters. */
const MAX_QUERY_CHARS = 40;

/** Every place where `text` names one of `people` by `@` and the whole name; the longest name wins. */
export function findMentions(text: string, people: readonly PersonView[]): readonly MentionPlace[] {
  const named = people
    .filter(({ name }) => name !== '')
    .sort((one, other) => other.name.length - one.name.length);
  const places: MentionPlace[] = [];
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const person = named.find(({ name }) => isWholeName(text, at + 1, name));
    if (person === undefined) continue;
    const end = at + 1 + person.name.length;
    places.push({ start: at, end, person });
    at = end - 1;
  }
  return places;
}

function isWholeName(text: string, start: number, name: string): boolean {
  if (!text.startsWith(name, start)) return false;
  const next = text.codePointAt(start + name.length);
  return next === undefined || !PART_OF_NAME.test(String.fromCodePoint(next));
}

/**
 * Whom a text names, each once, at most MAX_MENTIONS. It looks at the text alone, so that a draft which was left and
 * taken up again names the same people. Where two have one name, those in `chosen` are meant, or else both.
 */
export function mentionedPeople(
  text: string,
  people: readonly PersonView[],
  chosen: ReadonlySet<PersonView['person']>,
): readonly PersonView['person'][] {
  const names = new Set(findMentions(text, people).map(({ person }) => person.name));
  const found = [...names].flatMap((name) => {
    const bearers = people.filter((one) => one.name === name).map(({ person }) => person);
    const meant = bearers.filter((person) => chosen.has(person));
    return meant.length > 0 ? meant : bearers;
  });
  return found.slice(0, MAX_MENTIONS);
}

/** The name that is being typed at the caret, after an `@` that begins a word; null if none is. */
export function mentionQuery(text: string, caret: number): { start: number; query: string } | null {
  const start = text.lastIndexOf('@', caret - 1);
  if (start < 0 || start >= caret || caret - start > MAX_QUERY_CHARS) return null;
  const before = text.slice(0, start);
  if (before !== '' && PART_OF_NAME.test(before.slice(-1))) return null; // as in an e-mail address
  const query = text.slice(start + 1, caret);
  return query.includes('\n') || query.startsWith(' ') ? null : { start, query };
}

/** The people of whose name a word begins as `query` does; all of them for an empty one. */
export function matchPeople(query: string, people: readonly PersonView[]): readonly PersonView[] {
  const wanted = fold(query);
  return people.filter(({ name }) => {
    const folded = fold(name);
    return name !== '' && (folded.startsWith(wanted) || folded.includes(` ${wanted}`));
  });
}

const fold = (text: string): string => text.normalize('NFC').toLocaleLowerCase();
