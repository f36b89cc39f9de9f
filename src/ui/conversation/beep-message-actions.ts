import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs, MessageView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { EntryId } from '../../protocol/ids.js';
import type { Result } from '../../protocol/result.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { whole } from '../controllers/store-controller.js';
import type { BeepActionMenu } from '../parts/beep-action-menu.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { menuItems } from '../styles/menu-items.js';
import { proofFileName } from '../memo/proof-file-name.js';
import type { Action } from './message-actions.js';
import { messageMenu, messageMenuStyles } from './message-menu.js';
import { deliveryGroups, notedGroups, reactionGroups, voterGroups } from './people-groups.js';
import '../parts/beep-action-menu.js';
import './beep-delete-message.js';
import './beep-earlier-texts.js';
import './beep-emoji-dialog.js';
import './beep-forward-dialog.js';
import './beep-people-dialog.js';

/** What the composer is asked to do with a message. */
export interface ComposeWish {
  readonly kind: 'reply' | 'edit';
  readonly message: MessageView;
}

type DialogKind =
  'delete' | 'earlier' | 'emoji' | 'forward' | 'deliveries' | 'reactions' | 'voters' | 'noted';

/**
 * What can be done with the messages of one conversation: their menu, the windows that it opens, and what went wrong.
 * Fires `compose` (a ComposeWish, through all roots) for what the composer does, `refused` after a fault.
 */
@customElement('beep-message-actions')
@localized()
export class BeepMessageActions extends LitElement {
  static override styles = [
    base,
    controls,
    menuItems,
    messageMenuStyles,
    css`
      .emoji {
        font-size: 1.375rem;
        line-height: 1.2;
      }

      .fault {
        display: flex;
        align-items: center;
        gap: var(--s2);
        padding: var(--s1) var(--s4);
      }

      .fault > .note {
        flex: 1;
      }
    `,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  @state() private target: EntryId | null = null;
  @state() private dialog: DialogKind | null = null;
  @state() private fault: FaultCode | null = null;
  /** What was done, for whoever does not see it. */
  @state() private said = '';
  @query('beep-action-menu') private menu!: BeepActionMenu;

  readonly #view = whole(this, () => this.conversation.view);

  protected override render(): TemplateResult {
    const view = this.#view.value;
    const message = view.messages.find(({ id }) => id === this.target);
    return html`
      <beep-action-menu .label=${msg('Actions')}>
        ${
          message === undefined
            ? nothing
            : messageMenu(message, view, { act: this.#act, react: this.react, moreEmoji: this.#moreEmoji })
        }
      </beep-action-menu>
      ${message === undefined || this.dialog === null ? nothing : this.#renderDialog(this.dialog, message)}
      ${
        this.fault === null
          ? nothing
          : html`<div class="fault">
              ${faultNote(this.fault)}
              <button class="quiet only-icon" @click=${this.#onDismiss}>
                ${icon('x')}<span class="sr">${msg('Dismiss')}</span>
              </button>
            </div>`
      }
      <p class="sr" role="status">${this.said}</p>
    `;
  }

  #renderDialog(kind: DialogKind, message: MessageView): TemplateResult {
    const people = (heading: string, groups: ReturnType<typeof reactionGroups>, hint = '') =>
      html`<beep-people-dialog
        .heading=${heading}
        .hint=${hint}
        .groups=${groups}
        @closed=${this.#onClosed}
      ></beep-people-dialog>`;
    switch (kind) {
      case 'delete':
        return html`<beep-delete-message
          @confirmed=${() => void this.#ask(this.conversation.delete(message.id))}
          @closed=${this.#onClosed}
        ></beep-delete-message>`;
      case 'earlier':
        return html`<beep-earlier-texts .message=${message} @closed=${this.#onClosed}></beep-earlier-texts>`;
      case 'emoji':
        return html`<beep-emoji-dialog
          @chosen=${({ detail }: CustomEvent<string>) => this.react(message, detail, true)}
          @closed=${this.#onClosed}
        ></beep-emoji-dialog>`;
      case 'forward':
        return html`<beep-forward-dialog
          .beep=${this.beep}
          .from=${this.#view.value.id}
          .message=${message}
          @forwarded=${() => (this.said = msg('Forwarded'))}
          @closed=${this.#onClosed}
        ></beep-forward-dialog>`;
      case 'deliveries':
        return people(
          msg('Who has it'),
          deliveryGroups(this.conversation.deliveries(message.id)),
          msg('By the signed receipts of their devices, as far as they have come here.'),
        );
      case 'reactions':
        return people(msg('Who reacted'), reactionGroups(message));
      case 'voters':
        return people(msg('Who voted'), voterGroups(message));
      case 'noted':
        return people(msg('Who noted it'), notedGroups(message));
    }
  }

  /** Opens the menu of a message beside its button. `returnTo` has the focus once it is closed. */
  async openMenu(message: MessageView, button: HTMLElement, returnTo: HTMLElement): Promise<void> {
    this.target = message.id;
    await this.updateComplete;
    this.menu.open(button, returnTo);
  }

  /** Opens a window about a message. */
  show(kind: DialogKind, message: MessageView): void {
    this.target = message.id;
    this.dialog = kind;
  }

  readonly react = (message: MessageView, emoji: string, isOn: boolean): void => {
    void this.#ask(this.conversation.react(message.id, emoji, isOn));
  };

  vote(message: MessageView, choices: readonly number[]): void {
    void this.#ask(this.conversation.vote(message.id, choices));
  }

  note(message: MessageView): void {
    void this.#ask(this.conversation.note(message.id));
  }

  readonly #act = (action: Action, message: MessageView): void => {
    switch (action) {
      case 'reply':
      case 'edit':
        this.dispatchEvent(
          new CustomEvent<ComposeWish>('compose', {
            detail: { kind: action, message },
            bubbles: true,
            composed: true,
          }),
        );
        return;
      case 'note':
        this.note(message);
        return;
      case 'copy':
        void this.#copy(message.text);
        return;
      case 'star':
      case 'unstar':
        void this.#ask(this.conversation.star(message.id, action === 'star'));
        return;
      case 'prove':
        void this.#saveProof(message);
        return;
      default:
        this.show(action, message);
    }
  };

