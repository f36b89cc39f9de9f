import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationSummary } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { compareNames, formatNumber } from '../../i18n/formats.js';
import { pageHref } from '../app/routes.js';
import { isChat } from '../conversation/chat-lists.js';
import { directoryLink, directoryState } from '../directory/directory-link.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { icon } from '../parts/icon.js';
import { emptyPage } from '../parts/page-parts.js';
import '../parts/beep-person-badge.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';

/** Everybody this device knows, by name, and whether they can be reached now. */
@customElement('beep-contacts')
@localized()
export class BeepContacts extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    conversationRowStyles,
    css`
      .top {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--s2);
      }

      .on {
        color: var(--accent-text);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @query('h1') private heading!: HTMLElement;

  readonly #conversations = whole(this, () => this.beep.conversations);
  readonly #directory = directoryState(this);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const conversations = this.#conversations.value;
    const contacts = conversations
      .filter((row) => row.kind === 'direct' && isChat(row))
      .sort((a, b) => compareNames(a.name, b.name));
    const blocked = formatNumber(conversations.filter(({ isBlocked }) => isBlocked).length);
    return html`
      <div class="page">
        <div class="top">
          <h1 tabindex="-1">${msg('Contacts')}</h1>
          <div class="row">
            ${directoryLink(this.#directory.value)}
            <button @click=${this.#onAdd}>${icon('user-plus')} ${msg('Add a contact')}</button>
          </div>
        </div>
        ${contacts.length === 0 ? this.#renderEmpty() : this.#renderList(contacts)}
        ${
          conversations.some(({ isBlocked }) => isBlocked)
            ? html`<p>
                <a class="button" href=${pageHref('blocked')}
                  >${icon('ban')} ${msg(str`Blocked (${blocked})`)}</a
                >
              </p>`
            : nothing
        }
      </div>
    `;
  }

  #renderList(contacts: readonly ConversationSummary[]): TemplateResult {
    return conversationRows(msg('Contacts'), contacts, ({ online, person }) => ({
      below: html`${person === null ? nothing : html`<beep-person-badge look="line" .beep=${this.beep} .person=${person}></beep-person-badge>`}<span
          class=${online ? 'small on' : 'small muted'}
        >
          ${online ? msg('Linked now') : msg('Away: messages wait until you are both online')}
        </span>`,
    }));
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'users',
      msg('No contacts yet'),
      msg('Add the first one: let them scan your card, or paste the link they sent you.'),
    );
  }

  #onAdd(): void {
    this.dispatchEvent(new CustomEvent('new-chat'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-contacts': BeepContacts;
  }
}
