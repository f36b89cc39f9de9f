import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { map } from 'lit/directives/map.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs } from '../../app/conversation-views.js';
import type { BeepVerbs, SelfView } from '../../app/views.js';
import { formatNumber } from '../../i18n/formats.js';
import type { ConversationId, DraftId, EntryId } from '../../protocol/ids.js';
import { LazyElements } from '../controllers/lazy-elements.js';
import { StoreController, whole } from '../controllers/store-controller.js';
import { icon, type IconName } from '../parts/icon.js';
import { whenReady } from '../parts/when-ready.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { PlatformFacts } from './platform-facts.js';
import { pageHref, type Route } from './routes.js';
import { shellStyles } from './shell-styles.js';
import { isChat, isDraftTalk } from '../conversation/chat-lists.js';
import '../conversation/beep-conversation-list.js';
import './beep-connection.js';

/** What is seldom the first thing on the screen is fetched when it is asked for. */
const LATER = {
  banners: () => import('./beep-banners.js'),
  chat: () => import('../conversation/beep-conversation.js'),
  details: () => import('../groups/beep-details.js'),
  report: () => import('../groups/beep-report.js'),
  requests: () => import('../groups/beep-requests.js'),
  blocked: () => import('../groups/beep-blocked.js'),
  'new-group': () => import('../groups/beep-new-group.js'),
  starred: () => import('../conversation/beep-starred.js'),
  drafts: () => import('../drafts/beep-drafts.js'),
  draft: () => import('../drafts/beep-draft.js'),
  check: () => import('../memo/beep-check-memo.js'),
  memo: () => import('../memo/beep-memo.js'),
  contacts: () => import('../people/beep-contacts.js'),
  directory: () => import('../directory/beep-directory.js'),
  settings: () => import('../settings/beep-settings.js'),
  'settings/words': () => import('../words/beep-words.js'),
  connection: () => import('../network/beep-connection-check.js'),
  traffic: () => import('../network/beep-traffic.js'),
  about: () => import('../settings/beep-about.js'),
  badge: () => import('../enrolment/beep-my-badge.js'),
  add: () => import('../people/beep-opened-link.js'),
  request: () => import('../enrolment/beep-opened-request.js'),
  'new-chat': () => import('../people/beep-new-chat.js'),
} as const;
type Later = keyof typeof LATER;

