import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs } from '../../app/conversation-views.js';
import type { SelfView } from '../../app/views.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { Copying } from '../controllers/copying.js';
import { chatHref } from '../app/routes.js';
import { icon } from '../parts/icon.js';
import { pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { reportText } from './report-text.js';

/** A text about a conversation that a person may change, copy and hand to whoever looks after Beep. Nothing is sent. */
@customElement('beep-report')
@localized()
export class BeepReport extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      textarea {
        min-block-size: 20rem;
        resize: vertical;
      }
    `,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) self!: SelfView;

  @state() private text = '';
  @query('h1') private heading!: HTMLElement;

  readonly #copying = new Copying(this);

  override focus(): void {
    this.heading.focus();
  }

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.text = reportText(this.conversation.view.value, this.self, Date.now());
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page">
        ${pageHead(
          { href: chatHref(this.conversation.view.value.id), words: msg('Back to the chat') },
          msg('Report to an administrator'),
        )}
        <p class="note">
          ${icon('info')}
          <span>
            ${msg('Beep sends this to nobody: there is no server that could take it. Say what happened, take out what shall stay private, copy the text, and hand it to your administrator yourself.')}
          </span>
        </p>
        <div class="card">
          <div class="field">
            <label for="report">${msg('Report')}</label>
            <textarea id="report" dir="auto" .value=${live(this.text)} @input=${this.#onInput}></textarea>
          </div>
          <div class="row">
            <button class="primary" @click=${this.#onCopy}>
              ${icon(this.#copying.icon)} ${msg('Copy report')}
            </button>
          </div>
          <p class="small" role="status">
            ${this.#copying.words(
              msg('Copied.'),
              msg('The browser refused. Select the text and copy it by hand.'),
            )}
          </p>
        </div>
      </div>
    `;
  }

  #onInput(event: InputEvent): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.#copying.forget();
  }

  #onCopy(): void {
    void this.#copying.copy(this.text);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-report': BeepReport;
  }
}
