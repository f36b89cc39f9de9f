import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs, ConversationView } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { barStyles } from './bar-styles.js';

/** Why nothing can be written here any more: blocked, removed, left. What was said stays readable above. */
@customElement('beep-closed-bar')
@localized()
export class BeepClosedBar extends LitElement {
  static override styles = [base, controls, barStyles];

  @property({ attribute: false }) conversation!: ConversationVerbs;
  @state() private fault: FaultCode | null = null;

  readonly #view = whole(this, () => this.conversation.view);

  protected override render(): TemplateResult {
    const view = this.#view.value;
    return html`
      <section class="inner" aria-label=${msg('Closed')}>
        <p>${whyClosed(view)}</p>
        ${faultNote(this.fault)}
        ${
          view.isBlocked
            ? html`<div class="row"><button @click=${this.#onUnblock}>${msg('Unblock')}</button></div>`
            : nothing
        }
      </section>
    `;
  }

  #onUnblock(): void {
    void this.#unblock();
  }

  async #unblock(): Promise<void> {
    const done = await this.conversation.block(false);
    this.fault = done.ok ? null : done.error;
    if (done.ok) this.dispatchEvent(new CustomEvent('answered'));
  }
}

function whyClosed({ name, group, isBlocked }: ConversationView): string {
  const isChannel = group?.type === 'channel';
  if (isBlocked) {
    if (group === null)
      return msg(
        str`You have blocked ${isolated(name)}: nothing of theirs reaches you. Nobody tells them, but they see that what they send is not delivered.`,
      );
    return isChannel
      ? msg(
          'You have blocked this channel: nothing of it reaches you. The others see that what they send is not delivered to you.',
        )
      : msg(
          'You have blocked this group: nothing of it reaches you. The others see that what they send is not delivered to you.',
        );
  }
  if (group?.own === 'removed') {
    return isChannel
      ? msg('You were removed from this channel. What you had of it stays readable here.')
      : msg('You were removed from this group. What you had of it stays readable here.');
  }
  return isChannel
    ? msg('You have left this channel. What you had of it stays readable here.')
    : msg('You have left this group. What you had of it stays readable here.');
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-closed-bar': BeepClosedBar;
  }
}
