import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs, MessageView } from '../../app/views.js';
import { formatDay, formatNumber, isSameDay, plural } from '../../i18n/formats.js';
import { language } from '../../i18n/language.js';
import type { EntryId } from '../../protocol/ids.js';
import { whole } from '../controllers/store-controller.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { ArrivalAnnouncer } from './arrival-announcer.js';
import { messageArticle } from './message-article.js';
import { messageStyles } from './message-styles.js';
import { OlderLoader } from './older-loader.js';
import { timelineStyles } from './timeline-styles.js';

/** Nearer to the end than this many pixels counts as being there. */
const END_PX = 32;
/** Browsers that keep what is being read in place when something is added below it. */
const ANCHORS = CSS.supports('overflow-anchor', 'auto');

/**
 * The messages of one conversation, which does not change during the element's life. The scroller is a reversed column
 * around one list: it opens at the end and stays there by itself, and older pages move nothing that is being read.
 */
@customElement('beep-timeline')
@localized()
export class BeepTimeline extends LitElement {
  static override styles = [base, controls, timelineStyles, messageStyles];

  @property({ attribute: false }) conversation!: ConversationVerbs;

  @state() private atEnd = true;
  @state() private unfolded: ReadonlySet<EntryId> = new Set();
  @query('.scroller') private scroller!: HTMLElement;

  readonly #view = whole(this, () => this.conversation.view);
  readonly #arrivals = new ArrivalAnnouncer(this);
  readonly #older = new OlderLoader(this, () => this.conversation.loadOlder());
  /** The newest message when the end was last on the screen. */
  #seen: EntryId | null = null;
  #last: MessageView | undefined;
  /** The first page has been put where reading goes on. */
  #placed = false;
  #told = false;
  #heightBefore = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#tell);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#tell);
    this.#tell();
  }

  protected override willUpdate(): void {
    if (this.atEnd) this.#seen = this.conversation.view.value.messages.at(-1)?.id ?? null;
    if (!ANCHORS && this.hasUpdated) this.#heightBefore = this.scroller.scrollHeight;
  }

  protected override render(): TemplateResult {
    const { messages, hasOlder, firstUnread } = this.#view.value;
    const nowMs = Date.now();
    const today = new Date(nowMs).toDateString();
    return html`
      <div
        class="scroller"
        role="log"
        aria-label=${msg('Messages')}
        aria-live="off"
        tabindex="0"
        @scroll=${this.#onScroll}
        @keydown=${this.#onKeydown}
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
            ${repeat(
              messages,
              ({ id }) => id,
              (message, index) => {
                const [before, after] = [messages[index - 1], messages[index + 1]];
                const unfolded = this.unfolded.has(message.id);
                const isFirstUnread = message.id === firstUnread;
                // Of hundreds of messages a change touches one or two: the others are not even formatted again.
                return html`<li>
                  ${guard([message, before, after, unfolded, isFirstUnread, today, language()], () => [
                    isNewDay(before, message) ? this.#renderDay(message, nowMs) : nothing,
                    isFirstUnread ? html`<p class="unread"><span>${msg('New messages')}</span></p>` : nothing,
                    messageArticle(message, { before, after, unfolded, unfold: this.#unfold }),
                  ])}
                </li>`;
              },
            )}
          </ol>
          ${messages.length === 0 ? html`<p class="nothing">${msg('No messages yet. Write the first one below.')}</p>` : nothing}
        </div>
      </div>
      ${this.atEnd ? nothing : this.#renderToEnd(messages)}
      <p class="sr" aria-live="polite">${this.#arrivals.words}</p>
    `;
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

  protected override updated(): void {
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
    this.#older.watch(this.scroller, this.renderRoot.querySelector('.older'));
    this.#tell();
  }

  readonly #tell = (): void => {
    const shown = this.isConnected && this.atEnd && document.visibilityState === 'visible';
    if (shown === this.#told) return;
    this.#told = shown;
    this.conversation.setShown(shown);
  };

  readonly #unfold = ({ id }: MessageView): void => {
    this.unfolded = new Set([...this.unfolded, id]);
  };

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

  /** One tab stop for all messages; the arrow keys go from one to the next. */
  #onKeydown(event: KeyboardEvent): void {
    const at = event.target as HTMLElement;
    if (event.altKey || event.ctrlKey || event.metaKey || at instanceof HTMLButtonElement) return;
    const articles = [...this.renderRoot.querySelectorAll('article')];
    const index = articles.findIndex((article) => article === at);
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
}

const isNewDay = (before: MessageView | undefined, { sentAtMs }: MessageView): boolean =>
  before === undefined || !isSameDay(before.sentAtMs, sentAtMs);

declare global {
  interface HTMLElementTagNameMap {
    'beep-timeline': BeepTimeline;
  }
}
