import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import { msg, str } from '@lit/localize';
import type { ConversationView, PersonView } from '../../app/conversation-views.js';
import { formatNumber, plural } from '../../i18n/formats.js';
import { avatar } from '../parts/avatar.js';
import { matchPeople, mentionQuery } from './mentions.js';

/** Whom a text in this conversation can name. */
export function mentionable({ group, person, name }: ConversationView): readonly PersonView[] {
  if (group !== null) return group.members.filter(({ own }) => !own);
  return person === null ? [] : [{ person, name, own: false }];
}

const LIST_ID = 'people';

/**
 * The list of people that opens at an `@`. The field keeps the focus and names the marked person by
 * `aria-activedescendant`, as in the combobox pattern of the ARIA Authoring Practices; the arrow keys mark another.
 */
export class MentionList implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #choose: (person: PersonView) => void;
  #found: readonly PersonView[] = [];
  #start = 0;
  #marked = 0;
  /** Where it was closed by hand: it stays closed until another `@`. */
  #closedAt = -1;

  constructor(host: ReactiveControllerHost, choose: (person: PersonView) => void) {
    this.#host = host;
    this.#choose = choose;
    host.addController(this);
  }

  hostConnected(): void {
    this.close();
  }

  get isOpen(): boolean {
    return this.#found.length > 0;
  }

  /** Where the `@` stands that the list is open for. */
  get start(): number {
    return this.#start;
  }

  /** For the field: which list belongs to it, and which person is marked. */
  get listId(): string | typeof nothing {
    return this.isOpen ? LIST_ID : nothing;
  }
  get markedId(): string | typeof nothing {
    return this.isOpen ? optionId(this.#marked) : nothing;
  }

  /** Looks at what stands before the caret, and opens or closes. */
  look(text: string, caret: number, people: readonly PersonView[]): void {
    const query = mentionQuery(text, caret);
    if (query === null || query.start !== this.#closedAt) this.#closedAt = -1;
    const found = query === null || query.start === this.#closedAt ? [] : matchPeople(query.query, people);
    if (found.length > 0 && query !== null) this.#start = query.start;
    this.#marked = 0;
    this.#show(found);
  }

  /** Closes, and stays closed for the `@` that it was open for. */
  dismiss(): void {
    this.#closedAt = this.#start;
    this.close();
  }

  close(): void {
    this.#show([]);
  }

  /** Takes a key if the list is open and the key is one of its own. */
  press(key: string): boolean {
    if (!this.isOpen) return false;
    const count = this.#found.length;
    switch (key) {
      case 'ArrowDown':
        this.#mark((this.#marked + 1) % count);
        return true;
      case 'ArrowUp':
        this.#mark((this.#marked + count - 1) % count);
        return true;
      case 'Enter':
      case 'Tab':
        this.#take(this.#marked);
        return true;
      case 'Escape':
        this.dismiss();
        return true;
      default:
        return false;
    }
  }

  render(): TemplateResult {
    const n = formatNumber(this.#found.length);
    return html`
      ${
        this.isOpen
          ? html`<div class="people" role="listbox" id=${LIST_ID} aria-label=${msg('People to name')}>
              ${this.#found.map(
                (person, place) => html`
                  <button
                    type="button"
                    id=${optionId(place)}
                    role="option"
                    tabindex="-1"
                    class="quiet"
                    aria-selected=${place === this.#marked}
                    @pointerdown=${(event: Event) => event.preventDefault()}
                    @click=${() => this.#take(place)}
                  >
                    ${avatar(person.name, person.person)} <bdi class="clip">${person.name}</bdi>
                  </button>
                `,
              )}
            </div>`
          : nothing
      }
      <p class="sr" role="status">
        ${
          this.isOpen
            ? plural(
                this.#found.length,
                () => msg(str`${n} person to name. Enter chooses.`),
                () => msg(str`${n} people to name. Arrow keys mark one, Enter chooses.`),
              )
            : nothing
        }
      </p>
    `;
  }

  #take(place: number): void {
    const person = this.#found[place];
    this.close();
    if (person !== undefined) this.#choose(person);
  }

  #mark(place: number): void {
    this.#marked = place;
    this.#host.requestUpdate();
    void this.#scrollToMarked();
  }

  async #scrollToMarked(): Promise<void> {
    await this.#host.updateComplete;
    const root = (this.#host as unknown as Element).shadowRoot;
    root?.getElementById(optionId(this.#marked))?.scrollIntoView({ block: 'nearest' });
  }

  #show(found: readonly PersonView[]): void {
    if (found.length === 0 && this.#found.length === 0) return;
    this.#found = found;
    this.#host.requestUpdate();
  }
}

const optionId = (place: number): string => `person-${place}`;
