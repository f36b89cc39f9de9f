import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { map } from 'lit/directives/map.js';
import { localized, msg, str } from '@lit/localize';
import type { DirectoryVerbs, DirectoryView, PostView } from '../../app/official-views.js';
import type { BeepVerbs, SelfView } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { formatDate, formatNumber } from '../../i18n/formats.js';
import { language } from '../../i18n/language.js';
import type { Department } from '../../protocol/department.js';
import type { ConversationId } from '../../protocol/ids.js';
import type { Result } from '../../protocol/result.js';
import { chatHref, directoryHref, go, pageHref } from '../app/routes.js';
import { avatarStyles } from '../parts/avatar.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { emptyPage, pageHead } from '../parts/page-parts.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { departmentHref, readDepartment } from './department-address.js';
import { directoryState } from './directory-link.js';
import { partsList, peopleList, postsList } from './directory-rows.js';
import { directoryStyles } from './directory-styles.js';
import { peopleWords } from './directory-words.js';

/** People or posts that are shown at once, and how many more at each wish. */
const SHOWN = 50;
/** Posts are read after people, so fewer of them. */
const POSTS_SHOWN = 10;

/** Whom one can find: by words, or department by department; with the way to write to them. */
@customElement('beep-directory')
@localized()
export class BeepDirectory extends LitElement {
  static override styles = [base, controls, page, avatarStyles, directoryStyles];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) self!: SelfView;
  /** The department as the address names it. */
  @property({ attribute: false }) address = '';

  @state() private text = '';
  @state() private shown = SHOWN;
  @state() private postsShown = POSTS_SHOWN;
  @state() private fault: FaultCode | null = null;
  @query('h1') private heading!: HTMLElement;
  @query('#sought') private box!: HTMLInputElement | null;

  readonly #view = directoryState(this);
  /** Somebody is being written to: a second click is for nothing. */
  #isWriting = false;

  override focus(): void {
    this.heading.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.beep.official.value?.directory.open();
    if (!changed.has('address')) return;
    this.text = '';
    this.#fromTheTop();
  }

  protected override render(): TemplateResult {
    const directory = this.beep.official.value?.directory;
    const view = this.#view.value;
    return html`
      <div class="page" @keydown=${this.#onKeydown}>
        ${pageHead({ href: pageHref('contacts'), words: msg('Back to contacts') }, msg('Directory'))}
        ${
          directory === undefined || view.state === 'none'
            ? emptyPage(
                'book-user',
                msg('No directory on this device'),
                msg(
                  'A directory comes with the badge of your office, and can then be read without a network.',
                ),
              )
            : this.#renderDirectory(directory, view)
        }
      </div>
    `;
  }

  #renderDirectory(directory: DirectoryVerbs, view: DirectoryView): TemplateResult {
    return html`
      <div class="sought">
        <label for="sought">${msg('Search by name, title, department or post')}</label>
        <input
          id="sought"
          type="search"
          dir="auto"
          autocomplete="off"
          spellcheck="false"
          .enterKeyHint=${'search'}
          .value=${live(this.text)}
          @input=${this.#onSearch}
        />
      </div>
      ${faultNote(this.fault)}
      ${this.text.trim() === '' ? this.#renderDepartment(directory) : this.#renderFound(directory, view)}
      ${renderAge(view)}
    `;
  }

  #renderFound(directory: DirectoryVerbs, view: DirectoryView): TemplateResult {
    const found = directory.search(this.text, this.shown + 1);
    const posts = directory.posts(this.text, this.postsShown + 1);
    const people = found.slice(0, this.shown);
    return html`
      <p role="status" class="small muted">${foundWords(people.length, found.length > this.shown, view)}</p>
      ${people.length === 0 ? nothing : this.#renderPeople(msg('People found'), people, found.length > people.length)}
      ${this.#renderPosts(posts)}
    `;
  }

  #renderDepartment(directory: DirectoryVerbs): TemplateResult {
    const department = readDepartment(this.address);
    const parts = directory.departments(department);
    const people = directory.peopleOf(department);
    const isHere = (post: PostView): boolean =>
      departmentHref(post.department) === departmentHref(department);
    const posts =
      department.length === 0 ? [] : directory.posts(department.join(' '), Infinity).filter(isHere);
    const isUnknown = parts.length + people.length + posts.length === 0 && this.#view.value.state === 'ready';
    return html`
      ${department.length === 0 ? nothing : this.#renderCrumbs(directory, department)}
      ${
        isUnknown
          ? html`<p>
              ${department.length === 0 ? msg('Nobody is in it yet.') : msg('There is no such department in the directory.')}
            </p>`
          : nothing
      }
      ${
        parts.length === 0
          ? nothing
          : html`<section>
              ${department.length === 0 ? html`<h2>${msg('Departments')}</h2>` : html`<h2>${msg('Parts of it')}</h2>`}
              ${partsList(parts)}
            </section>`
      }
      ${
        people.length === 0
          ? nothing
          : html`<section>
              <h2>${msg('People')}</h2>
              ${this.#renderPeople(msg('People'), people.slice(0, this.shown), people.length > this.shown)}
            </section>`
      }
      ${this.#renderPosts(posts)}
    `;
  }

  #renderPeople(
    label: string,
    people: ReturnType<DirectoryVerbs['search']>,
    hasMore: boolean,
  ): TemplateResult {
    return html`
      ${peopleList(label, people, this.text.trim() !== '', this.self.person, (person) => {
        void this.#write(() => this.beep.official.value?.directory.write(person));
      })}
      ${hasMore ? html`<button class="more" @click=${this.#onMore}>${msg('Show more')}</button>` : nothing}
    `;
  }

  #renderPosts(posts: readonly PostView[]): TemplateResult | typeof nothing {
    if (posts.length === 0) return nothing;
    return html`
      <section>
        <h2>${msg('Posts')}</h2>
        ${postsList(posts.slice(0, this.postsShown), this.self.person, (post) => {
          void this.#write(() => this.beep.official.value?.posts.write(post.post));
        })}
        ${
          posts.length > this.postsShown
            ? html`<button class="more" @click=${this.#onMorePosts}>${msg('Show more posts')}</button>`
            : nothing
        }
      </section>
    `;
  }

  /** Where one is, with the way up. */
  #renderCrumbs(directory: DirectoryVerbs, department: Department): TemplateResult {
    return html`
      <nav aria-label=${msg('Where you are')}>
        <ol class="crumbs">
          <li><a href=${directoryHref()}>${msg('All departments')}</a></li>
          ${map(department, (_, level) => {
            const path = department.slice(0, level + 1);
            const name = nameOf(directory, path);
            return html`<li>
              ${icon('chevron-right')}
              ${
                path.length === department.length
                  ? html`<span aria-current="page"><bdi>${name}</bdi></span>`
                  : html`<a href=${departmentHref(path)}><bdi>${name}</bdi></a>`
              }
            </li>`;
          })}
        </ol>
      </nav>
    `;
  }

  async #write(ask: () => Promise<Result<ConversationId, FaultCode>> | undefined): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.fault = null;
    const written = await ask();
    this.#isWriting = false;
    if (written?.ok) go(chatHref(written.value));
    else this.fault = written?.error ?? null;
  }

  #onSearch(event: InputEvent): void {
    this.text = (event.target as HTMLInputElement).value;
    this.#fromTheTop();
  }

  #fromTheTop(): void {
    this.shown = SHOWN;
    this.postsShown = POSTS_SHOWN;
    this.fault = null;
  }

  #onMore(): void {
    this.shown += SHOWN;
  }

  #onMorePosts(): void {
    this.postsShown += SHOWN;
  }

  /** Up and down go from one to the next, beginning at the search field; what Enter does there, the button does. */
  #onKeydown(event: KeyboardEvent): void {
    const { key, target } = event;
    if (
      event.isComposing ||
      !(key === 'ArrowDown' || key === 'ArrowUp' || (key === 'Enter' && target === this.box))
    )
      return;
    const stops = [...this.renderRoot.querySelectorAll<HTMLElement>('.list :is(a, button:enabled)')];
    const at = stops.indexOf(target as HTMLElement);
    if (at < 0 && (target !== this.box || key === 'ArrowUp')) return;
    event.preventDefault();
    (key === 'ArrowUp' ? (stops[at - 1] ?? this.box) : (stops[at + 1] ?? null))?.focus();
  }
}

/** What a department is called in the language on the screen. */
function nameOf(directory: DirectoryVerbs, path: Department): string {
  const name = path.at(-1) ?? '';
  if (language() !== 'ur') return name;
  const siblings = directory.departments(path.slice(0, -1));
  return siblings.find((one) => one.name === name)?.urduName ?? name;
}

function foundWords(count: number, hasMore: boolean, { state, count: all }: DirectoryView): string {
  const n = formatNumber(count);
  if (hasMore) return msg(str`The first ${n} are shown. Another word makes them fewer.`);
  if (count > 0) return msg(str`Found: ${peopleWords(count)}`);
  return state === 'loading'
    ? msg(str`Nobody so far. The directory is being read: ${peopleWords(all)}.`)
    : msg('Nobody of that name, title, department or post.');
}

/** How old what is shown is, and whether it should be newer. */
function renderAge({ state, count, asOfMs, nextUpdateMs }: DirectoryView): TemplateResult {
  const [day, due] = [formatDate(asOfMs), formatDate(nextUpdateMs)];
  return html`
    <p class="small muted age">
      ${
        state === 'loading'
          ? msg(str`The directory is being read: ${peopleWords(count)} so far.`)
          : msg(str`${peopleWords(count)}. As of ${day}.`)
      }
    </p>
    ${
      nextUpdateMs <= Date.now()
        ? html`<p class="note warn due">
            ${icon('clock')}
            <span
              >${msg(str`A newer one was due on ${due}. It comes by itself when you are connected, from the server or from colleagues.`)}</span
            >
          </p>`
        : nothing
    }
  `;
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-directory': BeepDirectory;
  }
}
