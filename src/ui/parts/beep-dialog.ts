import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { dialogStyles } from '../styles/dialog.js';
import { icon } from './icon.js';

/**
 * A window in front of the page, by the platform's dialog: a heading, a way to close, and what is in its slot. Opens as
 * it is put in, with the focus on what has `data-first` or on its first control; fires `closed` when it is closed in any
 * way, and the focus goes back to where it was.
 */
@customElement('beep-dialog')
@localized()
export class BeepDialog extends LitElement {
  static override styles = [
    base,
    controls,
    dialogStyles,
    css`
      .content {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        padding: var(--s4);
      }
    `,
  ];

  @property() heading = '';
  /** Something is typed in it: a click beside it does not throw that away. */
  @property({ type: Boolean }) careful = false;
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    return html`
      <dialog
        aria-labelledby="title"
        @close=${this.#onClose}
        @keydown=${this.#onKeydown}
        .closedBy=${this.careful ? 'closerequest' : 'any'}
      >
        <header>
          <h1 id="title">${this.heading}</h1>
          <button class="quiet only-icon" @click=${this.close}>
            ${icon('x')}<span class="sr">${msg('Close')}</span>
          </button>
        </header>
        <div class="content"><slot></slot></div>
      </dialog>
    `;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    this.querySelector<HTMLElement>('[data-first]')?.focus();
  }

  close(): void {
    this.dialog.close();
  }

  #onKeydown(event: KeyboardEvent): void {
    event.stopPropagation(); // what is typed here is not meant for the page behind
  }

  #onClose(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-dialog': BeepDialog;
  }
}
