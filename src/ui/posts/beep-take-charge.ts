import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { ChargePreview, PostVerbs } from '../../app/official-views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { departmentWords, orderWords } from './post-words.js';
import '../people/beep-read-code.js';

/** No file of a charge is larger, in bytes: nothing larger is read. */
const MAX_FILE_BYTES = 256 * 1024;

/** Takes in what the registrar gives out: who holds a post from now on. */
@customElement('beep-take-charge')
@localized()
export class BeepTakeCharge extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      bdi {
        overflow-wrap: anywhere;
      }

      .row {
        position: relative;
      }

      /* As wide as other fields, it would stick out of a page that is written from the right. */
      input.sr {
        inline-size: 1px;
        min-block-size: 0;
        padding: 0;
        border: 0;
      }

      /* What the browser shows of it speaks the browser's language, not ours. */
      input:focus-visible + label {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }
    `,
  ];

  @property({ attribute: false }) posts!: PostVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  @state() private carried: string | Uint8Array = '';
  @state() private preview: ChargePreview | null = null;
  @state() private fault: FaultCode | null = null;
  @state() private isTaken = false;
  @query('h3') private heading!: HTMLElement;

  protected override render(): TemplateResult {
    return html`
      <h3 tabindex="-1">${msg('From the registrar')}</h3>
      ${this.preview === null ? this.#renderReading() : this.#renderPreview(this.preview)}
      <p class="small" role="status">
        ${this.isTaken ? msg('Taken in. Conversations with the post follow it by themselves.') : nothing}
      </p>
    `;
  }

  #renderReading(): TemplateResult {
    return html`
      <beep-read-code
        .facts=${this.facts}
        .label=${msg('The registrar’s charge: who holds a post from now on')}
        .action=${msg('Read it')}
        .value=${typeof this.carried === 'string' ? this.carried : ''}
        ?faulty=${this.fault !== null}
        @changed=${this.#onChanged}
        @read=${this.#onRead}
      ></beep-read-code>
      <div class="row">
        <input id="file" class="sr" type="file" @change=${this.#onFile} />
        <label for="file" class="button">${icon('paperclip')} ${msg('Choose the file')}</label>
      </div>
      ${faultNote(this.fault)}
    `;
  }

  #renderPreview({ post, charge, isKnown }: ChargePreview): TemplateResult {
    const holder = isolated(charge.holder === null ? msg('nobody') : personName(charge.holder));
    return html`
      <p>${msg(str`${isolated(post.name)} is held by ${holder}`)}</p>
      <p class="small muted"><bdi>${departmentWords(post)}</bdi> · ${orderWords(charge)}</p>
      ${isKnown ? html`<p class="small">${msg('This device knows it already.')}</p>` : nothing}
      ${faultNote(this.fault)}
      <div class="row">
        ${
          isKnown
            ? nothing
            : html`<button class="primary" @click=${() => void this.#take()}>
                ${icon('check')} ${msg('Take it in')}
              </button>`
        }
        <button class="quiet" @click=${this.#end}>${isKnown ? msg('Done') : msg('Cancel')}</button>
      </div>
    `;
  }

  #onChanged({ detail }: CustomEvent<string>): void {
    this.carried = detail;
    this.fault = null;
    this.isTaken = false;
  }

  #onRead(): void {
    const read = this.posts.readCharge(this.carried);
    this.fault = read.ok ? null : read.error;
    this.preview = read.ok ? read.value : null;
  }

  #onFile(event: Event): void {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) void this.#readFile(file);
    input.value = ''; // the same one may be chosen again
  }

  async #readFile(file: File): Promise<void> {
    this.isTaken = false;
    if (file.size > MAX_FILE_BYTES) {
      this.fault = 'charge-unreadable';
      return;
    }
    try {
      this.carried = new Uint8Array(await file.arrayBuffer());
    } catch {
      this.fault = 'charge-unreadable'; // it was moved, or is not ours to read
      return;
    }
    this.#onRead();
  }

  async #take(): Promise<void> {
    const taken = await this.posts.takeCharge(this.carried);
    this.fault = taken.ok ? null : taken.error;
    if (!taken.ok) return;
    this.#end();
    this.isTaken = true;
  }

  readonly #end = (): void => {
    this.preview = null;
    this.carried = '';
    this.fault = null;
    this.heading.focus(); // the button that had the focus is gone
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-take-charge': BeepTakeCharge;
  }
}
