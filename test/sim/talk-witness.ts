import type { StoredEntry } from '../../src/app/ports.js';
import type { ConversationView, MessageView } from '../../src/app/conversation-views.js';
import { KIND } from '../../src/protocol/body.js';
import type { EntryId, PersonId } from '../../src/protocol/ids.js';
import {
  readAnnotationBody,
  readStandingBody,
  type AnnotationBody,
  type StandingBody,
} from '../../src/protocol/message-body.js';
import type { World } from './world.js';

interface Said {
  readonly person: PersonId;
  readonly seq: number;
  readonly body: AnnotationBody;
}

/** One thing that a person says of a message, where only their last word of its sort holds. */
interface Word {
  readonly person: PersonId;
  /** What it is about: the text, an emoji, the poll, that it was noted, or is deleted. */
  readonly sort: string;
  readonly value: string;
}

/**
 * Sees what is signed about messages, and works out by itself what each comes to, person by person. It knows no order
 * among people, and needs none: everything that a message shows is somebody's last word.
 */
export class TalkWitness {
  readonly #world: World;
  /** By message: who wrote it, and what it said. */
  readonly #messages = new Map<EntryId, { readonly person: PersonId; readonly text: string }>();
  readonly #about = new Map<EntryId, Said[]>();
  readonly #known = new Set<EntryId>();
  /** By the id of what was said again: the first one that it had. */
  readonly #first = new Map<EntryId, EntryId>();
  /** By device and message: whether it is starred there; not there while nobody can say. */
  readonly #stars = new Map<string, boolean>();

  constructor(world: World) {
    this.#world = world;
  }

