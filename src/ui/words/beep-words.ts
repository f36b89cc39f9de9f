import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { WordsView } from '../../app/recovery-views.js';
import { Store } from '../../app/store.js';
import type { BeepVerbs, SelfView } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { sheetStyles, wordsSheet } from './words-sheet.js';
import './beep-give-back.js';

const NOBODY_YET = new Store<WordsView>({ kind: 'unseen' });

type Step =
  | { readonly kind: 'about' }
  | { readonly kind: 'shown'; readonly words: readonly string[] }
  | { readonly kind: 'asked' };

/**
 * The 24 words from which our person can be made again: what they are for, the words, and three of them given back. The
 * words are here only while they are to be seen: not when the page is left, hidden, or has been open for long.
 */
@customElement('beep-words')
@localized()
export class BeepWords extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    sheetStyles,
    css`
      .rules {
        display: grid;
        gap: var(--s2);
      }

      .rules li {
        display: flex;
        gap: var(--s2);
      }

      .rules .icon {
        margin-block-start: 0.15em;
        color: var(--accent-text);
      }

      h2:focus-visible {
        outline: none;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) self!: SelfView;
  /** For how long the words stand on the screen, in milliseconds. */
  @property({ attribute: false }) shownForMs = 5 * 60_000;

  @state() private step: Step = { kind: 'about' };
  /** What has just happened. */
  @state() private news: 'hidden' | 'later' | 'kept' | null = null;
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;
  @query('h1') private heading!: HTMLElement;
  @query('.sheet h2, beep-give-back') private below!: HTMLElement | null;

  readonly #view = whole(this, () => this.beep.recovery?.view ?? NOBODY_YET);
  #timer = 0;
  #isPrinting = false;
  /** Whoever asked for the words may still be looking: since then the page was neither left nor hidden. */
  #isAwaited = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onVisibility);
    addEventListener('beforeprint', this.#onPrinting);
    addEventListener('afterprint', this.#onPrinted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onVisibility);
    removeEventListener('beforeprint', this.#onPrinting);
    removeEventListener('afterprint', this.#onPrinted);
    this.#forget();
  }

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page">
        <div>
          ${pageHead({ href: pageHref('settings'), words: msg('Back to settings') }, msg('Recovery words'))}
          <p class="small" role="status">${this.#newsWords()}</p>
        </div>
        ${this.#renderStep()}
      </div>
    `;
  }

  #renderStep(): TemplateResult {
    switch (this.step.kind) {
      case 'about':
        return this.#renderAbout();
      case 'shown':
        return this.#renderShown(this.step.words);
      case 'asked':
        return html`
          <div class="card">
            <beep-give-back
              .recovery=${this.beep.recovery!}
              @kept=${this.#onKept}
              @again=${this.#onShow}
            ></beep-give-back>
            ${faultNote(this.fault)}
          </div>
        `;
    }
  }

  #renderAbout(): TemplateResult {
    const isKept = this.#view.value.kind === 'kept';
    return html`
      <div class="card">
        <p>
          ${msg('If this device is lost or breaks, 24 words make another device yours: for everybody you write with, you are the same person as before.')}
        </p>
        <ul class="rules">
          <li>
            ${icon('pencil')}
            <span
              >${msg('Write them on paper, and keep it where you keep your service card. Take no picture of it.')}</span
            >
          </li>
          <li>
            ${icon('shield-alert')}
            <span
              >${msg('Whoever has them can speak in your name. Show them to nobody: not to your registrar, not to IT, not to anyone above you. None of them needs the words.')}</span
            >
          </li>
          <li>
            ${icon('users')}
            <span>${msg('Have them shown where nobody looks over your shoulder, and no camera does.')}</span>
          </li>
        </ul>
        ${
          isKept
            ? html`<p class="note good">
                ${icon('check')} <span>${msg('You have written them down. They stay the same.')}</span>
              </p>`
            : nothing
        }
        ${faultNote(this.fault)}
        <div class="row">
          <button class="primary" ?disabled=${this.busy} @click=${this.#onShow}>
            ${msg('Show the words')}
          </button>
          ${isKept ? nothing : this.#renderLater()}
        </div>
      </div>
    `;
  }

  #renderShown(words: readonly string[]): TemplateResult {
    return html`
      <div class="card">
        ${wordsSheet(words, this.self.name, Date.now())}
        <p class="small muted">
          ${msg('They go after five minutes, or when you leave this page. Print them only where nobody else comes to the printer first.')}
        </p>
        ${faultNote(this.fault)}
        <div class="row">
          <button class="primary" @click=${this.#onWritten}>${msg('I have written them down')}</button>
          <button @click=${() => window.print()}>${icon('printer')} ${msg('Print')}</button>
          ${this.#view.value.kind === 'kept' ? nothing : this.#renderLater()}
        </div>
      </div>
    `;
  }

  #renderLater(): TemplateResult {
    return html`<button class="quiet" ?disabled=${this.busy} @click=${this.#onLater}>
      ${msg('Later')}
    </button>`;
  }

  #newsWords(): string {
    switch (this.news) {
      case 'hidden':
        return msg('The words are hidden again.');
      case 'later':
        return msg('Beep reminds you in a week.');
      case 'kept':
        return msg('All three are right. Put the paper where you keep your service card.');
      case null:
        return '';
    }
  }

  readonly #onShow = (): void => void this.#show();

  async #show(): Promise<void> {
    this.#isAwaited = true;
    const revealed = await this.#while(() => this.beep.recovery!.reveal());
    if (!revealed?.ok || !this.#isAwaited) return;
    this.#go({ kind: 'shown', words: revealed.value });
    this.#timer = window.setTimeout(this.#hide, this.shownForMs);
  }

  #onWritten(): void {
    this.#go({ kind: 'asked' });
  }

  #onKept(): void {
    this.#go({ kind: 'about' }, 'kept');
  }

  #onLater(): void {
    void this.#while(() => this.beep.recovery!.putOff()).then((put) => {
      if (put?.ok) this.#go({ kind: 'about' }, 'later');
    });
  }

  readonly #onVisibility = (): void => {
    // On a phone the window of the printer hides the page, which is still to be printed.
    if (document.visibilityState === 'hidden' && !this.#isPrinting) this.#hide();
  };

  readonly #onPrinting = (): void => {
    this.#isPrinting = true;
  };

  readonly #onPrinted = (): void => {
    this.#isPrinting = false;
    this.#onVisibility();
  };

  readonly #hide = (): void => {
    this.#isAwaited = false;
    if (this.step.kind === 'shown') this.#go({ kind: 'about' }, 'hidden');
  };

  /** Takes a step, and the focus to its beginning if it is on this page at all. */
  #go(step: Step, news: BeepWords['news'] = null): void {
    this.#forget();
    this.step = step;
    this.news = news;
    if (!this.matches(':focus-within')) return;
    void this.updateComplete.then(() => (this.below ?? this.heading).focus());
  }

  #forget(): void {
    window.clearTimeout(this.#timer);
    this.#isAwaited = false;
    this.step = { kind: 'about' };
    this.news = null;
  }

  async #while<T extends { readonly ok: true } | { readonly ok: false; readonly error: FaultCode }>(
    work: () => Promise<T>,
  ): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    try {
      const result = await work();
      this.fault = result.ok ? null : result.error;
      return result;
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-words': BeepWords;
  }
}
