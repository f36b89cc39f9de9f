import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs } from '../../app/conversation-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatNumber } from '../../i18n/formats.js';
import { MAX_OPTION_BYTES, MAX_OPTIONS, MAX_QUESTION_BYTES } from '../../protocol/limits.js';
import type { BeepDialog } from '../parts/beep-dialog.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import '../parts/beep-dialog.js';

const MIN_OPTIONS = 2;
const encoder = new TextEncoder();
const bytes = (text: string): number => encoder.encode(text.normalize('NFC')).byteLength;

type Wrong = 'no-question' | 'long-question' | 'few-options' | 'alike' | 'long-option';

/** Asks a question with answers to choose from, in the conversation that is open. Fires `closed`. */
@customElement('beep-ask-poll')
@localized()
export class BeepAskPoll extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .option {
        display: flex;
        gap: var(--s1);
      }

      .foot {
        justify-content: flex-end;
      }
    `,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @state() private question = '';
  @state() private options: readonly string[] = ['', ''];
  @state() private isMultiple = false;
  @state() private wrong: Wrong | null = null;
  @state() private fault: FaultCode | null = null;
  @query('beep-dialog') private dialog!: BeepDialog;

  #asking = false;

  protected override render(): TemplateResult {
    const { options, wrong } = this;
    return html`
      <beep-dialog .heading=${msg('New poll')} careful @closed=${this.#onClosed}>
        <form novalidate @submit=${this.#onSubmit}>
          <div class="field">
            <label for="question">${msg('Question')}</label>
            <input
              id="question"
              dir="auto"
              autocomplete="off"
              data-first
              aria-invalid=${wrong === 'no-question' || wrong === 'long-question'}
              .value=${live(this.question)}
              @input=${this.#onQuestion}
            />
          </div>
          <fieldset>
            <legend>${msg('Answers to choose from')}</legend>
            ${options.map((option, place) => this.#renderOption(option, place))}
            ${
              options.length < MAX_OPTIONS
                ? html`<div>
                    <button type="button" class="quiet" @click=${this.#onAdd}>
                      ${icon('plus')} ${msg('Add an answer')}
                    </button>
                  </div>`
                : nothing
            }
          </fieldset>
          <fieldset>
            <legend class="sr">${msg('How many one may choose')}</legend>
            <div class="choices">
              ${this.#renderHowMany(false, msg('One answer'))}
              ${this.#renderHowMany(true, msg('Several answers'))}
            </div>
          </fieldset>
          ${
            wrong === null
              ? nothing
              : html`<p class="note bad" role="alert">${icon('triangle-alert')} ${wrongWords(wrong)}</p>`
          }
          ${faultNote(this.fault)}
          <div class="row foot"><button class="primary">${msg('Ask')}</button></div>
        </form>
      </beep-dialog>
    `;
  }

  #renderOption(option: string, place: number): TemplateResult {
    const n = formatNumber(place + 1);
    return html`
      <div class="option">
        <input
          class="answer"
          dir="auto"
          autocomplete="off"
          aria-label=${msg(str`Answer ${n}`)}
          placeholder=${msg(str`Answer ${n}`)}
          aria-invalid=${isOptionWrong(option, place, this.options, this.wrong)}
          .value=${live(option)}
          @input=${(event: InputEvent) => this.#setOption(place, (event.target as HTMLInputElement).value)}
        />
        ${
          this.options.length > MIN_OPTIONS
            ? html`<button
                type="button"
                class="quiet only-icon"
                aria-label=${msg(str`Remove answer ${n}`)}
                @click=${() => this.#removeOption(place)}
              >
                ${icon('x')}
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #renderHowMany(isMultiple: boolean, words: string): TemplateResult {
    return html`<label class="choice">
      <input
        type="radio"
        name="how-many"
        .checked=${live(this.isMultiple === isMultiple)}
        @change=${() => (this.isMultiple = isMultiple)}
      />
      ${words}
    </label>`;
  }

  #onQuestion(event: InputEvent): void {
    this.question = (event.target as HTMLInputElement).value;
    this.wrong = null;
  }

  #setOption(place: number, text: string): void {
    this.options = this.options.with(place, text);
    this.wrong = null;
  }

  #removeOption(place: number): void {
    this.options = this.options.toSpliced(place, 1);
    void this.#focusOption(Math.min(place, this.options.length - 1));
  }

  #onAdd(): void {
    this.options = [...this.options, ''];
    void this.#focusOption(this.options.length - 1);
  }

  async #focusOption(place: number): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelectorAll<HTMLInputElement>('.answer')[place]?.focus();
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const question = this.question.trim();
    const options = this.options.map((option) => option.trim()).filter((option) => option !== '');
    this.wrong = whatIsWrong(question, options);
    if (this.wrong !== null || this.#asking) return;
    this.#asking = true;
    const result = await this.conversation.ask(question, options, this.isMultiple);
    this.#asking = false;
    this.fault = result.ok ? null : result.error;
    if (result.ok) this.dialog.close();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

function whatIsWrong(question: string, options: readonly string[]): Wrong | null {
  if (question === '') return 'no-question';
  if (bytes(question) > MAX_QUESTION_BYTES) return 'long-question';
  if (options.length < MIN_OPTIONS) return 'few-options';
  if (options.some((option) => bytes(option) > MAX_OPTION_BYTES)) return 'long-option';
  return new Set(options.map((option) => option.normalize('NFC'))).size < options.length ? 'alike' : null;
}

function isOptionWrong(option: string, place: number, all: readonly string[], wrong: Wrong | null): boolean {
  const text = option.trim();
  if (wrong === 'few-options') return text === '';
  if (wrong === 'long-option') return bytes(text) > MAX_OPTION_BYTES;
  return wrong === 'alike' && text !== '' && all.some((other, at) => at !== place && other.trim() === text);
}

function wrongWords(wrong: Wrong): string {
  switch (wrong) {
    case 'no-question':
      return msg('Write the question first.');
    case 'long-question':
      return msg('The question is too long. Shorten it.');
    case 'few-options':
      return msg('Write at least two answers.');
    case 'alike':
      return msg('Two answers are the same. Change one.');
    case 'long-option':
      return msg('An answer is too long. Shorten it.');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-ask-poll': BeepAskPoll;
  }
}
