import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type { PersonView } from '../../app/conversation-views.js';
import type { OpenDraftVerbs } from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PersonId } from '../../protocol/ids.js';
import { isolated } from '../fault-words.js';
import { whole } from '../controllers/store-controller.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import '../groups/beep-people-picker.js';
import '../parts/beep-dialog.js';

/** Asks people to approve a draft, in an order that can be changed. Opens as it is put in; fires `closed`. */
@customElement('beep-put-up')
@localized()
export class BeepPutUp extends LitElement {
  static override styles = [
    base,
    controls,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .order li {
        display: flex;
        align-items: center;
        gap: var(--s1);
      }

      .order .name {
        flex: 1;
        min-inline-size: 0;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) draft!: OpenDraftVerbs;
  /** In the order in which they are asked. */
  @state() private approvers: readonly PersonId[] = [];
  @state() private remarks = '';
  @state() private lacksPeople = false;
  @state() private busy = false;
  @state() private fault: FaultCode | null = null;
  @query('.order') private order!: HTMLElement | null;

  readonly #people = whole(this, () => this.beep.people);

  protected override render(): TemplateResult {
    const people = this.#candidates;
    return html`
      <beep-dialog .heading=${msg('Put up for approval')} careful @closed=${this.#onClosed}>
        ${
          people.length === 0
            ? html`<p>
                ${msg('There is nobody to ask yet. Whoever is to approve it has to be a contact of yours first: choose “New chat” in Chats.')}
              </p>`
            : html`<form @submit=${this.#onSubmit} novalidate>
                <p class="small muted">
                  ${msg('What it says now is frozen. Each of those you choose is asked in turn, and signs for exactly these words; any change afterwards makes the approval void.')}
                </p>
                <beep-people-picker
                  .beep=${this.beep}
                  data-first
                  .people=${people}
                  .chosen=${this.#chosen}
                  .invalid=${this.lacksPeople}
                  @chosen=${this.#onChosen}
                ></beep-people-picker>
                ${this.approvers.length < 2 ? nothing : this.#renderOrder(people)}
                <div class="field">
                  <label for="remarks">${msg('Remarks')}</label>
                  <textarea
                    id="remarks"
                    dir="auto"
                    rows="3"
                    .value=${live(this.remarks)}
                    @input=${this.#onRemarks}
                  ></textarea>
                </div>
                ${faultNote(this.fault)}
                <div class="row">
                  <button class="primary" ?disabled=${this.busy}>
                    ${icon('send-horizontal')} ${msg('Put up')}
                  </button>
                </div>
              </form>`
        }
      </beep-dialog>
    `;
  }

  #renderOrder(people: readonly PersonView[]): TemplateResult {
    const nameOf = (person: PersonId): string =>
      personName(people.find((one) => one.person === person) ?? { name: '' });
    return html`<ol class="order" aria-label=${msg('The order in which they are asked')}>
      ${repeat(
        this.approvers,
        (person) => person,
        (person, at) => {
          const name = nameOf(person);
          return html`<li>
            <bdi class="name clip">${at + 1}. ${name}</bdi>
            <button
              type="button"
              class="quiet only-icon"
              ?disabled=${at === 0}
              @click=${() => this.#move(at, -1)}
            >
              ${icon('chevron-up')}<span class="sr">${msg(str`${isolated(name)} earlier`)}</span>
            </button>
            <button
              type="button"
              class="quiet only-icon"
              ?disabled=${at === this.approvers.length - 1}
              @click=${() => this.#move(at, 1)}
            >
              ${icon('chevron-down')}<span class="sr">${msg(str`${isolated(name)} later`)}</span>
            </button>
          </li>`;
        },
      )}
    </ol>`;
  }

  get #chosen(): ReadonlySet<PersonId> {
    return new Set(this.approvers);
  }

  #onRemarks(event: InputEvent): void {
    this.remarks = (event.target as HTMLTextAreaElement).value;
  }

  /** Contacts, and whoever is on the draft already. */
  get #candidates(): readonly PersonView[] {
    const there = this.draft.summary.value.shared?.people.map(({ person }) => person) ?? [];
    const known = this.#people.value;
    return [...known, ...there.filter(({ person }) => !known.some((one) => one.person === person))];
  }

  /** Whoever is chosen later is asked later. */
  #onChosen({ detail }: CustomEvent<ReadonlySet<PersonId>>): void {
    const kept = this.approvers.filter((person) => detail.has(person));
    this.approvers = [...kept, ...[...detail].filter((person) => !kept.includes(person))];
    this.lacksPeople = false;
  }

  #move(at: number, by: 1 | -1): void {
    const next = [...this.approvers];
    [next[at], next[at + by]] = [next[at + by]!, next[at]!];
    this.approvers = next;
    void this.updateComplete.then(() => {
      const buttons = this.order?.children[at + by]?.querySelectorAll('button');
      (by < 0 ? [...(buttons ?? [])] : [...(buttons ?? [])].reverse())
        .find(({ disabled }) => !disabled)
        ?.focus();
    });
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#putUp();
  }

  async #putUp(): Promise<void> {
    if (this.busy) return;
    if (this.approvers.length === 0) return void (this.lacksPeople = true);
    this.busy = true;
    const done = await this.draft.putUp(this.approvers, this.remarks);
    this.busy = false;
    this.fault = done.ok ? null : done.error;
    if (done.ok) this.#onClosed();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-put-up': BeepPutUp;
  }
}
