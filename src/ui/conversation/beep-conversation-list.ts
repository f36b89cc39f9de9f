import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationSummary, LatestView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatListTime, formatNumber, plural } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';
import { chatHref, pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { avatarStyles, conversationAvatar } from '../parts/avatar.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { isChat, isOpenRequest } from './chat-lists.js';

/** Everybody one writes with, the newest first. */
@customElement('beep-conversation-list')
@localized()
export class BeepConversationList extends LitElement {
  static override styles = [
    base,
    avatarStyles,
    css`
      :host {
        display: block;
      }

      a {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        column-gap: var(--s3);
        padding: var(--s2) var(--s3);
        border-radius: var(--radius);
        color: inherit;
        text-decoration: none;
      }

      a:hover {
        background: var(--hover);
      }

      a[aria-current='page'] {
        background: var(--accent-soft);
      }

      a:focus-visible {
        outline-offset: -2px;
      }

      .avatar {
        grid-row: span 2;
      }

      .name,
      .last {
        display: flex;
        align-items: baseline;
        min-inline-size: 0;
      }

      .name {
        gap: var(--s1);
        font-weight: 600;
      }

      time {
        color: var(--text-2);
        font-size: var(--text-xs);
        white-space: nowrap;
      }

      .last {
        gap: 0.35em;
        color: var(--text-2);
        font-size: var(--text-sm);
        white-space: nowrap;
        contain: paint;
      }

      .draft {
        color: var(--danger);
        font-weight: 550;
      }

      .unread .last {
        color: var(--text);
      }

      .unread time {
        color: var(--accent-text);
        font-weight: 600;
      }

      .who {
        display: flex;
        flex: none;
        max-inline-size: 45%;
      }

      .marks {
        display: flex;
        justify-self: end;
        gap: var(--s1);
      }

      .badge {
        min-inline-size: 1.375rem;
        padding-inline: 0.375rem;
        border-radius: 1rem;
        background: var(--accent);
        color: var(--on-accent);
        font-size: var(--text-xs);
        font-weight: 650;
        line-height: 1.375rem;
        text-align: center;
      }

      .requests {
        margin-block-end: var(--s1);
        color: var(--accent-text);
        font-weight: 600;
      }

      .requests .icon {
        inline-size: 1.375rem;
        block-size: 1.375rem;
      }

      .tile {
        display: grid;
        place-items: center;
        inline-size: 2.5rem;
        block-size: 2.5rem;
        border-radius: 50%;
        background: var(--accent-soft);
      }

      .dot {
        flex: none;
        align-self: center;
        inline-size: 0.5rem;
        block-size: 0.5rem;
        margin-inline-start: var(--s2);
        border-radius: 50%;
        background: var(--accent);
      }

      @media (forced-colors: active) {
        a[aria-current='page'] {
          outline: 2px solid Highlight;
          outline-offset: -2px;
        }

        .badge,
        .dot {
          border: 1px solid CanvasText;
        }
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  /** The conversation that is open beside the list, as the address names it. */
  @property({ attribute: false }) current: string | null = null;

  readonly #conversations = whole(this, () => this.beep.conversations);

  /** Badges are of no use before there are names. */
  protected override firstUpdated(): void {
    void import('../parts/beep-person-badge.js').catch(() => null);
  }

  protected override render(): TemplateResult {
    const nowMs = Date.now();
    const conversations = this.#conversations.value;
    const requests = conversations.filter(isOpenRequest).length;
    return html`
      ${requests === 0 ? nothing : this.#renderRequests(requests)}
      <ul aria-label=${msg('Conversations')}>
        ${repeat(
          conversations.filter(isChat),
          ({ id }) => id,
          (row) => this.#renderRow(row, nowMs),
        )}
      </ul>
    `;
  }

  #renderRequests(count: number): TemplateResult {
    const n = formatNumber(count);
    return html`<a class="requests" href=${pageHref('requests')}>
      <span class="tile">${icon('inbox')}</span>
      <span>${msg(str`Requests (${n})`)}</span>
      ${icon('chevron-right')}
    </a>`;
  }

  #renderRow(row: ConversationSummary, nowMs: number): TemplateResult {
    const { id, name, kind, online, latest } = row;
    return html`
      <li>
        <a
          href=${chatHref(id)}
          class=${row.unread > 0 ? 'unread' : 'seen'}
          aria-current=${id === this.current ? 'page' : 'false'}
        >
          ${conversationAvatar(row)}
          <span class="name"
            ><bdi class="clip">${name}</bdi
            >${row.person === null ? nothing : html`<beep-person-badge look="small" .beep=${this.beep} .person=${row.person}></beep-person-badge>`}${kind === 'direct' ? nothing : html`<span class="sr">, ${kind === 'channel' ? msg('channel') : kind === 'post' ? msg('post') : msg('group')}</span>`}${
              online ? html`<span class="dot"></span><span class="sr">, ${msg('online')}</span>` : nothing
            }</span
          >
          <span class="sr">, </span>
          ${
            latest === null
              ? html`<span></span>`
              : html`<time datetime=${new Date(latest.sentAtMs).toISOString()}
                  >${formatListTime(latest.sentAtMs, nowMs)}</time
                >`
          }
          <span class="last">${this.#renderLast(row)}</span>
          ${this.#renderMarks(row)}
        </a>
      </li>
    `;
  }

  #renderMarks({ unread, isMentioned }: ConversationSummary): TemplateResult {
    return html`<span class="marks"
      >${
        isMentioned
          ? html`<span class="badge mentioned"
              ><span aria-hidden="true">@</span><span class="sr">, ${msg('you are mentioned')}</span></span
            >`
          : nothing
      }${
        unread === 0
          ? nothing
          : html`<span class="badge"
              ><span aria-hidden="true">${unread > 99 ? `${formatNumber(99)}+` : formatNumber(unread)}</span
              ><span class="sr">, ${unreadWords(unread)}</span></span
            >`
      }</span
    >`;
  }

  #renderLast({ draft, latest }: ConversationSummary): TemplateResult {
    // An answer without a word yet would hide what was said last.
    if (draft !== null && (draft.edit !== null || draft.text !== ''))
      return html`<span class="draft">${draft.edit === null ? msg('Draft:') : msg('Edit:')}</span>
        <bdi class="clip">${draft.edit ?? draft.text}</bdi>`;
    if (latest === null) return html`${msg('No messages yet')}`;
    return html`${latest.own ? html`<span>${msg('You:')}</span> ` : renderAuthor(latest)}${renderWhat(latest)}`;
  }
}

/** Who wrote it, where there is more than one who may have. */
const renderAuthor = ({ authorName }: LatestView): TemplateResult | typeof nothing =>
  authorName === null ? nothing : html`<span class="who"><bdi class="clip">${authorName}</bdi>:</span> `;

function renderWhat({ kind, text }: LatestView): TemplateResult {
  const words = html`<bdi class="clip">${text}</bdi>`;
  const subject = text === '' ? html`<i>${msg('Without a subject')}</i>` : words;
  switch (kind) {
    case 'text':
      return words;
    case 'poll':
      return html`<span>${msg('Poll:')}</span> ${words}`;
    case 'memo':
      return html`<span>${msg('Memo:')}</span> ${subject}`;
    case 'submission':
      return html`<span>${msg('Put up for approval')}</span> ${subject}`;
    case 'deleted':
      return html`<i>${msg('Message deleted')}</i>`;
    default:
      return unreachable(kind);
  }
}

const unreadWords = (count: number): string => {
  const n = formatNumber(count);
  return plural(
    count,
    () => msg(str`${n} unread message`),
    () => msg(str`${n} unread messages`),
  );
};

declare global {
  interface HTMLElementTagNameMap {
    'beep-conversation-list': BeepConversationList;
  }
}
