import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg } from '@lit/localize';
import type { OfficialVerbs } from '../../app/official-views.js';
import type { PersonId } from '../../protocol/ids.js';
import { whole } from '../controllers/store-controller.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { departmentWords } from './post-words.js';
import './beep-write-to-post.js';

/** The posts that somebody holds, each with the way to write to it; nothing if there are none. */
@customElement('beep-posts-of')
@localized()
export class BeepPostsOf extends LitElement {
  static override styles = [base, controls, page];

  @property({ attribute: false }) official!: OfficialVerbs;
  @property({ attribute: false }) person!: PersonId;

  readonly #changes = whole(this, () => this.official.changes);

  protected override render(): TemplateResult | typeof nothing {
    void this.#changes.value;
    const { posts } = this.official.identityOf(this.person);
    if (posts.length === 0) return nothing;
    return html`
      <section class="card" aria-labelledby="posts">
        <h2 id="posts">${msg('Posts')}</h2>
        ${repeat(
          posts,
          ({ post }) => post,
          (post) => html`
            <p>
              <bdi>${post.name}</bdi> <span class="small muted"><bdi>${departmentWords(post)}</bdi></span>
            </p>
            <beep-write-to-post .posts=${this.official.posts} .post=${post}></beep-write-to-post>
          `,
        )}
        <p class="small muted">
          ${msg('What you write to a post goes to whoever holds it, also after it has passed on.')}
        </p>
      </section>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-posts-of': BeepPostsOf;
  }
}
