import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { BeepVerbs, MyLink } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatMoment } from '../../i18n/formats.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { CodeWords } from './beep-shown-code.js';
import './beep-shown-code.js';

/** A fresh link of our own, to be shown or sent to one person. */
@customElement('beep-my-card')
@localized()
export class BeepMyCard extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  @state() private link: MyLink | null = null;
  @state() private fault: FaultCode | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.link === null) void this.#make();
  }

  protected override render(): TemplateResult {
    const { link } = this;
    return html`
      <h2>${msg('My card')}</h2>
      <p class="muted small">
        ${msg('Let the other person scan this, or send them the link. One of you is enough.')}
      </p>
      ${faultNote(this.fault)}
      ${
        link === null
          ? html`<p role="status">${this.fault === null ? msg('Making a link…') : nothing}</p>`
          : this.#renderLink(link)
      }
    `;
  }

  #renderLink({ url, expiresMs }: MyLink): TemplateResult {
    const until = formatMoment(expiresMs);
    const words: CodeWords = {
      label: msg('My link'),
      picture: msg('QR code of my card'),
      copy: msg('Copy link'),
      copied: msg('Copied. Paste it into a message to the other person.'),
      refused: msg('The browser refused. Select the link and copy it by hand.'),
      limits: msg(str`Works once, until ${until}. Give each person a link of their own.`),
    };
    return html`
      <beep-shown-code .facts=${this.facts} .text=${url} .words=${words}></beep-shown-code>
      <div class="row">
        <button class="quiet" @click=${this.#onAnother}>
          ${icon('refresh-cw')} ${msg('Make another link')}
        </button>
      </div>
    `;
  }

  #onAnother(): void {
    void this.#make();
  }

  async #make(): Promise<void> {
    const made = await this.beep.makeMyLink();
    this.fault = made.ok ? null : made.error;
    if (made.ok) this.link = made.value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-my-card': BeepMyCard;
  }
}
