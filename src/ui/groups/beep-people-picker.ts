import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { map } from 'lit/directives/map.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type { PersonView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import { formatNumber } from '../../i18n/formats.js';
import type { PersonId } from '../../protocol/ids.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import '../parts/beep-person-badge.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

/** Fewer people than this are seen at a glance; a search field would be one thing more to read. */
const SEARCH_FROM = 8;
/** Characters of a person id that tell two people of one name apart. */
const ID_CHARS = 8;

/** People to choose from, by name. Fires `chosen` with the set of them after each change. */
@customElement('beep-people-picker')
@localized()
export class BeepPeoplePicker extends LitElement {
  static override styles = [
    base,
    controls,
    avatarStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .people {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        overflow: clip;
      }

      .people li + li {
        border-block-start: 1px solid var(--line);
      }

      .people label {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-block-size: 3.25rem;
        padding: var(--s1) var(--s3);
        font-weight: 400;
        cursor: pointer;
      }

      .people label:hover {
        background: var(--hover);
      }

      .people label:has(:checked) {
        background: var(--accent-soft);
      }

      .people label:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }

      .people input {
        flex: none;
        inline-size: 1.25rem;
        block-size: 1.25rem;
        margin: 0;
        accent-color: var(--accent);
      }

      .people input:focus-visible {
        outline: none;
      }

      .name {
        flex: 1;
        min-inline-size: 0;
      }

      .chosen {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1) var(--s2);
      }

      .chosen button {
        max-inline-size: 100%;
        padding-inline: var(--s3) var(--s2);
        border-color: transparent;
        border-radius: calc(var(--target) / 2);
        background: var(--accent-soft);
        font-weight: 400;
      }

      @media (forced-colors: active) {
        .chosen button {
          border-color: CanvasText;
        }
      }
    `,
  ];

  /** Null where who they are is not to be shown. */
  @property({ attribute: false }) beep: BeepVerbs | null = null;
  @property({ attribute: false }) people: readonly PersonView[] = [];
  @property({ attribute: false }) chosen: ReadonlySet<PersonId> = new Set();
  /** Nobody is chosen, and somebody has to be. */
  @property({ type: Boolean }) invalid = false;
  @state() private sought = '';
  @query('.people input, #sought') private first!: HTMLElement | null;

  override focus(): void {
    this.first?.focus();
  }

  protected override render(): TemplateResult {
    const { people, chosen } = this;
    const n = formatNumber(chosen.size);
    const found = people.filter((person) => isFound(person, this.sought));
    const doubled = doubledNames(people);
    return html`
      ${
        people.length < SEARCH_FROM
          ? nothing
          : html`<div class="field">
              <label for="sought">${msg('Search people')}</label>
              <input
                id="sought"
                type="search"
                dir="auto"
                autocomplete="off"
                .enterKeyHint=${'search'}
                .value=${live(this.sought)}
                @input=${this.#onSearch}
                @keydown=${this.#onKeydown}
              />
            </div>`
      }
      <div role="status" class="small">
        ${msg(str`${n} chosen`)}${found.length === 0 ? html`. ${msg('Nobody of that name among your contacts.')}` : nothing}
      </div>
      ${chosen.size === 0 ? nothing : this.#renderChosen()}
      <ul class="people" aria-label=${msg('People')} aria-describedby=${this.invalid ? 'nobody' : nothing}>
        ${repeat(
          found,
          ({ person }) => person,
          (person) => this.#renderPerson(person, doubled.has(person.name)),
        )}
      </ul>
      ${
        this.invalid
          ? html`<p id="nobody" class="note bad" role="alert">
              ${icon('triangle-alert')} ${msg('Choose at least one person.')}
            </p>`
          : nothing
      }
    `;
  }

  #renderPerson(person: PersonView, isDoubled: boolean): TemplateResult {
    return html`<li>
      <label>
        <input
          type="checkbox"
          .checked=${live(this.chosen.has(person.person))}
          @change=${() => this.#toggle(person.person)}
        />
        ${avatar(person.name, person.person)}
        <span class="name">
          <bdi class="clip">${personName(person)}</bdi>${
            this.beep === null
              ? nothing
              : html`<beep-person-badge
                  look="line"
                  .beep=${this.beep}
                  .person=${person.person}
                ></beep-person-badge>`
          }${
            isDoubled
              ? html`<span class="small muted"
                  ><bdi dir="ltr">${person.person.slice(0, ID_CHARS)}</bdi></span
                >`
              : nothing
          }
        </span>
      </label>
    </li>`;
  }

  /** Who is chosen stays in sight, whatever is searched for. */
  #renderChosen(): TemplateResult {
    const people = this.people.filter(({ person }) => this.chosen.has(person));
    return html`<ul class="chosen" aria-label=${msg('Chosen')}>
      ${map(
        people,
        (person) =>
          html`<li>
            <button type="button" @click=${() => this.#onDrop(person.person)}>
              <span class="sr">${msg('Take out')}</span>
              <bdi class="clip">${personName(person)}</bdi> ${icon('x')}
            </button>
          </li>`,
      )}
    </ul>`;
  }

  #onSearch(event: InputEvent): void {
    this.sought = (event.target as HTMLInputElement).value;
  }

  /** Enter takes the only one found, and never sends the form around the field. */
  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    const found = this.people.filter((person) => isFound(person, this.sought));
    const [only] = found;
    if (only === undefined || found.length > 1) return;
    this.sought = '';
    if (!this.chosen.has(only.person)) this.#toggle(only.person);
  }

  #onDrop(person: PersonId): void {
    this.#toggle(person);
    this.focus(); // the button that had it is gone
  }

  #toggle(person: PersonId): void {
    const next = new Set(this.chosen);
    if (!next.delete(person)) next.add(person);
    this.chosen = next;
    this.dispatchEvent(new CustomEvent('chosen', { detail: next }));
  }
}

const plain = (text: string): string => text.normalize('NFKC').toLocaleLowerCase();

const isFound = ({ name }: PersonView, sought: string): boolean =>
  plain(sought)
    .split(/\s+/)
    .every((word) => plain(name).includes(word));

/** Names that more than one of them bears. */
function doubledNames(people: readonly PersonView[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(people.map(({ name }) => name).filter((name) => seen.has(name) || !seen.add(name)));
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-people-picker': BeepPeoplePicker;
  }
}
