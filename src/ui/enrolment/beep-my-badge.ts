import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type {
  AuthorityView,
  EnrolmentVerbs,
  OwnBadgeView,
  ReplyPreview,
  RequestView,
} from '../../app/official-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { readInvitation } from '../../protocol/enrolment.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { badgeCard, badgeCardStyles, untrustedBadgeCard } from '../identity/badge-card.js';
import { authorityName } from '../parts/identity-words.js';
import { doorWords, requiredNames } from '../network/door-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { keyDigits, keyDigitsStyles } from '../parts/key-digits.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { lostDevice, lostDeviceStyles } from '../words/lost-device.js';
import '../people/beep-read-code.js';
import '../people/beep-shown-code.js';
import { askedWords, noteWords } from './own-badge-words.js';
import { saveRequest } from './save-request.js';
import './beep-authorities.js';

/** No file of a badge is larger, in bytes: nothing larger is read. */
const MAX_FILE_BYTES = 16 * 1024;
/** How often it is looked whether the badge lies ready, while the page is open. */
const LOOK_EVERY_MS = 60_000;

/** How one comes by a badge: asks for it, carries the request to the registrar, and takes what comes back. */
@customElement('beep-my-badge')
@localized()
export class BeepMyBadge extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    badgeCardStyles,
    lostDeviceStyles,
    keyDigitsStyles,
    css`
      form,
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

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

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** As the address says it; empty without one. */
  @property({ attribute: false }) invitation = '';

  @state() private wishTitle = '';
  @state() private department = '';
  @state() private request: RequestView | null = null;
  @state() private requestFault: FaultCode | null = null;
  @state() private carried: string | Uint8Array = '';
  @state() private preview: ReplyPreview | null = null;
  @state() private fault: FaultCode | null = null;
  /** What the last look at the introducer, or the taking of a badge, came to. */
  @state() private news: 'taken' | 'nothing' | null = null;
  @query('h1') private heading!: HTMLElement;

  readonly #official = whole(this, () => this.beep.official);
  readonly #connection = whole(this, () => this.beep.connection);
  #timer = 0;
  #follow: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = window.setInterval(() => void this.#enrolment?.collect(), LOOK_EVERY_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#timer);
    this.#follow?.();
    this.#follow = null;
  }

  override focus(): void {
    this.heading.focus();
  }

  get #enrolment(): EnrolmentVerbs | null {
    const enrolment = this.#official.value?.enrolment ?? null;
    if (enrolment && !this.#follow) {
      this.#follow = enrolment.view.subscribe(() => {
        this.requestUpdate();
        this.#readWaiting();
      });
      queueMicrotask(() => this.#readWaiting()); // not while it is rendered
      void enrolment.collect();
    }
    return enrolment;
  }

  protected override render(): TemplateResult {
    const enrolment = this.#enrolment;
    return html`
      <div class="page">
        <h1 tabindex="-1">${msg('My badge')}</h1>
        ${enrolment === null ? html`<p role="status">${msg('Looking for your badge…')}</p>` : this.#renderAll(enrolment)}
        ${lostDevice()}
        <p><a class="button" href=${pageHref('settings')}>${msg('To the settings')}</a></p>
      </div>
    `;
  }

  #renderAll(enrolment: EnrolmentVerbs): TemplateResult {
    const { view } = enrolment;
    const { badges, untrusted, note, askedMs } = view.value;
    return html`
      ${this.#renderDoor(view.value)}
      <section class="card" aria-labelledby="held">
        <h2 id="held">${msg('What you hold')}</h2>
        ${
          badges.length + untrusted.length === 0
            ? html`<p>
                ${msg('No badge yet. With one, others see your name, title and department as your office vouches for them. Beep works without it.')}
              </p>`
            : [...badges.map(badgeCard), ...untrusted.map(untrustedBadgeCard)]
        }
        ${
          note === null
            ? nothing
            : html`<div class=${`note ${note.kind === 'ends' ? 'warn' : 'bad'}`} data-note=${note.kind}>
                ${icon(note.kind === 'revoked' ? 'ban' : 'clock')}
                <p>${noteWords(note)}</p>
              </div>`
        }
        ${askedMs === null ? nothing : html`<p data-asked>${icon('clock')} ${askedWords(askedMs)}</p>`}
        <p class="small" role="status">
          ${this.news === 'taken' ? msg('The badge is yours, and others see it from now on.') : nothing}
        </p>
      </section>
      ${this.preview === null ? nothing : this.#renderPreview(this.preview)}
      <section class="card" aria-labelledby="ask">
        <h2 id="ask">${badges.length === 0 ? msg('1. Ask for a badge') : msg('Ask for a new badge')}</h2>
        ${this.request === null ? this.#renderWish() : this.#renderRequest(this.request)}
      </section>
      <section class="card" aria-labelledby="take">
        <h2 id="take">${badges.length === 0 ? msg('2. Take what comes back') : msg('Take a new badge')}</h2>
        ${this.#renderTaking()}
      </section>
      <beep-authorities .enrolment=${enrolment}></beep-authorities>
    `;
  }

  /** Why somebody may have come here. */
  #renderDoor(view: OwnBadgeView): TemplateResult | typeof nothing {
    const { door } = this.#connection.value;
    if (door !== 'no-badge' && door !== 'refused') return nothing;
    return html`<div class="note warn">
      ${icon('wifi-off')}
      <p data-door=${door}>${doorWords(door, requiredNames(view))}</p>
    </div>`;
  }

  #faultNote(): TemplateResult | typeof nothing {
    const view = this.#enrolment?.view.value;
    const name = this.fault === 'badge-other-office' && view ? requiredNames(view) : null;
    return faultNote(this.fault, name);
  }

  #renderWish(): TemplateResult {
    return html`
      <form @submit=${this.#onAsk} novalidate>
        ${
          this.#invited === null
            ? nothing
            : html`<p>${msg('Your invitation is in the request: the registrar knows by it who you are.')}</p>`
        }
        <div class="field">
          <label for="title">${msg('Your title')}</label>
          <input
            id="title"
            dir="auto"
            maxlength="120"
            .value=${live(this.wishTitle)}
            @input=${this.#onTitle}
          />
        </div>
        <div class="field">
          <label for="department">${msg('Your department')}</label>
          <input
            id="department"
            dir="auto"
            maxlength="120"
            .value=${live(this.department)}
            @input=${this.#onDepartment}
          />
          <p class="muted small">
            ${msg('The registrar decides what stands on the badge; this helps to find you.')}
          </p>
        </div>
        ${faultNote(this.requestFault)}
        <div class="row"><button class="primary">${msg('Make the request')}</button></div>
      </form>
    `;
  }

  #renderRequest(request: RequestView): TemplateResult {
    const { text, link, person } = request;
    return html`
      <p>
        ${msg('Show this to your registrar, or send it by any way you like: it holds nothing secret. They compare the digits of your key with you:')}
      </p>
      ${keyDigits(person)}
      <beep-shown-code
        .facts=${this.facts}
        .text=${text}
        .words=${{
          label: msg('My request'),
          picture: msg('QR code of my request'),
          copy: msg('Copy text'),
          copied: msg('Copied. Send it to your registrar.'),
          refused: msg('The browser refused. Select the text and copy it by hand.'),
          limits: msg('It works as often as needed, until you have a badge.'),
        }}
      ></beep-shown-code>
      <beep-shown-code
        .facts=${this.facts}
        .text=${link}
        .words=${{
          label: msg('Link to my request'),
          picture: null,
          copy: msg('Copy link'),
          copied: msg('Copied. Send it to your registrar.'),
          refused: msg('The browser refused. Select the link and copy it by hand.'),
          limits: msg('Whoever opens it in Beep sees the request, and how the registrar’s tool takes it.'),
        }}
      ></beep-shown-code>
      <div class="row">
        ${saveRequest(this.facts, request)}
        <button class="quiet" @click=${this.#onAskAnew}>${msg('Change it')}</button>
      </div>
    `;
  }

  #renderTaking(): TemplateResult {
    return html`
      <beep-read-code
        .facts=${this.facts}
        .label=${msg('From the registrar')}
        .action=${msg('Read it')}
        .value=${typeof this.carried === 'string' ? this.carried : ''}
        ?faulty=${this.fault !== null}
        @changed=${this.#onChanged}
        @read=${this.#onRead}
      ></beep-read-code>
      <div class="row">
        <input id="file" class="sr" type="file" @change=${this.#onFile} />
        <label for="file" class="button">${icon('paperclip')} ${msg('Choose the file')}</label>
        <button @click=${() => void this.#look()}>
          ${icon('refresh-cw')} ${msg('Look whether it is ready')}
        </button>
      </div>
      <p class="small" role="status">
        ${this.news === 'nothing' ? msg('Nothing lies ready for you here yet.') : nothing}
      </p>
      ${this.#faultNote()}
    `;
  }

  #renderPreview({ badge, authority, isTrusted }: ReplyPreview): TemplateResult {
    const name = isolated(authorityName(authority));
    return html`
      <section class="card" aria-labelledby="preview">
        <h2 id="preview">${msg('This badge is for you')}</h2>
        ${badgeCard(badge)} ${isTrusted ? nothing : this.#renderTrust(authority, name)} ${this.#faultNote()}
        <div class="row">
          <button class="primary" @click=${() => void this.#take()}>
            ${icon('check')}
            ${isTrusted ? msg('Take this badge') : msg(str`Trust ${name} and take this badge`)}
          </button>
          <button class="quiet" @click=${this.#onDecline}>${msg('Not now')}</button>
        </div>
      </section>
    `;
  }

  #renderTrust({ key }: AuthorityView, name: string): TemplateResult {
    const others = this.#enrolment?.view.value.authorities.length ?? 0;
    return html`
      <p>
        ${msg(str`This device does not trust ${name} yet. Whoever you trust here decides whose badges you believe. Compare these digits with what your office has told you:`)}
      </p>
      ${keyDigits(key)}
      ${
        others === 0
          ? nothing
          : html`<p>
              ${icon('triangle-alert')}
              ${msg('You trust another authority already. Take a second one only if your office told you to.')}
            </p>`
      }
    `;
  }

  get #invited(): Uint8Array | null {
    return this.invitation === '' ? null : readInvitation(this.invitation);
  }

  #onTitle(event: InputEvent): void {
    this.wishTitle = (event.target as HTMLInputElement).value;
  }

  #onDepartment(event: InputEvent): void {
    this.department = (event.target as HTMLInputElement).value;
  }

  #onAsk(event: SubmitEvent): void {
    event.preventDefault();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const wish = {
      title: this.wishTitle.trim().normalize('NFC'),
      department: this.department.trim().normalize('NFC'),
      invitation: this.#invited,
    };
    const asked = await this.#enrolment?.request(wish);
    if (!asked) return;
    this.requestFault = asked.ok ? null : asked.error;
    this.request = asked.ok ? asked.value : null;
  }

  #onAskAnew(): void {
    this.request = null;
  }

  #onChanged({ detail }: CustomEvent<string>): void {
    this.carried = detail;
    this.fault = null;
    this.news = null;
  }

  #onRead(): void {
    this.#read(this.carried);
  }

  #read(carried: string | Uint8Array): void {
    this.carried = carried;
    const read = this.#enrolment?.readReply(carried);
    if (!read) return;
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
    if (file.size > MAX_FILE_BYTES) {
      this.fault = 'badge-not-beep';
      return;
    }
    try {
      this.#read(new Uint8Array(await file.arrayBuffer()));
    } catch {
      this.fault = 'badge-not-beep'; // it was moved, or is not ours to read
    }
  }

  /** Shows what lies ready, where nothing else is being read. */
  #readWaiting(): void {
    const waiting = this.#enrolment?.view.value.waiting;
    if (waiting && this.preview === null && this.carried === '') this.#read(waiting);
  }

  /** The person waits for an answer. */
  async #look(): Promise<void> {
    const reply = await this.#enrolment?.collect();
    if (this.preview !== null) return;
    if (reply) this.#read(reply);
    else this.news = 'nothing';
  }

  async #take(): Promise<void> {
    const taken = await this.#enrolment?.takeReply(this.carried);
    if (!taken) return;
    this.fault = taken.ok ? null : taken.error;
    if (!taken.ok) return;
    this.#onLeave();
    this.request = null;
    this.news = 'taken';
  }

  readonly #onDecline = (): void => {
    this.#enrolment?.putOff();
    this.#onLeave();
  };

  readonly #onLeave = (): void => {
    this.preview = null;
    this.carried = '';
    this.fault = null;
    this.heading.focus(); // the button that had the focus is gone
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-my-badge': BeepMyBadge;
  }
}
