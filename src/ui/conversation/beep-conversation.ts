import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs } from '../../app/views.js';
import { pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { BeepComposer } from './beep-composer.js';
import { standingWords } from './standing-words.js';
import './beep-composer.js';
import './beep-timeline.js';

/** One conversation, which does not change during the element's life: who it is with, what was said, what one writes. */
@customElement('beep-conversation')
@localized()
export class BeepConversation extends LitElement {
  static override styles = [
    base,
    controls,
    avatarStyles,
    css`
      :host,
      .chat {
        display: grid;
        grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
        block-size: 100%;
      }

      :host {
        grid-template-rows: minmax(0, 1fr);
      }

      header {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-block-size: 3.75rem;
        padding: var(--s2) var(--s4);
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }

      .who {
        min-inline-size: 0;
      }

      h1 {
        font-size: var(--text-md);
      }

      .standing {
        color: var(--text-2);
        font-size: var(--text-xs);
        line-height: var(--leading-tight);
      }

      .standing.linked {
        color: var(--accent-text);
      }

      .faults {
        padding: var(--s2) var(--s4) 0;
      }

      beep-timeline {
        grid-row: 3;
      }

      beep-composer {
        grid-row: 4;
      }

      @media (min-width: 52rem) {
        .back {
          display: none;
        }
      }

      @media (max-width: 51.99rem) {
        header {
          padding-inline: var(--s1) var(--s3);
          gap: var(--s2);
        }
      }
    `,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @query('h1') private heading!: HTMLElement;
  @query('beep-composer') private composer!: BeepComposer;

  readonly #view = whole(this, () => this.conversation.view);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const { id, name, person, standing, digest } = this.#view.value;
    return html`
      <section
        class="chat"
        data-id=${String(id)}
        data-digest=${digest}
        data-standing=${standing}
        @keydown=${this.#onKeydown}
      >
        <header>
          <a class="button quiet only-icon back" href=${pageHref('chats')}>
            ${icon('arrow-left')}<span class="sr">${msg('Back to chats')}</span>
          </a>
          ${avatar(name, person)}
          <div class="who">
            <h1 tabindex="-1"><bdi class="clip">${name}</bdi></h1>
            <p class=${`standing ${standing}`}>${standingWords(standing)}</p>
          </div>
        </header>
        ${
          standing === 'refused-used' || standing === 'refused-expired'
            ? html`<div class="faults">
                ${faultNote(standing === 'refused-used' ? 'intro-used' : 'intro-expired', name)}
              </div>`
            : nothing
        }
        <beep-timeline .conversation=${this.conversation}></beep-timeline>
        <beep-composer .conversation=${this.conversation}></beep-composer>
      </section>
    `;
  }

  /** Whoever starts to type means the message, wherever in the chat the focus is. */
  #onKeydown(event: KeyboardEvent): void {
    const isLetter = event.key.length === 1 && event.key !== ' ';
    if (!isLetter || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.composedPath()[0] instanceof HTMLTextAreaElement) return;
    this.composer.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-conversation': BeepConversation;
  }
}
