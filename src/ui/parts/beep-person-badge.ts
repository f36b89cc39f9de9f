import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { BeepVerbs } from '../../app/views.js';
import type { PersonId } from '../../protocol/ids.js';
import { Identities } from '../controllers/identities.js';
import type { BeepBadgeChip } from './beep-badge-chip.js';
import './beep-badge-chip.js';

/** The badge of somebody beside their name, as it is known now. Nothing until badges are loaded. */
@customElement('beep-person-badge')
export class BeepPersonBadge extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
  `;

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) person!: PersonId;
  @property({ reflect: true }) look: BeepBadgeChip['look'] = 'small';

  readonly #identities = new Identities(this, () => this.beep);

  protected override render(): TemplateResult | typeof nothing {
    const identity = this.#identities.of(this.person);
    if (identity === null) return nothing;
    return html`<beep-badge-chip
      .identity=${identity}
      .look=${this.look}
      .warns=${this.look === 'loud'}
    ></beep-badge-chip>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-person-badge': BeepPersonBadge;
  }
}
