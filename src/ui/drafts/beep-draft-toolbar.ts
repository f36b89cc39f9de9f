import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, queryAll, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { localized, msg, str } from '@lit/localize';
import type { DraftEditor, EditorCommand, EditorShown } from '../../app/draft-editor.js';
import { formatNumber } from '../../i18n/formats.js';
import { whole } from '../controllers/store-controller.js';
import { referToFile } from '../memo/read-file.js';
import { icon, type IconName } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

interface Tool {
  readonly words: string;
  readonly icon: IconName;
  readonly run: () => void;
  /** Whether it is on; null for what is no switch. */
  readonly isOn: boolean | null;
  readonly isOff?: boolean;
  /** Begins a group: a line stands before it. */
  readonly isFirst?: boolean;
}

/** What can be done to the text of a draft: one tab stop, the arrow keys go along. And what is looked for in it. */
@customElement('beep-draft-toolbar')
@localized()
export class BeepDraftToolbar extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }

      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        padding: 0 var(--s2);
      }

      .tools button[aria-pressed='true'] {
        background: var(--accent-soft);
        color: var(--accent-text);
      }

      .tools button:disabled {
        border-color: transparent;
        background: none;
        opacity: 0.5;
      }

      .line {
        inline-size: 1px;
        block-size: 1.5rem;
        margin-inline: var(--s1);
        background: var(--line);
      }

      .find {
        display: flex;
        align-items: center;
        gap: var(--s1);
        padding: var(--s1) var(--s3);
        border-block-start: 1px solid var(--line);
      }

      .find input {
        flex: 1;
        max-inline-size: 24rem;
      }

      .attached {
        display: flex;
        align-items: center;
        gap: var(--s2);
        padding: var(--s1) var(--s3);
        border-block-start: 1px solid var(--line);
        font-size: var(--text-sm);
      }

      .attached [role='status'] {
        flex: 1;
      }

      .find [role='status'] {
        min-inline-size: 5em;
        color: var(--text-2);
        font-size: var(--text-sm);
      }

      /* Seven in a row on the smallest screens, so that there are two rows. */
      @media (max-width: 22rem) {
        .tools {
          padding: 0;
        }

        .line {
          display: none;
        }
      }

      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) editor!: DraftEditor;
  @state() private isFinding = false;
  /** What becomes of files that were chosen. */
  @state() private attached: 'reading' | 'named' | 'unreadable' | null = null;
  /** The tool that Tab comes to. */
  @state() private current = 0;
  @query('input[type="search"]') private field!: HTMLInputElement | null;
  @query('input[type="file"]') private files!: HTMLInputElement;
  @queryAll('.tools button') private buttons!: NodeListOf<HTMLButtonElement>;

  readonly #shown = whole(this, () => this.editor.view);

  /** Puts the focus on the tool that was used last. */
  override focus(): void {
    [...this.buttons].find(({ tabIndex }) => tabIndex === 0)?.focus();
  }

  /** Opens the field for what is looked for. */
  async openFind(): Promise<void> {
    this.isFinding = true;
    await this.updateComplete;
    this.field?.focus();
    this.field?.select();
  }

  protected override render(): TemplateResult {
    const shown = this.#shown.value;
    const tools = this.#tools(shown);
    // What cannot be used now takes no focus, and the others are to be reached all the same.
    const isUsable = (i: number): boolean => tools[i]?.isOff !== true;
    const stop = isUsable(this.current) ? this.current : tools.findIndex((_, i) => isUsable(i));
    return html`
      <div class="tools" role="toolbar" aria-label=${msg('Text')} @keydown=${this.#onArrow}>
        ${tools.map((tool, i) => this.#renderTool(tool, i, i === stop))}
      </div>
      <input type="file" multiple hidden @change=${this.#onFiles} />
      ${this.attached === null ? nothing : this.#renderAttached(this.attached)}
      ${this.isFinding ? this.#renderFind(shown) : nothing}
    `;
  }

  #tools(shown: EditorShown): readonly Tool[] {
    const run = (command: EditorCommand) => (): void => this.editor.run(command);
    const { marks, within, isInSubject, direction, canUndo, canRedo } = shown;
    const mark = (
      name: 'strong' | 'em' | 'underline',
      words: string,
      picture: IconName,
      isFirst = false,
    ): Tool => ({
      words,
      icon: picture,
      run: run({ do: 'mark', mark: name }),
      isOn: marks.has(name),
      isOff: isInSubject,
      isFirst,
    });
    const surround = (
      by: 'heading' | 'bullets' | 'numbers' | 'quote',
      words: string,
      picture: IconName,
      isFirst = false,
    ): Tool => ({
      words,
      icon: picture,
      run: run({ do: 'surround', by }),
      isOn: within.has(by),
      isOff: isInSubject,
      isFirst,
    });
    const way = (to: 'rtl' | 'ltr', words: string, picture: IconName, isFirst = false): Tool => ({
      words,
      icon: picture,
      run: run({ do: 'direction', direction: direction === to ? 'auto' : to }),
      isOn: direction === to,
      isFirst,
    });
    return [
      { words: msg('Undo'), icon: 'undo-2', run: run({ do: 'undo' }), isOn: null, isOff: !canUndo },
      { words: msg('Redo'), icon: 'redo-2', run: run({ do: 'redo' }), isOn: null, isOff: !canRedo },
      mark('strong', msg('Bold'), 'bold', true),
      mark('em', msg('Italic'), 'italic'),
      mark('underline', msg('Underlined'), 'underline'),
      surround('heading', msg('Heading'), 'heading', true),
      surround('bullets', msg('Bulleted list'), 'list'),
      surround('numbers', msg('Numbered list'), 'list-ordered'),
      surround('quote', msg('Quotation'), 'text-quote'),
      {
        words: msg('Table'),
        icon: 'table',
        run: run({ do: 'surround', by: 'table' }),
        isOn: null,
        isOff: within.has('table'),
      },
      { words: msg('Name a file'), icon: 'paperclip', run: () => this.files.click(), isOn: null },
      way('ltr', msg('Left to right'), 'pilcrow-right', true),
      way('rtl', msg('Right to left'), 'pilcrow-left'),
      {
        words: msg('Find'),
        icon: 'search',
        run: () => this.#toggleFind(),
        isOn: this.isFinding,
        isFirst: true,
      },
    ];
  }

  #renderTool(
    { words, icon: picture, run, isOn, isOff = false, isFirst = false }: Tool,
    i: number,
    isStop: boolean,
  ): TemplateResult {
    const onClick = (): void => {
      this.current = i;
      run();
    };
    return html`
      ${isFirst ? html`<span class="line"></span>` : nothing}
      <button
        class="quiet only-icon"
        title=${words}
        tabindex=${isStop ? 0 : -1}
        aria-pressed=${ifDefined(isOn === null ? undefined : isOn ? 'true' : 'false')}
        ?disabled=${isOff}
        @click=${onClick}
      >
        ${icon(picture)}<span class="sr">${words}</span>
      </button>
    `;
  }

  #renderAttached(state: NonNullable<BeepDraftToolbar['attached']>): TemplateResult {
    const words = {
      reading: () => msg('Reading the file…'),
      named: () =>
        msg(
          'The draft says which file it is, by its name, size and SHA-256. The file itself does not travel with it: hand it over another way.',
        ),
      unreadable: () => msg('That file could not be read. Nothing was added.'),
    };
    return html`
      <div class="attached">
        <span role="status">${words[state]()}</span>
        <button class="quiet only-icon" @click=${this.#closeAttached}>
          ${icon('x')}<span class="sr">${msg('Close')}</span>
        </button>
      </div>
    `;
  }

  #renderFind({ found: { count, at } }: EditorShown): TemplateResult {
    const [n, all] = [formatNumber(at), formatNumber(count)];
    const isSought = this.field !== null && this.field.value !== '';
    return html`
      <div class="find" role="search" @keydown=${this.#onFindKey}>
        <input type="search" dir="auto" aria-label=${msg('Find in this draft')} @input=${this.#onSought} />
        <span role="status"
          >${count > 0 ? msg(str`${n} of ${all}`) : isSought ? msg('Nothing found') : nothing}</span
        >
        <button class="quiet only-icon" @click=${() => this.editor.step(-1)}>
          ${icon('chevron-up')}<span class="sr">${msg('The place before')}</span>
        </button>
        <button class="quiet only-icon" @click=${() => this.editor.step(1)}>
          ${icon('chevron-down')}<span class="sr">${msg('The next place')}</span>
        </button>
        <button class="quiet only-icon" @click=${this.#closeFind}>
          ${icon('x')}<span class="sr">${msg('Close')}</span>
        </button>
      </div>
    `;
  }

  async #onFiles(): Promise<void> {
    const { editor } = this;
    const chosen = [...(this.files.files ?? [])];
    this.files.value = ''; // so that the same file can be chosen again
    if (chosen.length === 0) return;
    this.attached = 'reading';
    try {
      const read = [];
      for (const file of chosen) read.push(await referToFile(file));
      if (!this.isConnected || this.editor !== editor) return; // the draft was left while they were read
      for (const attachment of read) editor.run({ do: 'attach', attachment });
      this.attached = 'named';
    } catch {
      this.attached = 'unreadable';
    }
  }

  #closeAttached(): void {
    this.attached = null;
    this.editor.focus();
  }

  #toggleFind(): void {
    if (this.isFinding) this.#closeFind();
    else void this.openFind();
  }

  #closeFind(): void {
    this.isFinding = false;
    this.editor.find('');
    this.editor.focus();
  }

  #onSought(): void {
    this.editor.find(this.field?.value ?? '');
  }

  #onFindKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.#closeFind();
    else if (event.key === 'Enter' && event.target === this.field) this.editor.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #onArrow(event: KeyboardEvent): void {
    const isBack = getComputedStyle(this).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
    const by = event.key === 'ArrowRight' || event.key === 'ArrowLeft' ? (event.key === isBack ? -1 : 1) : 0;
    if (event.key === 'Escape') this.editor.focus();
    if (by === 0) return;
    event.preventDefault();
    const { length } = this.buttons;
    let next = this.current;
    do next = (next + by + length) % length;
    while (this.buttons[next]!.disabled && next !== this.current);
    this.current = next;
    this.buttons[next]!.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-draft-toolbar': BeepDraftToolbar;
  }
}
