import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { IdentityView } from '../../app/official-views.js';
import { base } from '../styles/base.js';
import { icon } from './icon.js';
import { MARK_ICONS, markOf, markWords, shortWords } from './identity-words.js';

/**
 * Who somebody is, beside their name. `small`: a mark, with words for a screen reader, and nothing where there is nothing to
 * say; `line`: the mark and what office they hold; `loud`: both and how sure that is, for whoever has to decide.
 */
@customElement('beep-badge-chip')
@localized()
export class BeepBadgeChip extends LitElement {
  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s1);
        max-inline-size: 100%;
        min-inline-size: 0;
        color: var(--text-2);
        font-size: var(--text-xs);
        font-weight: 400;
        line-height: var(--leading-tight);
        vertical-align: middle;
      }

      :host([look='small']) {
        display: inline-flex;
        flex: none;
      }

      .chip {
        display: flex;
        align-items: center;
        max-inline-size: 100%;
        gap: var(--s1);
        min-inline-size: 0;
      }

      .icon {
        flex: none;
        inline-size: 1rem;
        block-size: 1rem;
      }

      .verified,
      .vouched {
        color: var(--accent-text);
      }

      .revoked {
        color: var(--danger);
      }

      .loud {
        flex-wrap: wrap;
        inline-size: fit-content;
        padding: var(--s1) var(--s2);
        border: 1px solid currentColor;
        border-radius: var(--radius);
        font-size: var(--text-sm);
        font-weight: 550;
      }

      .alike {
        display: flex;
        gap: var(--s1);
        color: var(--text);
        font-size: var(--text-sm);
        font-weight: 600;
      }

      .alike .icon {
        color: var(--warn);
      }

      .loud .office {
        flex-basis: 100%;
        color: var(--text);
        font-weight: 400;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) identity: IdentityView | null = null;
  @property({ reflect: true }) look: 'small' | 'line' | 'loud' = 'small';

  /** Whoever has to decide is told that the name looks like another's, where that is not said beside it. */
  @property({ type: Boolean }) warns = false;

  protected override render(): TemplateResult | typeof nothing {
    const { identity, look } = this;
    if (identity === null) return nothing;
    const mark = markOf(identity);
    if (mark === 'unverified' && look !== 'loud') return nothing;
    const words = markWords(identity);
    const [best] = identity.badges;
    // Whoever is not what the badge said any more is not called that beside their name.
    const office = best?.standing.kind === 'good' && mark !== 'revoked' ? shortWords(best) : null;
    const picture = icon(MARK_ICONS[mark]);
    switch (look) {
      case 'small':
        return html`<span class=${`chip ${mark}`} title=${words} data-mark=${mark}
          >${picture}<span class="sr">${words}</span></span
        >`;
      case 'line':
        return html`<span class=${`chip ${mark}`} title=${words} data-mark=${mark}
          >${picture}<span class="clip">${office ?? words}</span>${
            office === null ? nothing : html`<span class="sr">, ${words}</span>`
          }</span
        >`;
      case 'loud':
        return html`<span class=${`chip loud ${mark}`} data-mark=${mark}
            >${picture}
            ${words}${office === null ? nothing : html`<span class="office">${office}</span>`}</span
          >${this.warns && identity.lookalikes.length > 0 ? html`<span class="alike">${icon('shield-alert')} ${msg('The name looks like that of somebody else you know.')}</span>` : nothing}`;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-badge-chip': BeepBadgeChip;
  }
}
