import { css, html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { MessageView } from '../../app/conversation-views.js';
import { icon } from '../parts/icon.js';
import { COMMON_EMOJI } from './emoji-choice.js';
import { actionMark, actionsOf, mayReactTo, type Action, type Rights } from './message-actions.js';

export interface MenuDeeds {
  readonly act: (action: Action, message: MessageView) => void;
  readonly react: (message: MessageView, emoji: string, isOn: boolean) => void;
  readonly moreEmoji: (message: MessageView) => void;
}

/** The items of a message's menu: a row of emoji where we may react, then what else can be done. */
export function messageMenu(message: MessageView, rights: Rights, deeds: MenuDeeds): TemplateResult {
  return html`
    ${mayReactTo(message, rights) ? renderEmoji(message, deeds) : nothing}
    ${actionsOf(message, rights).map((action) => {
      const mark = actionMark(action);
      return html`<button
        role="menuitem"
        tabindex="-1"
        class=${action === 'delete' ? 'item danger' : 'item'}
        @click=${() => deeds.act(action, message)}
      >
        ${icon(mark.icon)} ${mark.words}
      </button>`;
    })}
  `;
}

function renderEmoji(message: MessageView, { react, moreEmoji }: MenuDeeds): TemplateResult {
  return html`
    <div class="emoji-row" role="group" aria-label=${msg('React')}>
      ${COMMON_EMOJI.map((emoji) => {
        const isOurs = message.reactions.some(
          (reaction) => reaction.emoji === emoji && reaction.people.some(({ own }) => own),
        );
        return html`<button
          role="menuitemcheckbox"
          tabindex="-1"
          class="quiet only-icon"
          aria-checked=${isOurs}
          aria-label=${msg(str`React with ${emoji}`)}
          @click=${() => react(message, emoji, !isOurs)}
        >
          <span class="emoji">${emoji}</span>
        </button>`;
      })}
      <button
        role="menuitem"
        tabindex="-1"
        class="quiet only-icon"
        aria-label=${msg('React with another emoji')}
        @click=${() => moreEmoji(message)}
      >
        ${icon('plus')}
      </button>
    </div>
  `;
}

export const messageMenuStyles = css`
  .emoji-row {
    display: flex;
    justify-content: space-between;
    margin-block-end: var(--s1);
    padding-block-end: var(--s1);
    border-block-end: 1px solid var(--line);
  }

  .emoji-row button {
    min-inline-size: min(var(--target), 13vw);
    border-radius: 50%;
  }

  .emoji-row [aria-checked='true'] {
    background: var(--accent-soft);
    box-shadow: inset 0 0 0 2px var(--accent);
  }
`;
