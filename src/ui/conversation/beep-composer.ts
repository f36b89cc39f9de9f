import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg, str } from '@lit/localize';
import type {
  ConversationVerbs,
  ConversationView,
  DraftMarks,
  PersonView,
} from '../../app/conversation-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatNumber } from '../../i18n/formats.js';
import type { PersonId } from '../../protocol/ids.js';
import { whole } from '../controllers/store-controller.js';
import { avatarStyles } from '../parts/avatar.js';
import type { BeepActionMenu } from '../parts/beep-action-menu.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { menuItems } from '../styles/menu-items.js';
import type { ComposeWish } from './beep-message-actions.js';
import { closedWords } from './closed-words.js';
import { composerStyles } from './composer-styles.js';
import { mentionable, MentionList } from './mention-list.js';
import { mentionedPeople } from './mentions.js';
import { textLanguage } from './text-language.js';
import { textRoomBytes } from './text-room.js';
import { TypingTeller } from './typing-teller.js';
import '../parts/beep-action-menu.js';
import './beep-ask-poll.js';

/** Browsers without `field-sizing` need to be told how high the field shall be. */
const SIZES_ITSELF = CSS.supports('field-sizing', 'content');
/** `KeyboardEvent.keyCode` of a key that an input method has taken, the one sign of it after Safari ended a composition. */
const TAKEN_BY_IME = 229;

/**
 * Where a message is written. Enter sends; Shift+Enter breaks the line. What is typed is kept at every keystroke, and so
 * is what goes with it. While an older message is edited the draft stands aside, and comes back afterwards.
 */
@customElement('beep-composer')
@localized()
export class BeepComposer extends LitElement {
  static override styles = [base, controls, avatarStyles, menuItems, composerStyles];

  /** The conversation being written to. */
  @property({ attribute: false }) conversation!: ConversationVerbs;

  @state() private fault: FaultCode | null = null;
  @state() private isAsking = false;
  @query('textarea') private field!: HTMLTextAreaElement | null;
  @query('beep-action-menu') private menu!: BeepActionMenu;

  readonly #draft = whole(this, () => this.conversation.draft);
  readonly #marks = whole(this, () => this.conversation.marks);
  readonly #view = whole(this, () => this.conversation.view);
  readonly #typing = new TypingTeller(this, (isTyping) => this.conversation.setTyping(isTyping));
  readonly #mentions = new MentionList(this, (person) => this.#onMention(person));
  /** Who was chosen from the list: of two people with one name, the one that is meant. */
  #chosen = new Set<PersonId>();
  #isSavingEdit = false;

  override focus(options?: FocusOptions): void {
    this.field?.focus(options);
  }

  /** Begins an answer to a message, or an edit of one of ours. */
  take({ kind, message }: ComposeWish): void {
    this.fault = null;
    this.#mentions.close();
    const { id, text } = message;
    this.#mark(kind === 'edit' ? { edit: { message: id, text } } : { edit: null, reply: id });
    this.focus();
  }

