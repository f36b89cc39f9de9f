import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { BeepVerbs, MyLink } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatMoment } from '../../i18n/formats.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { qrPicture, qrStyles } from './qr-picture.js';

/** A fresh link of our own, to be shown or sent to one person. */
@customElement('beep-my-card')
@localized()
export class BeepMyCard extends LitElement {
  static override styles = [
    base,
    controls,
    qrStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
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

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  @state() private link: MyLink | null = null;
  @state() private fault: FaultCode | null = null;
  /** What became of the last click on "Copy link". */
  @state() private copied: 'no' | 'yes' | 'refused' = 'no';

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
    return html`
      ${qrPicture(url, msg('QR code of my card'))}
      <div class="field">
        <label for="link">${msg('My link')}</label>
        <div class="row">
          <input
            id="link"
            readonly
            dir="ltr"
            aria-describedby="how"
            .value=${live(url)}
            @focus=${this.#onFocus}
          />
          <button @click=${this.#onCopy}>
            ${icon(this.copied === 'yes' ? 'check' : 'copy')} ${msg('Copy link')}
          </button>
        </div>
        <p class="small" role="status">
          ${this.copied === 'yes' ? msg('Copied. Paste it into a message to the other person.') : nothing}
          ${this.copied === 'refused' ? msg('The browser refused. Select the link and copy it by hand.') : nothing}
        </p>
        <p id="how" class="muted small">
          ${msg(str`Works once, until ${until}. Give each person a link of their own.`)}
        </p>
      </div>
      <div class="row">
        <button class="quiet" @click=${this.#onAnother}>
          ${icon('refresh-cw')} ${msg('Make another link')}
        </button>
      </div>
    `;
  }

  #onFocus(event: FocusEvent): void {
    (event.target as HTMLInputElement).select();
  }

  #onCopy(): void {
    void this.#copy();
  }

  #onAnother(): void {
    void this.#make();
  }

  async #make(): Promise<void> {
    const made = await this.beep.makeMyLink();
    this.copied = 'no';
    this.fault = made.ok ? null : made.error;
    if (made.ok) this.link = made.value;
  }

  async #copy(): Promise<void> {
    if (this.link === null) return;
    this.copied = (await this.facts.copy(this.link.url)) ? 'yes' : 'refused';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-my-card': BeepMyCard;
  }
}
