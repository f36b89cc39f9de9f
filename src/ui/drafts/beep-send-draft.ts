import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { localized, msg } from '@lit/localize';
import type { ConversationSummary, PersonView } from '../../app/conversation-views.js';
import type { OpenDraftVerbs, SendWhen } from '../../app/draft-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { ConversationId, PersonId } from '../../protocol/ids.js';
import { isChat } from '../conversation/chat-lists.js';
import { whole } from '../controllers/store-controller.js';
import { choices } from '../parts/choices.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { selectStyles } from '../styles/select.js';
import '../parts/beep-dialog.js';

type When = 'now' | 'at' | 'all' | 'person';

/** Sends a draft as a memo, now or later. Opens as it is put in; fires `sent` where it was sent at once, and `closed`. */
@customElement('beep-send-draft')
@localized()
export class BeepSendDraft extends LitElement {
  static override styles = [
    base,
    controls,
    selectStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) draft!: OpenDraftVerbs;
  @state() private to = '';
  @state() private when: When = 'now';
  /** As the field for a date and a time has it, in the time of this place. */
  @state() private at = '';
  @state() private person = '';
  @state() private isIncomplete = false;
  @state() private busy = false;
  @state() private fault: FaultCode | null = null;

  readonly #conversations = whole(this, () => this.beep.conversations);

  protected override firstUpdated(): void {
    const { recipient } = this.draft.summary.value;
    if (recipient) this.to = recipient.conversation;
  }

  protected override render(): TemplateResult {
    const chats = this.#chats;
    const isApproved = this.draft.summary.value.shared?.approval?.isOursToSend === true;
    return html`
      <beep-dialog .heading=${msg('Send as a memo')} careful @closed=${this.#onClosed}>
        <form @submit=${this.#onSubmit} novalidate>
          <p class="small muted">
            ${
              isApproved
                ? msg('It goes out under your name, with the signatures of everybody who approved it.')
                : msg('It goes out under your name alone: nobody has approved it.')
            }
          </p>
          <div class="field">
            <label for="to">${msg('To')}</label>
            <select id="to" data-first @change=${this.#onTo}>
              <option value="" ?selected=${this.to === ''}>${msg('Choose a chat')}</option>
              ${chats.map(
                ({ id, name }) =>
                  html`<option value=${String(id)} ?selected=${id === this.to}>${name}</option>`,
              )}
            </select>
          </div>
          ${choices(
            msg('When'),
            'when',
            this.when,
            [
              ['now', msg('Now')],
              ['at', msg('At a time')],
              ['all', msg('When everybody in it can be reached')],
              ...(this.#others.length > 1
                ? ([['person', msg('When one person can be reached')]] as const)
                : []),
            ],
            this.#onWhen,
          )}
          ${
            this.when === 'at'
              ? html`<div class="field">
                  <label for="at">${msg('Date and time')}</label>
                  <input id="at" type="datetime-local" .value=${live(this.at)} @input=${this.#onAt} />
                </div>`
              : nothing
          }
          ${
            this.when === 'person'
              ? html`<div class="field">
                  <label for="person">${msg('Person')}</label>
                  <select id="person" @change=${this.#onPerson}>
                    <option value="">${msg('Choose a person')}</option>
                    ${this.#others.map(
                      (one) => html`<option value=${String(one.person)}>${personName(one)}</option>`,
                    )}
                  </select>
                </div>`
              : nothing
          }
          ${
            this.when === 'now'
              ? nothing
              : html`<p class="small muted">
                  ${msg('It is sent by this device, so Beep has to be open then; otherwise as soon as it is opened again. What the draft says at that moment is sent, once.')}
                </p>`
          }
          ${
            this.isIncomplete
              ? html`<p class="note bad" role="alert">
                  ${icon('triangle-alert')} ${msg('Say to whom, and when.')}
                </p>`
              : nothing
          }
          ${faultNote(this.fault)}
          <div class="row">
            <button class="primary" ?disabled=${this.busy}>
              ${icon(this.when === 'now' ? 'send-horizontal' : 'clock')}
              ${this.when === 'now' ? msg('Send now') : msg('Send later')}
            </button>
          </div>
        </form>
      </beep-dialog>
    `;
  }

  get #chats(): readonly ConversationSummary[] {
    return this.#conversations.value.filter((chat) => isChat(chat) && chat.mayPost);
  }

  /** The others in the chat it goes to. */
  get #others(): readonly PersonView[] {
    const view = this.to === '' ? null : this.beep.conversation(this.to as ConversationId)?.view.value;
    return view?.group?.members.filter(({ own }) => !own) ?? [];
  }

  #onTo(event: Event): void {
    this.to = (event.target as HTMLSelectElement).value;
    this.isIncomplete = false;
    if (this.when === 'person' && this.#others.length < 2) this.when = 'all';
  }

  readonly #onWhen = (when: When): void => {
    this.when = when;
  };

  #onAt(event: InputEvent): void {
    this.at = (event.target as HTMLInputElement).value;
  }

  #onPerson(event: Event): void {
    this.person = (event.target as HTMLSelectElement).value;
  }

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    void this.#send();
  }

  /** Null where something is missing. */
  get #chosenWhen(): SendWhen | 'now' | null {
    switch (this.when) {
      case 'now':
        return 'now';
      case 'all':
        return { kind: 'reachable', person: null };
      case 'person':
        return this.person === '' ? null : { kind: 'reachable', person: this.person as PersonId };
      case 'at': {
        const wallMs = new Date(this.at).getTime();
        return Number.isNaN(wallMs) ? null : { kind: 'at', wallMs };
      }
    }
  }

  async #send(): Promise<void> {
    const when = this.#chosenWhen;
    if (this.busy) return;
    this.isIncomplete = this.to === '' || when === null;
    if (this.isIncomplete || when === null) return;
    this.busy = true;
    const to = this.to as ConversationId;
    const done = when === 'now' ? await this.draft.send(to) : await this.draft.sendLater(to, when);
    this.busy = false;
    this.fault = done.ok ? null : done.error;
    if (!done.ok) return;
    if (when === 'now') this.dispatchEvent(new CustomEvent('sent', { detail: to }));
    this.#onClosed();
  }

  #onClosed(): void {
    this.dispatchEvent(new CustomEvent('closed'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-send-draft': BeepSendDraft;
  }
}
