import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { msg, str } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import { formatNumber } from '../../i18n/formats.js';

/** Messages that come within this time are read out as one. */
const BATCH_MS = 600;
/** More of a message than this is not read out unasked. */
const MAX_READ_CHARS = 200;

/**
 * What a screen reader says when messages come in: the message itself, or how many there were. A live log would read
 * out older pages and changes of state as well, one by one.
 */
export class ArrivalAnnouncer implements ReactiveController {
  /** To be rendered into a polite live region. */
  words = '';
  readonly #host: ReactiveControllerHost;
  #waiting: MessageView[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  arrived(messages: readonly MessageView[]): void {
    if (messages.length === 0) return;
    this.#waiting.push(...messages);
    this.#timer ??= setTimeout(this.#say, BATCH_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  readonly #say = (): void => {
    const [first, ...more] = this.#waiting;
    this.#timer = undefined;
    this.#waiting = [];
    if (first === undefined) return;
    const { authorName } = first;
    const n = formatNumber(more.length + 1);
    const isOfOne = more.every(({ person }) => person === first.person);
    if (more.length === 0) this.words = firstWords(first);
    else if (isOfOne) this.words = msg(str`${n} new messages from ${authorName}`);
    else this.words = msg(str`${n} new messages`);
    this.#host.requestUpdate();
  };
}

function firstWords({ authorName, kind, text, isUrgent }: MessageView): string {
  const start = text.slice(0, MAX_READ_CHARS);
  switch (kind) {
    case 'text':
      return isUrgent
        ? msg(str`Urgent: ${authorName} says: ${start}`)
        : msg(str`${authorName} says: ${start}`);
    case 'poll':
      return msg(str`${authorName} asks in a poll: ${start}`);
    case 'memo':
      return msg(str`${authorName} sent a memo: ${start}`);
    case 'submission':
      return msg(str`${authorName} puts the draft up for approval: ${start}`);
    default:
      return msg(str`A message from ${authorName} came that is not shown`);
  }
}
