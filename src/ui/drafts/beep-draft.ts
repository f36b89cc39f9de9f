import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { DraftEditor, EditorWords } from '../../app/draft-editor.js';
import type { BeepVerbs, DraftsVerbs, OpenDraftVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import type { DraftId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { go, pageHref } from '../app/routes.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import type { MenuItem } from '../parts/beep-menu.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { MakeEditor } from './make-editor.js';
import type { BeepDraftToolbar } from './beep-draft-toolbar.js';
import { editorStyles } from './editor-styles.js';
import '../parts/beep-menu.js';
import './beep-draft-toolbar.js';

/** One draft and its editor. The draft does not change during the element's life. */
@customElement('beep-draft')
@localized()
export class BeepDraft extends LitElement {
  static override styles = [
    base,
    controls,
    editorStyles,
    css`
      :host {
        display: grid;
        grid-template: auto auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
        block-size: 100%;
        background: var(--surface);
      }

      header {
        display: flex;
        align-items: center;
        gap: var(--s2);
        padding: var(--s1) var(--s3);
        border-block-end: 1px solid var(--line);
      }

      header .words {
        flex: 1;
        min-inline-size: 0;
      }

      h1.title {
        font-size: var(--text-md);
      }

      .kept {
        color: var(--text-2);
        font-size: var(--text-xs);
      }

      .faults {
        padding: var(--s2) var(--s4) 0;
      }

      .paper {
        grid-row: 4;
        overflow-y: auto;
        overscroll-behavior: contain;
      }

      footer {
        grid-row: 5;
        padding: var(--s1) var(--s4);
        border-block-start: 1px solid var(--line);
        color: var(--text-2);
        font-size: var(--text-xs);
        text-align: end;
      }

      @media print {
        header,
        footer,
        .faults {
          display: none;
        }

        :host,
        .paper {
          display: block;
          block-size: auto;
          overflow: visible;
          background: white;
        }
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) draft!: DraftId;
  @state() private open: OpenDraftVerbs | null = null;
  @state() private editor: DraftEditor | null = null;
  /** Why there is nothing to be written in, or what could not be done. */
  @state() private fault: FaultCode | null = null;
  @state() private isUnloadable = false;
  @query('h1.title') private heading!: HTMLElement;
  @query('.text') private text!: HTMLElement;
  @query('beep-draft-toolbar') private toolbar!: BeepDraftToolbar | null;
  #drafts: DraftsVerbs | null = null;
  #stop: (() => void)[] = [];

  override focus(): void {
    if (this.editor) this.editor.focus();
    else this.heading.focus();
  }

  protected override firstUpdated(): void {
    void this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.#stop) stop();
    this.#stop = [];
    this.editor?.destroy();
    this.editor = null;
    void this.open?.close();
    this.open = null;
  }

  protected override updated(_changed: PropertyValues<this>): void {
    this.editor?.name(this.#words); // the language may have changed
  }

  protected override render(): TemplateResult {
    const { open, editor, fault } = this;
    const keeping = open?.keeping.value;
    return html`
      <header>
        <a class="button quiet only-icon" href=${pageHref('drafts')}>
          ${icon('arrow-left')}<span class="sr">${msg('Back to drafts')}</span>
        </a>
        <div class="words">
          <h1 class="title" tabindex="-1">${msg('Draft')}</h1>
          <p class="kept" role="status">
            ${
              keeping === undefined
                ? nothing
                : keeping.isKept
                  ? msg('Kept on this device')
                  : keeping.fault === null
                    ? msg('Being kept…')
                    : msg('Not kept yet')
            }
          </p>
        </div>
        ${open ? html`<beep-menu .label=${msg('More about this draft')} .items=${this.#menu()}></beep-menu>` : nothing}
      </header>
      <div class="faults" ?hidden=${fault === null && !keeping?.fault && !this.isUnloadable}>
        ${faultNote(fault ?? keeping?.fault ?? null)}
        ${
          this.isUnloadable
            ? html`<div class="note warn" role="alert">
                ${icon('triangle-alert')}
                <p>
                  ${msg('The editor could not be loaded. The draft is safe. Connect to the office network once, and open it again.')}
                </p>
              </div>`
            : nothing
        }
      </div>
      ${editor ? html`<beep-draft-toolbar .editor=${editor}></beep-draft-toolbar>` : nothing}
      <div class="paper"><div class="text" @keydown=${this.#onKeydown}></div></div>
      <footer>${editor ? this.#renderCount(editor.view.value.words) : nothing}</footer>
    `;
  }

  #renderCount(words: number): string {
    const n = formatNumber(words);
    return plural(
      words,
      () => msg(str`${n} word`),
      () => msg(str`${n} words`),
    );
  }

  #menu(): readonly MenuItem[] {
    return [
      { words: msg('Print'), icon: 'printer', run: () => window.print() },
      { words: msg('Discard'), icon: 'trash-2', isDanger: true, run: () => void this.#discard() },
    ];
  }

  get #words(): EditorWords {
    return { label: msg('Draft'), subject: msg('Subject'), text: msg('Write here') };
  }

  async #begin(): Promise<void> {
    const drafts = await this.beep.drafts();
    if (!drafts.ok) return void (this.fault = drafts.error);
    this.#drafts = drafts.value;
    const opened = await drafts.value.open(this.draft);
    if (!opened.ok) return void (this.fault = opened.error);
    if (!this.isConnected) return void opened.value.close();
    this.open = opened.value;
    const makeEditor = await this.#load();
    if (!makeEditor || !this.isConnected) return;
    const editor = makeEditor(this.text, opened.value.doc, this.#words);
    this.editor = editor;
    const again = (): void => this.requestUpdate();
    this.#stop = [editor.view.subscribe(again), opened.value.keeping.subscribe(again)];
    editor.focus();
  }

  async #load(): Promise<MakeEditor | null> {
    try {
      return await this.facts.loadEditor();
    } catch {
      this.isUnloadable = true; // offline before everything was cached; the screen says so
      return null;
    }
  }

  /** It can be taken back for 30 days, so nobody is asked twice. */
  async #discard(): Promise<void> {
    const { editor } = this;
    this.editor = null;
    editor?.destroy();
    const discarded = await this.#drafts!.discard(this.draft);
    if (discarded.ok) go(pageHref('drafts'));
    else this.fault = discarded.error;
  }

  #onKeydown(event: KeyboardEvent): void {
    const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isFind) void this.toolbar?.openFind();
    else if (event.key === 'F10' && event.altKey) this.toolbar?.focus();
    else return;
    event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-draft': BeepDraft;
  }
}
