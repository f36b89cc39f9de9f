import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { localized, msg, str } from '@lit/localize';
import type { CheckView } from '../../app/connection-check.js';
import { Store, type ReadonlyStore } from '../../app/store.js';
import type { BeepVerbs } from '../../app/views.js';
import { stateOf, type Finding, type FindingState } from '../../domain/connection-findings.js';
import { formatMoment, formatNumber } from '../../i18n/formats.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { pageHref } from '../app/routes.js';
import { Copying } from '../controllers/copying.js';
import { OnceNetwork } from '../controllers/once-network.js';
import { whole } from '../controllers/store-controller.js';
import { icon, type IconName } from '../parts/icon.js';
import { pageHead } from '../parts/page-parts.js';
import { notLoadedWords } from '../parts/when-ready.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { printedList } from '../styles/printed-list.js';
import { checkReport, checkSummary } from './check-report.js';
import { findingAdvice, findingDetails, findingTitle, findingWords, stateWords } from './check-words.js';

const NOT_LOADED: ReadonlyStore<CheckView | null> = new Store(null);

const PICTURE_OF: Readonly<Record<FindingState, IconName>> = {
  good: 'check',
  attention: 'triangle-alert',
  bad: 'ban',
  unknown: 'info',
};

/** What stands between this device and the others, in plain words, and what to ask whoever looks after the network for. */
@customElement('beep-connection-check')
@localized()
export class BeepConnectionCheck extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    printedList,
    css`
      .rows > li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--s1) var(--s3);
      }

      .rows > li > .icon {
        margin-block-start: 0.1em;
        inline-size: 1.5rem;
        block-size: 1.5rem;
      }

      .finding {
        display: grid;
        gap: var(--s2);
        min-inline-size: 0;
      }

      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--s1) var(--s3);
      }

      .state {
        font-size: var(--text-sm);
        font-weight: 600;
      }

      .finding ul {
        display: grid;
        gap: var(--s1);
        padding-inline-start: var(--s4);
        list-style: disc;
      }

      .finding li {
        overflow-wrap: anywhere;
      }

      .advice {
        padding: var(--s2) var(--s3);
        border-radius: var(--radius);
        background: var(--surface-2);
      }

      [data-state='good'] > .icon,
      [data-state='good'] .state {
        color: var(--accent-text);
      }

      [data-state='attention'] > .icon,
      [data-state='attention'] .state {
        color: var(--warn);
      }

      [data-state='bad'] > .icon,
      [data-state='bad'] .state {
        color: var(--danger);
      }

      [data-state='unknown'] > .icon,
      [data-state='unknown'] .state {
        color: var(--text-2);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @query('h1') private heading!: HTMLElement;

  readonly #check = whole(
    this,
    (): ReadonlyStore<CheckView | null> => this.beep.network?.check ?? NOT_LOADED,
  );
  readonly #copying = new Copying(this);

  constructor() {
    super();
    new OnceNetwork(this, this.#run);
  }

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const check = this.#check.value;
    const isRunning = check?.isRunning ?? true;
    return html`
      <div class="page">
        ${pageHead({ href: pageHref('settings'), words: msg('Back to settings') }, msg('Connection check'))}
        <p class="muted">
          ${msg('Beep looks at the network from this device. Nothing of what you write, and nobody’s name, is in it or leaves the device.')}
        </p>
        <p role="status" data-running=${isRunning}>${check ? statusWords(check) : msg('Loading…')}</p>
        <div class="row acts">
          <button class="primary" ?disabled=${isRunning} @click=${this.#run}>
            ${icon('refresh-cw')} ${msg('Check again')}
          </button>
          ${check === null || check.findings.length === 0 ? nothing : this.#renderActs()}
        </div>
        ${check === null || check.findings.length === 0 ? nothing : renderFindings(check.findings)}
      </div>
    `;
  }

  #renderActs(): TemplateResult {
    return html`
      <button @click=${this.#onCopy}>${icon(this.#copying.icon)} ${msg('Copy report')}</button>
      <button @click=${() => window.print()}>${icon('printer')} ${msg('Print')}</button>
      <span class="small" role="status">
        ${this.#copying.words(msg('Copied.'), msg('The browser refused. Print the page instead.'))}
      </span>
    `;
  }

  readonly #run = (): void => {
    this.#copying.forget();
    void this.beep.network?.runCheck(this.facts.persisted.value);
  };

  #onCopy(): void {
    const check = this.#check.value;
    if (!check) return;
    void this.#copying.copy(checkReport(check, { origin: location.origin, build: this.facts.build }));
  }
}

function statusWords({ isRunning, isFailed, done, of, findings, checkedMs }: CheckView): string {
  if (isRunning) {
    const [n, all] = [formatNumber(done), formatNumber(of)];
    return msg(str`Checking… ${n} of ${all}`);
  }
  if (isFailed) return notLoadedWords();
  if (checkedMs === null) return msg('Not checked yet.');
  const [when, summary] = [formatMoment(checkedMs), checkSummary(findings)];
  return msg(str`${summary} Checked: ${when}.`);
}

const renderFindings = (findings: readonly Finding[]): TemplateResult => html`
  <ul class="rows" aria-label=${msg('Findings')}>
    ${map(findings, renderFinding)}
  </ul>
`;

function renderFinding(finding: Finding): TemplateResult {
  const state = stateOf(finding);
  const [details, advice] = [findingDetails(finding), findingAdvice(finding)];
  return html`
    <li class="card" data-about=${finding.about} data-is=${finding.is} data-state=${state}>
      ${icon(PICTURE_OF[state])}
      <div class="finding">
        <div class="title">
          <h2>${findingTitle(finding)}</h2>
          <span class="state">${stateWords(state)}</span>
        </div>
        <p>${findingWords(finding)}</p>
        ${
          details.length === 0
            ? nothing
            : html`<ul>
                ${map(details, (detail) => html`<li>${detail}</li>`)}
              </ul>`
        }
        ${advice === null ? nothing : html`<p class="advice small">${advice}</p>`}
      </div>
    </li>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-connection-check': BeepConnectionCheck;
  }
}
