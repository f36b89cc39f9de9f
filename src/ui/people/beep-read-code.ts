import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { PlatformFacts } from '../app/platform-facts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { Scanning } from './scanning.js';

/**
 * A place for a code of the other person, pasted or scanned. Fires `changed` with the text whenever it changes, and `read`
 * when the person says that it is to be taken.
 */
@customElement('beep-read-code')
@localized()
export class BeepReadCode extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host,
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) label = '';
  /** What the button says. */
  @property({ attribute: false }) action = '';
  @property({ attribute: false }) value = '';
  /** What was given does not fit. */
  @property({ type: Boolean }) faulty = false;

  @query('input') private input!: HTMLInputElement;

  readonly #scanning = new Scanning(this, (text) => {
    this.#change(text);
  });

  protected override render(): TemplateResult {
    return html`
      <form @submit=${this.#onSubmit} novalidate>
        <div class="field">
          <label for="code">${this.label}</label>
          <input
            id="code"
            dir="ltr"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            .enterKeyHint=${'go'}
            aria-invalid=${this.faulty}
            placeholder="BEEP-…"
            .value=${live(this.value)}
            @input=${this.#onInput}
          />
        </div>
        ${this.#scanning.renderNote(msg('The camera is not available. Allow it in the browser, or paste the code instead.'))}
        <div class="row">
          <button class="primary">${this.action}</button>
          ${this.#scanning.renderButton()}
        </div>
      </form>
      ${this.#scanning.renderScanner()}
    `;
  }

  #onInput(): void {
    this.#change(this.input.value);
  }

  #change(text: string): void {
    this.value = text;
    this.dispatchEvent(new CustomEvent('changed', { detail: text }));
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('read'));
    this.input.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-read-code': BeepReadCode;
  }
}
