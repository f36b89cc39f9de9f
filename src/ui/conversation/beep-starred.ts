import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs, StarredView } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatListTime, formatMoment } from '../../i18n/formats.js';
import { messageHref, pageHref } from '../app/routes.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { emptyPage, pageHead } from '../parts/page-parts.js';
import { nameOrYou } from '../parts/people-names.js';
import { messageMarkWords } from '../parts/revoked-words.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { rowStyles } from '../styles/rows.js';
import { absentWords } from './message-text.js';

/** Every starred message, the newest first, and the way to it in its conversation. */
@customElement('beep-starred')
@localized()
export class BeepStarred extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    rowStyles,
    css`
      .rows li {
        display: flex;
        align-items: center;
      }

      .rows a {
        flex: 1;
        min-inline-size: 0;
      }

      .where {
        display: flex;
        justify-content: space-between;
        gap: var(--s3);
        color: var(--text-2);
        font-size: var(--text-xs);
      }

      .text {
        contain: paint;
        overflow-wrap: anywhere;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 3;
        overflow: hidden;
        font-family: var(--font-reading);
      }

      time {
        white-space: nowrap;
      }

      .revoked {
        display: flex;
        gap: var(--s1);
        color: var(--danger);
        font-size: var(--text-sm);
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  /** Null until they are read. */
  @state() private rows: readonly StarredView[] | null = null;
  @state() private fault: FaultCode | null = null;
  @query('h1') private heading!: HTMLElement;

  override focus(): void {
    this.heading.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#read();
  }

  protected override render(): TemplateResult {
    const { rows } = this;
    return html`
      <div class="page">
        ${pageHead({ href: pageHref('chats'), words: msg('Back to chats') }, msg('Starred'))}
        ${faultNote(this.fault)}
        ${
          rows === null
            ? html`<p role="status">${msg('Loading…')}</p>`
            : rows.length === 0
              ? this.#renderEmpty()
              : this.#renderList(rows)
        }
      </div>
    `;
  }

  #renderList(rows: readonly StarredView[]): TemplateResult {
    const nowMs = Date.now();
    return html`
      <ul class="rows" aria-label=${msg('Starred')}>
        ${repeat(
          rows,
          ({ message }) => message.id,
          (row) => this.#renderRow(row, nowMs),
        )}
      </ul>
    `;
  }

  #renderRow(row: StarredView, nowMs: number): TemplateResult {
    const { conversation, conversationName, message } = row;
    const { person, authorName, own, sentAtMs, kind, text } = message;
    const absent = absentWords(message);
    return html`
      <li>
        <a href=${messageHref(conversation, message.id)}>
          <span class="what">
            <span class="name"><bdi class="clip">${nameOrYou({ person, name: authorName, own })}</bdi></span>
            <span class="sr">: </span>
            ${absent === nothing ? html`${kind === 'memo' ? html`<span class="muted">${msg('Memo:')}</span> ` : nothing}<bdi class="text">${kind === 'memo' && text === '' ? msg('Without a subject') : text}</bdi>` : html`<span class="muted">${absent}</span>`}
            ${message.revoked === null ? nothing : html`<span class="revoked">${icon('ban')} <span>${messageMarkWords(message.revoked)}</span></span>`}
            <span class="where">
              <bdi class="clip">${conversationName}</bdi>
              <time datetime=${new Date(sentAtMs).toISOString()} title=${formatMoment(sentAtMs)}
                >${formatListTime(sentAtMs, nowMs)}</time
              >
            </span>
          </span>
          ${icon('chevron-right')}
        </a>
        <button class="quiet only-icon" @click=${() => void this.#unstar(row)}>
          ${icon('star-off')}<span class="sr">${msg('Take the star off')}</span>
        </button>
      </li>
    `;
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'star',
      msg('No starred messages'),
      msg(
        'Choose “Star” in the menu of a message to find it here again. Stars stay on this device; nobody else sees them.',
      ),
    );
  }

  async #read(): Promise<void> {
    this.rows = await this.beep.starred();
  }

  async #unstar({ conversation, message }: StarredView): Promise<void> {
    const result = await this.beep.conversation(conversation)?.star(message.id, false);
    if (result === undefined) return;
    this.fault = result.ok ? null : result.error;
    if (!result.ok) return;
    this.rows = this.rows?.filter((row) => row.message.id !== message.id) ?? null;
    await this.updateComplete;
    this.focus(); // the button that had it is gone
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-starred': BeepStarred;
  }
}
