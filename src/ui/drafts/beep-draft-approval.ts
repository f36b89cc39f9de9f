import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { DraftApprovalView, OpenDraftVerbs } from '../../app/draft-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatMoment } from '../../i18n/formats.js';
import type { MemoContent } from '../../protocol/memo-content.js';
import { approverStyles } from '../conversation/approver-styles.js';
import { messageSubmission } from '../conversation/message-memo.js';
import { isolated } from '../fault-words.js';
import { memoSheet } from '../memo/memo-sheet.js';
import { sheetStyles } from '../memo/sheet-styles.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { draftApprovalWords, isVoid } from './draft-words.js';
import { editorStyles } from './editor-styles.js';

/** How far a draft is with those who were asked to approve it; and, where it is our turn, what was put up, and our answer. */
@customElement('beep-draft-approval')
@localized()
export class BeepDraftApproval extends LitElement {
  static override styles = [
    base,
    controls,
    editorStyles,
    sheetStyles,
    approverStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .turn {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        padding: var(--s4);
        border: 2px solid var(--accent);
        border-radius: var(--radius-l);
      }

      h2 {
        display: flex;
        align-items: center;
        gap: var(--s2);
        font-size: var(--text-md);
      }

      summary {
        min-block-size: var(--target);
        align-content: center;
        cursor: pointer;
      }

      .memo {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s2);
      }

      .approvers q,
      .about {
        display: block;
        padding-inline-start: var(--s3);
        border-inline-start: 3px solid var(--line-strong);
        quotes: none;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      /* What it is stands above it here. */
      .how {
        display: none;
      }

      .sheet .text {
        max-inline-size: none;
      }

      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) draft!: OpenDraftVerbs;
  @property({ attribute: false }) approval!: DraftApprovalView;
  @state() private frozen: MemoContent | null = null;
  @state() private remarks = '';
  @state() private busy = false;
  @state() private fault: FaultCode | null = null;
  @query('h2') private heading!: HTMLElement;
  @state() private lacksRemarks = false;
  @query('textarea') private remarksField!: HTMLTextAreaElement;
  #frozenOf = '';

  override focus(): void {
    this.heading.focus();
  }

  protected override willUpdate(): void {
    const { id, turn } = this.approval;
    if (!turn?.own || this.#frozenOf === id) return;
    this.#frozenOf = id;
    this.frozen = null;
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { approval } = this;
    return html`
      <section aria-labelledby="approval" data-state=${approval.state}>
        ${
          isVoid(approval)
            ? html`<div class="note warn" role="alert">
                ${icon('triangle-alert')}
                <p>
                  ${
                    approval.state === 'approved'
                      ? msg(
                          'What is written now is not what was approved. The approval is void for it: put it up again.',
                        )
                      : msg(
                          'What is written now is not what was put up. Those who are asked see what was put up.',
                        )
                  }
                </p>
              </div>`
            : nothing
        }
        ${approval.turn?.own ? this.#renderTurn() : this.#renderState()} ${faultNote(this.fault)}
      </section>
    `;
  }

  #renderState(): TemplateResult {
    return html`<details ?open=${this.approval.state === 'returned'}>
      <summary>
        <strong id="approval" tabindex="-1">${draftApprovalWords(this.approval)}</strong>
      </summary>
      ${this.#renderAsked()}
    </details>`;
  }

  #renderAsked(): TemplateResult {
    const { by, sentAtMs, remarks } = this.approval;
    const moment = formatMoment(sentAtMs);
    const name = isolated(personName(by));
    return html`
      <p class="small muted">
        ${by.own ? msg(str`Put up by you, ${moment}`) : msg(str`Put up by ${name}, ${moment}`)}
      </p>
      ${messageSubmission({ text: remarks }, this.approval)}
    `;
  }

  /** Our answer is about the frozen words, so these are what is shown, whatever the draft says by now. */
  #renderTurn(): TemplateResult {
    return html`<div class="turn">
      <h2 id="approval" tabindex="-1">${icon('clipboard-check')} ${msg('You are asked to approve this')}</h2>
      ${this.#renderAsked()}
      ${
        this.frozen
          ? html`<div class="sheet" role="region" aria-label=${msg('What was put up')}>
              ${memoSheet(this.frozen)}
            </div>`
          : html`<p role="status" class="muted">${msg('Getting what was put up…')}</p>`
      }
      <div class="field">
        <label for="remarks">${msg('Remarks')}</label>
        <textarea
          id="remarks"
          dir="auto"
          rows="2"
          aria-invalid=${this.lacksRemarks}
          aria-describedby="lack"
          .value=${live(this.remarks)}
          @input=${this.#onRemarks}
        ></textarea>
        <p id="lack" class="small warn" role="status">
          ${this.lacksRemarks ? msg('Say what should be changed, so that it can be.') : nothing}
        </p>
      </div>
      <div class="row">
        <button
          class="primary"
          ?disabled=${this.busy || this.frozen === null}
          @click=${() => void this.#answer(true)}
        >
          ${icon('check')} ${msg('Approve')}
        </button>
        <button ?disabled=${this.busy || this.frozen === null} @click=${() => void this.#answer(false)}>
          ${icon('undo-2')} ${msg('Return with remarks')}
        </button>
      </div>
    </div>`;
  }

  async #load(): Promise<void> {
    const frozen = await this.draft.frozen();
    if (frozen.ok) [this.frozen, this.fault] = [frozen.value, null];
    else {
      this.fault = frozen.error;
      this.#frozenOf = ''; // the next change has it tried again
    }
  }

  #onRemarks(event: InputEvent): void {
    this.remarks = (event.target as HTMLTextAreaElement).value;
    this.lacksRemarks = false;
  }

  async #answer(isApproval: boolean): Promise<void> {
    if (this.busy) return;
    if (!isApproval && this.remarks.trim() === '') {
      this.lacksRemarks = true;
      this.remarksField.focus();
      return;
    }
    this.busy = true;
    const { draft, remarks } = this;
    const done = await (isApproval ? draft.approve(remarks) : draft.giveBack(remarks));
    this.busy = false;
    this.fault = done.ok ? null : done.error;
    if (!done.ok) return;
    this.remarks = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-draft-approval': BeepDraftApproval;
  }
}
