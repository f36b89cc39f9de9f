import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type { ByHandVerbs, ByHandView } from '../../app/by-hand-views.js';
import type { PersonView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatTime } from '../../i18n/formats.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { chatHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { CodeWords } from './beep-shown-code.js';
import '../parts/beep-dialog.js';
import './beep-shown-code.js';
import './beep-read-code.js';

const IDLE: ByHandView = { kind: 'idle' };

/**
 * The window in which two people connect without the server: one shows a first code, the other reads it and shows a
 * second one. What is under way goes on when it is closed. Fires `closed`.
 */
@customElement('beep-by-hand')
@localized()
export class BeepByHand extends LitElement {
  static override styles = [
    base,
    controls,
    avatarStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      h2:focus {
        outline: none;
      }

      beep-shown-code {
        --qr-size: 22rem;
      }

      .or {
        padding-block-start: var(--s3);
        border-block-start: 1px solid var(--line);
      }

      .whose {
        display: flex;
        align-items: center;
        gap: var(--s3);
        padding: var(--s3);
        border-radius: var(--radius);
        background: var(--accent-soft);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** Whom it is about; null for whoever is on the other side. */
  @property({ attribute: false }) expected: Pick<PersonView, 'person' | 'name'> | null = null;

  /** What was pasted or scanned. */
  @state() private theirs = '';
  /** Why what was read does not fit. */
  @state() private fault: FaultCode | null = null;
  @query('h2') private heading!: HTMLElement | null;

  // What links take is loaded after the first screen; when it is there, the connection says something.
  readonly #connection = whole(this, () => this.beep.connection);
  #byHand: ByHandVerbs | null = null;
  #shownKind: ByHandView['kind'] = 'idle';
  #stop: (() => void) | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#byHand = null;
  }

  /** Follows what is under way, and begins anew where the last one is over. */
  protected override willUpdate(): void {
    const { byHand } = this.beep;
    if (byHand === this.#byHand || !this.isConnected) return;
    this.#stop?.();
    this.#byHand = byHand;
    const kind = byHand?.view.value.kind;
    if (byHand && (kind === 'linked' || kind === 'over')) byHand.cancel();
    this.#stop = byHand?.view.subscribe(() => this.requestUpdate());
  }

  protected override render(): TemplateResult {
    const heading = this.expected
      ? msg(str`Connect with ${isolated(this.expected.name)} without the server`)
      : msg('Connect without the server');
    return html`
      <beep-dialog .heading=${heading} careful @closed=${this.#onClosed}>
        <section>${this.#renderView()}</section>
      </beep-dialog>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const kind = this.#view.kind;
    if (kind === this.#shownKind) return;
    this.#shownKind = kind;
    // What had the focus is gone; a reader goes on where the next step begins.
    this.heading?.focus();
  }

  get #view(): ByHandView {
    return this.#byHand?.view.value ?? IDLE;
  }

  #renderView(): TemplateResult {
    if (this.#byHand === null)
      return html`<p data-introducer=${this.#connection.value.introducer}>${msg('Opening Beep…')}</p>`;
    const view = this.#view;
    switch (view.kind) {
      case 'idle':
        return this.#renderBegin(this.#byHand);
      case 'making':
        return html`<h2 tabindex="-1">${msg('Looking for this device’s addresses in the network…')}</h2>`;
      case 'offered':
        return html`
          <h2 tabindex="-1">${msg('Step 1 of 2: let them read this')}</h2>
          ${this.#renderCode(view.text, view.expiresMs, msg('First code'))}
          <div class="or">
            <h3>${msg('Step 2 of 2: read what they show then')}</h3>
          </div>
          ${this.#renderReader(msg('Their code'), msg('Connect'), this.#onTakeAnswer)} ${this.#renderCancel()}
        `;
      case 'answered': {
        const name = isolated(view.name);
        return html`
          <h2 tabindex="-1">${msg(str`Step 2 of 2: let ${name} read this`)}</h2>
          ${this.#renderCode(view.text, view.expiresMs, msg('Second code'))}
          <p>${msg('As soon as they have read it, you are connected. Keep Beep open until then.')}</p>
          ${this.#renderCancel()}
        `;
      }
      case 'linking':
        return html`<h2 tabindex="-1">${msg('Connecting…')}</h2>
          ${this.#renderCancel()}`;
      case 'linked':
        return html`
          <h2 tabindex="-1">${msg(html`You are connected with <bdi>${view.name}</bdi>.`)}</h2>
          <p class="row">
            <a class="button primary" href=${chatHref(view.conversation)} @click=${this.#onOpenChat}
              >${msg('Open the chat')}</a
            >
          </p>
        `;
      case 'over':
        return html`
          <h2 tabindex="-1">${msg('It did not work out')}</h2>
          ${faultNote(view.fault, this.expected?.name ?? null)}
          <div class="row">
            <button class="primary" @click=${this.#onCancel}>
              ${icon('refresh-cw')} ${msg('Begin again')}
            </button>
          </div>
        `;
    }
  }

  #renderBegin(byHand: ByHandVerbs): TemplateResult {
    const preview = this.theirs.trim() === '' ? null : byHand.readOffer(this.theirs, this.#expectedPerson);
    const whose = preview?.ok ? preview.value : null;
    return html`
      <h2 tabindex="-1">${msg('Step 1 of 2: one of you shows a code')}</h2>
      <p>
        ${msg('For when the server cannot be reached: you show each other two codes, or send each other two texts. Both of you need to be on the same network.')}
      </p>
      <div class="row">
        <button class="primary" data-first @click=${this.#onOffer}>
          ${icon('qr-code')} ${msg('Show my code')}
        </button>
      </div>
      <p class="muted small">
        ${msg('Whoever sees it sees your name, your key and the addresses of this device in the network. It works once, for ten minutes.')}
      </p>
      <div class="or"><h3>${msg('Or the other person shows theirs')}</h3></div>
      ${this.#renderReader(msg('Their code'), msg('Answer'), this.#onAnswer)}
      <div role="status">
        ${
          whose
            ? html`<div class="whose">
                ${avatar(whose.name, whose.person)}
                <p>
                  <span class="small">${msg('This is the code of')}</span>
                  <strong><bdi>${whose.name}</bdi></strong>
                </p>
              </div>`
            : nothing
        }
      </div>
    `;
  }

  #renderCode(text: string, expiresMs: number, label: string): TemplateResult {
    const until = formatTime(expiresMs);
    const words: CodeWords = {
      label,
      picture: msg(str`QR code: ${label}`),
      copy: msg('Copy code'),
      copied: msg('Copied. Get it to the other person by any way you have.'),
      refused: msg('The browser refused. Select the code and copy it by hand.'),
      limits: msg(str`Works once, until ${until}.`),
    };
    return html`<beep-shown-code .facts=${this.facts} .text=${text} .words=${words}></beep-shown-code>`;
  }

  #renderReader(label: string, action: string, onRead: () => void): TemplateResult {
    return html`
      <beep-read-code
        .facts=${this.facts}
        .label=${label}
        .action=${action}
        .value=${live(this.theirs)}
        ?faulty=${this.fault !== null}
        @changed=${this.#onChanged}
        @read=${onRead}
      ></beep-read-code>
      ${faultNote(this.fault, this.expected?.name ?? null)}
    `;
  }

  #renderCancel(): TemplateResult {
    return html`<div class="row">
      <button class="quiet" @click=${this.#onCancel}>${icon('x')} ${msg('Cancel')}</button>
    </div>`;
  }

  get #expectedPerson() {
    return this.expected?.person ?? null;
  }

  #onChanged(event: CustomEvent<string>): void {
    this.theirs = event.detail;
    this.fault = null;
  }

  #onOffer(): void {
    this.#clear();
    this.#byHand?.offer(this.#expectedPerson);
  }

  #onAnswer(): void {
    this.#tell(this.#byHand?.answer(this.theirs, this.#expectedPerson));
  }

  #onTakeAnswer(): void {
    this.#tell(this.#byHand?.takeAnswer(this.theirs));
  }

  #tell(result: ReturnType<ByHandVerbs['takeAnswer']> | undefined): void {
    if (result?.ok) this.#clear();
    else this.fault = result?.error ?? null;
  }

  #onCancel(): void {
    this.#clear();
    this.#byHand?.cancel();
  }

  #clear(): void {
    this.theirs = '';
    this.fault = null;
  }

  #onOpenChat(): void {
    this.dispatchEvent(new CustomEvent('opened'));
    this.#onClosed();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-by-hand': BeepByHand;
  }
}
