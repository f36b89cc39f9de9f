import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs, GroupView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { HistoryRule, Role } from '../../protocol/admin-body.js';
import type { PersonId } from '../../protocol/ids.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { dialogStyles } from '../styles/dialog.js';
import type { BeepPeoplePicker } from './beep-people-picker.js';
import { roleWords } from './group-words.js';
import './beep-people-picker.js';

/** Adds contacts to a group, with what they may and what they get of the past. Opens as it is put in; fires `closed`. */
@customElement('beep-add-people')
@localized()
export class BeepAddPeople extends LitElement {
  static override styles = [
    base,
    controls,
    dialogStyles,
    css`
      form,
      .nobody {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
        padding: var(--s4);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) group!: GroupView;

  @state() private chosen: ReadonlySet<PersonId> = new Set();
  @state() private newRole: Role = 'member';
  /** Null until it is chosen: then the group's rule holds. */
  @state() private history: HistoryRule | null = null;
  @state() private fault: FaultCode | null = null;
  @state() private lacksPeople = false;
  @state() private busy = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('beep-people-picker') private picker!: BeepPeoplePicker;

  protected override render(): TemplateResult {
    const { candidates } = this.group;
    return html`
      <dialog aria-labelledby="title" @close=${this.#onClose} .closedBy=${'any'}>
        <header>
          <h2 id="title">${msg('Add people')}</h2>
          <button class="quiet only-icon" @click=${this.#close}>
            ${icon('x')}<span class="sr">${msg('Close')}</span>
          </button>
        </header>
        ${
          candidates.length === 0
            ? html`<p class="nobody">
                ${msg('All your contacts are in it already. Whoever you want to add has to be a contact of yours first: choose “New chat” in Chats.')}
              </p>`
            : this.#renderForm(candidates)
        }
      </dialog>
    `;
  }

  #renderForm(candidates: GroupView['candidates']): TemplateResult {
    return html`
      <form @submit=${this.#onSubmit} novalidate>
        <beep-people-picker
          .beep=${this.beep}
          .people=${candidates}
          .chosen=${this.chosen}
          .invalid=${this.lacksPeople}
          @chosen=${this.#onChosen}
        ></beep-people-picker>
        ${choices(
          msg('They come as'),
          'role',
          this.newRole,
          (['member', 'admin'] as const).map((role) => [role, roleWords(role, this.group.type)] as const),
          (role) => (this.newRole = role),
        )}
        ${
          this.group.type === 'draft'
            ? nothing
            : choices(
                msg('What they see of the past'),
                'history',
                this.history ?? this.group.history,
                [
                  ['all', msg('Everything')],
                  ['from-joining', msg('Only what is written from now on')],
                ],
                (rule) => (this.history = rule),
              )
        }
        ${faultNote(this.fault)}
        <div class="row">
          <button class="primary" ?disabled=${this.busy}>${icon('user-plus')} ${msg('Add')}</button>
        </div>
      </form>
    `;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  #close(): void {
    this.dialog.close();
  }

  #onClose(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }

  #onChosen(event: CustomEvent<ReadonlySet<PersonId>>): void {
    this.chosen = event.detail;
    this.lacksPeople = false;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#add();
  }

  async #add(): Promise<void> {
    if (this.busy) return;
    if (this.chosen.size === 0) {
      this.lacksPeople = true;
      this.picker.focus();
      return;
    }
    this.busy = true;
    try {
      const done = await this.conversation.add(
        [...this.chosen],
        this.newRole,
        this.group.type === 'draft' ? 'all' : (this.history ?? this.group.history),
      );
      this.fault = done.ok ? null : done.error;
      if (done.ok) this.dialog.close();
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-add-people': BeepAddPeople;
  }
}
