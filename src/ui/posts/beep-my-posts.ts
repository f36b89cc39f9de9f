import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { localized, msg, str } from '@lit/localize';
import type { HandoverView, PostVerbs, PostView } from '../../app/official-views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PersonId } from '../../protocol/ids.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import type { CodeWords } from '../people/beep-shown-code.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { departmentWords } from './post-words.js';
import '../people/beep-shown-code.js';
import './beep-take-charge.js';

/** Nobody in particular: whom the registrar names. */
const OPEN = 'open';

/** The posts that this person holds: handing one over, and taking in what the registrar answers. */
@customElement('beep-my-posts')
@localized()
export class BeepMyPosts extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      bdi {
        overflow-wrap: anywhere;
      }

      .post {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }

      .name {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) posts!: PostVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;

  /** The post that is being handed over. */
  @state() private leaving: PostView | null = null;
  @state() private to: PersonId | typeof OPEN = OPEN;
  @state() private handover: HandoverView | null = null;
  @state() private fault: FaultCode | null = null;

  readonly #changes = whole(this, () => this.posts.changes);

  protected override render(): TemplateResult {
    void this.#changes.value;
    const own = this.posts.own();
    return html`
      <section class="card" aria-labelledby="posts">
        <h2 id="posts">${msg('Your posts')}</h2>
        ${
          own.length === 0
            ? html`<p>${msg('By the charges this device knows of, you hold no post.')}</p>`
            : map(own, (post) => this.#renderPost(post))
        }
        <beep-take-charge .posts=${this.posts} .facts=${this.facts}></beep-take-charge>
      </section>
    `;
  }

  #renderPost(post: PostView): TemplateResult {
    const isLeaving = this.leaving?.post === post.post;
    return html`
      <div class="post" data-post=${String(post.post)}>
        <div>
          <p class="name"><bdi>${post.name}</bdi></p>
          <p class="small muted"><bdi>${departmentWords(post)}</bdi></p>
        </div>
        ${
          isLeaving
            ? this.#renderHandover(post)
            : html`<div class="row">
                <button ?disabled=${post.isDisputed} @click=${() => this.#begin(post)}>
                  ${icon('forward')} ${msg(str`Hand over ${isolated(post.name)}`)}
                </button>
              </div>`
        }
      </div>
    `;
  }

  #renderHandover(post: PostView): TemplateResult {
    return this.handover === null ? this.#renderChoice(post) : this.#renderSigned(this.handover);
  }

  #renderChoice(post: PostView): TemplateResult {
    const options = this.posts.successors().map((one) => [String(one.person), personName(one)] as const);
    return html`
      ${choices(msg('Who comes after you'), 'successor', String(this.to), [[OPEN, msg('Whoever the registrar names')] as const, ...options], (to) => (this.to = to as PersonId | typeof OPEN))}
      <p class="small muted">
        ${msg('You sign that you hand it over. You hold it until the registrar has issued the charge of whoever comes after you.')}
      </p>
      ${faultNote(this.fault)}
      <div class="row">
        <button class="primary" @click=${() => void this.#sign(post)}>
          ${icon('pencil')} ${msg('Sign the handover')}
        </button>
        <button class="quiet" @click=${this.#end}>${msg('Cancel')}</button>
      </div>
    `;
  }

  #renderSigned({ text, bytes }: HandoverView): TemplateResult {
    const words: CodeWords = {
      label: msg('Handover'),
      picture: msg('QR code of your handover'),
      copy: msg('Copy'),
      copied: msg('Copied. Send it to your registrar.'),
      refused: msg('The browser refused. Select the text and copy it by hand.'),
      limits: msg(
        'For your registrar, who issues the next charge with it. It is good until the post has passed on.',
      ),
    };
    return html`
      <beep-shown-code .facts=${this.facts} .text=${text} .words=${words}></beep-shown-code>
      <div class="row">
        <button @click=${() => this.facts.saveFile('handover.beep', bytes)}>
          ${icon('download')} ${msg('Save as file')}
        </button>
        <button class="quiet" @click=${this.#end}>${msg('Done')}</button>
      </div>
    `;
  }

  #begin(post: PostView): void {
    this.leaving = post;
    this.to = OPEN;
    this.handover = null;
    this.fault = null;
  }

  readonly #end = (): void => {
    this.leaving = null;
  };

  async #sign({ post }: PostView): Promise<void> {
    const signed = await this.posts.handOver(post, this.to === OPEN ? null : this.to);
    this.fault = signed.ok ? null : signed.error;
    if (signed.ok) this.handover = signed.value;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-my-posts': BeepMyPosts;
  }
}
