import { html, nothing, type TemplateResult } from 'lit';
import type { MessageView } from '../../app/conversation-views.js';
import { formatNumber } from '../../i18n/formats.js';
import { peopleNames } from '../parts/people-names.js';

export interface ReactionOptions {
  readonly mayReact: boolean;
  readonly tabIndex: 0 | -1;
  readonly react: (emoji: string, isOn: boolean) => void;
}

/** The emoji that were put to a message, a button each: pressed where we put it too, its name says by whom. */
export function messageReactions(
  { reactions }: MessageView,
  { mayReact, tabIndex, react }: ReactionOptions,
): TemplateResult | typeof nothing {
  if (reactions.length === 0) return nothing;
  return html`
    <p class="reactions">
      ${reactions.map(({ emoji, people }) => {
        const isOurs = people.some(({ own }) => own);
        const n = formatNumber(people.length);
        const names = peopleNames(people);
        return html`<button
          class="reaction"
          tabindex=${tabIndex}
          aria-pressed=${isOurs}
          aria-label=${`${emoji} ${n}: ${names}`}
          title=${names}
          ?disabled=${!mayReact}
          @click=${() => react(emoji, !isOurs)}
        >
          <span class="emoji">${emoji}</span> ${n}
        </button>`;
      })}
    </p>
  `;
}
