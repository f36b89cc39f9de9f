import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type {
  ConversationVerbs,
  ConversationView,
  EventView,
  MessageView,
  PersonView,
} from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatDay, formatNumber, isSameDay, plural } from '../../i18n/formats.js';
import { language } from '../../i18n/language.js';
import type { DraftId, EntryId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { whole } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { catchUpNote, fullNote, missingNote, typingNote } from './activity-notes.js';
import { ArrivalAnnouncer } from './arrival-announcer.js';
import type { BeepMessageActions } from './beep-message-actions.js';
import { eventsByMessage, eventStyles, groupEvent, type EventsByMessage } from './group-event.js';
import { messageArticle, type MessageDeeds } from './message-article.js';
import { approverStyles } from './approver-styles.js';
import { messagePartStyles } from './message-part-styles.js';
import { messageStyles } from './message-styles.js';
import { OlderLoader } from './older-loader.js';
import { timelineStyles } from './timeline-styles.js';
import './beep-message-actions.js';

/** Nearer to the end than this many pixels counts as being there. */
const END_PX = 32;
const NO_EVENTS: readonly EventView[] = [];
/** Browsers that keep what is being read in place when something is added below it. */
const ANCHORS = CSS.supports('overflow-anchor', 'auto');

/**
 * The messages of one conversation, which does not change during the element's life. The scroller is a reversed column
 * around one list: it opens at the end and stays there by itself, and older pages move nothing that is being read.
 */
@customElement('beep-timeline')
@localized()
export class BeepTimeline extends LitElement {
  static override styles = [
    base,
    controls,
    timelineStyles,
    messageStyles,
    messagePartStyles,
    approverStyles,
    eventStyles,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** Where to begin, if not where reading goes on. Fires `not-found` if it cannot be shown. */
  @property({ attribute: false }) message: EntryId | null = null;
  /** The draft that this is the talk about; null where it is none, or not known yet. */
  @property({ attribute: false }) draft: DraftId | null = null;

  @state() private atEnd = true;
  @state() private unfolded: ReadonlySet<EntryId> = new Set();
  /** The message that had the focus last: its buttons are tab stops. */
  @state() private active: EntryId | null = null;
  /** Where a quote or an address has led. */
  @state() private found: EntryId | null = null;
  /** On the way to a message: nothing counts as seen until it is reached. */
  @state() private looking = false;
  /** How often something was refused: whatever a field shows is then set to what is kept. */
  @state() private refusals = 0;
  @query('.scroller') private scroller!: HTMLElement;
  @query('beep-message-actions') private actions!: BeepMessageActions;

  readonly #view = whole(this, () => this.conversation.view);
  readonly #arrivals = new ArrivalAnnouncer(this);
  readonly #older = new OlderLoader(this, () => this.conversation.loadOlder());
  /** The newest message when the end was last on the screen. */
  #seen: EntryId | null = null;
  #last: MessageView | undefined;
  #events: readonly EventView[] = NO_EVENTS;
  #deviceEvents: readonly EventView[] = NO_EVENTS;
  #eventsBy: EventsByMessage = new Map();
  /** The first page has been put where reading goes on. */
  #placed = false;
  #told = false;
  #heightBefore = 0;
  /** A button inside a message had the focus before this update, which may take the button away. */
  #focusWasInside = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#tell);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#tell);
    this.#tell();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('message') && this.message !== null) this.looking = true;
    if (this.atEnd) this.#seen = this.conversation.view.value.messages.at(-1)?.id ?? null;
    this.#focusWasInside =
      this.shadowRoot?.activeElement?.closest('article button, article input') instanceof Element;
    if (!ANCHORS && this.hasUpdated) this.#heightBefore = this.scroller.scrollHeight;
  }

  protected override render(): TemplateResult {
    const view = this.#view.value;
    const { messages, hasOlder, mayPost } = view;
    const events = this.#placeEvents();
    const nowMs = Date.now();
    const loaded = new Set(messages.map(({ id }) => id));
    return html`
      <div class="stage">
        <div
          class="scroller"
          role="log"
          aria-label=${msg('Messages')}
          aria-live="off"
          tabindex="0"
          @scroll=${this.#onScroll}
          @keydown=${this.#onKeydown}
          @focusin=${this.#onFocusIn}
        >
          <div class="content">
            ${
              hasOlder
                ? html`<div class="older">
                    <button class="quiet" @click=${this.#onOlder}>
                      ${this.#older.loading ? msg('Loading earlier messages…') : msg('Show earlier messages')}
                    </button>
                  </div>`
                : nothing
            }
            <ol>
              ${(events.get(null) ?? NO_EVENTS).map((event) => html`<li>${groupEvent(event, null, this.#view.value.group?.type)}</li>`)}
              ${repeat(
                messages,
                ({ id }) => id,
                (_, index) => html`<li>${this.#renderMessage(view, index, events, loaded, nowMs)}</li>`,
              )}
            </ol>
            ${messages.length === 0 ? html`<p class="nothing">${mayPost ? msg('No messages yet. Write the first one below.') : msg('No messages yet')}</p>` : nothing}
          </div>
        </div>
        <p class="looking" role="status">${this.looking ? msg('Looking for the message…') : nothing}</p>
        ${typingNote(view)} ${this.atEnd ? nothing : this.#renderToEnd(messages)}
      </div>
      ${catchUpNote(view)} ${missingNote(view)} ${fullNote(view, this.#takeMore)}
      <beep-message-actions
        .conversation=${this.conversation}
        .beep=${this.beep}
        .facts=${this.facts}
        @refused=${this.#onRefused}
      ></beep-message-actions>
      <p class="sr" aria-live="polite">${this.#arrivals.words}</p>
    `;
  }

  /** Where the events stand; the same arrays until one is added or changes, for the guard around each message. */
  #placeEvents(): EventsByMessage {
    const { group, deviceEvents } = this.#view.value;
    const events = group?.events ?? NO_EVENTS;
    if (events !== this.#events || deviceEvents !== this.#deviceEvents) {
      this.#events = events;
      this.#deviceEvents = deviceEvents;
      this.#eventsBy = eventsByMessage([...events, ...deviceEvents]);
    }
    return this.#eventsBy;
  }

  #renderMessage(
    view: ConversationView,
    index: number,
    events: EventsByMessage,
    loaded: ReadonlySet<EntryId>,
    nowMs: number,
  ): unknown {
    const { messages, firstUnread, kind, mayPost, mayReact } = view;
    const message = messages[index]!;
    const [before, after] = [messages[index - 1], messages[index + 1]];
    const { id, reply } = message;
    const unfolded = this.unfolded.has(id);
    const following = events.get(id) ?? NO_EVENTS;
    const isFirstUnread = id === firstUnread;
    const isActive = id === this.active;
    const isFound = id === this.found;
    const isQuoteLoaded = reply !== null && loaded.has(reply.id);
    const showsAuthor = kind !== 'direct';
    const today = new Date(nowMs).toDateString();
    // Of hundreds of messages a change touches one or two: the others are not even formatted again.
    return guard(
      [
        ...[message, before, after, unfolded, isFirstUnread, isActive, isFound, isQuoteLoaded, following],
        ...[showsAuthor, mayPost, mayReact, this.refusals, this.draft, today, language()],
      ],
      () => [
        isNewDay(before, message) ? this.#renderDay(message, nowMs) : nothing,
        isFirstUnread ? html`<p class="unread"><span>${msg('New messages')}</span></p>` : nothing,
        messageArticle(message, {
          before,
          after,
          unfolded,
          isActive,
          isFound,
          isQuoteLoaded,
          conversation: this.conversation.view.value.id,
          beep: this.beep,
          draft: this.draft,
          showsAuthor,
          rights: { mayPost, mayReact },
          deeds: this.#deeds,
        }),
        following.map((event) => groupEvent(event, message.sentAtMs, this.#view.value.group?.type)),
      ],
    );
  }

  #renderDay({ sentAtMs }: MessageView, nowMs: number): TemplateResult {
    return html`<p class="day"><span>${formatDay(sentAtMs, nowMs)}</span></p>`;
  }

  #renderToEnd(messages: readonly MessageView[]): TemplateResult {
    const seenAt = messages.findLastIndex(({ id }) => id === this.#seen);
    const count = messages.slice(seenAt + 1).filter(({ own }) => !own).length;
    const n = formatNumber(count);
    return html`
      <button class="to-end" @click=${this.#onToEnd}>
        ${icon('chevron-down')}
        ${
          count === 0
            ? html`<span class="sr">${msg('Go to the newest message')}</span>`
            : plural(
                count,
                () => msg(str`${n} new message`),
                () => msg(str`${n} new messages`),
              )
        }
      </button>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { messages } = this.#view.value;
    const last = messages.at(-1);
    const before = this.#last;
    this.#last = last;
    if (!this.#placed && messages.length > 0) {
      this.#placed = true;
      this.renderRoot.querySelector('.unread')?.scrollIntoView({ block: 'start' });
      this.#onScroll(); // the event comes later, and until then all of it would count as seen
    } else if (last !== undefined && last.id !== before?.id) {
      const from = messages.findLastIndex(({ id }) => id === before?.id);
      this.#arrivals.arrived(messages.slice(from + 1).filter(({ own }) => !own));
      if (last.own && !this.atEnd)
        this.#scrollToEnd(); // setting it would lay everything out at once
      else if (!ANCHORS && !this.atEnd)
        this.scroller.scrollTop -= this.scroller.scrollHeight - this.#heightBefore;
    }
    if (this.#focusWasInside && this.shadowRoot?.activeElement === null) {
      if (this.active !== null) this.#find(this.active)?.focus({ preventScroll: true });
    }
    this.#older.watch(this.scroller, this.renderRoot.querySelector('.older'));
    this.#tell();
    if (changed.has('message') && this.message !== null) void this.#begin(this.message);
  }

  readonly #tell = (): void => {
    const shown = this.isConnected && this.atEnd && !this.looking && document.visibilityState === 'visible';
    if (shown === this.#told) return;
    this.#told = shown;
    this.conversation.setShown(shown);
  };

  readonly #deeds: MessageDeeds = {
    unfold: ({ id }) => (this.unfolded = new Set([...this.unfolded, id])),
    openMenu: (message, button) => void this.actions.openMenu(message, button, button),
    jump: (id) => void this.#goTo(id),
    react: (message, emoji, isOn) => this.actions.react(message, emoji, isOn),
    vote: (message, choices) => this.actions.vote(message, choices),
    note: (message) => this.actions.note(message),
    showVoters: (message) => this.actions.show('voters', message),
    showNoted: (message) => this.actions.show('noted', message),
  };

  readonly #takeMore = ({ person }: PersonView): void =>
    void this.actions.answer(this.conversation.takeMore(person));

  async #begin(at: EntryId): Promise<void> {
    if (!(await this.#goTo(at))) this.dispatchEvent(new CustomEvent('not-found'));
  }

  /**
   * Loads what it takes to have a message here, puts it into view, the focus on it and a mark around it. False if that
   * cannot be: why is on the screen by then.
   */
  async #goTo(id: EntryId): Promise<boolean> {
    if (!this.#find(id)) {
      this.looking = true;
      this.atEnd = false; // while the end is on the screen, so much is not kept
      await this.actions.answer(this.conversation.loadBackTo(id));
      await this.updateComplete;
    }
    const article = this.#find(id);
    if (article) {
      this.found = id;
      article.scrollIntoView({ block: 'center' });
      article.focus({ preventScroll: true });
      // What has never been on the screen gets its true height only there, and may have pushed it away.
      requestAnimationFrame(() => article.scrollIntoView({ block: 'center' }));
    }
    this.#onScroll(); // the event comes later
    this.looking = false;
    return article !== undefined;
  }

  #find(id: EntryId): HTMLElement | undefined {
    return this.#articles().find(({ dataset }) => dataset['id'] === id);
  }

  #articles(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll('article')];
  }

  #onRefused(): void {
    this.refusals++;
  }

  #onFocusIn(event: FocusEvent): void {
    const id = (event.target as Element).closest<HTMLElement>('article')?.dataset['id'];
    this.active = this.conversation.view.value.messages.find((message) => message.id === id)?.id ?? null;
    if (this.found !== this.active) this.found = null;
  }

  #onScroll(): void {
    this.atEnd = this.scroller.scrollTop > -END_PX; // 0 is the end, the past is below zero
  }

  #onOlder(): void {
    void this.#older.load();
  }

  #onToEnd(): void {
    this.#scrollToEnd();
    this.scroller.focus({ preventScroll: true });
  }

  #scrollToEnd(): void {
    this.scroller.scrollTop = 0;
  }

  /**
   * One tab stop for all messages: the arrow keys go from one to the next, Enter opens the menu of one, Tab goes on to
   * its buttons and Escape comes back from them.
   */
  #onKeydown(event: KeyboardEvent): void {
    const at = event.target as HTMLElement;
    const article = at.closest('article');
    if (event.key === 'Escape' && article !== null && article !== at) article.focus();
    if (at !== this.scroller && at !== article) return;
    const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (article !== null && (event.key === 'Enter' || isMenuKey)) {
      event.preventDefault();
      this.#openMenuOf(article);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const articles = this.#articles();
    const index = articles.findIndex((one) => one === article);
    const next = {
      ArrowUp: index < 0 ? articles.length - 1 : Math.max(0, index - 1),
      ArrowDown: index < 0 ? articles.length - 1 : Math.min(articles.length - 1, index + 1),
      Home: 0,
      End: articles.length - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    articles[next]?.focus();
  }

  #openMenuOf(article: HTMLElement): void {
    const button = article.querySelector<HTMLElement>('.actions');
    const message = this.#view.value.messages.find(({ id }) => id === article.dataset['id']);
    if (button !== null && message !== undefined) void this.actions.openMenu(message, button, article);
  }
}

const isNewDay = (before: MessageView | undefined, { sentAtMs }: MessageView): boolean =>
  before === undefined || !isSameDay(before.sentAtMs, sentAtMs);

declare global {
  interface HTMLElementTagNameMap {
    'beep-timeline': BeepTimeline;
  }
}
