import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import { LazyElements } from '../controllers/lazy-elements.js';
import { whole } from '../controllers/store-controller.js';
import { whenReady } from '../parts/when-ready.js';
import { base } from '../styles/base.js';
import { adoptTokens } from '../styles/tokens.js';
import { documentTitle } from './document-title.js';
import type { PlatformFacts } from './platform-facts.js';
import { RouteController } from './routes.js';
import './beep-shell.js';

adoptTokens();

/** The whole interface. One screen belongs to each phase of the app. */
@customElement('beep-app')
@localized()
export class BeepApp extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: block;
        block-size: 100%;
      }

      .starting,
      .loading {
        display: grid;
        place-content: center;
        block-size: 100%;
        color: var(--text-2);
      }

      @media print {
        :host {
          block-size: auto;
        }
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  readonly #phase = whole(this, () => this.beep.phase);
  readonly #conversations = whole(this, () => this.beep.conversations);
  readonly #routes = new RouteController(this);
  readonly #later = new LazyElements(this, {
    start: () => import('../start/start-screens.js'),
    ended: () => import('../start/beep-ended.js'),
  });

  protected override willUpdate(): void {
    const { kind } = this.beep.phase.value; // the controller looks only after this
    if (kind !== 'starting' && kind !== 'ready') void this.#later.want(kind === 'ended' ? kind : 'start');
  }

  protected override render(): TemplateResult {
    const phase = this.#phase.value;
    switch (phase.kind) {
      case 'starting':
        return html`<p class="starting" role="status">${msg('Opening Beep…')}</p>`;
      case 'welcome':
        return whenReady(
          this.#later,
          'start',
          () => html`<beep-welcome .beep=${this.beep} .facts=${this.facts}></beep-welcome>`,
        );
      case 'ready':
        return html`<beep-shell
          .beep=${this.beep}
          .facts=${this.facts}
          .self=${phase.self}
          .route=${this.#routes.route}
        ></beep-shell>`;
      case 'other-tab':
        return whenReady(
          this.#later,
          'start',
          () => html`<beep-other-tab .beep=${this.beep}></beep-other-tab>`,
        );
      case 'lost':
        return whenReady(this.#later, 'start', () => html`<beep-lost .beep=${this.beep}></beep-lost>`);
      case 'ended':
        return whenReady(
          this.#later,
          'ended',
          () => html`<beep-ended .beep=${this.beep} .name=${phase.name} .atMs=${phase.atMs}></beep-ended>`,
        );
      case 'stopped':
        return whenReady(
          this.#later,
          'start',
          () => html`<beep-stopped .fault=${phase.fault}></beep-stopped>`,
        );
    }
  }

  protected override updated(): void {
    const ready = this.#phase.value.kind === 'ready';
    const title = documentTitle(ready ? this.#conversations.value : [], this.#routes.route);
    if (title !== document.title) document.title = title; // setting it tells the browser's own process each time
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-app': BeepApp;
  }
}
