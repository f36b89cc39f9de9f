import { html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatMoment, formatNumber, formatTime, isSameDay, plural } from '../../i18n/formats.js';
import type { ConversationId, DraftId, EntryId } from '../../protocol/ids.js';
import { icon } from '../parts/icon.js';
import { peopleNames } from '../parts/people-names.js';
import { messageMarkWords } from '../parts/revoked-words.js';
import { actionsOf, type Rights } from './message-actions.js';
import { messageMemo, messageSubmission, openDraft } from './message-memo.js';
import { messagePoll } from './message-poll.js';
import { messageQuote } from './message-quote.js';
import { messageReactions } from './message-reactions.js';
import '../parts/beep-person-badge.js';
import { stateMark } from './message-state.js';
import { absentWords, messageText } from './message-text.js';

/** Messages of one author that follow within this time stand together. */
const GROUP_MS = 5 * 60_000;
/** A longer message is shown folded: eight KiB of line breaks would push all others off the screen. */
const FOLD_CHARS = 1_600;
const FOLD_LINES = 24;

/** What a click in a message asks for. */
export interface MessageDeeds {
  readonly unfold: (message: MessageView) => void;
  readonly openMenu: (message: MessageView, button: HTMLElement) => void;
  readonly jump: (id: EntryId) => void;
  readonly react: (message: MessageView, emoji: string, isOn: boolean) => void;
  readonly vote: (message: MessageView, choices: readonly number[]) => void;
  readonly note: (message: MessageView) => void;
  readonly showVoters: (message: MessageView) => void;
  readonly showNoted: (message: MessageView) => void;
}

export interface ArticleOptions {
  readonly before: MessageView | undefined;
  readonly after: MessageView | undefined;
  readonly unfolded: boolean;
  /** It has the focus: its buttons can be reached by Tab. Those of all others would be hundreds of stops. */
  readonly isActive: boolean;
  /** Somebody followed a quote to it. */
  readonly isFound: boolean;
  /** More than two write here, so each says who. */
  readonly showsAuthor: boolean;
  readonly isQuoteLoaded: boolean;
  readonly conversation: ConversationId;
  readonly beep: BeepVerbs;
  /** The draft that is talked about; null where none is, or it is not known yet. */
  readonly draft: DraftId | null;
  readonly rights: Rights;
  readonly deeds: MessageDeeds;
}

/** One message. Its text is a text node, never markup; its name says who and when, so that it can be read out alone. */
export function messageArticle(message: MessageView, options: ArticleOptions): TemplateResult {
  const { id, author, own, authorName, kind, text, poll, approval, sentAtMs, state, flag, isUrgent } =
    message;
  const { after, unfolded, isActive, isQuoteLoaded, rights, deeds } = options;
  const time = formatTime(sentAtMs);
  const name = own ? msg(str`You, ${time}`) : msg(str`${authorName}, ${time}`);
  const tabIndex = isActive ? 0 : -1;
  const absent = absentWords(message);
  const folded = kind === 'text' && isLong(text) && !unfolded;
  return html`
    <article
      class=${articleClass(message, options)}
      data-id=${String(id)}
      data-author=${String(author)}
      data-state=${state}
      data-flag=${flag ?? nothing}
      data-kind=${kind === 'text' ? nothing : kind}
      data-urgent=${isUrgent ? 'true' : nothing}
      tabindex="-1"
      aria-label=${name}
    >
      ${renderHead(message, options)} ${renderRevoked(message)}
      ${messageQuote(message, { isLoaded: isQuoteLoaded, tabIndex, jump: deeds.jump })}
      ${
        kind === 'memo'
          ? messageMemo(message, { conversation: options.conversation, tabIndex })
          : approval !== null
            ? messageSubmission(message, approval, openDraft(options.draft, tabIndex))
            : poll !== null
              ? messagePoll(message, poll, {
                  mayVote: rights.mayReact,
                  tabIndex,
                  vote: (choices) => deeds.vote(message, choices),
                  showVoters: () => deeds.showVoters(message),
                })
              : absent === nothing
                ? messageText(message, folded)
                : html`<p class="absent">${icon(kind === 'deleted' ? 'trash-2' : 'info')} ${absent}</p>`
      }
      ${folded ? html`<button class="quiet more" @click=${() => deeds.unfold(message)}>${msg('Show the whole message')}</button>` : nothing}
      ${renderNote(message, rights, tabIndex, deeds)}
      ${messageReactions(message, {
        mayReact: rights.mayReact,
        tabIndex,
        react: (emoji, isOn) => deeds.react(message, emoji, isOn),
      })}
      <p class="meta">
        ${renderMarks(message)}
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
      ${
        actionsOf(message, rights).length === 0
          ? nothing
          : html`<button
              class="quiet only-icon actions"
              tabindex=${tabIndex}
              aria-label=${msg('Actions')}
              aria-haspopup="menu"
              @click=${(event: Event) => deeds.openMenu(message, event.currentTarget as HTMLElement)}
            >
              ${icon('ellipsis')}
            </button>`
      }
    </article>
  `;
}

