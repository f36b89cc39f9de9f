import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { msg, str } from '@lit/localize';
import type { MessageView, PollView } from '../../app/conversation-views.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { textLanguage } from './text-language.js';

export interface PollOptions {
  readonly mayVote: boolean;
  readonly tabIndex: 0 | -1;
  /** The places of all options that are chosen now; none takes the vote back. */
  readonly vote: (choices: readonly number[]) => void;
  readonly showVoters: () => void;
}

/** A poll: its question, its options with a bar and a count each, and what one may do. A choice is sent at once. */
export function messagePoll(message: MessageView, poll: PollView, options: PollOptions): TemplateResult {
  const { mayVote, tabIndex, vote, showVoters } = options;
  const voters = new Set(poll.options.flatMap(({ people }) => people.map(({ person }) => person))).size;
  const chosen = poll.options.flatMap(({ people }, place) => (people.some(({ own }) => own) ? [place] : []));
  const choose = (place: number, isOn: boolean): void => {
    if (!poll.isMultiple) vote([place]);
    else vote(isOn ? [...chosen, place].sort((a, b) => a - b) : chosen.filter((other) => other !== place));
  };
  return html`
    <fieldset class="poll" ?disabled=${!mayVote}>
      <legend class="text" dir="auto" lang=${textLanguage(message.text) ?? ''}>${message.text}</legend>
      <p class="how">${poll.isMultiple ? msg('Poll: choose one or more') : msg('Poll: choose one')}</p>
      ${poll.options.map(({ text, people }, place) => {
        const count = people.length;
        return html`
          <label class="option">
            <input
              type=${poll.isMultiple ? 'checkbox' : 'radio'}
              name=${`poll-${message.id}`}
              tabindex=${tabIndex}
              .checked=${live(chosen.includes(place))}
              @change=${(event: Event) => choose(place, (event.target as HTMLInputElement).checked)}
            />
            <bdi class="words">${text}</bdi>
            <span class="count"
              ><span aria-hidden="true">${formatNumber(count)}</span
              ><span class="sr">, ${voteWords(count)}</span></span
            >
            <progress aria-hidden="true" max=${Math.max(1, voters)} .value=${count}></progress>
          </label>
        `;
      })}
    </fieldset>
    <div class="poll-foot">
      ${
        chosen.length > 0 && mayVote
          ? html`<button class="quiet" tabindex=${tabIndex} @click=${() => vote([])}>
              ${msg('Take my vote back')}
            </button>`
          : nothing
      }
      ${
        voters > 0
          ? html`<button class="quiet" tabindex=${tabIndex} @click=${showVoters}>
              ${msg('Who voted')}: ${formatNumber(voters)}
            </button>`
          : html`<span class="how">${msg('Nobody has voted yet')}</span>`
      }
    </div>
  `;
}

function voteWords(count: number): string {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} vote`),
    () => msg(str`${n} votes`),
  );
}
