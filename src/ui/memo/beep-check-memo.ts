import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { CheckedFile, ProofRefusal } from '../../app/proof-views.js';
import type { MemoView } from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { MAX_PROOF_BYTES } from '../../protocol/limits.js';
import { pageHref } from '../app/routes.js';
import { editorStyles } from '../drafts/editor-styles.js';
import { icon } from '../parts/icon.js';
import { pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { memoSheet } from './memo-sheet.js';
import { memoSignatures, signatureStyles } from './memo-signatures.js';
import { badgeStyles } from './badge-lines.js';
import { proofSheet, proofStyles } from './proof-sheet.js';
import { refusalNote } from './proof-words.js';
import { sheetStyles } from './sheet-styles.js';

/** No file of a proof or a memo is larger, in bytes: nothing larger is read. */
const MAX_FILE_BYTES = MAX_PROOF_BYTES;

/** Checks the file of a proof or of a memo, with nothing but what is in it: no network, nobody asked. */
@customElement('beep-check-memo')
@localized()
export class BeepCheckMemo extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    editorStyles,
    signatureStyles,
    sheetStyles,
    badgeStyles,
    proofStyles,
    css`
      .drop {
        display: grid;
        justify-items: center;
        gap: var(--s3);
        padding: var(--s5);
        border: 2px dashed var(--line-strong);
        border-radius: var(--radius-l);
        text-align: center;
      }

      .drop.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }

      .verdict {
        font-size: var(--text-lg);
      }

      /* What the browser shows of it speaks the browser's language, not ours. */
      input:focus-visible + label {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }

      @media print {
        .head,
        .drop,
        .row {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @state() private found: CheckedFile | null = null;
  @state() private fault: FaultCode | ProofRefusal | null = null;
  @state() private name = '';
  @state() private isOver = false;
  @query('h1') private heading!: HTMLElement;
  #turn = 0;

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const { found, fault } = this;
    return html`
      <div class="page">
        ${pageHead({ href: pageHref('drafts'), words: msg('Back to drafts') }, msg('Check a file'))}
        <div
          class=${this.isOver ? 'drop over' : 'drop'}
          @dragover=${this.#onDragOver}
          @dragleave=${this.#onDragLeave}
          @drop=${this.#onDrop}
        >
          <input id="file" class="sr" type="file" accept=".memo,.beep-proof" @change=${this.#onChange} />
          <label for="file" class="button primary"
            >${icon('search')} ${msg('Choose the file of a message or memo')}</label
          >
          <p>${msg('or drop it here')}</p>
          <p class="small muted">
            ${msg('It is checked on this device alone, also without any network. Nothing is kept or sent.')}
          </p>
        </div>
        <div role="status">
          ${
            this.name === ''
              ? nothing
              : html`<p class="small muted">
                  <bdi>${this.name}</bdi
                  >${found ? html`<span class="sr">: ${msg('Every signature is good')}</span>` : fault === null ? html`: ${msg('Checking the signatures…')}` : nothing}
                </p>`
          }
        </div>
        ${fault === null ? nothing : html`<div class="verdict">${refusalNote(fault)}</div>`}
        ${
          found
            ? html`${found.kind === 'message' ? proofSheet(found.proof) : nothing}
                ${this.#renderMemo(found.kind === 'memo' ? found.memo : found.proof.memo)}
                <div class="row">
                  <button @click=${() => window.print()}>${icon('printer')} ${msg('Print')}</button>
                </div>`
            : nothing
        }
      </div>
    `;
  }

  #renderMemo(memo: MemoView | null): TemplateResult | typeof nothing {
    if (!memo) return nothing;
    return html`${memoSignatures(memo)}
      <div class="sheet">${memoSheet(memo.content)}</div>`;
  }

  #onDragOver(event: DragEvent): void {
    event.preventDefault();
    this.isOver = true;
  }

  #onDragLeave(): void {
    this.isOver = false;
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    const file = event.dataTransfer?.files[0];
    if (file) void this.check(file);
  }

  #onChange(event: Event): void {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file) void this.check(file);
  }

  /** Checks a file, in the place of the one that was checked before. */
  async check(file: File): Promise<void> {
    const turn = ++this.#turn;
    [this.found, this.fault, this.name] = [null, null, file.name];
    const drafts = await this.beep.drafts();
    if (!drafts.ok) return void (this.fault = drafts.error);
    const bytes = file.size <= MAX_FILE_BYTES ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
    const found = await drafts.value.checkFile(bytes);
    if (turn !== this.#turn) return; // another file was chosen meanwhile
    if (found.ok) this.found = found.value;
    else this.fault = found.error;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-check-memo': BeepCheckMemo;
  }
}
