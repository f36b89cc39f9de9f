import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { msg, str } from '@lit/localize';
import type { MessageView } from '../../app/views.js';
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
    const text = first.text.slice(0, MAX_READ_CHARS);
    const n = formatNumber(more.length + 1);
    this.words =
      more.length === 0
        ? msg(str`${authorName} says: ${text}`)
        : msg(str`${n} new messages from ${authorName}`);
    this.#host.requestUpdate();
  };
}
