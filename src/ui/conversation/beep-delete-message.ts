import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepDialog } from '../parts/beep-dialog.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import '../parts/beep-dialog.js';

/** Says what deleting can do and what it cannot, and asks once. Fires `confirmed`, and `closed` in any case. */
@customElement('beep-delete-message')
@localized()
export class BeepDeleteMessage extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      .row {
        justify-content: flex-end;
      }
    `,
  ];

  @query('beep-dialog') private dialog!: BeepDialog;

  protected override render(): TemplateResult {
    return html`
      <beep-dialog .heading=${msg('Delete this message?')} @closed=${this.#onClosed}>
        <p>
          ${msg('This asks every device in this conversation to show the message no more, as soon as it hears of it. Whoever has read it has read it.')}
        </p>
        <div class="row">
          <button data-first @click=${this.#onKeep}>${msg('Keep it')}</button>
          <button class="danger" @click=${this.#onDelete}>${msg('Delete')}</button>
        </div>
      </beep-dialog>
    `;
  }

  #onKeep(): void {
    this.dialog.close();
  }

  #onDelete(): void {
    this.dispatchEvent(new CustomEvent('confirmed'));
    this.dialog.close();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-delete-message': BeepDeleteMessage;
  }
}
