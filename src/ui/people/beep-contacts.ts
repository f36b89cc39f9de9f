import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs, ConversationSummary } from '../../app/views.js';
import { language, LANGUAGES } from '../../i18n/language.js';
import { chatHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { rowStyles } from '../styles/rows.js';

/** Everybody this device knows, by name, and whether they can be reached now. */
@customElement('beep-contacts')
@localized()
export class BeepContacts extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    avatarStyles,
    rowStyles,
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

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const byName = new Intl.Collator(LANGUAGES[language()].formats);
    const contacts = [...this.#conversations.value].sort((a, b) => byName.compare(a.name, b.name));
    return html`
      <div class="page">
        <div class="top">
          <h1 tabindex="-1">${msg('Contacts')}</h1>
          <button @click=${this.#onAdd}>${icon('user-plus')} ${msg('Add a contact')}</button>
        </div>
        ${contacts.length === 0 ? this.#renderEmpty() : this.#renderList(contacts)}
      </div>
    `;
  }

  #renderList(contacts: readonly ConversationSummary[]): TemplateResult {
    return html`
      <ul class="rows" aria-label=${msg('Contacts')}>
        ${repeat(
          contacts,
          ({ id }) => id,
          ({ id, name, person, online }) => html`
            <li>
              <a href=${chatHref(id)}>
                ${avatar(name, person)}
                <span class="what">
                  <span class="name"><bdi class="clip">${name}</bdi></span>
                  <span class="sr">: </span>
                  <span class=${online ? 'small on' : 'small muted'}>
                    ${online ? msg('Linked now') : msg('Away: messages wait until you are both online')}
                  </span>
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
        ${icon('users')}
        <h2>${msg('No contacts yet')}</h2>
        <p>${msg('Add the first one: let them scan your card, or paste the link they sent you.')}</p>
      </div>
    `;
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
