import { sayingOf, type Said } from '../domain/copies.js';
import { foldMessage, type Annotation, type FoldedMessage, type Message } from '../domain/fold.js';
import { FIRST_IGNORABLE_KIND, KIND } from '../protocol/body.js';
import type { EntryId, PersonId } from '../protocol/ids.js';
import {
  readAnnotationBody,
  readStandingBody,
  type AnnotationBody,
  type StandingBody,
} from '../protocol/message-body.js';
import type { LoadedPage } from './loaded-page.js';
import type { Membership } from './membership.js';
import type { StoredEntry } from './ports.js';
import type { MessageView } from './conversation-views.js';

/** An entry that stands by itself, and what it comes to with what is said about it. */
export interface Folded {
  readonly stored: StoredEntry;
  /** All that are held of the entries that say it, `stored` among them: see `sayingOf`. */
  readonly entries: readonly StoredEntry[];
  /** Every id that it goes by. */
  readonly ids: ReadonlySet<EntryId>;
  readonly annotations: readonly StoredEntry[];
  readonly person: PersonId;
  readonly kind: MessageView['kind'];
  readonly message: FoldedMessage;
}

/** A page, as far as one message of it is looked at. */
export type MessageSource = Pick<LoadedPage, 'find' | 'annotationsOf' | 'copiesOf'>;

/**
 * The message that an entry is; null if it is none, or if its author was not to write one here. What is said by those
 * who were not to say it is passed over likewise. `entries`: those that say it, if there are several, and every id it goes by.
 */
export function foldStored(
  stored: StoredEntry,
  annotations: readonly StoredEntry[],
  membership: Membership,
  saying: { readonly entries: readonly StoredEntry[]; readonly ids: ReadonlySet<EntryId> } | null = null,
): Folded | null {
  const message = messageOf(stored, membership);
  if (!message) return null;
  const said = annotations.flatMap((about) => annotationOf(about, membership) ?? []);
  const folded = foldMessage(saying ? { ...message, ids: saying.ids } : message, said);
  const { entries, ids } = saying ?? { entries: [stored], ids: new Set([message.id]) };
  return { stored, entries, ids, annotations, person: message.person, kind: kindOf(folded), message: folded };
}

/**
 * As `foldStored`, of an entry of `page` with all that belongs to it there. Of what was said again that is the message for
 * which the last one stands, whichever of the entries is given.
 */
export function foldIn(page: MessageSource, stored: StoredEntry, membership: Membership): Folded | null {
  const { id } = stored.entry;
  const isAlone = page.copiesOf(id).length === 0 && !standingBodyOf(stored)?.again;
  if (isAlone) return foldStored(stored, page.annotationsOf(id), membership);
  const one = saidBy(stored, membership);
  if (!one) return null;
  const { entries, ids } = sayingOf(one, {
    find: (wanted) => saidBy(page.find(wanted), membership),
    copiesOf: (wanted) => page.copiesOf(wanted).flatMap((copy) => saidBy(copy, membership) ?? []),
    holds: (wanted) => Boolean(page.find(wanted)) || !membership.hasForked(one.person),
  });
  const annotations = [...ids].flatMap((known) => page.annotationsOf(known));
  const all = entries.map((said) => said.stored);
  return foldStored(all.at(-1)!, annotations, membership, { entries: all, ids });
}

/** What a folded message was made of; null for the message if its author was not to write it. */
export function saidAbout(
  { stored, ids, annotations }: Folded,
  membership: Membership,
): { readonly message: Message | null; readonly said: readonly Annotation[] } {
  const message = messageOf(stored, membership);
  const said = annotations.flatMap((about) => annotationOf(about, membership) ?? []);
  return { message: message && { ...message, ids }, said };
}

/** An entry that is named somewhere; where it is not held, one that says it again. */
export function namedIn(page: MessageSource, id: EntryId, membership: Membership): StoredEntry | null {
  const isBelieved = ({ entry }: StoredEntry): boolean => {
    const person = membership.personOf(entry.author);
    return person !== null && membership.hasForked(person);
  };
  return page.find(id) ?? page.copiesOf(id).find(isBelieved) ?? null;
}

/** Whether an entry is the one of those that say the same for which its message is shown. */
export const isShownBy = (folded: Folded | null, { entry }: StoredEntry): folded is Folded =>
  folded?.stored.entry.id === entry.id;

type SaidBy = Said & { readonly stored: StoredEntry };

function saidBy(stored: StoredEntry | null | undefined, membership: Membership): SaidBy | null {
  const message = stored && messageOf(stored, membership);
  return message ? { ...message, orderMs: stored.entry.orderMs, stored } : null;
}

/** What stands by itself, if it is to be shown. */
function messageOf(stored: StoredEntry, membership: Membership): Message | null {
  const { id, author, seq, sentAtMs, kind } = stored.entry;
  if (!isShownKind(kind)) return null;
  const person = membership.personOf(author);
  if (person === null || !membership.counts(author, seq) || !membership.mightPost(person)) return null;
  return { id, person, sentAtMs, kind, body: standingBodyOf(stored) };
}

/** What a message says in words: text, question, subject or remarks; null if that is not here, or was deleted. */
export const wordsOf = ({ message }: Folded): string | null =>
  message.text ?? message.poll?.question ?? message.subject ?? message.submission?.remarks ?? null;

/** Kinds of the future are shown as what cannot be read: somebody said something. */
const isShownKind = (kind: number): boolean =>
  kind === KIND.text ||
  kind === KIND.poll ||
  kind === KIND.memo ||
  kind === KIND.submit ||
  kind >= FIRST_IGNORABLE_KIND;

function kindOf({ isDeleted, text, poll, subject, submission }: FoldedMessage): MessageView['kind'] {
  if (isDeleted) return 'deleted';
  if (poll) return 'poll';
  if (subject !== null) return 'memo';
  if (submission) return 'submission';
  return text === null ? 'unreadable' : 'text';
}

function annotationOf(stored: StoredEntry, membership: Membership): Annotation | null {
  const { id, author, seq, orderMs, sentAtMs } = stored.entry;
  const person = membership.personOf(author);
  const body = annotationBodyOf(stored);
  return person !== null && body && membership.counts(author, seq)
    ? { id, person, orderMs, sentAtMs, body }
    : null;
}

// A body never changes, and reading it costs more than all the rest.
const standing = new WeakMap<StoredEntry, StandingBody | null>();
const about = new WeakMap<StoredEntry, AnnotationBody | null>();

/** The body of what stands by itself; null where it is missing or of another shape. */
export const standingBodyOf = (stored: StoredEntry): StandingBody | null =>
  remembered(standing, stored, () => readStandingBody(stored.entry.kind, stored.body));

/** The body of what is about another entry; null where it is missing or of another shape. */
export const annotationBodyOf = (stored: StoredEntry): AnnotationBody | null =>
  remembered(about, stored, () => readAnnotationBody(stored.entry.kind, stored.body));

function remembered<T>(known: WeakMap<StoredEntry, T>, stored: StoredEntry, read: () => T): T {
  let body = known.get(stored);
  if (body === undefined) known.set(stored, (body = read()));
  return body;
}
