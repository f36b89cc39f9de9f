import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs, ConversationView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { DraftId, EntryId, PersonId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { detailsHref, draftHref, pageHref, reportHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { avatarStyles, conversationAvatar } from '../parts/avatar.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { postNote, postNoteStyles } from '../posts/post-note.js';
import type { MenuItem } from '../parts/beep-menu.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import type { BeepComposer } from './beep-composer.js';
import type { ComposeWish } from './beep-message-actions.js';
import { DraftOfTalk } from './draft-of-talk.js';
import { headWords } from './standing-words.js';
import '../identity/beep-identity-notes.js';
import '../parts/beep-menu.js';
import '../parts/beep-person-badge.js';
import './beep-answer-bar.js';
import './beep-composer.js';
import './beep-timeline.js';

const NOBODY: readonly PersonId[] = [];

/** One conversation, which does not change during the element's life: who it is with, what was said, what one writes. */
@customElement('beep-conversation')
@localized()
export class BeepConversation extends LitElement {
  static override styles = [
    base,
    controls,
    avatarStyles,
    postNoteStyles,
    css`
      :host,
      .chat {
        display: grid;
        grid-template: auto auto minmax(0, 1fr) auto / minmax(0, 1fr);
        block-size: 100%;
      }

      :host {
        grid-template-rows: minmax(0, 1fr);
      }

      header {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-block-size: 3.75rem;
        padding: var(--s2) var(--s4);
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }

      /* The link is the name; where it can be clicked is picture, name and standing together. */
      .who {
        position: relative;
        display: flex;
        flex: 1;
        align-items: center;
        gap: inherit;
        min-inline-size: 0;
        min-block-size: var(--target);
      }

      .words {
        min-inline-size: 0;
      }

      h1 {
        font-size: var(--text-md);
      }

      h1 a {
        display: block;
        color: inherit;
        text-decoration: none;
      }

      h1 a::after {
        position: absolute;
        inset: 0;
        border-radius: var(--radius);
        content: '';
      }

      .who:hover h1 a {
        text-decoration: underline;
      }

      h1 a:focus-visible {
        outline: none;
      }

      h1 a:focus-visible::after {
        outline: 2px solid var(--focus);
      }

      .standing {
        color: var(--text-2);
        font-size: var(--text-xs);
        line-height: var(--leading-tight);
      }

      .standing.linked {
        color: var(--accent-text);
      }

      .above {
        grid-row: 2;
        max-block-size: 40vh;
        overflow-y: auto;
      }

      .faults {
        padding: var(--s2) var(--s4) 0;
      }

      .to-draft {
        flex: none;
      }

      beep-timeline {
        grid-row: 3;
      }

      .foot,
      .chat > beep-composer,
      beep-answer-bar {
        grid-row: 4;
      }

      @media (min-width: 52rem) {
        .back {
          display: none;
        }
      }

      @media (max-width: 51.99rem) {
        header {
          padding-inline: var(--s1) var(--s3);
          gap: var(--s2);
        }

        .to-draft {
          inline-size: var(--target);
          padding: 0;
        }

        .to-draft .label {
          position: absolute;
          inline-size: 1px;
          block-size: 1px;
          overflow: hidden;
          clip-path: inset(50%);
          white-space: nowrap;
        }
      }
    `,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  /** The message to lead to, as the address names it. */
  @property({ attribute: false }) message: EntryId | null = null;
  @query('h1') private heading!: HTMLElement;
  @state() private fault: FaultCode | null = null;
  @query('beep-composer') private composer!: BeepComposer | null;

  readonly #view = whole(this, () => this.conversation.view);
  #people: readonly PersonId[] = NOBODY;
  readonly #about = new DraftOfTalk(
    this,
    () => this.beep,
    () => {
      const { kind, id } = this.conversation.view.value;
      return kind === 'draft' ? id : null;
    },
  );

  /** Where there is a message to lead to, the focus is on its way there. */
  override focus(): void {
    if (this.message === null) this.heading.focus();
  }

  protected override render(): TemplateResult {
    const view = this.#view.value;
    const { id, name, standing, digest, kind } = view;
    const { draft } = this.#about;
    const back = backOf(view, draft);
    return html`
      <section
        class="chat"
        data-id=${String(id)}
        data-digest=${digest}
        data-standing=${standing}
        @keydown=${this.#onKeydown}
      >
        <header>
          <a class="button quiet only-icon back" href=${back.href}>
            ${icon('arrow-left')}<span class="sr">${back.words}</span>
          </a>
          <div class="who">
            ${conversationAvatar(view)}
            <div class="words">
              <h1 tabindex="-1">
                <a href=${detailsHref(id)} title=${msg('Details')}
                  >${kind === 'draft' ? html`<span class="clip">${msg(str`Remarks on “${isolated(name)}”`)}</span>` : html`<bdi class="clip">${name}</bdi>`}</a
                >
              </h1>
              ${
                view.person === null
                  ? nothing
                  : html`<beep-person-badge
                      look="line"
                      .beep=${this.beep}
                      .person=${view.person}
                    ></beep-person-badge>`
              }
              <p class=${`standing ${standing}`}>${headWords(view)}</p>
            </div>
          </div>
          ${
            draft === null
              ? nothing
              : html`<a class="button to-draft" href=${draftHref(draft)}>
                  ${icon('file-pen-line')} <span class="label">${msg('Open the draft')}</span>
                </a>`
          }
          <beep-menu .label=${msg('More about this chat')} .items=${this.#menu(view)}></beep-menu>
        </header>
        <div class="above">
          ${this.fault !== null ? html`<div class="faults">${faultNote(this.fault)}</div>` : nothing}
          ${
            standing === 'refused-used' || standing === 'refused-expired'
              ? html`<div class="faults">
                  ${faultNote(standing === 'refused-used' ? 'intro-used' : 'intro-expired', name)}
                </div>`
              : nothing
          }
          <beep-identity-notes
            .beep=${this.beep}
            .people=${view.isRequest ? NOBODY : this.#others(view)}
          ></beep-identity-notes>
        </div>
        <beep-timeline
          .conversation=${this.conversation}
          .beep=${this.beep}
          .facts=${this.facts}
          .message=${this.message}
          .draft=${draft}
          @not-found=${this.#focusHeading}
          @compose=${this.#onCompose}
        ></beep-timeline>
        ${this.#renderFoot(view)}
      </section>
    `;
  }

  /** Where one writes; or, where one cannot for now, why, and what can be done about it. */
  #renderFoot(view: ConversationView): TemplateResult {
    const { conversation } = this;
    const { isBlocked, isRequest, group } = view;
    if (isBlocked || isRequest || group?.own === 'removed' || group?.own === 'left')
      return html`<beep-answer-bar
        .beep=${this.beep}
        .conversation=${conversation}
        @answered=${this.#focusHeading}
      ></beep-answer-bar>`;
    const composer = html`<beep-composer .conversation=${conversation}></beep-composer>`;
    return group?.post ? html`<div class="foot">${postNote(view)} ${composer}</div>` : composer;
  }

  /** Everybody here but ourselves; the same array until somebody comes or goes. */
  #others({ person, group }: ConversationView): readonly PersonId[] {
    const now = group
      ? group.members.filter(({ own }) => !own).map((member) => member.person)
      : person === null
        ? NOBODY
        : [person];
    const before = this.#people;
    if (now.length !== before.length || now.some((one, at) => one !== before[at])) this.#people = now;
    return this.#people;
  }

  #menu({ id, isBlocked }: ConversationView): readonly MenuItem[] {
    return [
      { words: msg('Details'), icon: 'info', href: detailsHref(id) },
      isBlocked
        ? { words: msg('Unblock'), icon: 'check', run: () => void this.#block(false) }
        : { words: msg('Block'), icon: 'ban', isDanger: true, run: () => void this.#block(true) },
      { words: msg('Report to an administrator'), icon: 'flag', href: reportHref(id) },
    ];
  }

  async #block(isBlocked: boolean): Promise<void> {
    const done = await this.conversation.block(isBlocked);
    this.fault = done.ok ? null : done.error;
  }

  /** The bar that had the focus goes, or the message that was to have it is not there. */
  #focusHeading(): void {
    this.heading.focus();
  }

  #onCompose({ detail }: CustomEvent<ComposeWish>): void {
    this.composer?.take(detail);
  }

  /** Whoever starts to type means the message, wherever in the chat the focus is. */
  #onKeydown(event: KeyboardEvent): void {
    const isLetter = event.key.length === 1 && event.key !== ' ';
    if (!isLetter || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = event.composedPath()[0];
    if (at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement) return;
    this.composer?.focus();
  }
}

/** The list this conversation is in. */
function backOf(
  { kind, isBlocked, isRequest }: ConversationView,
  draft: DraftId | null,
): { readonly href: string; readonly words: string } {
  if (isBlocked) return { href: pageHref('blocked'), words: msg('Back to the blocked ones') };
  if (isRequest) return { href: pageHref('requests'), words: msg('Back to requests') };
  if (draft !== null) return { href: draftHref(draft), words: msg('Back to the draft') };
  if (kind === 'draft') return { href: pageHref('drafts'), words: msg('Back to drafts') };
  return { href: pageHref('chats'), words: msg('Back to chats') };
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-conversation': BeepConversation;
  }
}
