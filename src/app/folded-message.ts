import { foldMessage, type Annotation, type FoldedMessage } from '../domain/fold.js';
import { FIRST_IGNORABLE_KIND, KIND } from '../protocol/body.js';
import type { PersonId } from '../protocol/ids.js';
import {
  readAnnotationBody,
  readStandingBody,
  type AnnotationBody,
  type StandingBody,
} from '../protocol/message-body.js';
import type { Membership } from './membership.js';
import type { StoredEntry } from './ports.js';
import type { MessageView } from './views.js';

/** An entry that stands by itself, and what it comes to with what is said about it. */
export interface Folded {
  readonly stored: StoredEntry;
  readonly annotations: readonly StoredEntry[];
  readonly person: PersonId;
  readonly kind: MessageView['kind'];
  readonly message: FoldedMessage;
}

/**
 * The message that an entry is; null if it is none, or if its author was not to write one here. What is said by those
 * who were not to say it is passed over likewise.
 */
export function foldStored(
  stored: StoredEntry,
  annotations: readonly StoredEntry[],
  membership: Membership,
): Folded | null {
  const { id, author, seq, sentAtMs, kind } = stored.entry;
  if (!isShownKind(kind)) return null;
  const person = membership.personOf(author);
  if (person === null || !membership.counts(author, seq) || !membership.mightPost(person)) return null;
  const said = annotations.flatMap((about) => annotationOf(about, membership) ?? []);
  const message = foldMessage({ id, person, sentAtMs, kind, body: standingBodyOf(stored) }, said);
  return { stored, annotations, person, kind: kindOf(message), message };
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
