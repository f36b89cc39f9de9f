import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { ConversationSummary } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { ConversationId } from '../../protocol/ids.js';
import { pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { faultNote } from '../parts/fault-note.js';
import { emptyPage, pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';

/** Everybody and every group we want to hear nothing of, and the way to hear of them again. */
@customElement('beep-blocked')
@localized()
export class BeepBlocked extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    conversationRowStyles,
    css`
      .rows li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        padding-inline-end: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @state() private fault: FaultCode | null = null;
  @query('h1') private heading!: HTMLElement;

  readonly #conversations = whole(this, () => this.beep.conversations);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const blocked = this.#conversations.value.filter(({ isBlocked }) => isBlocked);
    return html`
      <div class="page">
        ${pageHead({ href: pageHref('contacts'), words: msg('Back to contacts') }, msg('Blocked'))}
        ${faultNote(this.fault)} ${blocked.length === 0 ? this.#renderEmpty() : this.#renderList(blocked)}
      </div>
    `;
  }

  #renderList(blocked: readonly ConversationSummary[]): TemplateResult {
    return conversationRows(msg('Blocked'), blocked, (row) => ({
      after: html`<button @click=${() => void this.#unblock(row.id)}>
        <span
          >${msg('Unblock')}<span class="sr"> <bdi>${row.name}</bdi></span></span
        >
      </button>`,
    }));
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'ban',
      msg('Nobody is blocked'),
      msg('Whom you block, in the menu of a chat, is listed here.'),
    );
  }

  async #unblock(id: ConversationId): Promise<void> {
    const done = await this.beep.conversation(id)?.block(false);
    this.fault = done === undefined || done.ok ? null : done.error;
    if (this.fault === null) this.focus(); // the button that had it is gone
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-blocked': BeepBlocked;
  }
}
