import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import { formatBytes } from '../../i18n/formats.js';
import type { DeviceId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { whole } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';
import { installSteps } from '../parts/install-steps.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';

/** Whether this device keeps what it is given, how much that is, and how Beep comes to its home screen. */
@customElement('beep-device-facts')
@localized()
export class BeepDeviceFacts extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      :host {
        block-size: auto;
        overflow: visible;
      }

      .card {
        gap: var(--s4);
      }

      .part {
        display: grid;
        gap: var(--s2);
        justify-items: start;
      }

      code {
        overflow-wrap: anywhere;
        font-size: var(--text-sm);
      }
    `,
  ];

  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) device!: DeviceId;
  @state() private refused = false;

  readonly #persisted = whole(this, () => this.facts.persisted);
  readonly #usage = whole(this, () => this.facts.usage);
  readonly #install = whole(this, () => this.facts.install);

  protected override render(): TemplateResult {
    return html`
      <section class="card" aria-labelledby="device">
        <h2 id="device">${msg('This device')}</h2>
        <div class="part">${this.#renderPersisted()} ${this.#renderUsage()}</div>
        <div class="part">
          <h3>${msg('Install Beep')}</h3>
          ${this.#renderInstall()}
        </div>
        <div class="part">
          <h3>${msg('Key of this device')}</h3>
          <code dir="ltr">${this.device.match(/.{1,8}/g)?.join(' ')}</code>
        </div>
      </section>
    `;
  }

  #renderPersisted(): TemplateResult | typeof nothing {
    if (this.#persisted.value === null) return nothing;
    if (this.#persisted.value) {
      return html`<p>${icon('check')} ${msg('The browser keeps Beep’s messages until you delete them.')}</p>`;
    }
    return html`
      <p class="note warn">
        ${icon('triangle-alert')}
        ${msg('The browser may clear Beep’s messages when this device runs out of space. Installing Beep is the best protection.')}
      </p>
      <button @click=${this.#onPersist}>${msg('Ask the browser to keep them')}</button>
      <p class="small" role="status">
        ${this.refused ? msg('The browser said no for now. Install Beep, or use it for some days, and ask again.') : nothing}
      </p>
    `;
  }

  #renderUsage(): TemplateResult | typeof nothing {
    const usage = this.#usage.value;
    if (usage === null) return nothing;
    const used = formatBytes(usage.usedBytes);
    const quota = formatBytes(usage.quotaBytes);
    return html`<p class="muted small">
      ${msg(str`Beep uses ${used} here, of ${quota} that the browser allows.`)}
    </p>`;
  }

  #renderInstall(): TemplateResult {
    const install = this.#install.value;
    switch (install) {
      case 'installed':
        return html`<p>${icon('check')} ${msg('Beep runs as an installed app.')}</p>`;
      case 'available':
        return html`<button class="primary" @click=${this.#onInstall}>
          ${icon('download')} ${msg('Install')}
        </button>`;
      case 'ios-manual':
      case 'manual':
        return installSteps(install);
      case 'none':
        return html`<p class="muted">
          ${msg('This browser cannot install apps. Beep works in its tab all the same.')}
        </p>`;
    }
  }

  #onInstall(): void {
    void this.facts.promptInstall();
  }

  #onPersist(): void {
    void this.#persist();
  }

  async #persist(): Promise<void> {
    this.refused = !(await this.facts.requestPersist());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-device-facts': BeepDeviceFacts;
  }
}
