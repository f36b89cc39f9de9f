import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { WordsView } from '../../app/recovery-views.js';
import type { OwnBadgeView } from '../../app/official-views.js';
import { Store, type ReadonlyStore } from '../../app/store.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { noteWords, waitingWords } from '../enrolment/own-badge-words.js';
import type * as DoorWords from '../network/door-words.js';
import { StoreController, whole } from '../controllers/store-controller.js';
import { faultWords } from '../fault-words.js';
import { icon, type IconName } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { PlatformFacts } from './platform-facts.js';
import { go, pageHref, RouteController } from './routes.js';

const NOBODY_YET = new Store<WordsView>({ kind: 'unseen' });

/** One line above everything: what it says, how it looks, how it goes away. */
interface Banner {
  readonly kind: string;
  /** An alert interrupts a screen reader, a status waits. */
  readonly role: 'alert' | 'status';
  readonly look: 'bad' | 'warn' | 'good';
  readonly icon: IconName;
  readonly words: string;
  readonly action?: { readonly words: string; readonly run: () => void };
  readonly dismiss?: () => void;
}

const NOT_LOADED: ReadonlyStore<null> = new Store(null);
const toMyBadge = (): void => go(pageHref('badge'));

/** What concerns all of Beep and has no better place: faults without a button of their own, a lost store, an update. */
@customElement('beep-banners')
@localized()
export class BeepBanners extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      :host {
        display: block;
        max-block-size: 40dvh;
        overflow-y: auto;
      }

      .note {
        align-items: center;
        border-radius: 0;
        padding-block: var(--s1);
        line-height: var(--leading-tight);
      }

      .note + .note {
        margin-block-start: 1px;
      }

      .note p {
        flex: 1;
      }

      button {
        flex: none;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** Hidden until the next start; Settings goes on saying it. */
  @state() private persistAsk: 'open' | 'refused' | 'hidden' = 'open';
  @state() private updating = false;
  /** Why the words could not be put off. */
  @state() private wordsFault: FaultCode | null = null;
  /** What is said of our badge is hidden until the next start; My badge goes on saying it. */
  @state() private noteHidden = false;

  readonly #alert = whole(this, () => this.beep.alert);
  readonly #recovered = new StoreController(
    this,
    () => this.beep.phase,
    (phase) => phase.kind === 'ready' && phase.self.recovered,
  );
  readonly #nonsense = new StoreController(
    this,
    () => this.beep.connection,
    ({ nonsense }) => nonsense,
  );
  readonly #door = new StoreController(
    this,
    () => this.beep.connection,
    ({ door }) => door,
  );
  readonly #official = whole(this, () => this.beep.official);
  readonly #badge = whole(
    this,
    (): ReadonlyStore<OwnBadgeView | null> => this.beep.official.value?.enrolment.view ?? NOT_LOADED,
  );
  // Most never see them: they are no part of the first view.
  @state() private doorWords: typeof DoorWords | null = null;
  #askedForDoorWords = false;
  readonly #update = whole(this, () => this.facts.update);
  readonly #persisted = whole(this, () => this.facts.persisted);
  readonly #words = whole(this, () => this.beep.recovery?.view ?? NOBODY_YET);
  readonly #routes = new RouteController(this);

  protected override render(): TemplateResult {
    return html`${this.#banners().map(renderBanner)}`;
  }

  async #loadDoorWords(): Promise<void> {
    this.#askedForDoorWords = true;
    try {
      this.doorWords = await import('../network/door-words.js');
    } catch {
      this.#askedForDoorWords = false; // not cached yet and no network: the next change asks again; the status says it meanwhile
    }
  }

  #banners(): readonly Banner[] {
    const banners: Banner[] = [];
    const badge = this.#badge.value;
    const alert = this.#alert.value;
    if (alert !== null) {
      const { say, act } = faultWords(alert.fault, alert.name);
      const dismiss = () => this.beep.dismissAlert();
      banners.push({
        kind: alert.fault,
        role: 'alert',
        look: 'bad',
        icon: 'triangle-alert',
        words: `${say} ${act}`,
        dismiss,
      });
    }
    if (this.#recovered.value) {
      banners.push({
        kind: 'recovered',
        role: 'alert',
        look: 'warn',
        icon: 'hard-drive',
        words: msg(
          'The store on this device was older than it had been, so Beep made a new device key. Messages the others still hold come back when you are linked.',
        ),
        dismiss: () => this.beep.dismissRecovered(),
      });
    }
    if (this.#nonsense.value) {
      banners.push({
        kind: 'server-nonsense',
        role: 'alert',
        look: 'warn',
        icon: 'wifi-off',
        words: msg(
          'Something answers at the server’s address that does not speak Beep’s language. Nothing was sent to it; open chats go on. Tell your IT office.',
        ),
      });
    }
    const door = this.#door.value;
    if (door === 'no-badge' || door === 'refused') {
      if (!this.#askedForDoorWords) void this.#loadDoorWords();
      if (this.doorWords) {
        const offices = badge && this.doorWords.requiredNames(badge);
        banners.push({
          kind: door,
          role: 'status',
          look: 'warn',
          icon: 'wifi-off',
          words: `${this.doorWords.doorWords(door, offices)} ${this.doorWords.doorAdvice(door)}`,
          action: { words: msg('My badge'), run: toMyBadge },
        });
      }
    }
    if (badge?.waiting) {
      banners.push({
        kind: 'badge-waiting',
        role: 'status',
        look: 'good',
        icon: 'badge-check',
        words: waitingWords(),
        action: { words: msg('My badge'), run: toMyBadge },
        dismiss: () => this.#official.value?.enrolment.putOff(),
      });
    } else if (badge?.note && !badge.isTurnedAway && !this.noteHidden) {
      banners.push({
        kind: `badge-${badge.note.kind}`,
        role: 'status',
        look: badge.note.kind === 'ends' ? 'warn' : 'bad',
        icon: badge.note.kind === 'revoked' ? 'ban' : 'clock',
        words: noteWords(badge.note),
        action: { words: msg('My badge'), run: toMyBadge },
        dismiss: () => (this.noteHidden = true),
      });
    }
    if (this.#persisted.value === false && this.persistAsk !== 'hidden') {
      const refused = this.persistAsk === 'refused';
      banners.push({
        kind: 'not-persistent',
        role: 'status',
        look: 'warn',
        icon: 'hard-drive',
        words: refused
          ? msg(
              'The browser said no for now. Installing Beep protects your messages: see Settings, “This device”.',
            )
          : msg('The browser may clear your messages if this device runs out of space.'),
        ...(refused ? {} : { action: { words: msg('Keep them'), run: () => void this.#askPersist() } }),
        dismiss: () => (this.persistAsk = 'hidden'),
      });
    }
    if (this.#isToWriteWords()) {
      banners.push({
        kind: 'words',
        role: 'status',
        look: 'good',
        icon: 'key-round',
        words: [
          msg('Write down your 24 words, in case this device is lost.'),
          ...(this.wordsFault === null ? [] : [faultWords(this.wordsFault).say]),
        ].join(' '),
        action: { words: msg('Recovery words'), run: () => go(pageHref('settings/words')) },
        dismiss: () => void this.#putOffWords(),
      });
    }
    if (this.#update.value) {
      banners.push({
        kind: 'update',
        role: 'status',
        look: 'good',
        icon: 'download',
        words: msg('A new version of Beep is ready. What you are writing is kept.'),
        action: {
          words: this.updating ? msg('Updating…') : msg('Update now'),
          run: () => void this.#applyUpdate(),
        },
      });
    }
    return banners;
  }

  /** Beside the chats alone, and not before somebody has a badge, which is when there is much to lose. */
  #isToWriteWords(): boolean {
    if (this.#routes.route.page !== 'chats') return false;
    const words = this.#words.value;
    if (words.kind === 'later') return words.isDue;
    return words.kind === 'unseen' && (this.#badge.value?.badges.length ?? 0) > 0;
  }

  async #putOffWords(): Promise<void> {
    const put = await this.beep.recovery?.putOff();
    this.wordsFault = put === undefined || put.ok ? null : put.error;
  }

  async #askPersist(): Promise<void> {
    if (!(await this.facts.requestPersist())) this.persistAsk = 'refused';
  }

  async #applyUpdate(): Promise<void> {
    if (this.updating) return;
    this.updating = true;
    try {
      await this.facts.applyUpdate();
    } finally {
      this.updating = false;
    }
  }
}

function renderBanner({ kind, role, look, icon: picture, words, action, dismiss }: Banner): TemplateResult {
  return html`
    <div class=${`note ${look}`}>
      ${icon(picture)}
      <p role=${role} data-kind=${kind}>${words}</p>
      ${action ? html`<button @click=${action.run}>${action.words}</button>` : nothing}
      ${
        dismiss
          ? html`<button class="quiet only-icon" @click=${dismiss}>
              ${icon('x')}<span class="sr">${msg('Dismiss')}</span>
            </button>`
          : nothing
      }
    </div>
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-banners': BeepBanners;
  }
}
