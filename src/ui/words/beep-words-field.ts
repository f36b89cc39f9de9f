import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { WordsReading } from '../../app/recovery-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatNumber } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { notLoadedWords } from '../parts/when-ready.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

/** A place to type 24 words, which says while they are typed how far they go. Fires `changed` with the text. */
@customElement('beep-words-field')
@localized()
export class BeepWordsField extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
      }

      textarea {
        font-family: var(--font-mono, monospace);
        resize: vertical;
      }

      #reading {
        min-block-size: 1lh;
      }

      .amiss {
        color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) beep!: Pick<BeepVerbs, 'readWords'>;
  @property({ attribute: false }) value = '';
  /** What was typed was refused. */
  @property({ type: Boolean }) faulty = false;

  /** `unread`: the list of words could not be loaded. */
  @state() private reading: WordsReading | { readonly kind: 'unread' } | null = null;
  @query('textarea') private area!: HTMLTextAreaElement;

  override focus(): void {
    this.area.focus();
  }

  protected override render(): TemplateResult {
    const { reading } = this;
    const isAmiss = reading !== null && reading.kind !== 'whole' && reading.kind !== 'short';
    return html`
      <div class="field">
        <label for="words">${msg('Your 24 words')}</label>
        <textarea
          id="words"
          dir="ltr"
          lang="en"
          rows="6"
          autocapitalize="off"
          autocomplete="off"
          .autocorrect=${false}
          .writingSuggestions=${'false'}
          spellcheck="false"
          translate="no"
          aria-describedby="reading"
          aria-invalid=${this.faulty || isAmiss}
          .value=${live(this.value)}
          @input=${this.#onInput}
        ></textarea>
        <p id="reading" class=${isAmiss ? 'small amiss' : 'small muted'} role="status">
          ${reading === null ? nothing : readingWords(reading)}
        </p>
      </div>
    `;
  }

  #onInput(): void {
    this.value = this.area.value;
    this.dispatchEvent(new CustomEvent('changed', { detail: this.value }));
    void this.#read(this.value);
  }

  async #read(text: string): Promise<void> {
    let reading: BeepWordsField['reading'];
    try {
      reading = text.trim() === '' ? null : await this.beep.readWords(text);
    } catch {
      reading = { kind: 'unread' }; // offline before everything was cached; what is typed next asks again
    }
    if (text === this.value) this.reading = reading;
  }
}

function readingWords(reading: WordsReading | { readonly kind: 'unread' }): string {
  switch (reading.kind) {
    case 'whole':
      return msg('All 24, and they go together.');
    case 'short': {
      const count = formatNumber(reading.count);
      return msg(str`${count} of 24`);
    }
    case 'long':
      return msg('These are more than 24 words.');
    case 'unknown': {
      const [at, word] = [formatNumber(reading.at), isolated(reading.word)];
      return msg(str`Word ${at}, “${word}”, is not one of the words.`);
    }
    case 'mismatch':
      return msg('These are 24 of the words, but one of them is wrong, or their order is.');
    case 'unread':
      return notLoadedWords();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-words-field': BeepWordsField;
  }
}
