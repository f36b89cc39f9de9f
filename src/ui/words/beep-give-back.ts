import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, queryAll, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { RecoveryVerbs } from '../../app/recovery-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatNumber } from '../../i18n/formats.js';
import { faultNote } from '../parts/fault-note.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

const ASKED = 3;
const WORD_COUNT = 24;

/**
 * Asks some of the words back, from the paper they were written on. Fires `kept` once they were given and that is kept, and
 * `again` when the words are to be shown once more. It holds no word but those that are typed into it.
 */
@customElement('beep-give-back')
@localized()
export class BeepGiveBack extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .field {
        max-inline-size: 20rem;
      }

      .wrong {
        color: var(--danger);
      }
    `,
  ];

  @property({ attribute: false }) recovery!: RecoveryVerbs;

  /** What was typed, by the position it was asked for. Positions count from 1. */
  @state() private answers: ReadonlyMap<number, string> = new Map(positions().map((at) => [at, '']));
  @state() private wrong: ReadonlySet<number> = new Set();
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;
  @query('h2') private heading!: HTMLElement;
  @queryAll('input') private inputs!: NodeListOf<HTMLInputElement>;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
  }

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <form @submit=${this.#onSubmit} novalidate>
        <h2 tabindex="-1">${msg('Three of them, from your paper')}</h2>
        <p>${msg('Type them as they stand there. So you know that you can read what you wrote.')}</p>
        ${[...this.answers].map(([at, answer]) => this.#renderField(at, answer))} ${faultNote(this.fault)}
        <div class="row">
          <button class="primary" ?disabled=${this.busy}>${msg('Compare')}</button>
          <button type="button" class="quiet" @click=${this.#onAgain}>${msg('Show the words again')}</button>
        </div>
      </form>
    `;
  }

  #renderField(at: number, answer: string): TemplateResult {
    const [id, isWrong, number] = [`word-${at}`, this.wrong.has(at), formatNumber(at)];
    return html`
      <div class="field">
        <label for=${id}>${msg(str`Word ${number}`)}</label>
        <input
          id=${id}
          dir="ltr"
          lang="en"
          autocapitalize="off"
          autocomplete="off"
          .autocorrect=${false}
          .writingSuggestions=${'false'}
          spellcheck="false"
          aria-invalid=${isWrong}
          aria-describedby=${`${id}-wrong`}
          .value=${live(answer)}
          @input=${(event: InputEvent) => this.#onInput(at, event)}
        />
        <p id=${`${id}-wrong`} class="small wrong">
          ${isWrong ? msg(str`Word ${number} is another one. Look at your paper, or have the words shown again.`) : nothing}
        </p>
      </div>
    `;
  }

  #onInput(at: number, event: InputEvent): void {
    this.answers = new Map(this.answers).set(at, (event.target as HTMLInputElement).value);
    this.wrong = new Set([...this.wrong].filter((other) => other !== at));
    this.fault = null;
  }

  #onAgain(): void {
    this.dispatchEvent(new CustomEvent('again'));
  }

  /** Who comes back to this device may be somebody else. */
  readonly #onVisibility = (): void => {
    if (document.visibilityState === 'hidden')
      this.answers = new Map([...this.answers.keys()].map((at) => [at, '']));
  };

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#compare();
  }

  async #compare(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const revealed = await this.recovery.reveal();
      if (!revealed.ok) return void (this.fault = revealed.error);
      const words = revealed.value;
      this.wrong = new Set(
        [...this.answers].filter(([at, answer]) => asWord(answer) !== words[at - 1]).map(([at]) => at),
      );
      if (this.wrong.size > 0) return;
      const kept = await this.recovery.keep();
      this.fault = kept.ok ? null : kept.error;
      if (kept.ok) this.dispatchEvent(new CustomEvent('kept'));
    } finally {
      this.busy = false;
      await this.updateComplete;
      [...this.inputs].find(({ ariaInvalid }) => ariaInvalid === 'true')?.focus();
    }
  }
}

const asWord = (typed: string): string => typed.trim().toLowerCase();

/** Which words are asked for. Nothing hangs on it that nobody can foresee them. */
function positions(): readonly number[] {
  const chosen = new Set<number>();
  while (chosen.size < ASKED) chosen.add(1 + Math.floor(Math.random() * WORD_COUNT));
  return [...chosen].sort((a, b) => a - b);
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-give-back': BeepGiveBack;
  }
}
