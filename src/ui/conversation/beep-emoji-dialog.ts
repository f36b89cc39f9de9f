import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import { isEmoji } from '../../protocol/emoji.js';
import type { BeepDialog } from '../parts/beep-dialog.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { COMMON_EMOJI, MORE_EMOJI } from './emoji-choice.js';
import '../parts/beep-dialog.js';

/** Chooses an emoji to react with: from a page of them, or any that the keyboard has. Fires `chosen` with it, `closed`. */
@customElement('beep-emoji-dialog')
@localized()
export class BeepEmojiDialog extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(var(--target), 1fr));
        gap: var(--s1);
      }

      .grid button {
        font-size: 1.5rem;
      }

      .row > input {
        flex: 1 1 6rem;
        inline-size: auto;
      }
    `,
  ];

  /** What was typed is no single emoji. */
  @state() private refused = false;
  @query('beep-dialog') private dialog!: BeepDialog;
  @query('input') private field!: HTMLInputElement;

  protected override render(): TemplateResult {
    return html`
      <beep-dialog .heading=${msg('React')} @closed=${this.#onClosed}>
        <div class="grid">
          ${[...COMMON_EMOJI, ...MORE_EMOJI].map(
            (emoji) =>
              html`<button
                class="quiet only-icon"
                aria-label=${msg(str`React with ${emoji}`)}
                @click=${() => this.#choose(emoji)}
              >
                ${emoji}
              </button>`,
          )}
        </div>
        <form class="field" @submit=${this.#onSubmit} novalidate>
          <label for="other">${msg('Another emoji, from your keyboard')}</label>
          <div class="row">
            <input id="other" autocomplete="off" aria-invalid=${this.refused} aria-describedby="wrong" />
            <button>${msg('React')}</button>
          </div>
          <p id="wrong" role="alert">${this.refused ? msg('Write one emoji and nothing else.') : nothing}</p>
        </form>
      </beep-dialog>
    `;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const emoji = this.field.value.trim();
    this.refused = !isEmoji(emoji);
    if (!this.refused) this.#choose(emoji);
  }

  #choose(emoji: string): void {
    this.dispatchEvent(new CustomEvent('chosen', { detail: emoji }));
    this.dialog.close();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-emoji-dialog': BeepEmojiDialog;
  }
}
