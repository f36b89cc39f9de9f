import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { screen } from '../styles/screen.js';

/** Another tab writes. One click moves Beep over here. */
@customElement('beep-other-tab')
@localized()
export class BeepOtherTab extends LitElement {
  static override styles = [base, controls, screen];

  @property({ attribute: false }) beep!: BeepVerbs;
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`
      <main class="panel">
        <div role="alert" data-kind="other-tab">
          <h1>${msg('Beep is open in another tab')}</h1>
          <p>
            ${msg('One tab works at a time, so that nothing is written twice. Nothing is lost, and drafts come along.')}
          </p>
        </div>
        <div class="actions">
          <button class="primary" ?disabled=${this.busy} @click=${this.#onClick}>
            ${this.busy ? msg('Taking over…') : msg('Use here')}
          </button>
        </div>
      </main>
    `;
  }

  #onClick(): void {
    void this.#takeOver();
  }

  async #takeOver(): Promise<void> {
    this.busy = true;
    try {
      await this.beep.useHere();
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-other-tab': BeepOtherTab;
  }
}
