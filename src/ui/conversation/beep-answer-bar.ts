import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs, ConversationView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { PersonId } from '../../protocol/ids.js';
import type { GroupType } from '../../protocol/admin-body.js';
import { reportHref } from '../app/routes.js';
import { Identities } from '../controllers/identities.js';
import { whole } from '../controllers/store-controller.js';
import { isolated } from '../fault-words.js';
import { faultNote } from '../parts/fault-note.js';
import { lookAlikeNote, lookAlikeStyles } from '../identity/look-alike-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import '../parts/beep-badge-chip.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';

/**
 * What stands in the composer's place where nothing can be written now, and what can be done about it: who asks to be
 * heard, with the three answers; or why it is closed. Fires `answered` once an answer is kept.
 */
@customElement('beep-answer-bar')
@localized()
export class BeepAnswerBar extends LitElement {
  static override styles = [
    base,
    controls,
    lookAlikeStyles,
    css`
      :host {
        display: block;
        border-block-start: 1px solid var(--line);
        background: var(--surface);
        padding: var(--s3) max(var(--s4), env(safe-area-inset-right))
          max(var(--s3), env(safe-area-inset-bottom)) max(var(--s4), env(safe-area-inset-left));
      }

      .inner {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        max-inline-size: 60rem;
        margin-inline: auto;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) conversation!: ConversationVerbs;
  @state() private fault: FaultCode | null = null;

  readonly #view = whole(this, () => this.conversation.view);
  readonly #identities = new Identities(this, () => this.beep);

  protected override render(): TemplateResult {
    const view = this.#view.value;
    return view.isRequest && !view.isBlocked ? this.#renderRequest(view) : this.#renderClosed(view);
  }

  /** Reading the request tells nobody anything. */
  #renderRequest(view: ConversationView): TemplateResult {
    const identity = this.#identities.of(askerOf(view));
    const isSaid = identity === null || identity.assurance === 'unverified';
    return html`
      <section class="inner" aria-label=${msg('Request')}>
        <p>${whoAsks(view)}</p>
        ${identity === null ? nothing : html`<beep-badge-chip look="loud" .identity=${identity}></beep-badge-chip>${lookAlikeNote(identity)}`}
        <p class="small muted">
          ${isSaid ? msg('Nobody has checked this name. They do not learn that you have read this unless you accept.') : msg('They do not learn that you have read this unless you accept.')}
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

  /** What was said stays readable above. */
  #renderClosed(view: ConversationView): TemplateResult {
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

  #onAccept(): void {
    void this.#answer(this.conversation.accept());
  }

  #onBlock(): void {
    void this.#answer(this.conversation.block(true));
  }

  #onUnblock(): void {
    void this.#answer(this.conversation.block(false));
  }

  async #answer(keeping: ReturnType<ConversationVerbs['accept']>): Promise<void> {
    const done = await keeping;
    this.fault = done.ok ? null : done.error;
    if (done.ok) this.dispatchEvent(new CustomEvent('answered'));
  }
}

/** Whose word it is: who writes, or who added us. */
const askerOf = ({ person, group }: ConversationView): PersonId | null =>
  person ?? group?.members.find(({ own }) => own)?.addedBy.person ?? null;

function whoAsks({ name, group }: ConversationView): string {
  const what = isolated(name);
  if (group === null)
    return msg(str`Somebody who is no contact of yours writes to you. They say they are ${what}.`);
  const addedBy = group.members.find(({ own }) => own)?.addedBy;
  if (addedBy === undefined) return msg(str`You were added to ${what}.`);
  const by = isolated(personName(addedBy));
  if (group.type === 'draft')
    return msg(
      str`Somebody who is no contact of yours wants to write the draft ${what} with you. They say they are ${by}.`,
    );
  return msg(str`You were added to ${what} by somebody who is no contact of yours. They say they are ${by}.`);
}

function whyClosed({ name, group, isBlocked }: ConversationView): string {
  if (group === null)
    return msg(
      str`You have blocked ${isolated(name)}: nothing of theirs reaches you. Nobody tells them, but they see that what they send is not delivered.`,
    );
  const why = isBlocked ? 'blocked' : group.own === 'removed' ? 'removed' : 'left';
  return CLOSED[group.type][why]();
}

/** Why nothing can be written in it. */
const CLOSED: Record<GroupType, Record<'blocked' | 'removed' | 'left', () => string>> = {
  group: {
    blocked: () =>
      msg(
        'You have blocked this group: nothing of it reaches you. The others see that what they send is not delivered to you.',
      ),
    removed: () => msg('You were removed from this group. What you had of it stays readable here.'),
    left: () => msg('You have left this group. What you had of it stays readable here.'),
  },
  channel: {
    blocked: () =>
      msg(
        'You have blocked this channel: nothing of it reaches you. The others see that what they send is not delivered to you.',
      ),
    removed: () => msg('You were removed from this channel. What you had of it stays readable here.'),
    left: () => msg('You have left this channel. What you had of it stays readable here.'),
  },
  draft: {
    blocked: () =>
      msg(
        'You have blocked this draft: nothing of it reaches you. The others see that what they write is not delivered to you.',
      ),
    removed: () => msg('You were taken off this draft. What you had of it stays readable.'),
    left: () => msg('You have left this draft. What you had of it stays readable.'),
  },
  post: {
    blocked: () =>
      msg(
        'You have blocked this conversation: nothing of it reaches you. The others see that what they send is not delivered to you.',
      ),
    removed: () =>
      msg('You are in this conversation with a post no more. What you had of it stays readable here.'),
    left: () =>
      msg('You are in this conversation with a post no more. What you had of it stays readable here.'),
  },
};

declare global {
  interface HTMLElementTagNameMap {
    'beep-answer-bar': BeepAnswerBar;
  }
}
