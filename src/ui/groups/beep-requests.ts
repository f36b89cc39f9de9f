import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs, ConversationSummary } from '../../app/views.js';
import { formatListTime } from '../../i18n/formats.js';
import { chatHref, pageHref } from '../app/routes.js';
import { isOpenRequest } from '../conversation/chat-lists.js';
import { whole } from '../controllers/store-controller.js';
import { avatarStyles, conversationAvatar } from '../parts/avatar.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { rowStyles } from '../styles/rows.js';

/** Whoever wrote to us, or put us into a group, without being a contact, and has no answer yet. */
@customElement('beep-requests')
@localized()
export class BeepRequests extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    avatarStyles,
    rowStyles,
    css`
      time {
        white-space: nowrap;
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
    const requests = this.#conversations.value.filter(isOpenRequest);
    return html`
      <div class="page">
        <div class="head">
          <a class="button quiet only-icon" href=${pageHref('chats')}>
            ${icon('arrow-left')}<span class="sr">${msg('Back to chats')}</span>
          </a>
          <h1 tabindex="-1">${msg('Requests')}</h1>
        </div>
        ${requests.length === 0 ? this.#renderEmpty() : this.#renderList(requests)}
      </div>
    `;
  }

  #renderList(requests: readonly ConversationSummary[]): TemplateResult {
    const nowMs = Date.now();
    return html`
      <p class="muted">
        ${msg('These people are no contacts of yours, and their names are what they say of themselves. They do not learn that you have read what they wrote until you accept.')}
      </p>
      <ul class="rows" aria-label=${msg('Requests')}>
        ${repeat(
          requests,
          ({ id }) => id,
          (row) => html`
            <li>
              <a href=${chatHref(row.id)}>
                ${conversationAvatar(row)}
                <span class="what">
                  <span class="name"><bdi class="clip">${row.name}</bdi></span>
                  <span class="sr">: </span>
                  <span class="small muted">${renderLatest(row)}</span>
                </span>
                ${
                  row.latest === null
                    ? nothing
                    : html`<time class="small muted" datetime=${new Date(row.latest.sentAtMs).toISOString()}
                        >${formatListTime(row.latest.sentAtMs, nowMs)}</time
                      >`
                }
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
        ${icon('inbox')}
        <h2>${msg('No requests')}</h2>
        <p>
          ${msg('When somebody writes to you who is no contact of yours, it waits here for your answer.')}
        </p>
      </div>
    `;
  }
}

function renderLatest({ latest, kind }: ConversationSummary): TemplateResult {
  if (latest !== null && latest.kind !== 'deleted') return html`<bdi class="clip">${latest.text}</bdi>`;
  return html`${kind === 'direct' ? msg('Wants to write to you') : msg('You were added to it')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-requests': BeepRequests;
  }
}
