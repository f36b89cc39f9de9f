import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { chooseLanguage, preferences } from '../app/preferences.js';
import { LazyElements } from '../controllers/lazy-elements.js';
import { whole } from '../controllers/store-controller.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { installSteps } from '../parts/install-steps.js';
import { languageChoice } from '../parts/language-choice.js';
import { whenReady } from '../parts/when-ready.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { screen } from '../styles/screen.js';

/** First run: a language, a name, and that is all. */
@customElement('beep-welcome')
@localized()
export class BeepWelcome extends LitElement {
  static override styles = [
    base,
    controls,
    screen,
    css`
      .promises {
        display: grid;
        gap: var(--s2);
        color: var(--text-2);
        font-size: var(--text-sm);
      }

      .promises li {
        display: flex;
        gap: var(--s2);
      }

      .promises .icon {
        color: var(--accent-text);
      }

      form {
        display: grid;
        gap: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  @state() private name = '';
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;
  /** On iOS an identity made in a plain tab would not be the installed app's; this is for those who want it all the same. */
  @state() private inTab = false;
  /** Somebody comes back who has 24 words. */
  @state() private withWords = false;
  @query('#name') private input!: HTMLInputElement;
  @query('#words') private haveWords!: HTMLElement;

  readonly #preferences = whole(this, () => preferences);
  readonly #install = whole(this, () => this.facts.install);
  readonly #later = new LazyElements(this, { words: () => import('./beep-with-words.js') });

  protected override render(): TemplateResult {
    const installFirst = this.#install.value === 'ios-manual' && !this.inTab;
    return html`
      <main class="panel">
        ${languageChoice(this.#preferences.value, (language) => void chooseLanguage(language))}
        ${installFirst ? this.#renderInstallFirst() : this.withWords ? this.#renderWithWords() : this.#renderStart()}
      </main>
    `;
  }

  #renderStart(): TemplateResult {
    return html`
      <h1>${msg('Welcome to Beep')}</h1>
      <ul class="promises">
        <li>
          ${icon('lock')}
          ${msg('Messages go from device to device, encrypted. Only you and the other person can read them.')}
        </li>
        <li>${icon('wifi-off')} ${msg('It works inside the office network while the internet is off.')}</li>
        <li>${icon('shield-check')} ${msg('No account, no phone number. Nothing is collected.')}</li>
      </ul>
      <form @submit=${this.#onSubmit} novalidate>
        <div class="field">
          <label for="name">${msg('Your name')}</label>
          <input
            id="name"
            autocomplete="name"
            dir="auto"
            .enterKeyHint=${'go'}
            aria-describedby="hint"
            aria-invalid=${this.fault !== null}
            .value=${live(this.name)}
            @input=${this.#onInput}
          />
          <p id="hint" class="muted small">${msg('Shown to the people you add. You can change it later.')}</p>
        </div>
        ${faultNote(this.fault)}
        <button class="primary" ?disabled=${this.busy}>
          ${this.busy ? msg('Making your keys…') : msg('Get started')}
        </button>
      </form>
      <button id="words" class="quiet" ?disabled=${this.busy} @click=${this.#onWords}>
        ${msg('I have 24 words')}
      </button>
    `;
  }

  #renderWithWords(): TemplateResult {
    return whenReady(
      this.#later,
      'words',
      () =>
        html`<beep-with-words .beep=${this.beep} .name=${this.name} @back=${this.#onBack}></beep-with-words>`,
    );
  }

  #renderInstallFirst(): TemplateResult {
    return html`
      <h1>${msg('Install Beep first')}</h1>
      <p>
        ${msg('On an iPhone or iPad, the app on the home screen keeps its own messages. Install Beep before you begin, so that nothing stays behind in this tab.')}
      </p>
      ${installSteps('ios-manual')}
      <button class="quiet" @click=${this.#onInTab}>${msg('Use Beep in this tab all the same')}</button>
      <p class="muted small">
        ${msg('The browser may clear a tab’s messages after seven days without a visit.')}
      </p>
    `;
  }

  #onInput(event: InputEvent): void {
    this.name = (event.target as HTMLInputElement).value;
    this.fault = null;
  }

  #onWords(): void {
    this.withWords = true;
    void this.#later.want('words');
  }

  #onBack(): void {
    this.withWords = false;
    void this.updateComplete.then(() => this.haveWords.focus());
  }

  #onInTab(): void {
    this.inTab = true;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#start();
  }

  async #start(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const result = await this.beep.getStarted(this.name);
      this.fault = result.ok ? null : result.error;
    } finally {
      this.busy = false;
    }
    if (this.fault !== null) this.input.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-welcome': BeepWelcome;
  }
}
