import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { MemoView } from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { ConversationId, EntryId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { messageHref } from '../app/routes.js';
import { editorStyles } from '../drafts/editor-styles.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { memoFileName } from './memo-file-name.js';
import { memoSheet } from './memo-sheet.js';
import { memoSignatures, signatureStyles } from './memo-signatures.js';
import { badgeStyles } from './badge-lines.js';
import { sheetStyles } from './sheet-styles.js';

/** A memo that was sent in a conversation: what it says, and who stands behind it. Neither changes during its life. */
@customElement('beep-memo')
@localized()
export class BeepMemo extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    editorStyles,
    signatureStyles,
    sheetStyles,
    badgeStyles,
    css`
      @media print {
        .head,
        .row {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) conversation!: ConversationId;
  @property({ attribute: false }) entry!: EntryId;
  @state() private memo: MemoView | null = null;
  @state() private fault: FaultCode | null = null;
  @query('h1') private heading!: HTMLElement;

  override focus(): void {
    this.heading.focus();
  }

  protected override firstUpdated(): void {
    void this.#check();
  }

  protected override render(): TemplateResult {
    const { memo, fault } = this;
    const back = { href: messageHref(this.conversation, this.entry), words: msg('Back to the chat') };
    return html`
      <div class="page">
        ${pageHead(back, msg('Memo'))} ${faultNote(fault)}
        ${
          memo
            ? html`${memoSignatures(memo)}
                <div class="sheet">${memoSheet(memo.content)}</div>
                <div class="row">
                  <button @click=${() => void this.#save(memo)}>
                    ${icon('download')} ${msg('Save as file')}
                  </button>
                  <button @click=${() => window.print()}>${icon('printer')} ${msg('Print')}</button>
                </div>`
            : fault === null
              ? html`<p role="status" class="muted">${msg('Checking the signatures…')}</p>`
              : nothing
        }
      </div>
    `;
  }

  async #check(): Promise<void> {
    const drafts = await this.beep.drafts();
    const memo = drafts.ok ? await drafts.value.memo(this.conversation, this.entry) : drafts;
    if (memo.ok) this.memo = memo.value;
    else this.fault = memo.error;
  }

  async #save({ content }: MemoView): Promise<void> {
    const drafts = await this.beep.drafts();
    const file = drafts.ok ? await drafts.value.memoFile(this.conversation, this.entry) : drafts;
    if (file.ok) this.facts.saveFile(memoFileName(content), file.value);
    else this.fault = file.error;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-memo': BeepMemo;
  }
}
