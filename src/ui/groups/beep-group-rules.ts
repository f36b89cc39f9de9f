import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs, GroupView } from '../../app/conversation-views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { HistoryRule } from '../../protocol/admin-body.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { historyOptions, typeWords } from './group-words.js';

/** What a group is called, who writes in it and what newcomers see of it; its admins change name and rule. */
@customElement('beep-group-rules')
@localized()
export class BeepGroupRules extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      :host {
        block-size: auto;
        overflow: visible;
      }

      .row > input {
        flex: 1 1 12rem;
        inline-size: auto;
      }
    `,
  ];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) group!: GroupView;

  /** The name being edited; null while it is as it was. */
  @state() private name: string | null = null;
  @state() private nameFault: FaultCode | null = null;
  @state() private renamed = false;
  @state() private ruleFault: FaultCode | null = null;

  protected override render(): TemplateResult {
    const { group } = this;
    return html`
      <section class="card" aria-label=${msg('Name and rules')}>
        ${group.own === 'admin' && group.type !== 'draft' && group.type !== 'post' ? this.#renderName() : nothing}
        <p>${typeWords(group.type)}</p>
        ${
          group.type === 'draft' || group.type === 'post'
            ? nothing // whoever writes on it, or holds the post, needs all of it
            : group.own === 'admin'
              ? choices(
                  msg('What newcomers see'),
                  'history',
                  group.history,
                  historyOptions(),
                  (rule) => void this.#setHistory(rule),
                )
              : html`<p>${historyOptions().find(([rule]) => rule === group.history)?.[1]}</p>`
        }
        ${faultNote(this.ruleFault)}
      </section>
    `;
  }

  #renderName(): TemplateResult {
    const { group } = this;
    return html`
      <form class="field" @submit=${this.#onSubmit} novalidate>
        <label for="name"
          >${group.type === 'channel' ? msg('Name of the channel') : msg('Name of the group')}</label
        >
        <div class="row">
          <input
            id="name"
            dir="auto"
            autocomplete="off"
            aria-invalid=${this.nameFault !== null}
            .value=${live(this.name ?? group.name)}
            @input=${this.#onInput}
          />
          <button ?disabled=${this.name === null || this.name.trim() === group.name}>
            ${msg('Save name')}
          </button>
        </div>
        ${faultNote(this.nameFault)}
        <p class="small" role="status">${this.renamed ? msg('Saved.') : nothing}</p>
      </form>
    `;
  }

  #onInput(event: InputEvent): void {
    this.name = (event.target as HTMLInputElement).value;
    this.nameFault = null;
    this.renamed = false;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#rename();
  }

  async #rename(): Promise<void> {
    const name = (this.name ?? this.group.name).trim();
    if (name === '') {
      this.nameFault = 'name-empty';
      return;
    }
    const done = await this.conversation.renameGroup(name);
    this.nameFault = done.ok ? null : done.error;
    this.renamed = done.ok;
    if (done.ok) this.name = null;
  }

  async #setHistory(rule: HistoryRule): Promise<void> {
    const done = await this.conversation.setHistory(rule);
    this.ruleFault = done.ok ? null : done.error;
    this.requestUpdate(); // after a fault the choice goes back to what holds
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-group-rules': BeepGroupRules;
  }
}
