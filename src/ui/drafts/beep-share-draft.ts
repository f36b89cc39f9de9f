import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { localized, msg } from '@lit/localize';
import type { DraftsVerbs, SharedDraftView } from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { DraftId, PersonId } from '../../protocol/ids.js';
import { detailsHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { roleWords } from '../groups/group-words.js';
import '../groups/beep-people-picker.js';
import '../parts/beep-dialog.js';

/** Shares a draft with people, or with more of them. Opens as it is put in; fires `closed`. */
@customElement('beep-share-draft')
@localized()
export class BeepShareDraft extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form,
      .people {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .people li {
        display: flex;
        gap: var(--s2);
        justify-content: space-between;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) drafts!: DraftsVerbs;
  @property({ attribute: false }) draft!: DraftId;
  @property({ attribute: false }) shared: SharedDraftView | null = null;
  @state() private chosen: ReadonlySet<PersonId> = new Set();
  @state() private mayEdit: 'edit' | 'comment' = 'edit';
  @state() private lacksPeople = false;
  @state() private busy = false;
  @state() private fault: FaultCode | null = null;

  readonly #people = whole(this, () => this.beep.people);

  protected override render(): TemplateResult {
    const there = new Set(this.shared?.people.map(({ person }) => person.person));
    const others = this.#people.value.filter(({ person }) => !there.has(person));
    return html`
      <beep-dialog .heading=${msg('Share the draft')} careful @closed=${this.#onClosed}>
        ${this.shared ? this.#renderThere(this.shared) : nothing}
        ${
          others.length === 0
            ? html`<p>
                ${msg('There is nobody else to share it with. Whoever you want to share it with has to be a contact of yours first: choose “New chat” in Chats.')}
              </p>`
            : html`<form @submit=${this.#onSubmit} novalidate>
                <beep-people-picker
                  .beep=${this.beep}
                  data-first
                  .people=${others}
                  .chosen=${this.chosen}
                  .invalid=${this.lacksPeople}
                  @chosen=${this.#onChosen}
                ></beep-people-picker>
                ${choices(
                  msg('What they may do'),
                  'role',
                  this.mayEdit,
                  [
                    ['edit', msg('Edit: write on it with you')],
                    ['comment', msg('Comment: read it, and write remarks')],
                  ],
                  this.#onRole,
                )}
                ${
                  this.shared
                    ? nothing
                    : html`<p class="small muted">
                        ${msg('They see what it says now, not what was written and taken out before. From now on everything that anybody changes can be seen in its history.')}
                      </p>`
                }
                ${faultNote(this.fault)}
                <div class="row">
                  <button class="primary" ?disabled=${this.busy}>${icon('users')} ${msg('Share')}</button>
                </div>
              </form>`
        }
      </beep-dialog>
    `;
  }

  #renderThere({ people, conversation }: SharedDraftView): TemplateResult {
    return html`<ul class="people" aria-label=${msg('People of this draft')}>
        ${map(
          people,
          ({ person, mayEdit }) =>
            html`<li>
              <bdi class="clip">${personName(person)}</bdi>
              <span class="muted">${roleWords(mayEdit ? 'admin' : 'member', 'draft')}</span>
            </li>`,
        )}
      </ul>
      <p><a href=${detailsHref(conversation)}>${msg('Change what they may do, or remove somebody')}</a></p>`;
  }

  #onChosen(event: CustomEvent<ReadonlySet<PersonId>>): void {
    this.chosen = event.detail;
    this.lacksPeople = false;
  }

  readonly #onRole = (role: 'edit' | 'comment'): void => {
    this.mayEdit = role;
  };

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#share();
  }

  async #share(): Promise<void> {
    if (this.busy) return;
    if (this.chosen.size === 0) return void (this.lacksPeople = true);
    this.busy = true;
    const mayEdit = this.mayEdit === 'edit';
    const people = [...this.chosen].map((person) => ({ person, mayEdit }));
    const shared = await this.drafts.share(this.draft, people);
    this.busy = false;
    this.fault = shared.ok ? null : shared.error;
    if (shared.ok) this.#onClosed();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-share-draft': BeepShareDraft;
  }
}
