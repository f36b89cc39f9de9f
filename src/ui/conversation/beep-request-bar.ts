import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs, ConversationView } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { reportHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { barStyles } from './bar-styles.js';

/** Who asks to be heard, and the three answers. Reading the request tells nobody anything. */
@customElement('beep-request-bar')
@localized()
export class BeepRequestBar extends LitElement {
  static override styles = [base, controls, barStyles];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @state() private fault: FaultCode | null = null;

  readonly #view = whole(this, () => this.conversation.view);

  protected override render(): TemplateResult {
    const view = this.#view.value;
    return html`
      <section class="inner" aria-label=${msg('Request')}>
        <p>${whoAsks(view)}</p>
        <p class="small muted">
          ${msg('Nobody has checked this name. They do not learn that you have read this unless you accept.')}
        </p>
        ${faultNote(this.fault)}
        <div class="row">
          <button class="primary" @click=${this.#onAccept}>${icon('check')} ${msg('Accept')}</button>
          <button class="danger" @click=${this.#onBlock}>${icon('ban')} ${msg('Block')}</button>
          <a class="button quiet" href=${reportHref(view.id)}>
            ${icon('flag')} ${msg('Report to an administrator')}
          </a>
        </div>
      </section>
    `;
  }

  #onAccept(): void {
    void this.#answer(() => this.conversation.accept());
  }

  #onBlock(): void {
    void this.#answer(() => this.conversation.block(true));
  }

  async #answer(ask: () => ReturnType<ConversationVerbs['accept']>): Promise<void> {
    const done = await ask();
    this.fault = done.ok ? null : done.error;
    if (done.ok) this.dispatchEvent(new CustomEvent('answered'));
  }
}

function whoAsks({ name, group }: ConversationView): string {
  const what = isolated(name);
  if (group === null)
    return msg(str`Somebody who is no contact of yours writes to you. They say they are ${what}.`);
  const addedBy = group.members.find(({ own }) => own)?.addedBy;
  if (addedBy === undefined) return msg(str`You were added to ${what}.`);
  const by = isolated(personName(addedBy));
  return msg(str`You were added to ${what} by somebody who is no contact of yours. They say they are ${by}.`);
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-request-bar': BeepRequestBar;
  }
}
