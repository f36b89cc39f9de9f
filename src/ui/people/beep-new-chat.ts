import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import type { ConversationId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { chatHref, newGroupHref } from '../app/routes.js';
import { isChat } from '../conversation/chat-lists.js';
import { directoryLink, directoryState } from '../directory/directory-link.js';
import { whole } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { dialogStyles } from '../styles/dialog.js';
import './beep-add-contact.js';
import './beep-by-hand.js';
import './beep-my-card.js';

/** Both ways to meet somebody: show my card, or take theirs. Opens as it is put in; fires `closed`. */
@customElement('beep-new-chat')
@localized()
export class BeepNewChat extends LitElement {
  static override styles = [
    base,
    controls,
    dialogStyles,
    css`
      dialog {
        inline-size: min(100vw - 2 * var(--s3), 46rem);
      }

      .note {
        margin: var(--s3) var(--s4) 0;
      }

      .groups {
        padding: var(--s3) var(--s4);
        border-block-end: 1px solid var(--line);
      }

      .groups > a {
        flex: 1;
        padding-inline: var(--s2);
      }

      .ways {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr));
      }

      .ways > * {
        padding: var(--s4);
      }

      .without {
        padding: var(--s3) var(--s4);
        border-block-start: 1px solid var(--line);
      }

      .theirs {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: var(--s3);
        background: var(--bg);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @state() private byHand = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  readonly #conversations = whole(this, () => this.beep.conversations);
  readonly #directory = directoryState(this);
  /** Whom we knew when the dialog opened: anybody else has come by the card that is shown in it. */
  #known: ReadonlySet<ConversationId> = new Set();

  protected override willUpdate(): void {
    if (!this.hasUpdated) this.#known = new Set(this.beep.conversations.value.map(({ id }) => id));
  }

  protected override render(): TemplateResult {
    const come = this.#conversations.value.filter(
      (row) => row.kind === 'direct' && isChat(row) && !this.#known.has(row.id),
    );
    return html`
      <dialog aria-labelledby="title" @close=${this.#onClose} .closedBy=${'any'}>
        <header>
          <h1 id="title">${msg('New chat')}</h1>
          <button class="quiet only-icon" @click=${this.#close}>
            ${icon('x')}<span class="sr">${msg('Close')}</span>
          </button>
        </header>
        <div role="status">
          ${come.map(
            ({ id, name }) =>
              html`<p class="note good">
                ${icon('check')}
                <span
                  >${msg(html`<bdi>${name}</bdi> has added you.`)}
                  <a href=${chatHref(id)} @click=${this.#close}>${msg('Open the chat')}</a></span
                >
              </p>`,
          )}
        </div>
        ${
          this.#directory.value.state === 'none'
            ? nothing
            : html`<div class="row groups">${directoryLink(this.#directory.value, this.#close)}</div>`
        }
        <nav class="row groups" aria-label=${msg('With several people')}>
          <a class="button" href=${newGroupHref('group')} @click=${this.#close}>
            ${icon('users')} ${msg('New group')}
          </a>
          <a class="button" href=${newGroupHref('channel')} @click=${this.#close}>
            ${icon('megaphone')} ${msg('New channel')}
          </a>
        </nav>
        <div class="ways">
          <beep-my-card .beep=${this.beep} .facts=${this.facts}></beep-my-card>
          <section class="theirs" aria-labelledby="theirs">
            <h2 id="theirs">${msg('Or take their card')}</h2>
            <p class="muted small">${msg('If they sent you a link, paste it here.')}</p>
            <beep-add-contact
              .beep=${this.beep}
              .facts=${this.facts}
              @added=${this.#close}
            ></beep-add-contact>
          </section>
        </div>
        <div class="row without">
          <button class="quiet" @click=${this.#onByHand}>
            ${icon('qr-code')} ${msg('Connect without the server')}
          </button>
        </div>
        ${
          this.byHand
            ? html`<beep-by-hand
                .beep=${this.beep}
                .facts=${this.facts}
                @closed=${this.#onByHandClosed}
                @opened=${this.#close}
              ></beep-by-hand>`
            : nothing
        }
      </dialog>
    `;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  #onByHand(): void {
    this.byHand = true;
  }

  #onByHandClosed(): void {
    this.byHand = false;
  }

  readonly #close = (): void => this.dialog.close();

  #onClose(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-new-chat': BeepNewChat;
  }
}
