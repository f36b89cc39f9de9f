import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { dialogStyles } from '../styles/dialog.js';

/** Asks once, before something that cannot be taken back. Opens as it is put in; fires `answered`, with true for yes. */
@customElement('beep-confirm')
@localized()
export class BeepConfirm extends LitElement {
  static override styles = [
    base,
    controls,
    dialogStyles,
    css`
      form {
        display: grid;
        gap: var(--s3);
        padding: var(--s4);
      }

      .row {
        justify-content: flex-end;
      }
    `,
  ];

  @property({ attribute: false }) question = '';
  /** What comes of it, as exactly as is known. */
  @property({ attribute: false }) text = '';
  /** The words of the button that does it. */
  @property({ attribute: false }) action = '';
  @query('dialog') private dialog!: HTMLDialogElement;

  protected override render(): TemplateResult {
    return html`
      <dialog aria-labelledby="question" aria-describedby="text" @close=${this.#onClose} .closedBy=${'any'}>
        <form method="dialog">
          <h2 id="question"><bdi>${this.question}</bdi></h2>
          <p id="text">${this.text}</p>
          <div class="row">
            <button value="no">${msg('Cancel')}</button>
            <button value="yes" class="danger">${this.action}</button>
          </div>
        </form>
      </dialog>
    `;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  #onClose(): void {
    this.dispatchEvent(new CustomEvent('answered', { detail: this.dialog.returnValue === 'yes' }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-confirm': BeepConfirm;
  }
}
