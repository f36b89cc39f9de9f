import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatNumber } from '../../i18n/formats.js';
import { whole } from '../controllers/store-controller.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { textLanguage } from './text-language.js';
import { textRoomBytes } from './text-room.js';

/** Browsers without `field-sizing` need to be told how high the field shall be. */
const SIZES_ITSELF = CSS.supports('field-sizing', 'content');
/** `KeyboardEvent.keyCode` of a key that an input method has taken, the one sign of it after Safari ended a composition. */
const TAKEN_BY_IME = 229;

/** Where a message is written. Enter sends; Shift+Enter breaks the line. What is typed is kept at every keystroke. */
@customElement('beep-composer')
@localized()
export class BeepComposer extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        border-block-start: 1px solid var(--line);
        background: var(--surface);
        padding: var(--s2) max(var(--s3), env(safe-area-inset-right))
          max(var(--s2), env(safe-area-inset-bottom)) max(var(--s3), env(safe-area-inset-left));
      }

      .inner {
        display: grid;
        gap: var(--s2);
        max-inline-size: 60rem;
        margin-inline: auto;
      }

      form {
        display: flex;
        align-items: flex-end;
        gap: var(--s2);
      }

      textarea {
        flex: 1;
        max-block-size: min(40dvh, 16rem);
        padding-block: 0.5625rem;
        border-radius: calc(var(--target) / 2);
        border-color: var(--line-strong);
        padding-inline: var(--s4);
        background: var(--bg);
        font-family: var(--font-reading);
        line-height: 1.5;
        resize: none;
        overflow-y: auto;
        field-sizing: content;
        overflow-wrap: anywhere;
      }

      textarea:lang(ur) {
        padding-block: 0.25rem;
        line-height: var(--leading-urdu);
      }

      button {
        border-radius: 50%;
        inline-size: var(--target);
      }

      .room {
        color: var(--text-2);
        font-size: var(--text-xs);
        text-align: end;
      }

      .room.over {
        color: var(--danger);
        font-weight: 600;
      }
    `,
  ];

  /** The conversation being written to. */
  @property({ attribute: false }) conversation!: ConversationVerbs;

  @state() private fault: FaultCode | null = null;
  @query('textarea') private field!: HTMLTextAreaElement;

  readonly #draft = whole(this, () => this.conversation.draft);

  override focus(options?: FocusOptions): void {
    this.field.focus(options);
  }

  protected override render(): TemplateResult {
    const draft = this.#draft.value;
    const room = textRoomBytes(draft);
    return html`
      <div class="inner">
        ${faultNote(this.fault)} ${room === null ? nothing : this.#renderRoom(room)}
        <form @submit=${this.#onSubmit}>
          <textarea
            rows="1"
            dir="auto"
            .enterKeyHint=${'send'}
            lang=${textLanguage(draft) ?? ''}
            aria-label=${msg('Message')}
            aria-describedby=${room === null ? nothing : 'room'}
            aria-invalid=${room !== null && room < 0}
            placeholder=${msg('Write a message')}
            .value=${live(draft)}
            @input=${this.#onInput}
            @keydown=${this.#onKeydown}
          ></textarea>
          <button class="primary only-icon" ?disabled=${draft.trim() === ''}>
            ${icon('send-horizontal')}<span class="sr">${msg('Send')}</span>
          </button>
        </form>
      </div>
    `;
  }

  #renderRoom(room: number): TemplateResult {
    const n = formatNumber(Math.abs(room));
    return html`<p id="room" class=${room < 0 ? 'room over' : 'room'}>
      ${room < 0 ? msg(str`${n} bytes too long`) : msg(str`${n} bytes left`)}
    </p>`;
  }

  protected override updated(): void {
    if (SIZES_ITSELF) return;
    this.field.style.blockSize = 'auto';
    this.field.style.blockSize = `${this.field.scrollHeight + 2}px`; // and its border
  }

  #onInput(): void {
    void this.#keep(this.field.value);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === TAKEN_BY_IME)
      return;
    event.preventDefault();
    void this.#send();
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#send();
    this.field.focus();
  }

  async #keep(text: string): Promise<void> {
    const result = await this.conversation.setDraft(text);
    this.fault = result.ok ? null : result.error;
  }

  async #send(): Promise<void> {
    const result = await this.conversation.send();
    this.fault = result.ok ? null : result.error;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-composer': BeepComposer;
  }
}
