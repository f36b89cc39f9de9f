import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { DraftVersion, OpenDraftVerbs } from '../../app/draft-views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { MemoContent } from '../../protocol/memo-content.js';
import { formatMoment } from '../../i18n/formats.js';
import { memoSheet } from '../memo/memo-sheet.js';
import { sheetStyles } from '../memo/sheet-styles.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { Stretch } from './compare-texts.js';
import { editorStyles } from './editor-styles.js';
import '../parts/beep-confirm.js';
import '../parts/beep-dialog.js';

type Shown =
  | { readonly kind: 'one'; readonly number: number; readonly content: MemoContent }
  | { readonly kind: 'two'; readonly stretches: readonly Stretch[] };

/** The states a shared draft was in, by whom: to look at, to compare, to go back to. Opens as it is put in; fires `closed`. */
@customElement('beep-draft-history')
@localized()
export class BeepDraftHistory extends LitElement {
  static override styles = [
    base,
    controls,
    editorStyles,
    sheetStyles,
    css`
      .versions {
        display: grid;
        gap: var(--s1);
        max-block-size: 40vh;
        overflow-y: auto;
      }

      .versions li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--s2);
      }

      .versions input {
        inline-size: 1.25rem;
        block-size: 1.25rem;
        accent-color: var(--accent);
      }

      .compared {
        padding: var(--s4);
        font-family: var(--font-reading);
        line-height: var(--leading);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
        unicode-bidi: plaintext;
      }

      del {
        background: var(--bad-soft, var(--warn-soft));
      }

      ins {
        background: var(--accent-soft);
        text-decoration: underline;
      }
    `,
  ];

  @property({ attribute: false }) draft!: OpenDraftVerbs;
  @state() private versions: readonly DraftVersion[] | null = null;
  /** Those to compare: at most two. */
  @state() private chosen: readonly number[] = [];
  @state() private shown: Shown | null = null;
  @state() private fault: FaultCode | null = null;
  @state() private isUnloadable = false;
  /** Which version to go back to is being asked about. */
  @state() private restoring: number | null = null;

  protected override firstUpdated(): void {
    void this.#load();
  }

  protected override render(): TemplateResult {
    const { versions, shown } = this;
    const mayRestore = this.draft.summary.value.shared?.own === 'edit';
    return html`
      <beep-dialog .heading=${msg('History')} @closed=${this.#onClosed}>
        ${faultNote(this.fault)}
        ${
          this.isUnloadable
            ? html`<p class="note warn" role="alert">
                ${icon('triangle-alert')}
                ${msg('What compares them could not be loaded. Connect to the office network once, and try it again.')}
              </p>`
            : nothing
        }
        ${
          versions === null
            ? html`<p role="status" class="muted">${msg('Reading the history…')}</p>`
            : this.#renderVersions(versions)
        }
        <div class="row">
          <button ?disabled=${this.chosen.length !== 2} @click=${() => void this.#compare()}>
            ${msg('Compare the two chosen')}
          </button>
          ${
            mayRestore && shown?.kind === 'one'
              ? html`<button @click=${() => this.#askToRestore(shown.number)}>
                  ${icon('undo-2')} ${msg('Go back to this version')}
                </button>`
              : nothing
          }
        </div>
        <div role="region" aria-live="polite" aria-label=${msg('Version')}>
          ${shown === null ? nothing : shown.kind === 'one' ? html`<div class="sheet">${memoSheet(shown.content)}</div>` : renderCompared(shown.stretches)}
        </div>
      </beep-dialog>
      ${
        this.restoring === null
          ? nothing
          : html`<beep-confirm
              .question=${msg('Go back to this version?')}
              .text=${msg('What it says now stays in the history. Everybody on the draft sees the change.')}
              .action=${msg('Go back to it')}
              @answered=${this.#onAnswered}
            ></beep-confirm>`
      }
    `;
  }

  #renderVersions(versions: readonly DraftVersion[]): TemplateResult {
    return html`<ol class="versions" aria-label=${msg('Versions, newest first')}>
      ${repeat(
        versions.toReversed(),
        ({ number }) => number,
        ({ number, by, sentAtMs, isSubmission }) => {
          const name = by.own ? msg('You') : personName(by);
          const moment = formatMoment(sentAtMs);
          return html`<li>
            <input
              type="checkbox"
              aria-label=${`${name}, ${moment}`}
              .checked=${this.chosen.includes(number)}
              @change=${() => this.#choose(number)}
            />
            <span>
              <bdi>${name}</bdi>
              <span class="small muted"
                >${moment}${isSubmission ? ` · ${msg('put up for approval')}` : ''}</span
              >
            </span>
            <button class="quiet" @click=${() => void this.#show(number)}>
              ${msg('Show')}<span class="sr">: ${name}, ${moment}</span>
            </button>
          </li>`;
        },
      )}
    </ol>`;
  }

  async #load(): Promise<void> {
    const versions = await this.draft.versions();
    if (versions.ok) this.versions = versions.value;
    else this.fault = versions.error;
  }

  /** The third that is chosen takes the place of the first. */
  #choose(number: number): void {
    this.chosen = this.chosen.includes(number)
      ? this.chosen.filter((one) => one !== number)
      : [...this.chosen, number].slice(-2);
  }

  async #show(number: number): Promise<void> {
    const content = await this.draft.contentOf(number);
    if (content.ok) this.shown = { kind: 'one', number, content: content.value };
    else this.fault = content.error;
  }

  async #compare(): Promise<void> {
    const [older, newer] = [...this.chosen].sort((a, b) => a - b);
    const [before, after] = await Promise.all([this.draft.contentOf(older!), this.draft.contentOf(newer!)]);
    if (!before.ok) this.fault = before.error;
    else if (!after.ok) this.fault = after.error;
    else
      try {
        const { compareTexts } = await import('./compare-texts.js');
        this.shown = { kind: 'two', stretches: compareTexts(before.value, after.value) };
      } catch {
        this.isUnloadable = true; // offline before everything was cached; the screen says so
      }
  }

  #askToRestore(number: number): void {
    this.restoring = number;
  }

  #onAnswered({ detail: yes }: CustomEvent<boolean>): void {
    const number = this.restoring;
    this.restoring = null;
    if (yes && number !== null) void this.#restore(number);
  }

  async #restore(number: number): Promise<void> {
    const done = await this.draft.restore(number);
    if (done.ok) this.#onClosed();
    else this.fault = done.error;
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

const renderCompared = (stretches: readonly Stretch[]): TemplateResult =>
  // prettier-ignore
  html`<p class="compared sheet" dir="auto">${stretches.map(({ kind, text }) =>
    kind === 'same' ? text : kind === 'gone' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`)}</p>`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-draft-history': BeepDraftHistory;
  }
}
