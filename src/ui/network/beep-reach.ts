import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import { Store, type ReadonlyStore } from '../../app/store.js';
import type { ConversationView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { standingWords } from '../conversation/standing-words.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { isOfNetwork, obstacleWords, reachWords } from './reach-words.js';

const NOTHING: ReadonlyStore<unknown> = new Store(null);

/** Whether the other of two can be reached now, by which way, and why not. */
@customElement('beep-reach')
@localized()
export class BeepReach extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      :host {
        block-size: auto;
        overflow: visible;
      }

      [role='status'] {
        display: grid;
        gap: var(--s2);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) view!: ConversationView;

  constructor() {
    super();
    whole(this, () => this.beep.connection);
    whole(this, () => this.beep.network?.ways ?? NOTHING);
  }

  protected override render(): TemplateResult {
    const { standing, path, person } = this.view;
    const reach = (person !== null && this.beep.network?.reachOf(person)) || null;
    const obstacle = reach !== null && 'obstacle' in reach ? reach.obstacle : null;
    return html`
      <section class="card" aria-label=${msg('Connection')}>
        <div role="status" data-reach=${reach?.is ?? nothing} data-obstacle=${obstacle ?? nothing}>
          <dl>
            <dt>${msg('Connection')}</dt>
            <dd data-path=${path ?? nothing}>${standingWords(standing, path)}</dd>
          </dl>
          ${path === 'relay' ? relayNote() : nothing}
          ${reach === null || reach.is === 'linked' ? nothing : html`<p>${reachWords(reach)}</p>`}
          ${obstacle === null ? nothing : html`<p class="muted">${obstacleWords(obstacle)}</p>`}
        </div>
        ${
          reach !== null && isOfNetwork(reach)
            ? html`<p>
                <a class="button" href=${pageHref('connection')}
                  >${icon('wifi')} ${msg('Connection check')}</a
                >
              </p>`
            : nothing
        }
      </section>
    `;
  }
}

const relayNote = (): TemplateResult => html`
  <p class="small muted">
    ${msg(
      'No direct way was found through this network. The relay sees which devices talk, when and how much, and nothing of what is said. A direct way is looked for every few minutes.',
    )}
  </p>
`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-reach': BeepReach;
  }
}