/** Everything around the chats once Beep runs: where one can go, whom one knows, what is open. */
@customElement('beep-shell')
@localized()
export class BeepShell extends LitElement {
  static override styles = [base, controls, shellStyles];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) self!: SelfView;
  @property({ attribute: false }) route!: Route;

  /** For the style sheet: on a phone a chat has the screen to itself. */
  @property({ type: Boolean, reflect: true, attribute: 'in-chat' }) inChat = false;
  @property({ type: Boolean, reflect: true }) up = false;

  @state() private adding = false;
  @query('main > :first-child') private current!: HTMLElement | null;
  @query('.new') private newChat!: HTMLElement;

  readonly #later = new LazyElements(this, LATER);
  readonly #conversations = whole(this, () => this.beep.conversations);
  readonly #up = new StoreController(
    this,
    () => this.beep.connection,
    ({ introducer, nonsense }) => introducer === 'connected' && !nonsense,
  );
  /** The person has moved, and the page they moved to has not taken the focus yet. */
  #arriving = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.inChat = isInChat(this.route);
    this.up = this.#up.value;
    if (!changed.has('route')) return;
    const { page } = this.route;
    if (isLater(page)) void this.#later.want(page);
    this.#arriving = changed.get('route') !== undefined;
    if (this.#arriving) this.adding = false;
  }

  protected override render(): TemplateResult {
    const { route } = this;
    const showsChats = route.page === 'chats' || isInChat(route);
    return html`
      ${this.#renderBanners()} ${this.#renderNavigation(route)}
      <beep-connection .beep=${this.beep}></beep-connection>
      ${showsChats ? this.#renderChats(route) : nothing}
      <main data-page=${route.page} class=${showsChats ? 'narrow' : 'wide'}>${this.#renderPage(route)}</main>
      ${this.adding ? this.#renderNewChat() : nothing}
    `;
  }

  /** Hardly ever is there one at once, and their words are many: they come after the first picture. */
  #renderBanners(): TemplateResult | typeof nothing {
    if (this.#later.state('banners') === 'loading') return nothing;
    return html`<div class="banners">
      ${whenReady(
        this.#later,
        'banners',
        () => html`<beep-banners .beep=${this.beep} .facts=${this.facts}></beep-banners>`,
      )}
    </div>`;
  }

  #renderNavigation(route: Route): TemplateResult {
    const all = this.#conversations.value;
    const unread = (isIn: typeof isChat): number =>
      all.reduce((sum, row) => (isIn(row) ? sum + row.unread : sum), 0);
    const places: readonly [Route['page'], string, string, IconName, number][] = [
      ['chats', pageHref('chats'), msg('Chats'), 'message-square-text', unread(isChat)],
      ['drafts', pageHref('drafts'), msg('Drafts'), 'file-pen-line', unread(isDraftTalk)],
      ['contacts', pageHref('contacts'), msg('Contacts'), 'users', 0],
      ['settings', pageHref('settings'), msg('Settings'), 'settings', 0],
    ];
    const isOfDraft = isInChat(route) && all.some((row) => row.id === route.conversation && isDraftTalk(row));
    const here = isOfDraft ? 'drafts' : (PLACE_OF[route.page] ?? 'chats');
    return html`
      <nav aria-label=${msg('Main')}>
        <ul>
          ${map(
            places,
            ([place, href, words, picture, count]) => html`
              <li>
                <a href=${href} aria-current=${place === here ? 'page' : 'false'}>
                  <span class="pill">${icon(picture)}</span>
                  ${words}
                  ${count === 0 ? nothing : html`<span class="count" aria-hidden="true">${formatNumber(Math.min(count, 99))}</span>`}
                </a>
              </li>
            `,
          )}
        </ul>
      </nav>
    `;
  }

  #renderChats(route: Route): TemplateResult {
    const open = isInChat(route) ? route.conversation : null;
    const none = !this.#conversations.value.some(isChat);
    return html`
      <section class=${open === null ? 'chats' : 'chats beside'} aria-label=${msg('Chats')}>
        <header>
          ${open === null ? html`<h1 tabindex="-1">${msg('Chats')}</h1>` : html`<h2>${msg('Chats')}</h2>`}
          <a class="button quiet only-icon starred" href=${pageHref('starred')}>
            ${icon('star')}<span class="sr">${msg('Starred')}</span>
          </a>
          <button class="new" @click=${this.#onNewChat}>
            ${icon('message-square-plus')} ${msg('New chat')}
          </button>
        </header>
        <div class="scroll">
          <beep-conversation-list .beep=${this.beep} .current=${open}></beep-conversation-list>
          ${
            none
              ? html`<div class="empty">
                  ${icon('qr-code')}
                  <h2>${msg('Nobody here yet')}</h2>
                  <p>
                    ${msg('Choose “New chat”, then let a colleague scan your card or send them your link. One scan is enough for both of you.')}
                  </p>
                </div>`
              : nothing
          }
        </div>
      </section>
    `;
  }

  #renderPage(route: Route): TemplateResult {
    switch (route.page) {
      case 'chats':
        return html`<div class="hint">
          ${icon('message-square-text')}
          <p>
            ${msg('Choose a chat from the list. What you write is kept at every keystroke, online or not.')}
          </p>
        </div>`;
      case 'chat':
      case 'details':
      case 'report':
      case 'memo':
        return this.#renderInChat(route);
      case 'requests':
        return whenReady(
          this.#later,
          'requests',
          () => html`<beep-requests .beep=${this.beep}></beep-requests>`,
        );
      case 'blocked':
        return whenReady(
          this.#later,
          'blocked',
          () => html`<beep-blocked .beep=${this.beep}></beep-blocked>`,
        );
      case 'new-group':
        return whenReady(this.#later, 'new-group', () =>
          keyed(
            route,
            html`<beep-new-group
              .beep=${this.beep}
              .type=${route.type}
              @new-chat=${this.#onNewChat}
            ></beep-new-group>`,
          ),
        );
      case 'starred':
        return whenReady(
          this.#later,
          'starred',
          () => html`<beep-starred .beep=${this.beep}></beep-starred>`,
        );
      case 'drafts':
        return whenReady(this.#later, 'drafts', () => html`<beep-drafts .beep=${this.beep}></beep-drafts>`);
      case 'draft':
        return whenReady(this.#later, 'draft', () =>
          keyed(
            route.draft,
            html`<beep-draft
              .beep=${this.beep}
              .facts=${this.facts}
              .draft=${route.draft as DraftId}
            ></beep-draft>`,
          ),
        );
      case 'check':
        return whenReady(
          this.#later,
          'check',
          () => html`<beep-check-memo .beep=${this.beep}></beep-check-memo>`,
        );
      case 'contacts':
        return whenReady(
          this.#later,
          'contacts',
          () => html`<beep-contacts .beep=${this.beep} @new-chat=${this.#onNewChat}></beep-contacts>`,
        );
      case 'directory':
        return whenReady(
          this.#later,
          'directory',
          () =>
            html`<beep-directory
              .beep=${this.beep}
              .self=${this.self}
              .address=${route.department}
            ></beep-directory>`,
        );
      case 'settings':
        return whenReady(
          this.#later,
          'settings',
          () =>
            html`<beep-settings .beep=${this.beep} .facts=${this.facts} .self=${this.self}></beep-settings>`,
        );
      case 'settings/words':
        return whenReady(
          this.#later,
          'settings/words',
          () => html`<beep-words .beep=${this.beep} .self=${this.self}></beep-words>`,
        );
      case 'connection':
        return whenReady(
          this.#later,
          'connection',
          () => html`<beep-connection-check .beep=${this.beep} .facts=${this.facts}></beep-connection-check>`,
        );
      case 'traffic':
        return whenReady(
          this.#later,
          'traffic',
          () => html`<beep-traffic .beep=${this.beep} .facts=${this.facts}></beep-traffic>`,
        );
      case 'about':
        return whenReady(this.#later, 'about', () => html`<beep-about></beep-about>`);
      case 'badge':
        return whenReady(
          this.#later,
          'badge',
          () =>
            html`<beep-my-badge
              .beep=${this.beep}
              .facts=${this.facts}
              .invitation=${route.invitation}
            ></beep-my-badge>`,
        );
      case 'add':
        return whenReady(this.#later, 'add', () =>
          keyed(
            route.link,
            html`<beep-opened-link
              .beep=${this.beep}
              .facts=${this.facts}
              .link=${route.link}
            ></beep-opened-link>`,
          ),
        );
      case 'request':
        return whenReady(
          this.#later,
          'request',
          () =>
            html`<beep-opened-request
              .beep=${this.beep}
              .facts=${this.facts}
              .link=${route.link}
            ></beep-opened-request>`,
        );
    }
  }

  /** A conversation, or what one may see and do of it beside what was said. */
  #renderInChat(route: InChat): TemplateResult {
    const conversation = this.#find(route.conversation);
    if (conversation === null) return renderNoSuchChat();
    return whenReady(this.#later, route.page, () =>
      keyed(
        route.conversation,
        route.page === 'chat'
          ? html`<beep-conversation
              .conversation=${conversation}
              .beep=${this.beep}
              .facts=${this.facts}
              .message=${route.message as EntryId | null}
            ></beep-conversation>`
          : route.page === 'memo'
            ? html`<beep-memo
                .beep=${this.beep}
                .facts=${this.facts}
                .conversation=${route.conversation as ConversationId}
                .entry=${route.memo}
              ></beep-memo>`
            : route.page === 'details'
              ? html`<beep-details
                  .beep=${this.beep}
                  .facts=${this.facts}
                  .conversation=${conversation}
                ></beep-details>`
              : html`<beep-report
                  .conversation=${conversation}
                  .facts=${this.facts}
                  .self=${this.self}
                ></beep-report>`,
      ),
    );
  }

  #renderNewChat(): TemplateResult {
    return whenReady(
      this.#later,
      'new-chat',
      () =>
        html`<beep-new-chat
          .beep=${this.beep}
          .facts=${this.facts}
          @closed=${this.#onClosed}
        ></beep-new-chat>`,
    );
  }

  protected override firstUpdated(): void {
    void this.#later.want('banners');
    void this.#later.want('chat'); // the next thing that anybody does here
  }

  protected override updated(): void {
    if (this.#arriving) void this.#takeFocus();
  }

  /** Puts the focus on the heading of the page just reached, as soon as that page is there. */
  async #takeFocus(): Promise<void> {
    const { page } = this.route;
    if (isLater(page) && this.#later.state(page) === 'loading') return; // comes back with the update that shows it
    this.#arriving = false;
    if (page === 'chats') {
      this.renderRoot.querySelector<HTMLElement>('.chats h1')?.focus();
      return;
    }
    const target = this.current;
    if (target instanceof LitElement) await target.updateComplete;
    target?.focus();
  }

  /** A chat in which nothing has been said yet is in no list, and can be written to all the same. */
  #find(address: string): ConversationVerbs | null {
    const row = this.#conversations.value.find(({ id }) => id === address);
    if (row !== undefined) return this.beep.conversation(row.id);
    const begun = this.beep.conversation(address as ConversationId);
    return begun?.view.value.kind === 'direct' ? begun : null;
  }

  #onNewChat(): void {
    this.adding = true;
    void this.#later.want('new-chat');
  }

  #onClosed(): void {
    this.adding = false;
    if (this.route.page === 'chats') this.newChat.focus();
  }
}

/** A conversation has the screen, or what belongs to one. */
type InChat = Extract<Route, { readonly conversation: string }>;
const isInChat = (route: Route): route is InChat => 'conversation' in route;

/** Under which of the four main places a page is found; one that is not named here, under Chats. */
const PLACE_OF: Partial<Record<Route['page'], 'drafts' | 'contacts' | 'settings'>> = {
  drafts: 'drafts',
  draft: 'drafts',
  check: 'drafts',
  contacts: 'contacts',
  directory: 'contacts',
  blocked: 'contacts',
  settings: 'settings',
  'settings/words': 'settings',
  connection: 'settings',
  traffic: 'settings',
  about: 'settings',
  badge: 'settings',
  request: 'settings',
};

const isLater = (page: Route['page']): page is Route['page'] & Later => page in LATER;

const renderNoSuchChat = (): TemplateResult => html`
  <div class="hint" tabindex="-1">
    <h1>${msg('There is no such chat on this device')}</h1>
    <p>${msg('It may be on another device of yours. Nothing was deleted.')}</p>
    <a class="button" href=${pageHref('chats')}>${msg('Show my chats')}</a>
  </div>
`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-shell': BeepShell;
  }
}
