import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { ConversationSummary, MessageView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { ConversationId } from '../../protocol/ids.js';
import { whole } from '../controllers/store-controller.js';
import type { BeepDialog } from '../parts/beep-dialog.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import '../parts/beep-dialog.js';

/** Takes a message over into the conversations that are chosen. Fires `forwarded` if all took it, and `closed`. */
@customElement('beep-forward-dialog')
@localized()
export class BeepForwardDialog extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s1);
        max-block-size: 45dvh;
        overflow-y: auto;
      }

      li .choice {
        inline-size: 100%;
      }

      li .choice:has(:focus-visible) {
        outline-offset: -2px;
      }

      .foot {
        justify-content: flex-end;
      }

      .preview {
        padding: var(--s2) var(--s3);
        border-inline-start: 3px solid var(--accent);
        border-radius: var(--radius-s);
        background: var(--surface-2);
        font-size: var(--text-sm);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) from!: ConversationId;
  @property({ attribute: false }) message!: MessageView;
  @state() private search = '';
  @state() private chosen: ReadonlySet<ConversationId> = new Set();
  @state() private fault: FaultCode | null = null;
  @query('beep-dialog') private dialog!: BeepDialog;

  readonly #conversations = whole(this, () => this.beep.conversations);
  #isSending = false;

  protected override render(): TemplateResult {
    const wanted = this.search.trim().toLocaleLowerCase();
    const rows = this.#conversations.value.filter(
      (row) => row.mayPost && row.kind !== 'draft' && row.name.toLocaleLowerCase().includes(wanted),
    );
    return html`
      <beep-dialog .heading=${msg('Forward')} @closed=${this.#onClosed}>
        <p class="preview"><bdi class="clip">${this.message.text}</bdi></p>
        <p class="muted small">${msg('It is marked as forwarded. Whose it was is not said.')}</p>
        <form @submit=${this.#onSubmit}>
          <div class="field">
            <label for="search">${msg('Find a chat')}</label>
            <input id="search" dir="auto" autocomplete="off" data-first @input=${this.#onInput} />
          </div>
          <ul aria-label=${msg('Forward to')}>
            ${repeat(
              rows,
              ({ id }) => id,
              (row) => this.#renderRow(row),
            )}
          </ul>
          ${rows.length === 0 ? html`<p class="muted">${msg('No chat has that name.')}</p>` : nothing}
          ${faultNote(this.fault)}
          <div class="row foot">
            <button class="primary" ?disabled=${this.chosen.size === 0}>
              ${icon('forward')} ${msg('Forward')}
            </button>
          </div>
        </form>
      </beep-dialog>
    `;
  }

  #renderRow({ id, name }: ConversationSummary): TemplateResult {
    return html`
      <li>
        <label class="choice">
          <input
            type="checkbox"
            .checked=${live(this.chosen.has(id))}
            @change=${(event: Event) => this.#choose(id, (event.target as HTMLInputElement).checked)}
          />
          <bdi class="clip">${name}</bdi>
        </label>
      </li>
    `;
  }

  #choose(id: ConversationId, isOn: boolean): void {
    const rest = [...this.chosen].filter((other) => other !== id);
    this.chosen = new Set(isOn ? [...rest, id] : rest);
  }

  #onInput(event: InputEvent): void {
    this.search = (event.target as HTMLInputElement).value;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#send();
  }

  /** Sends to each that is chosen. Those that took it are no longer chosen, so another try serves the others alone. */
  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    this.fault = null;
    for (const to of this.chosen) {
      const result = await this.beep.forward(this.from, this.message.id, to);
      if (result.ok) this.#choose(to, false);
      else this.fault = result.error;
    }
    this.#isSending = false;
    if (this.fault !== null) return;
    this.dispatchEvent(new CustomEvent('forwarded'));
    this.dialog.close();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-forward-dialog': BeepForwardDialog;
  }
}
