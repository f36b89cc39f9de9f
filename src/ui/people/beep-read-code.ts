import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { PlatformFacts } from '../app/platform-facts.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import './beep-scanner.js';

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

  @state() private scanning = false;
  @state() private noCamera = false;
  @query('input') private input!: HTMLInputElement;

  protected override render(): TemplateResult {
    const { scanQr } = this.facts;
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
        ${
          this.noCamera
            ? html`<p class="note warn" role="alert">
                ${icon('triangle-alert')}
                ${msg('The camera is not available. Allow it in the browser, or paste the code instead.')}
              </p>`
            : nothing
        }
        <div class="row">
          <button class="primary">${this.action}</button>
          ${
            scanQr === null || this.scanning
              ? nothing
              : html`<button type="button" @click=${this.#onScan}>
                  ${icon('scan-line')} ${msg('Scan QR code')}
                </button>`
          }
        </div>
      </form>
      ${
        this.scanning && scanQr !== null
          ? html`<beep-scanner
              .scanQr=${scanQr}
              @scanned=${this.#onScanned}
              @no-camera=${this.#onNoCamera}
              @stopped=${this.#onStopped}
            ></beep-scanner>`
          : nothing
      }
    `;
  }

  #onInput(): void {
    this.#change(this.input.value);
  }

  #onScan(): void {
    this.noCamera = false;
    this.scanning = true;
  }

  #onScanned(event: CustomEvent<string>): void {
    this.#change(event.detail);
    this.#onStopped();
  }

  #onNoCamera(): void {
    this.noCamera = true;
    this.#onStopped();
  }

  #onStopped(): void {
    this.scanning = false;
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
