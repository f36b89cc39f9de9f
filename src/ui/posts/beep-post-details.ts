import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { localized, msg } from '@lit/localize';
import type { ChargeView, PostTalkView } from '../../app/official-views.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { departmentWords, holdingWords, orderWords, postWarnings } from './post-words.js';

/** The post that a conversation is with: where it belongs, who holds it, and who held it when, by the charges. */
@customElement('beep-post-details')
@localized()
export class BeepPostDetails extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    css`
      ol {
        display: grid;
        gap: var(--s2);
        margin: 0;
        padding: 0;
        list-style: none;
      }

      bdi {
        overflow-wrap: anywhere;
      }

      .who {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) talk!: PostTalkView;

  protected override render(): TemplateResult {
    const { talk } = this;
    const { post } = talk;
    return html`
      <section class="card" aria-labelledby="post">
        <h2 id="post">${msg('The post')}</h2>
        ${post === null ? nothing : html`<p><bdi>${departmentWords(post)}</bdi></p>`}
        <p>${holdingWords(talk)}</p>
        ${map(
          postWarnings(talk),
          (words) => html`<p class="note warn">${icon('triangle-alert')} <span>${words}</span></p>`,
        )}
        ${talk.charges.length === 0 ? nothing : this.#renderHistory(talk.charges)}
      </section>
    `;
  }

  #renderHistory(charges: readonly ChargeView[]): TemplateResult {
    return html`
      <h3 id="history">${msg('Who held it when')}</h3>
      <ol aria-labelledby="history">
        ${map(
          charges,
          (charge) =>
            html`<li>
              <p class="who">
                <bdi>${charge.holder === null ? msg('Nobody') : personName(charge.holder)}</bdi>
              </p>
              <p class="small muted">${orderWords(charge)}</p>
            </li>`,
        )}
      </ol>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-post-details': BeepPostDetails;
  }
}
