import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { emptyPage } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { page } from '../styles/page.js';

/** Every text that was begun and not sent, and the way back into it. */
@customElement('beep-drafts')
@localized()
export class BeepDrafts extends LitElement {
  static override styles = [
    base,
    page,
    conversationRowStyles,
    css`
      .text {
        color: var(--text-2);
        font-size: var(--text-sm);
        contain: paint;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @query('h1') private heading!: HTMLElement;

  readonly #conversations = whole(this, () => this.beep.conversations);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const drafts = this.#conversations.value.filter(({ draft }) => draft !== '');
    return html`
      <div class="page">
        <h1 tabindex="-1">${msg('Drafts')}</h1>
        ${drafts.length === 0 ? this.#renderEmpty() : this.#renderList(drafts)}
      </div>
    `;
  }

  #renderList(drafts: BeepVerbs['conversations']['value']): TemplateResult {
    return conversationRows(msg('Drafts'), drafts, ({ draft }) => ({
      below: html`<span class="text"><bdi class="clip">${draft}</bdi></span>`,
    }));
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'file-pen-line',
      msg('No drafts'),
      msg(
        'Begin a message in any chat and leave it: it is kept here at every keystroke, even if the browser is killed.',
      ),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-drafts': BeepDrafts;
  }
}
