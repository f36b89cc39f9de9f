import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type { BeepVerbs, ConversationSummary } from '../../app/views.js';
import { formatListTime, formatNumber, plural } from '../../i18n/formats.js';
import { chatHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { base } from '../styles/base.js';

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

      .badge {
        justify-self: end;
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

  protected override render(): TemplateResult {
    const nowMs = Date.now();
    return html`
      <ul aria-label=${msg('Conversations')}>
        ${repeat(
          this.#conversations.value,
          ({ id }) => id,
          (row) => this.#renderRow(row, nowMs),
        )}
      </ul>
    `;
  }

  #renderRow(row: ConversationSummary, nowMs: number): TemplateResult {
    const { id, name, person, online, unread, latest } = row;
    return html`
      <li>
        <a
          href=${chatHref(id)}
          class=${unread > 0 ? 'unread' : 'seen'}
          aria-current=${id === this.current ? 'page' : 'false'}
        >
          ${avatar(name, person)}
          <span class="name"
            ><bdi class="clip">${name}</bdi>${
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
          ${
            unread === 0
              ? html`<span></span>`
              : html`<span class="badge"
                  ><span aria-hidden="true"
                    >${unread > 99 ? `${formatNumber(99)}+` : formatNumber(unread)}</span
                  ><span class="sr">, ${unreadWords(unread)}</span></span
                >`
          }
        </a>
      </li>
    `;
  }

  #renderLast({ draft, latest }: ConversationSummary): TemplateResult {
    if (draft !== '')
      return html`<span class="draft">${msg('Draft:')}</span> <bdi class="clip">${draft}</bdi>`;
    if (latest === null) return html`${msg('No messages yet')}`;
    const text = html`<bdi class="clip">${latest.text}</bdi>`;
    return latest.own ? html`<span>${msg('You:')}</span> ${text}` : text;
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
