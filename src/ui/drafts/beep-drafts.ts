import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { DraftView } from '../../app/conversation-views.js';
import type { DraftsVerbs, DraftSummary } from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatListTime, formatNumber } from '../../i18n/formats.js';
import type { Block, MemoContent } from '../../protocol/memo-content.js';
import { draftHref, go, pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { conversationRows, conversationRowStyles } from '../parts/conversation-rows.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { emptyPage } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { sharedNames, stateOf, waitsForUs } from './draft-words.js';
import { templates } from './templates.js';

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

      .state {
        color: var(--text);
      }

      .text .icon {
        flex: none;
        inline-size: 1em;
        block-size: 1em;
        margin-block-start: 0.25em;
      }

      .with {
        display: flex;
        gap: 0.35em;
        min-inline-size: 0;
      }

      .unread {
        flex: none;
        min-inline-size: 1.5em;
        padding-inline: 0.45em;
        border-radius: 1em;
        background: var(--accent);
        color: var(--on-accent);
        font-size: var(--text-xs);
        font-weight: 600;
        line-height: 1.5;
        text-align: center;
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
  readonly #people = whole(this, () => this.beep.people);

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
    const kept = all.filter(({ discardedMs }) => discardedMs === null);
    const discarded = all.filter(({ discardedMs }) => discardedMs !== null);
    const drafts = kept.filter(({ use }) => use === 'draft');
    const waiting = drafts.filter(waitsForUs);
    const done = drafts.filter((draft) => isDone(draft) && !waiting.includes(draft));
    const own = drafts.filter((draft) => !waiting.includes(draft) && !done.includes(draft));
    const begun = this.#conversations.value.filter(({ draft }) => draft !== null);
    const isAlone = waiting.length + own.length === 0;
    return html`
      <div class="page">
        <div class="head">
          <h1 tabindex="-1">${msg('Drafts')}</h1>
          ${this.#renderBegin(kept)}
        </div>
        ${faultNote(this.fault)}
        ${
          waiting.length === 0
            ? nothing
            : html`<h2>${msg('Waiting for you')}</h2>
                ${this.#renderRows(msg('Waiting for you'), waiting)}`
        }
        ${own.length === 0 ? nothing : html`${waiting.length === 0 ? nothing : html`<h2>${msg('Being written')}</h2>`} ${this.#renderRows(msg('Drafts'), own)}`}
        ${
          begun.length === 0
            ? nothing
            : html`${isAlone ? nothing : html`<h2>${msg('In chats')}</h2>`}
              ${conversationRows(isAlone ? msg('Drafts') : msg('In chats'), begun, ({ draft }) =>
                draft === null ? {} : { below: renderDraft(draft) },
              )}`
        }
        ${
          done.length === 0
            ? nothing
            : html`<h2>${msg('Sent')}</h2>
                ${this.#renderRows(msg('Sent'), done)}`
        }
        ${drafts.length + begun.length === 0 ? this.#renderEmpty() : nothing} ${this.#renderForms(kept)}
        ${discarded.length === 0 ? nothing : this.#renderDiscarded(discarded)}
        <p>
          <a class="button quiet" href=${pageHref('check')}>${icon('shield-check')} ${msg('Check a file')}</a>
        </p>
      </div>
    `;
  }

  #renderBegin(kept: readonly DraftSummary[]): TemplateResult {
    const own = kept.filter(({ use }) => use === 'template');
    return html`<details class="begin" @keydown=${this.#onKeydown}>
      <summary>${icon('plus')} ${msg('New draft')}</summary>
      <ul>
        ${templates().map(
          (template) =>
            html`<li>
              <button class="quiet" @click=${() => void this.#create(template.content())}>
                ${template.words}
              </button>
            </li>`,
        )}
        ${own.map(
          (template) =>
            html`<li>
              <button class="quiet" @click=${() => void this.#createFrom(template)}>
                ${icon('star')} ${nameOf(template)}
              </button>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  #renderRows(label: string, drafts: readonly DraftSummary[]): TemplateResult {
    const nowMs = Date.now();
    return html`<ul class="rows own" aria-label=${label}>
      ${repeat(
        drafts,
        ({ id }) => id,
        (draft) => html`<li>${this.#renderRow(draft, nowMs)}</li>`,
      )}
    </ul>`;
  }

  #renderRow(draft: DraftSummary, nowMs: number): TemplateResult {
    const state = stateOf(draft, this.#people.value);
    const { recipient, firstLine, shared } = draft;
    return html`
      <a href=${draftHref(draft.id)}>
        ${icon('file-pen-line')}
        <span class="what">
          <span class="name">${nameOf(draft)}</span>
          ${
            state === null
              ? nothing
              : html`<span class="text state"
                  ><span class="sr">: </span>${icon(state.icon)}<span class="clip words"
                    >${state.words}</span
                  ></span
                >`
          }
          <span class="sr">: </span>
          ${
            recipient === null
              ? nothing
              : html`<span class="text"
                  ><span class="kind">${msg('To:')}</span> <bdi class="clip">${recipient.name}</bdi></span
                >`
          }
          ${firstLine === '' ? nothing : html`<span class="text"><bdi class="clip">${firstLine}</bdi></span>`}
          ${shared === null ? nothing : html`<span class="text">${sharedNames(draft)}</span>`}
        </span>
        ${
          shared === null || shared.unread === 0
            ? nothing
            : html`<span class="unread"
                >${formatNumber(shared.unread)}<span class="sr"
                  >${msg('remarks that you have not read')}</span
                ></span
              >`
        }
        <span class="when">${formatListTime(draft.changedMs, nowMs)}</span>
      </a>
    `;
  }

  /** What others are begun from: one's own forms, and the head of every letter. */
  #renderForms(kept: readonly DraftSummary[]): TemplateResult | typeof nothing {
    const forms = kept.filter(({ use }) => use !== 'draft');
    if (forms.length === 0) return nothing;
    return html`<details class="discarded">
      <summary>${msg('Own forms and letterhead')}</summary>
      <ul class="rows own" aria-label=${msg('Own forms and letterhead')}>
        ${repeat(
          forms,
          ({ id }) => id,
          (form) =>
            html`<li>
              <a href=${draftHref(form.id)}>
                ${icon(form.use === 'letterhead' ? 'pilcrow' : 'star')}
                <span class="what">
                  <span class="name">${form.use === 'letterhead' ? msg('Letterhead') : nameOf(form)}</span>
                  <span class="text"><bdi class="clip">${form.firstLine}</bdi></span>
                </span>
              </a>
            </li>`,
        )}
      </ul>
    </details>`;
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

  async #create(content: MemoContent): Promise<void> {
    this.begin.open = false;
    const drafts = await this.beep.drafts();
    if (!drafts.ok) return void (this.fault = drafts.error);
    const letterhead = drafts.value.list.value.find(
      ({ use, discardedMs }) => use === 'letterhead' && discardedMs === null,
    );
    const head = letterhead && (await drafts.value.contentOf(letterhead.id));
    if (head && !head.ok) return void (this.fault = head.error);
    const blocks = withHead(head?.value.blocks ?? [], content.blocks);
    const created = await drafts.value.create({ ...content, blocks }, null);
    if (created.ok) go(draftHref(created.value));
    else this.fault = created.error;
  }

  async #createFrom({ id }: DraftSummary): Promise<void> {
    const content = await this.drafts!.contentOf(id);
    if (content.ok) await this.#create(content.value);
    else this.fault = content.error;
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

/** The letterhead on top, but where it stands there already: a form of one's own was perhaps begun with it. */
function withHead(head: readonly Block[], blocks: readonly Block[]): readonly Block[] {
  const isThere = JSON.stringify(blocks.slice(0, head.length)) === JSON.stringify(head);
  return isThere ? blocks : [...head, ...blocks];
}

/** Nothing is to be done about it any more. */
const isDone = ({ shared, sent }: DraftSummary): boolean =>
  shared?.approval ? shared.approval.state === 'sent' : sent !== null;

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