  /** An entry has become durable on the device of `person`, who signed it. */
  onWritten({ entry, body }: StoredEntry, person: PersonId): void {
    if (this.#known.has(entry.id)) return;
    this.#known.add(entry.id);
    const standing = readStandingBody(entry.kind, body);
    if (standing?.again) this.#first.set(entry.id, standing.again[0]!);
    if (standing)
      this.#messages.set(entry.id, {
        person,
        text: wordsIn(standing),
      });
    const about = readAnnotationBody(entry.kind, body);
    if (!about) return;
    const first = this.#firstOf(about.target);
    const said = this.#about.get(first) ?? [];
    this.#about.set(first, [...said, { person, seq: entry.seq, body: about }]);
  }

  /** Everybody who names what was said again has held it, or what it was: so its own body came before. */
  #firstOf(id: EntryId): EntryId {
    return this.#first.get(id) ?? id;
  }

  /** The app has let somebody do to another's message what only its author may. */
  onLet(who: string, what: string): void {
    this.#world.fail(`${who} was let ${what} a message of somebody else`);
  }

  /** Follows what becomes of a star. */
  async starring<T extends { readonly ok: boolean }>(
    done: Promise<T>,
    message: EntryId,
    { who, isStarred }: { readonly who: string; readonly isStarred: boolean },
  ): Promise<T> {
    const place = `${who} ${message}`;
    this.#stars.delete(place);
    const result = await done;
    if (result.ok) this.#stars.set(place, isStarred);
    return result;
  }

  /** The disk of a device has gone back, or is empty. */
  onForgotten(device: string): void {
    for (const place of [...this.#stars.keys()])
      if (place.startsWith(`${device} `)) this.#stars.delete(place);
  }

  /** Checks that all a device shows was said by whom it shows it of, and that its stars are where they were put. */
  onShown(device: string, view: ConversationView): void {
    for (const message of view.messages) {
      const star = this.#stars.get(`${device} ${message.id}`);
      if (star !== undefined && star !== message.isStarred)
        this.#world.fail(
          `${device} has ${message.text} ${star ? 'no longer' : 'still'} among the starred ones`,
        );
      const said = new Set(this.#wordsAbout(message.id).map(nameOf));
      for (const word of shownIn(message))
        if (!said.has(nameOf(word)))
          this.#world.fail(
            `${device} shows of ${message.text}: ${word.sort} "${word.value}", which was not said`,
          );
    }
  }

  /** Checks that a device shows the last words of `people`, who are there, and have been all the time. */
  onSettled(device: string, view: ConversationView, people: ReadonlySet<PersonId>): string[] {
    const found: string[] = [];
    for (const message of view.messages) {
      if (message.kind === 'deleted') continue;
      const shown = new Map(shownIn(message).map((word) => [`${word.person} ${word.sort}`, word.value]));
      for (const { person, sort, value } of lastOf(this.#wordsAbout(message.id))) {
        const isThere = (shown.get(`${person} ${sort}`) ?? '') === value;
        if (people.has(person) && !isThere)
          found.push(`${device} does not show of ${message.text}: ${sort} "${value}"`);
      }
    }
    return found;
  }

  /** What may be shown of a message, each person's words in the order in which they were signed. */
  #wordsAbout(id: EntryId): readonly Word[] {
    const message = this.#messages.get(id);
    if (!message) return [];
    const said = (this.#about.get(this.#firstOf(id)) ?? []).toSorted((a, b) => a.seq - b.seq);
    const first: Word = { person: message.person, sort: 'text', value: message.text };
    return [
      first,
      ...said
        .filter(({ person, body }) => person === message.person || !isOfAuthor(body))
        .map(({ person, body }) => ({ person, ...wordIn(body) })),
    ];
  }
}

function wordsIn(body: StandingBody): string {
  switch (body.kind) {
    case KIND.poll:
      return body.question;
    case KIND.memo:
      return body.subject;
    case KIND.submit:
      return body.remarks;
    case KIND.text:
      return body.text;
  }
}

const isOfAuthor = ({ kind }: AnnotationBody): boolean => kind === KIND.edit || kind === KIND.delete;

const nameOf = ({ person, sort, value }: Word): string => `${person} ${sort} ${value}`;

/** The last word of each person of each sort. */
const lastOf = (words: readonly Word[]): readonly Word[] => [
  ...new Map(words.map((word) => [`${word.person} ${word.sort}`, word])).values(),
];

function wordIn(body: AnnotationBody): Omit<Word, 'person'> {
  switch (body.kind) {
    case KIND.edit:
      return { sort: 'text', value: body.text };
    case KIND.delete:
      return { sort: 'deleted', value: 'yes' };
    case KIND.react:
      return { sort: `emoji ${body.emoji}`, value: body.isOn ? 'on' : '' };
    case KIND.vote:
      return { sort: 'vote', value: body.choices.join() };
    case KIND.note:
      return { sort: 'noted', value: 'yes' };
    case KIND.cosign:
      return { sort: 'cosign', value: String(body.isApproval) };
    case KIND.sent:
      return { sort: 'sent', value: body.memo };
  }
}

function shownIn(message: MessageView): readonly Word[] {
  const { person, text, kind, reactions, poll, noted, earlier } = message;
  if (kind === 'deleted') return [{ person, sort: 'deleted', value: 'yes' }];
  const chosen = new Map<PersonId, number[]>();
  for (const [choice, option] of (poll?.options ?? []).entries())
    for (const one of option.people) chosen.set(one.person, [...(chosen.get(one.person) ?? []), choice]);
  return [
    ...earlier.map((version) => ({ person, sort: 'text', value: version.text })),
    { person, sort: 'text', value: text },
    ...reactions.flatMap(({ emoji, people }) =>
      people.map((one) => ({ person: one.person, sort: `emoji ${emoji}`, value: 'on' })),
    ),
    ...[...chosen].map(([one, choices]) => ({ person: one, sort: 'vote', value: choices.join() })),
    ...noted.map((one) => ({ person: one.person, sort: 'noted', value: 'yes' })),
  ];
}

/** What everybody shows alike of a message, as one text. */
export const foldOf = (message: MessageView): string =>
  JSON.stringify([
    message.id,
    message.kind,
    shownIn(message),
    message.editedAtMs,
    message.sentAtMs,
    message.reply && [message.reply.id, message.reply.text],
    message.mentions.map(({ person }) => person),
  ]);
