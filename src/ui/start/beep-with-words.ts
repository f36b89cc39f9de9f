import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { BeepWordsField } from '../words/beep-words-field.js';
import '../words/beep-words-field.js';

/** First run of somebody who has been here before: makes them anew by their 24 words. Fires `back` for those who have not. */
@customElement('beep-with-words')
@localized()
export class BeepWithWords extends LitElement {
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

      h1 {
        font-size: var(--text-2xl);
        letter-spacing: -0.01em;
      }

      h1:lang(ur) {
        letter-spacing: normal;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  /** What was typed as a name before. */
  @property({ attribute: false }) name = '';

  @state() private words = '';
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;
  @query('h1') private heading!: HTMLElement;
  @query('#name') private input!: HTMLInputElement;
  @query('beep-words-field') private area!: BeepWordsField;

  protected override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${msg('Begin with your 24 words')}</h1>
      <p>
        ${msg('They make this device yours, as the person you were before. What was said comes back from the people you write with, as far as they still have it.')}
      </p>
      <form @submit=${this.#onSubmit} novalidate>
        <beep-words-field
          .beep=${this.beep}
          .value=${this.words}
          ?faulty=${this.fault === 'words-wrong'}
          @changed=${this.#onWords}
        ></beep-words-field>
        <div class="field">
          <label for="name">${msg('Your name')}</label>
          <input
            id="name"
            autocomplete="name"
            dir="auto"
            .enterKeyHint=${'go'}
            aria-invalid=${this.fault !== null && this.fault !== 'words-wrong'}
            .value=${live(this.name)}
            @input=${this.#onName}
          />
        </div>
        <p id="others" class="note warn">
          ${icon('triangle-alert')} <span>${msg('All other devices of yours will be ended.')}</span>
        </p>
        ${faultNote(this.fault)}
        <button class="primary" aria-describedby="others" ?disabled=${this.busy}>
          ${this.busy ? msg('Making this device yours…') : msg('Begin with these words')}
        </button>
        <button type="button" class="quiet" ?disabled=${this.busy} @click=${this.#onBack}>
          ${msg('Go back')}
        </button>
      </form>
    `;
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    this.heading.focus(); // what was clicked to come here is gone
  }

  #onWords({ detail }: CustomEvent<string>): void {
    this.words = detail;
    this.fault = null;
  }

  #onName(event: InputEvent): void {
    this.name = (event.target as HTMLInputElement).value;
    this.fault = null;
  }

  #onBack(): void {
    this.dispatchEvent(new CustomEvent('back'));
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#start();
  }

  async #start(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const started = await this.beep.getStarted(this.name, this.words);
      this.fault = started.ok ? null : started.error;
      if (started.ok) this.words = '';
    } finally {
      this.busy = false;
    }
    if (this.fault !== null) (this.fault === 'words-wrong' ? this.area : this.input).focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-with-words': BeepWithWords;
  }
}
