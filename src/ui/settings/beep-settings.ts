import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { OwnBadgeView } from '../../app/official-views.js';
import { Store, type ReadonlyStore } from '../../app/store.js';
import type { BeepVerbs, SelfView } from '../../app/views.js';
import { ownBadgeWords } from '../enrolment/own-badge-words.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import {
  chooseFace,
  chooseLanguage,
  chooseTheme,
  preferences,
  type Face,
  type Theme,
} from '../app/preferences.js';
import { pageHref } from '../app/routes.js';
import { Identities } from '../controllers/identities.js';
import { whole } from '../controllers/store-controller.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { languageChoice } from '../parts/language-choice.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { activityChoice } from './activity-choice.js';
import '../parts/beep-badge-chip.js';
import '../posts/beep-my-posts.js';
import './beep-device-facts.js';

const NOT_LOADED: ReadonlyStore<null> = new Store(null);

/** What a person may set, and what this device is. */
@customElement('beep-settings')
@localized()
export class BeepSettings extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      .row > input {
        flex: 1 1 12rem;
        inline-size: auto;
      }

      .sample {
        padding: var(--s2) var(--s3);
        border-radius: var(--radius);
        background: var(--own);
        color: var(--own-text);
        font-family: var(--font-reading);
        font-size: var(--text-urdu);
        line-height: var(--leading-urdu);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) self!: SelfView;

  /** The name being edited; null while it is as it was. */
  @state() private name: string | null = null;
  @state() private fault: FaultCode | null = null;
  @state() private renamed = false;
  @state() private activityFault: FaultCode | null = null;
  @query('h1') private heading!: HTMLElement;

  readonly #preferences = whole(this, () => preferences);
  readonly #identities = new Identities(this, () => this.beep);
  readonly #kept = whole(this, () => this.beep.preferences);
  readonly #official = whole(this, () => this.beep.official);
  readonly #badge = whole(
    this,
    (): ReadonlyStore<OwnBadgeView | null> => this.beep.official.value?.enrolment.view ?? NOT_LOADED,
  );

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const chosen = this.#preferences.value;
    return html`
      <div class="page">
        <h1 tabindex="-1">${msg('Settings')}</h1>
        <section class="card" aria-labelledby="you">
          <h2 id="you">${msg('You')}</h2>
          ${this.#renderName()}
        </section>
        <section class="card" aria-labelledby="look">
          <h2 id="look">${msg('Language and look')}</h2>
          ${languageChoice(chosen, (language) => void chooseLanguage(language))}
          ${choices(msg('Theme'), 'theme', chosen.theme, themes(), chooseTheme)}
          ${choices(msg('Face for reading Urdu'), 'face', chosen.face, faces(), chooseFace)}
          <p class="sample" lang="ur" dir="rtl">اجلاس کل صبح دس بجے کمیٹی روم میں ہوگا۔</p>
        </section>
        <section class="card" aria-labelledby="shown">
          <h2 id="shown">${msg('What others see of you')}</h2>
          ${this.#renderIdentity()} ${this.#renderBadge()}
          ${activityChoice(this.#kept.value.showsActivity, (isOn) => void this.#showActivity(isOn))}
          ${faultNote(this.activityFault)}
        </section>
        ${this.#renderPosts()}
        <section class="card" aria-labelledby="words">
          <h2 id="words">${msg('If this device is lost')}</h2>
          <p>
            <a class="button" href=${pageHref('settings/words')}
              >${icon('key-round')} ${msg('Recovery words')}</a
            >
          </p>
        </section>
        <beep-device-facts .facts=${this.facts} .device=${this.self.device}></beep-device-facts>
        <section class="card" aria-labelledby="network">
          <h2 id="network">${msg('Network')}</h2>
          <p>
            <a class="button" href=${pageHref('connection')}>${icon('wifi')} ${msg('Connection check')}</a>
          </p>
          <p>
            <a class="button" href=${pageHref('traffic')}
              >${icon('send-horizontal')} ${msg('What left this device')}</a
            >
          </p>
        </section>
        <section class="card" aria-labelledby="about">
          <h2 id="about">${msg('About Beep')}</h2>
          <p>
            <a class="button" href=${pageHref('about')}
              >${icon('info')} ${msg('What Beep can and cannot do')}</a
            >
          </p>
          <p class="muted small">${msg('Version')} <bdi dir="ltr">${this.facts.build}</bdi></p>
        </section>
      </div>
    `;
  }

  #renderBadge(): TemplateResult {
    const view = this.#badge.value;
    const words = view && ownBadgeWords(view);
    return html`
      <p><a class="button" href=${pageHref('badge')}>${icon('badge-check')} ${msg('My badge')}</a></p>
      ${words === null ? nothing : html`<p data-about="badge">${words}</p>`}
    `;
  }

  /** What stands beside our name on the screens of others who trust the same offices. */
  #renderIdentity(): TemplateResult | typeof nothing {
    const identity = this.#identities.of(this.self.person);
    if (identity === null) return nothing;
    return html`
      <p><bdi>${this.self.name}</bdi></p>
      <beep-badge-chip look="loud" .identity=${identity}></beep-badge-chip>
      <p class="small muted">
        ${msg('Whoever has compared your key with you sees “Verified in person” instead.')}
      </p>
    `;
  }

  #renderPosts(): TemplateResult | typeof nothing {
    const official = this.#official.value;
    return official === null
      ? nothing
      : html`<beep-my-posts .posts=${official.posts} .facts=${this.facts}></beep-my-posts>`;
  }

  #renderName(): TemplateResult {
    return html`
      <form class="field" @submit=${this.#onSubmit} novalidate>
        <label for="name">${msg('Your name')}</label>
        <div class="row">
          <input
            id="name"
            dir="auto"
            autocomplete="name"
            aria-invalid=${this.fault !== null}
            .value=${live(this.name ?? this.self.name)}
            @input=${this.#onInput}
          />
          <button ?disabled=${this.name === null || this.name.trim() === this.self.name}>
            ${msg('Save name')}
          </button>
        </div>
        ${faultNote(this.fault)}
        <p class="small" role="status">
          ${this.renamed ? msg('Saved. Your contacts see it when you are next linked.') : nothing}
        </p>
      </form>
    `;
  }

  #onInput(event: InputEvent): void {
    this.name = (event.target as HTMLInputElement).value;
    this.fault = null;
    this.renamed = false;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#rename();
  }

  async #showActivity(showsActivity: boolean): Promise<void> {
    const result = await this.beep.setPreferences({ ...this.beep.preferences.value, showsActivity });
    this.activityFault = result.ok ? null : result.error;
    this.requestUpdate(); // the switch shows what is kept
  }

  async #rename(): Promise<void> {
    const result = await this.beep.rename(this.name ?? this.self.name);
    this.fault = result.ok ? null : result.error;
    this.renamed = result.ok;
    if (result.ok) this.name = null;
  }
}

const themes = (): readonly (readonly [Theme, string])[] => [
  ['system', msg('As the system')],
  ['light', msg('Light')],
  ['dark', msg('Dark')],
];

const faces = (): readonly (readonly [Face, string])[] => [
  ['naskh', msg('Naskh')],
  ['nastaliq', msg('Nastaliq')],
];

declare global {
  interface HTMLElementTagNameMap {
    'beep-settings': BeepSettings;
  }
}
