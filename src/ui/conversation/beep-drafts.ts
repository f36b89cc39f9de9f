import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs, DraftView } from '../../app/views.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { emptyPage } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { page } from '../styles/page.js';

/** Everything that was begun and left: texts, changes of messages, and answers without a word yet; and the way back. */
@customElement('beep-drafts')
@localized()
export class BeepDrafts extends LitElement {
  static override styles = [
    base,
    page,
    conversationRowStyles,
    css`
      .text {
        display: flex;
        gap: 0.35em;
        color: var(--text-2);
        font-size: var(--text-sm);
        contain: paint;
      }

      .kind {
        flex: none;
        color: var(--text);
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
    const drafts = this.#conversations.value.filter(({ draft }) => draft !== null);
    return html`
      <div class="page">
        <h1 tabindex="-1">${msg('Drafts')}</h1>
        ${drafts.length === 0 ? this.#renderEmpty() : this.#renderList(drafts)}
      </div>
    `;
  }

  #renderList(drafts: BeepVerbs['conversations']['value']): TemplateResult {
    return conversationRows(msg('Drafts'), drafts, ({ draft }) =>
      draft === null ? {} : { below: renderDraft(draft) },
    );
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'file-pen-line',
      msg('No drafts'),
      msg(
        'Begin a message in any chat and leave it: it is kept here at every keystroke, even if the browser is killed.',
      ),
    );
  }
}

/** A change of a message stands before the text that waits behind it, as it does where it is written. */
function renderDraft({ text, edit, isReply }: DraftView): TemplateResult {
  const reply = isReply ? html`<span class="kind">${msg('Reply:')}</span> ` : nothing;
  const words =
    text === '' ? html`<i>${msg('nothing written yet')}</i>` : html`<bdi class="clip">${text}</bdi>`;
  return html`
    ${
      edit === null
        ? nothing
        : html`<span class="text"
            ><span class="kind">${msg('Edit:')}</span> <bdi class="clip">${edit}</bdi></span
          >`
    }
    ${
      text === '' && !isReply
        ? nothing
        : html`${edit === null ? nothing : html`<span class="sr">; </span>`}<span class="text"
              >${reply}${words}</span
            >`
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-drafts': BeepDrafts;
  }
}