  protected override render(): TemplateResult {
    const view = this.#view.value;
    if (!view.mayPost) return html`<p class="closed">${closedWords(view)}</p>`;
    const marks = this.#marks.value;
    const { edit } = marks;
    const text = edit?.text ?? this.#draft.value;
    const room = textRoomBytes(text);
    return html`
      <div class="inner">
        ${faultNote(this.fault)} ${this.#renderAbout(marks, view)}
        ${edit === null ? this.#renderChips(marks) : nothing} ${this.#mentions.render()}
        ${room === null ? nothing : this.#renderRoom(room)}
        <form @submit=${this.#onSubmit}>
          ${
            edit === null
              ? html`<button
                  type="button"
                  class="quiet only-icon"
                  aria-label=${msg('More')}
                  aria-haspopup="menu"
                  @click=${this.#onMore}
                >
                  ${icon('plus')}
                </button>`
              : nothing
          }
          <textarea
            rows="1"
            dir="auto"
            .enterKeyHint=${'send'}
            lang=${textLanguage(text) ?? ''}
            aria-label=${msg('Message')}
            aria-describedby=${room === null ? nothing : 'room'}
            aria-invalid=${room !== null && room < 0}
            aria-autocomplete="list"
            aria-controls=${this.#mentions.listId}
            aria-activedescendant=${this.#mentions.markedId}
            placeholder=${msg('Write a message')}
            .value=${live(text)}
            @input=${this.#onInput}
            @keydown=${this.#onKeydown}
            @click=${this.#look}
            @blur=${this.#onBlur}
          ></textarea>
          <button class="primary only-icon" ?disabled=${text.trim() === ''}>
            ${icon(edit === null ? 'send-horizontal' : 'check')}<span class="sr"
              >${edit === null ? msg('Send') : msg('Save the change')}</span
            >
          </button>
        </form>
        ${this.#renderMenu(marks)}
      </div>
      ${
        this.isAsking
          ? html`<beep-ask-poll .conversation=${this.conversation} @closed=${this.#onAsked}></beep-ask-poll>`
          : nothing
      }
    `;
  }

  /** What is being answered or edited, and the way out of it. */
  #renderAbout({ reply, edit }: DraftMarks, { messages }: ConversationView): TemplateResult | typeof nothing {
    const id = edit?.message ?? reply;
    if (id === null) return nothing;
    const isEdit = edit !== null;
    // Taken up again later, it may be further back than what is loaded.
    const message = messages.find((one) => one.id === id);
    const words = isEdit
      ? msg('Edit message')
      : message === undefined
        ? msg('Reply to an earlier message')
        : msg(html`Reply to <bdi>${message.own ? msg('yourself') : message.authorName}</bdi>`);
    return html`
      <div class="about">
        ${icon(isEdit ? 'pencil' : 'reply')}
        <span>
          <span class="who">${words}</span>
          ${
            message === undefined
              ? nothing
              : html`<span class="sr">: </span> <bdi class="clip">${message.text}</bdi>`
          }
        </span>
        <button class="quiet only-icon" @click=${isEdit ? this.#leaveEdit : this.#dropReply}>
          ${icon('x')}<span class="sr">${isEdit ? msg('Cancel the edit') : msg('Cancel the reply')}</span>
        </button>
      </div>
    `;
  }

  #renderChips({ isUrgent, asksForNote }: DraftMarks): TemplateResult | typeof nothing {
    if (!isUrgent && !asksForNote) return nothing;
    return html`
      <div class="chips">
        ${
          isUrgent
            ? html`<button class="chip urgent" @click=${this.#onUrgent}>
                ${icon('siren')} ${msg('Urgent')} ${icon('x')}<span class="sr">${msg('Take it off')}</span>
              </button>`
            : nothing
        }
        ${
          asksForNote
            ? html`<button class="chip" @click=${this.#onAskForNote}>
                ${icon('clipboard-check')} ${msg('Asks everybody to note it')} ${icon('x')}<span class="sr"
                  >${msg('Take it off')}</span
                >
              </button>`
            : nothing
        }
      </div>
    `;
  }

  #renderMenu({ isUrgent, asksForNote }: DraftMarks): TemplateResult {
    const toggle = (isOn: boolean, picture: 'siren' | 'clipboard-check', words: string, flip: () => void) =>
      html`<button role="menuitemcheckbox" tabindex="-1" class="item" aria-checked=${isOn} @click=${flip}>
        ${icon(picture)} ${words} ${isOn ? html`<span class="check">${icon('check')}</span>` : nothing}
      </button>`;
    return html`
      <beep-action-menu .label=${msg('More')}>
        ${toggle(isUrgent, 'siren', msg('Mark as urgent'), this.#onUrgent)}
        ${toggle(asksForNote, 'clipboard-check', msg('Ask everybody to note it'), this.#onAskForNote)}
        <button role="menuitem" tabindex="-1" class="item" @click=${this.#onAsk}>
          ${icon('chart-bar')} ${msg('New poll…')}
        </button>
      </beep-action-menu>
    `;
  }

  #renderRoom(room: number): TemplateResult {
    const n = formatNumber(Math.abs(room));
    return html`<p id="room" class=${room < 0 ? 'room over' : 'room'}>
      ${room < 0 ? msg(str`${n} bytes too long`) : msg(str`${n} bytes left`)}
    </p>`;
  }

  protected override updated(): void {
    const { field } = this;
    if (SIZES_ITSELF || field === null) return;
    field.style.blockSize = 'auto';
    field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  #onInput(event: InputEvent): void {
    this.#setText((event.target as HTMLTextAreaElement).value);
    this.#look();
  }

  #setText(text: string): void {
    this.#typing.typed(text);
    const { edit } = this.conversation.marks.value;
    if (edit !== null) this.#mark({ edit: { ...edit, text } });
    else void this.#keep(this.conversation.setDraft(text));
  }

  readonly #look = (): void => {
    const { field } = this;
    if (field !== null) this.#mentions.look(field.value, field.selectionStart, mentionable(this.#view.value));
  };

  #onKeydown(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === TAKEN_BY_IME) return;
    if (!event.shiftKey && this.#mentions.press(event.key)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape') {
      const { edit, reply } = this.conversation.marks.value;
      if (edit !== null) this.#leaveEdit();
      else if (reply !== null) this.#dropReply();
      return;
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void this.#send();
  }

  #onBlur(): void {
    this.#mentions.close();
  }

  /** Puts a whole name in place of what was typed of it. */
  #onMention(person: PersonView): void {
    const { field } = this;
    if (field === null) return;
    this.#chosen.add(person.person);
    const rest = field.value.slice(field.selectionStart);
    const start = `${field.value.slice(0, this.#mentions.start)}@${person.name}${rest.startsWith(' ') ? '' : ' '}`;
    field.value = start + rest;
    field.setSelectionRange(start.length, start.length);
    this.#setText(field.value);
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#send();
    this.focus();
  }

  readonly #leaveEdit = (): void => {
    this.#mark({ edit: null });
    this.#afterEdit();
  };

  #afterEdit(): void {
    this.fault = null;
    this.#typing.stop();
    this.#mentions.close();
    this.focus();
  }

  readonly #dropReply = (): void => {
    this.#mark({ reply: null });
    this.focus();
  };

  readonly #onUrgent = (): void => {
    this.#mark({ isUrgent: !this.conversation.marks.value.isUrgent });
    this.focus();
  };

  readonly #onAskForNote = (): void => {
    this.#mark({ asksForNote: !this.conversation.marks.value.asksForNote });
    this.focus();
  };

  readonly #onAsk = (): void => {
    this.isAsking = true;
  };

  #onAsked(): void {
    this.isAsking = false;
    this.focus();
  }

  #onMore(event: Event): void {
    this.menu.open(event.currentTarget as HTMLElement);
  }

  #mark(changed: Partial<DraftMarks>): void {
    void this.#keep(this.conversation.setMarks(changed));
  }

