import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized } from '@lit/localize';
import type { PlatformFacts } from '../app/platform-facts.js';
import { Copying } from '../controllers/copying.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { qrPicture, qrStyles } from './qr-picture.js';

/** What a shown code is called, and what is said of it. */
export interface CodeWords {
  /** Of the text. */
  readonly label: string;
  /** Of the picture, for a screen reader; null for none. */
  readonly picture: string | null;
  /** Of the button. */
  readonly copy: string;
  readonly copied: string;
  readonly refused: string;
  /** How often and how long it works. */
  readonly limits: string;
}

/** What the other person is to read: as a picture, and as a text that can be copied. */
@customElement('beep-shown-code')
@localized()
export class BeepShownCode extends LitElement {
  static override styles = [
    base,
    controls,
    qrStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .row > input {
        flex: 1 1 10rem;
        inline-size: auto;
        font-size: 1rem;
        text-overflow: ellipsis;
      }
    `,
  ];

  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) text = '';
  @property({ attribute: false }) words!: CodeWords;

  readonly #copying = new Copying(this);

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('text')) this.#copying.forget();
  }

  protected override render(): TemplateResult {
    const { label, picture, copy, copied, refused, limits } = this.words;
    return html`
      ${picture === null ? nothing : qrPicture(this.text, picture)}
      <div class="field">
        <label for="code">${label}</label>
        <div class="row">
          <input
            id="code"
            readonly
            dir="ltr"
            aria-describedby="limits"
            .value=${live(this.text)}
            @focus=${this.#onFocus}
          />
          <button @click=${this.#onCopy}>${icon(this.#copying.icon)} ${copy}</button>
        </div>
        <p class="small" role="status">${this.#copying.words(copied, refused)}</p>
        <p id="limits" class="muted small">${limits}</p>
      </div>
    `;
  }

  #onFocus(event: FocusEvent): void {
    (event.target as HTMLInputElement).select();
  }

  #onCopy(): void {
    void this.#copying.copy(this.text);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-shown-code': BeepShownCode;
  }
}
