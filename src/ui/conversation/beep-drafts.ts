import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import { chatHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { avatarStyles, conversationAvatar } from '../parts/avatar.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { page } from '../styles/page.js';
import { rowStyles } from '../styles/rows.js';

/** Every text that was begun and not sent, and the way back into it. */
@customElement('beep-drafts')
@localized()
export class BeepDrafts extends LitElement {
  static override styles = [
    base,
    page,
    avatarStyles,
    rowStyles,
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
    return html`
      <ul class="rows" aria-label=${msg('Drafts')}>
        ${repeat(
          drafts,
          ({ id }) => id,
          (row) => html`
            <li>
              <a href=${chatHref(row.id)}>
                ${conversationAvatar(row)}
                <span class="what">
                  <span class="name"><bdi class="clip">${row.name}</bdi></span>
                  <span class="sr">: </span>
                  <span class="text"><bdi class="clip">${row.draft}</bdi></span>
                </span>
                ${icon('chevron-right')}
              </a>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #renderEmpty(): TemplateResult {
    return html`
      <div class="empty">
        ${icon('file-pen-line')}
        <h2>${msg('No drafts')}</h2>
        <p>
          ${msg('Begin a message in any chat and leave it: it is kept here at every keystroke, even if the browser is killed.')}
        </p>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-drafts': BeepDrafts;
  }
}
