import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { FaultCode } from '../../domain/fault.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatDate } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { screen } from '../styles/screen.js';
import '../words/beep-words-field.js';

/**
 * Another device of the same person has ended this one. Says so, and what it means if that was not them; the words take this device
 * back, and a second yes erases it.
 */
@customElement('beep-ended')
@localized()
export class BeepEnded extends LitElement {
  static override styles = [base, controls, screen];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) name = '';
  /** When, by the other device's clock. */
  @property({ attribute: false }) atMs = 0;
  @state() private step: 'choose' | 'words' | 'erase' = 'choose';
  @state() private words = '';
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;

  protected override render(): TemplateResult {
    const [day, name] = [formatDate(this.atMs), isolated(this.name)];
    return html`
      <main class="panel">
        <div role="alert" data-kind="ended">
          <h1>${msg('This device was ended')}</h1>
          <p>
            ${msg(str`On ${day}, another device took its place for ${name}. This one sends and receives nothing any more.`)}
          </p>
        </div>
        <div class="note">
          ${icon('info')}
          <p>
            ${msg('If that was not you, somebody has your 24 words or a copy of this device: tell your registrar now, who ends this key and gives you a badge for a new one.')}
          </p>
        </div>
        ${this.#renderStep()}
      </main>
    `;
  }

  #renderStep(): TemplateResult {
    switch (this.step) {
      case 'choose':
        return html`
          <div class="actions">
            <button class="primary" @click=${this.#onStep('words')}>${msg('Use this device again')}</button>
            <button @click=${this.#onStep('erase')}>${msg('Erase this device')}</button>
          </div>
        `;
      case 'words':
        return html`
          <form class="field" @submit=${this.#onSubmit} novalidate>
            <beep-words-field
              .beep=${this.beep}
              .value=${this.words}
              ?faulty=${this.fault !== null}
              @changed=${this.#onWords}
            ></beep-words-field>
            <p id="others" class="muted small">
              ${msg('What is here stays here. The other device is ended instead.')}
            </p>
            ${faultNote(this.fault)}
            <div class="actions">
              <button class="primary" aria-describedby="others" ?disabled=${this.busy}>
                ${msg('Use this device again')}
              </button>
              <button type="button" @click=${this.#onStep('choose')}>${msg('Go back')}</button>
            </div>
          </form>
        `;
      case 'erase':
        return html`
          <p id="sure">
            ${msg('All messages on this device will be gone. The people you wrote with still have their copies.')}
          </p>
          <div class="actions">
            <button class="danger" aria-describedby="sure" ?disabled=${this.busy} @click=${this.#onErase}>
              ${msg('Yes, erase it')}
            </button>
            <button @click=${this.#onStep('choose')}>${msg('Go back')}</button>
          </div>
        `;
    }
  }

  #onStep(step: BeepEnded['step']): () => void {
    return () => {
      this.step = step;
      this.words = '';
      this.fault = null;
    };
  }

  #onWords({ detail }: CustomEvent<string>): void {
    this.words = detail;
    this.fault = null;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#while(async () => {
      const reclaimed = await this.beep.reclaim(this.words);
      this.fault = reclaimed.ok ? null : reclaimed.error;
      if (reclaimed.ok) this.words = '';
    });
  }

  #onErase(): void {
    void this.#while(() => this.beep.startAnew());
  }

  async #while(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-ended': BeepEnded;
  }
}