  readonly #moreEmoji = (message: MessageView): void => this.show('emoji', message);

  async #copy(text: string): Promise<void> {
    this.said = '';
    this.said = (await this.facts.copy(text))
      ? msg('Copied')
      : msg('The browser refused. Select the text and copy it by hand.');
  }

  async #saveProof({ id, sentAtMs }: MessageView): Promise<void> {
    this.said = '';
    const drafts = await this.beep.drafts();
    const file = drafts.ok ? await drafts.value.proofFile(this.#view.value.id, id) : drafts;
    if (!(await this.answer(Promise.resolve(file))) || !file.ok) return;
    this.facts.saveFile(proofFileName(sentAtMs), file.value);
    this.said = msg('The proof was saved as a file');
  }

  async #ask(work: Promise<Result<unknown, FaultCode>>): Promise<void> {
    // What a field or button shows may be ahead of what was kept.
    if (!(await this.answer(work))) this.dispatchEvent(new CustomEvent('refused'));
  }

  /** Says what went wrong with something that was asked for; whether nothing did. */
  async answer(work: Promise<Result<unknown, FaultCode>>): Promise<boolean> {
    const result = await work;
    this.fault = result.ok ? null : result.error;
    return result.ok;
  }

  #onDismiss(): void {
    this.fault = null;
  }

  #onClosed(): void {
    this.dialog = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-message-actions': BeepMessageActions;
  }
  interface HTMLElementEventMap {
    compose: CustomEvent<ComposeWish>;
  }
}
