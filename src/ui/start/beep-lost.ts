import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { screen } from '../styles/screen.js';

/** The store of this device is gone. Says so plainly, and begins again only after a second yes. */
@customElement('beep-lost')
@localized()
export class BeepLost extends LitElement {
  static override styles = [base, controls, screen];

  @property({ attribute: false }) beep!: BeepVerbs;
  @state() private asking = false;
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`
      <main class="panel">
        <div role="alert" data-kind="damaged">
          <h1>${msg('The messages on this device are gone')}</h1>
          <p>
            ${msg('Beep was used here, but its store is empty or no longer opens. The browser, a cleaning program or a person may have cleared it.')}
          </p>
        </div>
        <div class="note">
          ${icon('info')}
          <p>
            ${msg('The people you wrote with still have their copies. Your key was stored here alone, so begin again, then exchange contact links anew: to them you are a new contact.')}
          </p>
        </div>
        ${
          this.asking
            ? html`
                <p id="sure">
                  ${msg('If this device’s data may come back, from a backup or another browser profile, do not begin again yet: close this tab instead.')}
                </p>
                <div class="actions">
                  <button
                    class="danger"
                    aria-describedby="sure"
                    ?disabled=${this.busy}
                    @click=${this.#onAnew}
                  >
                    ${msg('Yes, begin again')}
                  </button>
                  <button @click=${this.#onBack}>${msg('Go back')}</button>
                </div>
              `
            : html`
                <div class="actions">
                  <button class="primary" @click=${this.#onAsk}>${msg('Begin again')}</button>
                </div>
              `
        }
      </main>
    `;
  }

  #onAsk(): void {
    this.asking = true;
  }

  #onBack(): void {
    this.asking = false;
  }

  #onAnew(): void {
    void this.#startAnew();
  }

  async #startAnew(): Promise<void> {
    this.busy = true;
    try {
      await this.beep.startAnew();
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-lost': BeepLost;
  }
}
