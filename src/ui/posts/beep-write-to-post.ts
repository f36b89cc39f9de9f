import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { PostVerbs, PostView } from '../../app/official-views.js';
import type { FaultCode } from '../../domain/fault.js';
import { chatHref, go } from '../app/routes.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

/** A button that leads to our conversation with a post, wherever a post is shown. */
@customElement('beep-write-to-post')
@localized()
export class BeepWriteToPost extends LitElement {
  static override styles = [base, controls];

  @property({ attribute: false }) posts!: PostVerbs;
  @property({ attribute: false }) post!: Pick<PostView, 'post' | 'name'>;
  @state() private fault: FaultCode | null = null;
  @state() private busy = false;

  protected override render(): TemplateResult {
    return html`
      <button ?disabled=${this.busy} @click=${this.#onClick}>
        ${icon('message-square-text')} ${msg(str`Write to ${isolated(this.post.name)}`)}
      </button>
      ${faultNote(this.fault)}
    `;
  }

  #onClick(): void {
    void this.#write();
  }

  async #write(): Promise<void> {
    this.busy = true;
    try {
      const begun = await this.posts.write(this.post.post);
      this.fault = begun.ok ? null : begun.error;
      if (begun.ok) go(chatHref(begun.value));
    } finally {
      this.busy = false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-write-to-post': BeepWriteToPost;
  }
}