/** Who writes, where that is not plain, and what is special about it, in words. */
function renderHead(
  message: MessageView,
  { before, showsAuthor, beep }: ArticleOptions,
): TemplateResult | typeof nothing {
  const { own, person, authorName, kind, isUrgent, isForUs, isForwarded } = message;
  const names = showsAuthor && !own && !isTogether(before, message);
  const isGone = kind === 'deleted';
  if (!names && (isGone || (!isUrgent && !isForUs && !isForwarded))) return nothing;
  return html`
    <p class="head">
      ${names ? html`<span class="author"><bdi>${authorName}</bdi> <beep-person-badge look="small" .beep=${beep} .person=${person}></beep-person-badge></span>` : nothing}
      ${isUrgent && !isGone ? html`<span class="mark urgent">${icon('siren')} ${msg('Urgent')}</span>` : nothing}
      ${isForUs && !isGone ? html`<span class="mark names-you">${icon('at-sign')} ${msg('Names you')}</span>` : nothing}
      ${isForwarded && !isGone ? html`<span class="mark">${icon('forward')} ${msg('Forwarded')}</span>` : nothing}
    </p>
  `;
}

/** That its author had lost their badge or device by then. It stands before the words, so that nobody reads those first. */
const renderRevoked = ({ revoked }: MessageView): TemplateResult | typeof nothing =>
  revoked === null
    ? nothing
    : html`<p class="revoked" data-what=${revoked.what} data-sure=${String(revoked.isSure)}>
        ${icon('ban')} <span>${messageMarkWords(revoked)}</span>
      </p>`;

/** That its author asks for a note, our way to give it, and how many have. */
function renderNote(
  message: MessageView,
  { mayReact }: Rights,
  tabIndex: 0 | -1,
  { note, showNoted }: MessageDeeds,
): TemplateResult | typeof nothing {
  const { own, kind, asksForNote, noted } = message;
  if (kind === 'deleted' || (!asksForNote && noted.length === 0)) return nothing;
  const isNoted = noted.some((person) => person.own);
  return html`
    <div class="note-row">
      ${
        !asksForNote
          ? nothing
          : own
            ? html`<span class="mark"
                >${icon('clipboard-check')} ${msg('You ask everybody to note this')}</span
              >`
            : isNoted
              ? html`<span class="mark">${icon('check')} ${msg('You have noted this')}</span>`
              : mayReact
                ? html`<button class="noted" tabindex=${tabIndex} @click=${() => note(message)}>
                    ${icon('clipboard-check')} ${msg('Noted')}
                  </button>`
                : nothing
      }
      ${
        noted.length === 0
          ? nothing
          : html`<button
              class="quiet count"
              tabindex=${tabIndex}
              title=${peopleNames(noted)}
              @click=${() => showNoted(message)}
            >
              ${notedWords(noted.length)}
            </button>`
      }
    </div>
  `;
}

function renderMarks({ isStarred, isLate, editedAtMs, kind }: MessageView): TemplateResult {
  const edited = editedAtMs !== null && kind !== 'deleted';
  return html`
    ${isStarred ? html`<span class="mark">${icon('star')}<span class="sr">${msg('Starred')}</span></span>` : nothing}
    ${isLate ? html`<span class="mark">${icon('history')} ${msg('Came late')}</span>` : nothing}
    ${edited ? html`<span title=${formatMoment(editedAtMs)}>${msg('Edited')}</span>` : nothing}
  `;
}

function renderState(state: Exclude<MessageView['state'], 'received'>, told: boolean): TemplateResult {
  const mark = stateMark(state);
  return html`<span class="state"
    >${icon(mark.icon)}<span class=${told ? 'sr' : 'words'}>${mark.words}</span></span
  >`;
}

function notedWords(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`Noted by ${n} person`),
    () => msg(str`Noted by ${n} people`),
  );
}

function articleClass(message: MessageView, { before, after, isFound }: ArticleOptions): string {
  const names = ['message', message.own ? 'own' : 'other'];
  if (isTogether(before, message)) names.push('joins-above');
  if (isTogether(message, after)) names.push('joins-below');
  if (message.isUrgent && message.kind !== 'deleted') names.push('is-urgent');
  if (isFound) names.push('found');
  return names.join(' ');
}

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
