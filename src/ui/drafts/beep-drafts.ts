import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs, DraftsVerbs, DraftSummary, DraftView } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatListTime } from '../../i18n/formats.js';
import { draftHref, go } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { emptyPage } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { templates, type Template } from './templates.js';

/** Everything that was begun and left: drafts of their own, and what waits in a chat. */
@customElement('beep-drafts')
@localized()
export class BeepDrafts extends LitElement {
  static override styles = [
    base,
    controls,
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

      .head {
        flex-wrap: wrap;
        justify-content: space-between;
      }

      .begin {
        position: relative;
      }

      .begin summary {
        display: inline-flex;
        align-items: center;
        gap: var(--s2);
        min-block-size: var(--target);
        padding: var(--s1) var(--s4);
        border-radius: var(--radius);
        background: var(--accent);
        color: var(--on-accent);
        font-weight: 550;
        list-style: none;
        cursor: pointer;
      }

      .begin ul {
        position: absolute;
        inset-inline-end: 0;
        z-index: 1;
        inline-size: max-content;
        max-inline-size: 80vw;
        margin-block-start: var(--s1);
        padding: var(--s1);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--shadow-high);
      }

      .begin ul button {
        justify-content: flex-start;
        inline-size: 100%;
        text-align: start;
      }

      .own a > .icon:first-child {
        flex: none;
        color: var(--text-2);
      }

      .when {
        flex: none;
        color: var(--text-2);
        font-size: var(--text-xs);
      }

      .gone {
        display: flex;
        align-items: center;
        gap: var(--s3);
        padding: var(--s2) var(--s4);
      }

      .gone .what {
        flex: 1;
      }

      details.discarded > summary {
        min-block-size: var(--target);
        align-content: center;
        color: var(--text-2);
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @query('h1') private heading!: HTMLElement;
  @query('.begin') private begin!: HTMLDetailsElement;
  @state() private drafts: DraftsVerbs | null = null;
  @state() private fault: FaultCode | null = null;
  #stop: () => void = () => undefined;

  readonly #conversations = whole(this, () => this.beep.conversations);

  override focus(): void {
    this.heading.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
    this.drafts = null;
  }

  async #load(): Promise<void> {
    const drafts = await this.beep.drafts();
    if (!this.isConnected) return;
    if (!drafts.ok) return void (this.fault = drafts.error);
    this.drafts = drafts.value;
    this.#stop = drafts.value.list.subscribe(() => this.requestUpdate());
  }

  protected override render(): TemplateResult {
    const all = this.drafts?.list.value ?? [];
    const own = all.filter(({ discardedMs }) => discardedMs === null);
    const discarded = all.filter(({ discardedMs }) => discardedMs !== null);
    const begun = this.#conversations.value.filter(({ draft }) => draft !== null);
    return html`
      <div class="page">
        <div class="head">
          <h1 tabindex="-1">${msg('Drafts')}</h1>
          <details class="begin" @keydown=${this.#onKeydown}>
            <summary>${icon('plus')} ${msg('New draft')}</summary>
            <ul>
              ${templates().map(
                (template) =>
                  html`<li>
                    <button class="quiet" @click=${() => void this.#create(template)}>
                      ${template.words}
                    </button>
                  </li>`,
              )}
            </ul>
          </details>
        </div>
        ${faultNote(this.fault)} ${own.length === 0 ? nothing : this.#renderOwn(own)}
        ${
          begun.length === 0
            ? nothing
            : html`${own.length === 0 ? nothing : html`<h2>${msg('In chats')}</h2>`}
              ${conversationRows(own.length === 0 ? msg('Drafts') : msg('In chats'), begun, ({ draft }) =>
                draft === null ? {} : { below: renderDraft(draft) },
              )}`
        }
        ${own.length + begun.length === 0 ? this.#renderEmpty() : nothing}
        ${discarded.length === 0 ? nothing : this.#renderDiscarded(discarded)}
      </div>
    `;
  }

  #renderOwn(drafts: readonly DraftSummary[]): TemplateResult {
    const nowMs = Date.now();
    return html`<ul class="rows own" aria-label=${msg('Drafts')}>
      ${repeat(
        drafts,
        ({ id }) => id,
        (draft) => html`
          <li>
            <a href=${draftHref(draft.id)}>
              ${icon('file-pen-line')}
              <span class="what">
                <span class="name">${nameOf(draft)}</span>
                <span class="sr">: </span><span class="text"><bdi class="clip">${draft.firstLine}</bdi></span>
              </span>
              <span class="when">${formatListTime(draft.changedMs, nowMs)}</span>
            </a>
          </li>
        `,
      )}
    </ul>`;
  }

  #renderDiscarded(drafts: readonly DraftSummary[]): TemplateResult {
    return html`<details class="discarded">
      <summary>${msg('Discarded, kept for 30 days')}</summary>
      <ul class="rows" aria-label=${msg('Discarded')}>
        ${repeat(
          drafts,
          ({ id }) => id,
          (draft) => html`
            <li class="gone">
              <span class="what">
                <span class="name">${nameOf(draft)}</span>
                <span class="text"><bdi class="clip">${draft.firstLine}</bdi></span>
              </span>
              <button @click=${() => void this.#restore(draft)}>${msg('Take back')}</button>
            </li>
          `,
        )}
      </ul>
    </details>`;
  }

  #renderEmpty(): TemplateResult {
    return emptyPage(
      'file-pen-line',
      msg('No drafts'),
      msg(
        'Begin a message in any chat and leave it: it is kept here at every keystroke, even if the browser is killed. For a letter or a memorandum choose “New draft”.',
      ),
    );
  }

  async #create({ content }: Template): Promise<void> {
    this.begin.open = false;
    if (!this.drafts) return;
    const created = await this.drafts.create(content(), null);
    if (created.ok) go(draftHref(created.value));
    else this.fault = created.error;
  }

  async #restore({ id }: DraftSummary): Promise<void> {
    const restored = await this.drafts!.restore(id);
    this.fault = restored.ok ? null : restored.error;
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.begin.open) return;
    this.begin.open = false;
    this.begin.querySelector('summary')!.focus();
  }
}

const nameOf = ({ subject }: DraftSummary): TemplateResult =>
  subject === '' ? html`<i>${msg('Without a subject')}</i>` : html`<bdi class="clip">${subject}</bdi>`;

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
