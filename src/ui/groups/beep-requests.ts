import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { ConversationSummary } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatListTime } from '../../i18n/formats.js';
import { pageHref } from '../app/routes.js';
import { isOpenRequest } from '../conversation/chat-lists.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { emptyPage, pageHead } from '../parts/page-parts.js';
import '../parts/beep-person-badge.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';

/** Whoever wrote to us, or put us into a group, without being a contact, and has no answer yet. */
@customElement('beep-requests')
@localized()
export class BeepRequests extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    conversationRowStyles,
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
        ${pageHead({ href: pageHref('chats'), words: msg('Back to chats') }, msg('Requests'))}
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
      ${conversationRows(msg('Requests'), requests, (row) => ({
        below: html`${row.person === null ? nothing : html`<beep-person-badge look="loud" .beep=${this.beep} .person=${row.person}></beep-person-badge>`}
          <span class="small muted">${renderLatest(row)}</span>`,
        end: renderTime(row, nowMs),
      }))}
    `;
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'inbox',
      msg('No requests'),
      msg('When somebody writes to you who is no contact of yours, it waits here for your answer.'),
    );
  }
}

function renderTime({ latest }: ConversationSummary, nowMs: number): TemplateResult | typeof nothing {
  if (latest === null) return nothing;
  return html`<time class="small muted" datetime=${new Date(latest.sentAtMs).toISOString()}
    >${formatListTime(latest.sentAtMs, nowMs)}</time
  >`;
}

function renderLatest({ latest, kind }: ConversationSummary): TemplateResult {
  if (kind === 'draft') return html`${msg('Wants to write a draft with you')}`;
  if (latest !== null && latest.kind !== 'deleted') return html`<bdi class="clip">${latest.text}</bdi>`;
  return html`${kind === 'direct' ? msg('Wants to write to you') : msg('You were added to it')}`;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-requests': BeepRequests;
  }
}