  async #keep(keeping: ReturnType<ConversationVerbs['setMarks']>): Promise<void> {
    const result = await keeping;
    this.fault = result.ok ? null : result.error;
  }

  async #send(): Promise<void> {
    this.#typing.stop();
    this.#mentions.close();
    const { draft, marks } = this.conversation;
    if (marks.value.edit !== null) {
      await this.#saveEdit(marks.value.edit);
      return;
    }
    if (draft.value.trim() === '') return;
    const chosen = this.#chosen;
    const mentions = this.#mentionsIn(draft.value);
    this.#chosen = new Set();
    const result = await this.conversation.send(mentions);
    this.fault = result.ok ? null : result.error;
    if (result.ok) return;
    for (const person of chosen) this.#chosen.add(person);
  }

  #mentionsIn(text: string): readonly PersonId[] {
    return mentionedPeople(text, mentionable(this.conversation.view.value), this.#chosen);
  }

  async #saveEdit({ message, text }: NonNullable<DraftMarks['edit']>): Promise<void> {
    const next = text.trim();
    if (next === '' || this.#isSavingEdit) return;
    const now = this.conversation.view.value.messages.find(({ id }) => id === message);
    if (next === now?.text) {
      this.#leaveEdit();
      return;
    }
    this.#isSavingEdit = true;
    const result = await this.conversation.edit(message, next, this.#mentionsIn(next));
    this.#isSavingEdit = false;
    if (!result.ok) this.fault = result.error;
    else if (this.conversation.marks.value.edit === null) this.#afterEdit();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-composer': BeepComposer;
  }
}
