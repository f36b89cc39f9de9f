import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { BeepVerbs } from '../../app/views.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { pageHref } from '../app/routes.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import './beep-add-contact.js';

/** A contact link was opened in the browser: the same confirmation as in "New chat". */
@customElement('beep-opened-link')
@localized()
export class BeepOpenedLink extends LitElement {
  static override styles = [base, controls, page];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) link = '';
  @query('h1') private heading!: HTMLElement;

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <div class="page">
        <h1 tabindex="-1">${msg('Add a contact')}</h1>
        <div class="card">
          <beep-add-contact .beep=${this.beep} .facts=${this.facts} .link=${this.link}></beep-add-contact>
        </div>
        <p><a class="button" href=${pageHref('chats')}>${msg('Not now')}</a></p>
      </div>
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-opened-link': BeepOpenedLink;
  }
}
