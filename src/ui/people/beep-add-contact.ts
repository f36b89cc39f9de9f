import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { BeepVerbs, LinkPreview } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { chatHref, goInstead } from '../app/routes.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { Scanning } from './scanning.js';

/** Somebody's link, by paste, by camera, or opened as an address; shows whose it is before anything is kept. */
@customElement('beep-add-contact')
@localized()
export class BeepAddContact extends LitElement {
  static override styles = [
    base,
    controls,
    avatarStyles,
    css`
      :host,
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: var(--s3);
      }

      .whose {
        display: flex;
        align-items: center;
        gap: var(--s3);
        padding: var(--s3);
        border-radius: var(--radius);
        background: var(--accent-soft);
      }

      .whose strong {
        display: block;
        font-size: var(--text-lg);
        line-height: var(--leading-tight);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** The link to begin with. */
  @property({ attribute: false }) link = '';

  /** Faults are shown once a whole link was given: pasted, scanned, opened, or sent off; not at each letter typed. */
  @state() private given = false;
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;
  @query('#theirs') private input!: HTMLInputElement;

  readonly #scanning = new Scanning(this, (text) => {
    this.link = text;
    this.fault = null;
    this.given = true;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.given = this.link !== '';
  }

  override focus(): void {
    this.input.focus();
  }

  protected override render(): TemplateResult {
    const preview = this.link.trim() === '' ? null : this.beep.readLink(this.link);
    const fault = this.fault ?? (this.given && preview && !preview.ok ? preview.error : null);
    return html`
      <form @submit=${this.#onSubmit} novalidate>
        <div class="field">
          <label for="theirs">${msg('Their link')}</label>
          <input
            id="theirs"
            dir="ltr"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            .enterKeyHint=${'go'}
            aria-invalid=${fault !== null}
            placeholder="https://…/#/add/…"
            .value=${live(this.link)}
            @input=${this.#onInput}
            @change=${this.#onChange}
          />
        </div>
        <div role="status">${preview?.ok ? this.#renderWhose(preview.value) : nothing}</div>
        ${faultNote(fault)}
        ${this.#scanning.renderNote(msg('The camera is not available. Allow it in the browser, or paste the link instead.'))}
        <div class="row">
          <button class="primary" ?disabled=${this.busy}>${icon('user-plus')} ${msg('Add contact')}</button>
          ${this.#scanning.renderButton()}
        </div>
      </form>
      ${this.#scanning.renderScanner()}
    `;
  }

  #renderWhose({ name, person, otherHost }: LinkPreview): TemplateResult {
    return html`
      <div class="whose">
        ${avatar(name, person)}
        <p>
          <span class="small">${msg('This is the card of')}</span>
          <strong><bdi>${name}</bdi></strong>
        </p>
      </div>
      ${
        otherHost === null
          ? nothing
          : html`<p class="note warn">
              ${icon('triangle-alert')}
              <span
                >${msg(str`The link comes from another Beep server, ${otherHost}. You reach each other only if both of you use the same one.`)}</span
              >
            </p>`
      }
    `;
  }

  #onInput(event: InputEvent): void {
    this.link = (event.target as HTMLInputElement).value;
    this.fault = null;
    this.given = event.inputType === 'insertFromPaste' || event.inputType === 'insertFromDrop';
  }

  #onChange(): void {
    this.given = true;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#add();
  }

  async #add(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.given = true;
    try {
      const added = await this.beep.addContact(this.link);
      this.fault = added.ok ? null : added.error;
      if (added.ok) {
        this.dispatchEvent(new CustomEvent('added'));
        goInstead(chatHref(added.value));
      } else {
        this.input.focus();
      }
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-add-contact': BeepAddContact;
  }
}
