import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { PlatformFacts } from '../app/platform-facts.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { qrPicture, qrStyles } from './qr-picture.js';

/** A code that the other person is to read: as a picture, and as a text that can be copied. */
@customElement('beep-hand-code')
@localized()
export class BeepHandCode extends LitElement {
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

      .qr {
        inline-size: min(100%, 22rem);
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
  /** What it is called. */
  @property({ attribute: false }) label = '';
  /** The time of day at which it is over. */
  @property({ attribute: false }) until = '';

  /** What became of the last click on "Copy". */
  @state() private copied: 'no' | 'yes' | 'refused' = 'no';

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('text')) this.copied = 'no';
  }

  protected override render(): TemplateResult {
    return html`
      ${qrPicture(this.text, msg(str`QR code: ${this.label}`))}
      <div class="field">
        <label for="code">${this.label}</label>
        <div class="row">
          <input
            id="code"
            readonly
            dir="ltr"
            aria-describedby="how"
            .value=${live(this.text)}
            @focus=${this.#onFocus}
          />
          <button @click=${this.#onCopy}>
            ${icon(this.copied === 'yes' ? 'check' : 'copy')} ${msg('Copy code')}
          </button>
        </div>
        <p class="small" role="status">
          ${this.copied === 'yes' ? msg('Copied. Get it to the other person by any way you have.') : nothing}
          ${this.copied === 'refused' ? msg('The browser refused. Select the code and copy it by hand.') : nothing}
        </p>
        <p id="how" class="muted small">${msg(str`Works once, until ${this.until}.`)}</p>
      </div>
    `;
  }

  #onFocus(event: FocusEvent): void {
    (event.target as HTMLInputElement).select();
  }

  #onCopy(): void {
    void this.#copy();
  }

  async #copy(): Promise<void> {
    this.copied = (await this.facts.copy(this.text)) ? 'yes' : 'refused';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-hand-code': BeepHandCode;
  }
}
