import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { AuthorityView, EnrolmentVerbs } from '../../app/official-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { authorityName } from '../parts/identity-words.js';
import { keyDigits, keyDigitsStyles } from '../parts/key-digits.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import '../parts/beep-confirm.js';

/** Whom this device trusts to say who people are, and how that ends. */
@customElement('beep-authorities')
@localized()
export class BeepAuthorities extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    keyDigitsStyles,
    css`
      :host {
        display: block;
      }

      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      ul {
        display: grid;
        gap: var(--s3);
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s2);
        padding-block-start: var(--s3);
        border-block-start: 1px solid var(--line);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) enrolment!: EnrolmentVerbs;

  /** Whom it is asked about; null while nothing is asked. */
  @state() private asked: AuthorityView | null = null;
  /** Whom it ended for last. */
  @state() private ended: AuthorityView | null = null;
  @state() private fault: FaultCode | null = null;
  @query('h2') private heading!: HTMLElement;

  readonly #view = whole(this, () => this.enrolment.view);

  protected override render(): TemplateResult {
    const { authorities } = this.#view.value;
    return html`
      <section class="card" aria-labelledby="trusted">
        <h2 id="trusted" tabindex="-1">${msg('Whom you trust')}</h2>
        <p>
          ${
            authorities.length === 0
              ? msg(
                  'This device trusts no authority. With the first badge that you take you say whether you trust whoever it is from.',
                )
              : msg(
                  'You believe the badges, the directory and the posts of these authorities. The digits are those of their keys: your office has published them.',
                )
          }
        </p>
        ${
          authorities.length === 0
            ? nothing
            : html`<ul>
                ${authorities.map((one) => this.#renderAuthority(one))}
              </ul>`
        }
        <p class="small" role="status">${this.ended === null ? nothing : endedWords(this.ended)}</p>
        ${faultNote(this.fault)} ${this.asked === null ? nothing : this.#renderQuestion(this.asked)}
      </section>
    `;
  }

  #renderAuthority(authority: AuthorityView): TemplateResult {
    const name = isolated(authorityName(authority));
    return html`
      <li>
        <h3>${name}</h3>
        ${keyDigits(authority.key)}
        <div class="row">
          <button @click=${() => this.#ask(authority)}>
            ${icon('ban')} ${msg(str`Stop trusting ${name}`)}
          </button>
        </div>
      </li>
    `;
  }

  #renderQuestion(authority: AuthorityView): TemplateResult {
    const name = isolated(authorityName(authority));
    return html`<beep-confirm
      .question=${msg(str`Stop trusting ${name}?`)}
      .text=${msg('People with its badges are shown as unverified. Its directory and posts go from this device, and whoever it has shut out may reach you again. Your own badge of it stays: others go on seeing it, and here it is marked as not trusted. To trust it again, take a badge of it once more.')}
      .action=${msg('Stop trusting')}
      @answered=${({ detail }: CustomEvent<boolean>) => void this.#onAnswer(authority, detail)}
    ></beep-confirm>`;
  }

  #ask(authority: AuthorityView): void {
    this.asked = authority;
    this.ended = null;
    this.fault = null;
  }

  async #onAnswer(authority: AuthorityView, isYes: boolean): Promise<void> {
    this.asked = null;
    if (!isYes) return;
    const stopped = await this.enrolment.stopTrusting(authority.key);
    this.fault = stopped.ok ? null : stopped.error;
    if (!stopped.ok) return;
    this.ended = authority;
    this.heading.focus(); // the button that had the focus is gone
  }
}

function endedWords(authority: AuthorityView): string {
  const name = isolated(authorityName(authority));
  return msg(str`${name} is not trusted on this device any more.`);
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-authorities': BeepAuthorities;
  }
}
