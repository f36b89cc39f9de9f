import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { PersonView } from '../../app/conversation-views.js';
import { formatNumber } from '../../i18n/formats.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import { nameOrYou } from '../parts/people-names.js';
import { base } from '../styles/base.js';
import '../parts/beep-dialog.js';

/** Some people and what is said of them all. */
export interface PeopleGroup {
  readonly words: string;
  readonly people: readonly PersonView[];
}

/** Names people by groups: who has a message, who voted for what, who noted. Fires `closed`. */
@customElement('beep-people-dialog')
@localized()
export class BeepPeopleDialog extends LitElement {
  static override styles = [
    base,
    avatarStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s1);
      }

      section + section {
        margin-block-start: var(--s4);
      }

      h2 {
        display: flex;
        justify-content: space-between;
        gap: var(--s3);
        font-size: var(--text-md);
      }

      h2 > span {
        color: var(--text-2);
        font-weight: 500;
      }

      li {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-block-size: var(--target);
      }

      .avatar {
        inline-size: 2rem;
        block-size: 2rem;
        font-size: var(--text-sm);
      }
    `,
  ];

  @property() heading = '';
  /** What is to be known of the whole. */
  @property() hint = '';
  @property({ attribute: false }) groups: readonly PeopleGroup[] = [];

  protected override render(): TemplateResult {
    const groups = this.groups.filter(({ people }) => people.length > 0);
    return html`
      <beep-dialog .heading=${this.heading} @closed=${this.#onClosed}>
        ${this.hint === '' ? nothing : html`<p class="muted small">${this.hint}</p>`}
        ${groups.length === 0 ? html`<p class="muted">${msg('Nobody yet')}</p>` : nothing}
        ${groups.map(
          ({ words, people }) => html`
            <section>
              <h2><bdi>${words}</bdi> <span>${formatNumber(people.length)}</span></h2>
              <ul>
                ${people.map(
                  (one) =>
                    html`<li>${avatar(one.name, one.person)} <bdi class="clip">${nameOrYou(one)}</bdi></li>`,
                )}
              </ul>
            </section>
          `,
        )}
      </beep-dialog>
    `;
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-people-dialog': BeepPeopleDialog;
  }
}
