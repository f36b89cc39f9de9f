import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { localized, msg, str } from '@lit/localize';
import { Store, type ReadonlyStore } from '../../app/store.js';
import type { TrafficRow, TrafficView } from '../../app/traffic.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatMoment } from '../../i18n/formats.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { pageHref } from '../app/routes.js';
import { Copying } from '../controllers/copying.js';
import { OnceNetwork } from '../controllers/once-network.js';
import { whole } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';
import { pageHead } from '../parts/page-parts.js';
import { notLoadedWords } from '../parts/when-ready.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { printedList } from '../styles/printed-list.js';
import {
  addressWords,
  sizeWords,
  timesWords,
  trafficPurpose,
  trafficReport,
  trafficTitle,
  unseenWords,
} from './traffic-words.js';

const NOT_LOADED: ReadonlyStore<TrafficView | null> = new Store(null);

/** Every address that this device has contacted, how much went there, and what for. */
@customElement('beep-traffic')
@localized()
export class BeepTraffic extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    printedList,
    css`
      .rows code {
        overflow-wrap: anywhere;
        font-size: var(--text-sm);
      }

      .rows .card {
        gap: var(--s2);
      }

      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(7.5rem, 1fr));
        gap: var(--s2) var(--s4);
        font-size: var(--text-sm);
      }

      dt {
        color: var(--text-2);
      }

      .unseen {
        display: grid;
        gap: var(--s2);
        padding-inline-start: var(--s4);
        list-style: disc;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @state() private counting: 'yes' | 'no' | 'failed' = 'yes';
  @query('h1') private heading!: HTMLElement;

  readonly #traffic = whole(
    this,
    (): ReadonlyStore<TrafficView | null> => this.beep.network?.traffic ?? NOT_LOADED,
  );
  readonly #copying = new Copying(this);

  constructor() {
    super();
    new OnceNetwork(this, this.#onCount);
  }

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const traffic = this.#traffic.value;
    return html`
      <div class="page">
        ${pageHead({ href: pageHref('settings'), words: msg('Back to settings') }, msg('What left this device'))}
        ${traffic === null ? nothing : renderIntro(traffic)}
        <div class="row acts">
          <button class="primary" ?disabled=${this.counting === 'yes'} @click=${this.#onCount}>
            ${icon('refresh-cw')} ${msg('Count again')}
          </button>
          <button ?disabled=${this.counting !== 'no'} @click=${this.#onCopy}>
            ${icon(this.#copying.icon)} ${msg('Copy as text')}
          </button>
          <button @click=${() => window.print()}>${icon('printer')} ${msg('Print')}</button>
        </div>
        <p class="small" role="status">${this.#statusWords()}</p>
        ${traffic === null || traffic.rows.length === 0 ? nothing : renderRows(traffic)}
        <section class="card" aria-labelledby="unseen">
          <h2 id="unseen">${msg('What this page cannot see')}</h2>
          <ul class="unseen">
            ${map(unseenWords(), (words) => html`<li>${words}</li>`)}
          </ul>
        </section>
      </div>
    `;
  }

  #statusWords(): string {
    if (this.counting === 'yes') return msg('Counting…');
    if (this.counting === 'failed') return notLoadedWords();
    return this.#copying.words(msg('Copied.'), msg('The browser refused. Print the page instead.'));
  }

  readonly #onCount = (): void => void this.#count();

  async #count(): Promise<void> {
    this.counting = 'yes';
    this.#copying.forget();
    try {
      await this.beep.network?.readTraffic();
      this.counting = 'no';
    } catch {
      this.counting = 'failed'; // offline before everything was cached: said on the page, and tried again at a click
    }
  }

  #onCopy(): void {
    const traffic = this.#traffic.value;
    if (!traffic) return;
    void this.#copying.copy(trafficReport(traffic, { origin: location.origin, build: this.facts.build }));
  }
}

function renderIntro({ sinceMs, isCut }: TrafficView): TemplateResult {
  const since = formatMoment(sinceMs);
  return html`
    <p>
      ${msg(str`Every address this device has contacted for Beep since it was opened: ${since}.`)}
      ${msg('It is counted on this device alone, forgotten when Beep is closed, and told to nobody.')}
    </p>
    ${
      isCut
        ? html`<p class="note warn">
            ${icon('triangle-alert')}
            <span
              >${msg('There were too many addresses: those tried longest ago are not shown any more.')}</span
            >
          </p>`
        : nothing
    }
  `;
}

const renderRows = ({ rows }: TrafficView): TemplateResult => html`
  <ul class="rows" aria-label=${msg('Addresses')}>
    ${map(rows, renderRow)}
  </ul>
`;

const renderRow = (row: TrafficRow): TemplateResult => html`
  <li
    class="card"
    data-kind=${row.kind}
    data-address=${row.address ?? row.named.join(' ')}
    data-sent=${row.sentBytes ?? ''}
    data-received=${row.receivedBytes ?? ''}
  >
    <h2>${trafficTitle(row)}</h2>
    <p><code dir=${row.address === null ? 'auto' : 'ltr'}>${addressWords(row)}</code></p>
    <p>${trafficPurpose(row)}</p>
    <dl>
      <div>
        <dt>${msg('Sent')}</dt>
        <dd>${sizeWords(row.sentBytes)}</dd>
      </div>
      <div>
        <dt>${msg('Received')}</dt>
        <dd>${sizeWords(row.receivedBytes)}</dd>
      </div>
      <div>
        <dt>${msg('Contacted')}</dt>
        <dd>${timesWords(row)}</dd>
      </div>
      <div>
        <dt>${msg('Last')}</dt>
        <dd>${formatMoment(row.lastMs)}</dd>
      </div>
    </dl>
  </li>
`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-traffic': BeepTraffic;
  }
}
