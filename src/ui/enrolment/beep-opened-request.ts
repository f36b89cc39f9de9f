import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { OpenedRequest } from '../../app/official-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { keyDigits, keyDigitsStyles } from '../parts/key-digits.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import '../people/beep-shown-code.js';
import { saveRequest } from './save-request.js';

/** The link of a request for a badge was opened: it is for the registrar, whose tool takes it from here. */
@customElement('beep-opened-request')
@localized()
export class BeepOpenedRequest extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    keyDigitsStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      dl > div {
        display: grid;
        grid-template-columns: minmax(6rem, 9rem) minmax(0, 1fr);
        gap: var(--s2);
        overflow-wrap: anywhere;
      }

      dt {
        color: var(--text-2);
      }

      code {
        display: block;
        padding: var(--s2);
        border-radius: var(--radius);
        background: var(--surface-2);
        text-align: left;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** The whole link, as it was opened. */
  @property({ attribute: false }) link = '';
  @query('h1') private heading!: HTMLElement;

  readonly #official = whole(this, () => this.beep.official);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const opened = this.#official.value?.enrolment.readRequest(this.link);
    return html`
      <div class="page">
        <h1 tabindex="-1">${msg('Request for a badge')}</h1>
        ${
          opened === undefined
            ? html`<p role="status">${msg('Reading the request…')}</p>`
            : opened.ok
              ? this.#renderRequest(opened.value)
              : faultNote(opened.error)
        }
        <p><a class="button" href=${pageHref('chats')}>${msg('Show my chats')}</a></p>
      </div>
    `;
  }

  #renderRequest(request: OpenedRequest): TemplateResult {
    const { isOwn, name, title, department, person, text } = request;
    const who = isolated(name);
    return html`
      <section class="card" aria-labelledby="who">
        <h2 id="who">${isOwn ? msg('This is your own request') : msg(str`${who} asks for a badge`)}</h2>
        <p>
          ${
            isOwn
              ? msg('Nothing happens by opening it. Send the link to your registrar, who goes on from here.')
              : msg(
                  'This is for the registrar of their office, and nothing happens by opening it. If that is not you, pass the link on to the registrar.',
                )
          }
        </p>
        <dl>
          ${row(msg('Name'), name)} ${title === '' ? nothing : row(msg('Title'), title)}
          ${department === '' ? nothing : row(msg('Department'), department)}
        </dl>
        <p class="muted small">${msg('As they wrote it themselves. Nobody has checked it.')}</p>
      </section>
      <section class="card" aria-labelledby="registrar">
        <h2 id="registrar">${msg('For the registrar')}</h2>
        <p>
          ${msg('See them, or call them on a number that you know, and compare the digits of their key:')}
        </p>
        ${keyDigits(person)}
        <p>${msg('Then give the request to the registrar’s tool: as a file, or as the text below.')}</p>
        <div class="row">${saveRequest(this.facts, request)}</div>
        <code dir="ltr">npx beep-authority issue --request request.beep-request …</code>
        <beep-shown-code
          .facts=${this.facts}
          .text=${text}
          .words=${{
            label: msg('The request as a text'),
            picture: null,
            copy: msg('Copy text'),
            copied: msg('Copied. Give it to the tool in place of the file.'),
            refused: msg('The browser refused. Select the text and copy it by hand.'),
            limits: msg('The tool takes the link of this page as well.'),
          }}
        ></beep-shown-code>
      </section>
    `;
  }
}

const row = (term: string, value: string): TemplateResult =>
  html`<div>
    <dt>${term}</dt>
    <dd><bdi>${value}</bdi></dd>
  </div>`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-opened-request': BeepOpenedRequest;
  }
}
