import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { FaultCode } from '../../domain/fault.js';
import { faultWords } from '../fault-words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { screen } from '../styles/screen.js';

/** Beep cannot run here: why, and the way out. */
@customElement('beep-stopped')
@localized()
export class BeepStopped extends LitElement {
  static override styles = [base, controls, screen];

  @property({ attribute: false }) fault!: FaultCode;

  protected override render(): TemplateResult {
    const { say, act } = faultWords(this.fault);
    return html`
      <main class="panel">
        <div role="alert" data-kind=${this.fault}>
          <h1>${msg('Beep cannot go on here')}</h1>
          <p>${say}</p>
        </div>
        <p>${act}</p>
        <div class="actions">
          <button class="primary" @click=${this.#onReload}>${msg('Reload')}</button>
        </div>
      </main>
    `;
  }

  #onReload(): void {
    location.reload();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-stopped': BeepStopped;
  }
}
