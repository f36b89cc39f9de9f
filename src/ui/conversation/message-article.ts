import { html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { MessageView } from '../../app/views.js';
import { formatMoment, formatTime, isSameDay } from '../../i18n/formats.js';
import { icon } from '../parts/icon.js';
import { stateMark } from './message-state.js';
import { textLanguage } from './text-language.js';

/** Messages of one author that follow within this time stand together. */
const GROUP_MS = 5 * 60_000;
/** A longer message is shown folded: eight KiB of line breaks would push all others off the screen. */
const FOLD_CHARS = 1_600;
const FOLD_LINES = 24;

export interface ArticleOptions {
  readonly before: MessageView | undefined;
  readonly after: MessageView | undefined;
  readonly unfolded: boolean;
  readonly unfold: (message: MessageView) => void;
}

/** One message. Its text is a text node, never markup; its name says who and when, so that it can be read out alone. */
export function messageArticle(message: MessageView, options: ArticleOptions): TemplateResult {
  const { id, author, own, authorName, text, sentAtMs, state, flag } = message;
  const { before, after, unfolded, unfold } = options;
  const time = formatTime(sentAtMs);
  const name = own ? msg(str`You, ${time}`) : msg(str`${authorName}, ${time}`);
  const folded = isLong(text) && !unfolded;
  return html`
    <article
      class=${articleClass(own, isTogether(before, message), isTogether(message, after))}
      data-id=${String(id)}
      data-author=${String(author)}
      data-state=${state}
      data-flag=${flag ?? nothing}
      tabindex="-1"
      aria-label=${name}
    >
      <p class=${folded ? 'text folded' : 'text'} dir="auto" lang=${textLanguage(text) ?? ''}>${text}</p>
      ${folded ? html`<button class="quiet" @click=${() => unfold(message)}>${msg('Show the whole message')}</button>` : nothing}
      <p class="meta">
        <time datetime=${new Date(sentAtMs).toISOString()} title=${formatMoment(sentAtMs)}>${time}</time>
        ${
          flag === 'clock'
            ? html`<span class="flag"
                >${icon('triangle-alert')} ${msg('Time uncertain: that device’s clock is off')}</span
              >`
            : nothing
        }
        ${state === 'received' ? nothing : renderState(state, isTold(message, after))}
      </p>
    </article>
  `;
}

function renderState(state: Exclude<MessageView['state'], 'received'>, told: boolean): TemplateResult {
  const mark = stateMark(state);
  return html`<span class="state"
    >${icon(mark.icon)}<span class=${told ? 'sr' : 'words'}>${mark.words}</span></span
  >`;
}

const articleClass = (own: boolean, joinsAbove: boolean, joinsBelow: boolean): string =>
  `message ${own ? 'own' : 'other'}${joinsAbove ? ' joins-above' : ''}${joinsBelow ? ' joins-below' : ''}`;

/** True if the second stands right under the first, as one utterance. */
export function isTogether(first: MessageView | undefined, second: MessageView | undefined): boolean {
  if (first === undefined || second === undefined || first.author !== second.author) return false;
  const apartMs = second.sentAtMs - first.sentAtMs;
  return apartMs >= 0 && apartMs < GROUP_MS && isSameDay(first.sentAtMs, second.sentAtMs);
}

/** True if the next message says the same of itself: the words then stand once, under the last; the picture stands on each. */
const isTold = (message: MessageView, after: MessageView | undefined): boolean =>
  after !== undefined && after.state === message.state && isTogether(message, after);

function isLong(text: string): boolean {
  if (text.length > FOLD_CHARS) return true;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0 && lines <= FOLD_LINES; at = text.indexOf('\n', at + 1)) lines++;
  return lines > FOLD_LINES;
}
