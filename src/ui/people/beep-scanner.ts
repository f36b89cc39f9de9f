import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { PlatformFacts } from '../app/platform-facts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

/**
 * The camera's picture while a QR code is looked for; the camera is on exactly as long as this element is there.
 * Fires `scanned` with the text, `no-camera`, or `stopped` when the person gave up.
 */
@customElement('beep-scanner')
@localized()
export class BeepScanner extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        gap: var(--s2);
      }

      video {
        inline-size: 100%;
        aspect-ratio: 4 / 3;
        border-radius: var(--radius);
        background: #000;
        object-fit: cover;
      }
    `,
  ];

  @property({ attribute: false }) scanQr!: NonNullable<PlatformFacts['scanQr']>;
  @query('video') private video!: HTMLVideoElement;
  #abort = new AbortController();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  protected override render(): TemplateResult {
    return html`
      <p class="small" role="status">${msg('Hold the other person’s QR code in front of the camera.')}</p>
      <video aria-label=${msg('Camera')} autoplay muted playsinline></video>
      <div class="row"><button type="button" @click=${this.#onStop}>${msg('Stop the camera')}</button></div>
    `;
  }

  protected override firstUpdated(): void {
    void this.#scan();
  }

  async #scan(): Promise<void> {
    const { signal } = this.#abort;
    const outcome = await this.scanQr(this.video, signal);
    if (signal.aborted) return;
    if (outcome.kind === 'text') this.dispatchEvent(new CustomEvent('scanned', { detail: outcome.text }));
    else this.dispatchEvent(new CustomEvent(outcome.kind));
  }

  #onStop(): void {
    this.#abort.abort();
    this.dispatchEvent(new CustomEvent('stopped'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-scanner': BeepScanner;
  }
}
