import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { GroupType, HistoryRule } from '../../protocol/admin-body.js';
import type { PersonId } from '../../protocol/ids.js';
import { chatHref, goInstead, pageHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { emptyPage, pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import type { BeepPeoplePicker } from './beep-people-picker.js';
import { historyOptions, typeWords } from './group-words.js';
import './beep-people-picker.js';

/** Makes a group or a channel of people one knows. Fires `new-chat` where nobody is known yet. */
@customElement('beep-new-group')
@localized()
export class BeepNewGroup extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
      }

      /* Below a long list of people the way on is still in sight. */
      .foot {
        position: sticky;
        inset-block-end: 0;
        display: grid;
        gap: var(--s2);
        margin-inline: calc(-1 * var(--s4));
        padding: var(--s3) var(--s4);
        border-block-start: 1px solid var(--line);
        background: var(--bg);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) type: GroupType = 'group';

  @state() private name = '';
  @state() private history: HistoryRule = 'all';
  @state() private chosen: ReadonlySet<PersonId> = new Set();
  @state() private fault: FaultCode | null = null;
  @state() private lacksPeople = false;
  @state() private busy = false;
  @query('h1') private heading!: HTMLElement;
  @query('#name') private field!: HTMLInputElement;
  @query('beep-people-picker') private picker!: BeepPeoplePicker;

  readonly #people = whole(this, () => this.beep.people);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const people = this.#people.value.filter(({ own }) => !own);
    return html`
      <div class="page">
        ${pageHead(
          { href: pageHref('chats'), words: msg('Back to chats') },
          this.type === 'channel' ? msg('New channel') : msg('New group'),
        )}
        ${people.length === 0 ? this.#renderNobody() : this.#renderForm(people)}
      </div>
    `;
  }

  #renderNobody(): TemplateResult {
    return emptyPage(
      'users',
      msg('First add a contact'),
      msg(
        'A group is made of people you know. Let a colleague scan your card, or take theirs; then come back here.',
      ),
      html`<button class="primary" @click=${this.#onAdd}>
        ${icon('user-plus')} ${msg('Add a contact')}
      </button>`,
    );
  }

  #renderForm(people: BeepVerbs['people']['value']): TemplateResult {
    const isNameFault = this.fault === 'name-empty' || this.fault === 'name-too-long';
    return html`
      <form @submit=${this.#onSubmit} novalidate>
        <section class="card" aria-label=${msg('Name and rules')}>
          <div class="field">
            <label for="name"
              >${this.type === 'channel' ? msg('Name of the channel') : msg('Name of the group')}</label
            >
            <input
              id="name"
              dir="auto"
              autocomplete="off"
              aria-invalid=${isNameFault}
              .value=${live(this.name)}
              @input=${this.#onName}
            />
            ${isNameFault ? faultNote(this.fault) : nothing}
          </div>
          ${choices(
            msg('Who writes'),
            'type',
            this.type,
            (['group', 'channel'] as const).map((type) => [type, typeWords(type)] as const),
            (type) => (this.type = type),
          )}
          ${choices(msg('What newcomers see'), 'history', this.history, historyOptions(), (rule) => (this.history = rule))}
        </section>
        <section class="card" aria-labelledby="members">
          <h2 id="members">${msg('Members')}</h2>
          <beep-people-picker
            .beep=${this.beep}
            .people=${people}
            .chosen=${this.chosen}
            .invalid=${this.lacksPeople}
            @chosen=${this.#onChosen}
          ></beep-people-picker>
        </section>
        <div class="foot">
          ${isNameFault ? nothing : faultNote(this.fault)}
          <div class="row">
            <button class="primary" ?disabled=${this.busy}>
              ${this.type === 'channel' ? msg('Create channel') : msg('Create group')}
            </button>
          </div>
        </div>
      </form>
    `;
  }

  #onAdd(): void {
    this.dispatchEvent(new CustomEvent('new-chat'));
  }

  #onName(event: InputEvent): void {
    this.name = (event.target as HTMLInputElement).value;
    this.fault = null;
  }

  #onChosen(event: CustomEvent<ReadonlySet<PersonId>>): void {
    this.chosen = event.detail;
    this.lacksPeople = false;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#create();
  }

  async #create(): Promise<void> {
    if (this.busy) return;
    if (this.name.trim() === '') {
      this.fault = 'name-empty';
      this.field.focus();
      return;
    }
    if (this.chosen.size === 0) {
      this.lacksPeople = true;
      this.picker.focus();
      return;
    }
    this.busy = true;
    try {
      const { type, name, history } = this;
      const created = await this.beep.createGroup({
        type,
        name: name.trim(),
        history,
        members: [...this.chosen],
      });
      this.fault = created.ok ? null : created.error;
      if (created.ok) goInstead(chatHref(created.value));
      else this.field.focus();
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-new-group': BeepNewGroup;
  }
}
