import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { localized, msg } from '@lit/localize';
import type { ConversationVerbs, ConversationView, GroupView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import type { GroupType } from '../../protocol/admin-body.js';
import type { PlatformFacts } from '../app/platform-facts.js';
import { chatHref, go, reportHref } from '../app/routes.js';
import { whole } from '../controllers/store-controller.js';
import { headWords } from '../conversation/standing-words.js';
import { avatarStyles, conversationAvatar } from '../parts/avatar.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import '../identity/beep-identity.js';
import '../network/beep-reach.js';
import '../parts/beep-confirm.js';
import '../posts/beep-post-details.js';
import '../posts/beep-posts-of.js';
import './beep-group-rules.js';
import './beep-members.js';

/** What a conversation is beside its messages: who is in it, by which rules, and the ways out of it. */
@customElement('beep-details')
@localized()
export class BeepDetails extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    avatarStyles,
    css`
      .head > .words {
        min-inline-size: 0;
      }

      h1 {
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) facts!: PlatformFacts;
  @property({ attribute: false }) conversation!: ConversationVerbs;

  @state() private leaving = false;
  @state() private fault: FaultCode | null = null;
  @query('h1') private heading!: HTMLElement;

  readonly #view = whole(this, () => this.conversation.view);
  readonly #official = whole(this, () => this.beep.official);

  override focus(): void {
    this.heading.focus();
  }

  protected override render(): TemplateResult {
    const view = this.#view.value;
    const { id, name, group } = view;
    return html`
      <div class="page">
        <div class="head">
          <a class="button quiet only-icon" href=${chatHref(id)}>
            ${icon('arrow-left')}<span class="sr">${msg('Back to the chat')}</span>
          </a>
          ${conversationAvatar(view)}
          <div class="words">
            <h1 tabindex="-1"><bdi>${name}</bdi></h1>
            <p class="small muted">${headWords(view)}</p>
          </div>
        </div>
        ${
          group === null
            ? html`${
                  view.person === null
                    ? nothing
                    : html`<beep-identity
                        .beep=${this.beep}
                        .facts=${this.facts}
                        .person=${view.person}
                      ></beep-identity>`
                }${this.#renderPosts(view)}<beep-reach .beep=${this.beep} .view=${view}></beep-reach>`
            : this.#renderGroup(group)
        }
        <section class="card" aria-label=${msg('Ways out')}>
          ${faultNote(this.fault)}
          <div class="row">
            ${
              group?.own === 'member' || group?.own === 'admin'
                ? html`<button class="danger" @click=${this.#onLeave}>
                    ${icon('log-out')} ${leaveWords(group.type)}
                  </button>`
                : nothing
            }
            ${
              view.isBlocked
                ? html`<button @click=${this.#onBlock}>${icon('check')} ${msg('Unblock')}</button>`
                : html`<button class="danger" @click=${this.#onBlock}>${icon('ban')} ${msg('Block')}</button>`
            }
            <a class="button" href=${reportHref(id)}>${icon('flag')} ${msg('Report to an administrator')}</a>
          </div>
        </section>
      </div>
      ${this.leaving && group !== null ? this.#renderLeaving(group) : nothing}
    `;
  }

  #renderPosts({ person }: ConversationView): TemplateResult | typeof nothing {
    const official = this.#official.value;
    return official === null || person === null
      ? nothing
      : html`<beep-posts-of .official=${official} .person=${person}></beep-posts-of>`;
  }

  #renderGroup(group: GroupView): TemplateResult {
    return html`
      ${group.post === null ? nothing : html`<beep-post-details .talk=${group.post}></beep-post-details>`}
      <beep-group-rules .conversation=${this.conversation} .group=${group}></beep-group-rules>
      <beep-members .beep=${this.beep} .conversation=${this.conversation} .group=${group}></beep-members>
    `;
  }

  #renderLeaving(group: GroupView): TemplateResult {
    const isLastAdmin =
      group.own === 'admin' &&
      group.members.length > 1 &&
      !group.members.some(({ own, role }) => !own && role === 'admin');
    return html`<beep-confirm
      .question=${leaveQuestion(group.type)}
      .text=${
        isLastAdmin
          ? group.type === 'draft'
            ? msg(
                'You are the only one who may edit it. When you have left, nobody can change it any more. Let somebody else edit it first: in the menu beside their name.',
              )
            : msg(
                'You are its only admin. When you have left, nobody can add or remove anybody or change the rules any more. Make somebody else an admin first: in the menu beside their name.',
              )
          : msg(
              'It goes on without you. What you have of it stays readable here; to come back you have to be added again.',
            )
      }
      .action=${isLastAdmin ? msg('Leave anyway') : msg('Leave')}
      @answered=${this.#onAnswered}
    ></beep-confirm>`;
  }

  #onLeave(): void {
    this.leaving = true;
  }

  #onAnswered({ detail: yes }: CustomEvent<boolean>): void {
    this.leaving = false;
    if (yes) void this.#do(this.conversation.leave(), true);
  }

  #onBlock(): void {
    const block = !this.#view.value.isBlocked;
    void this.#do(this.conversation.block(block), block);
  }

  /** `goesBack`: what came of it is shown in the chat. */
  async #do(asked: ReturnType<ConversationVerbs['leave']>, goesBack: boolean): Promise<void> {
    const done = await asked;
    this.fault = done.ok ? null : done.error;
    if (done.ok && goesBack) go(chatHref(this.#view.value.id));
  }
}

function leaveWords(type: GroupType): string {
  switch (type) {
    case 'group':
      return msg('Leave the group');
    case 'channel':
      return msg('Leave the channel');
    case 'draft':
      return msg('Leave the draft');
    case 'post':
      return msg('Leave the conversation');
  }
}

function leaveQuestion(type: GroupType): string {
  switch (type) {
    case 'group':
      return msg('Leave this group?');
    case 'channel':
      return msg('Leave this channel?');
    case 'draft':
      return msg('Leave this draft?');
    case 'post':
      return msg('Leave this conversation?');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'beep-details': BeepDetails;
  }
}
