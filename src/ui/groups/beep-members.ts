import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { localized, msg, str } from '@lit/localize';
import type { ConversationVerbs, GroupView, MemberView } from '../../app/conversation-views.js';
import type { BeepVerbs } from '../../app/views.js';
import type { FaultCode } from '../../domain/fault.js';
import { chatHref, detailsHref, go } from '../app/routes.js';
import { linkWords, memberCount } from '../conversation/standing-words.js';
import { isolated } from '../fault-words.js';
import { avatar, avatarStyles } from '../parts/avatar.js';
import type { MenuItem } from '../parts/beep-menu.js';
import { faultNote } from '../parts/fault-note.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { base } from '../styles/base.js';
import { controls } from '../styles/controls.js';
import { page } from '../styles/page.js';
import { givenWords, roleWords } from './group-words.js';
import '../parts/beep-confirm.js';
import '../parts/beep-menu.js';
import '../parts/beep-person-badge.js';
import './beep-add-people.js';

/** Who is in a group, on whose word, the way to write to one of them alone, and what an admin may do about them. */
@customElement('beep-members')
@localized()
export class BeepMembers extends LitElement {
  static override styles = [
    base,
    controls,
    page,
    avatarStyles,
    css`
      :host {
        block-size: auto;
        overflow: visible;
      }

      .top {
        justify-content: space-between;
      }

      li {
        display: flex;
        align-items: center;
        gap: var(--s3);
        min-block-size: 4rem;
        padding-block: var(--s2);
        content-visibility: auto;
        contain-intrinsic-block-size: auto 4.5rem;
      }

      li + li {
        border-block-start: 1px solid var(--line);
      }

      .what {
        flex: 1;
        min-inline-size: 0;
      }

      .name {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        column-gap: var(--s2);
        font-weight: 600;
      }

      .tag {
        padding-inline: var(--s2);
        border-radius: 1rem;
        background: var(--surface-2);
        color: var(--text-2);
        font-size: var(--text-xs);
      }

      .tag.admin {
        background: var(--accent-soft);
        color: var(--accent-text);
      }

      .on {
        color: var(--accent-text);
      }
    `,
  ];

  @property({ attribute: false }) beep!: BeepVerbs;
  @property({ attribute: false }) conversation!: ConversationVerbs;
  @property({ attribute: false }) group!: GroupView;

  /** Whose removal is being asked about. */
  @state() private removing: MemberView | null = null;
  @state() private adding = false;
  @state() private fault: FaultCode | null = null;
  @query('h2') private heading!: HTMLElement;

  protected override render(): TemplateResult {
    const { group } = this;
    return html`
      <section class="card" aria-labelledby="members">
        <div class="row top">
          <h2 id="members" tabindex="-1">${memberCount(group.members.length)}</h2>
          ${
            group.own === 'admin'
              ? html`<button @click=${this.#onAdd}>${icon('user-plus')} ${msg('Add people')}</button>`
              : nothing
          }
        </div>
        ${faultNote(this.fault)}
        <ul aria-label=${msg('Members')}>
          ${repeat(
            group.members,
            ({ person }) => person,
            (member) => this.#renderMember(member),
          )}
        </ul>
      </section>
      ${
        this.adding
          ? html`<beep-add-people
              .beep=${this.beep}
              .conversation=${this.conversation}
              .group=${group}
              @closed=${this.#onAdded}
            ></beep-add-people>`
          : nothing
      }
      ${this.removing === null ? nothing : this.#renderRemoving(this.removing)}
    `;
  }

  #renderMember(member: MemberView): TemplateResult {
    const items = this.#menu(member);
    const name = personName(member);
    return html`
      <li aria-current=${member.own ? 'true' : 'false'} data-person=${String(member.person)}>
        ${avatar(member.name, member.person)}
        <div class="what">
          <p class="name">
            <bdi>${name}</bdi>${member.own ? html`<span class="tag">${msg('You')}</span>` : nothing}<span
              class=${`tag ${member.role}`}
              >${roleWords(member.role, this.group.type)}</span
            >
          </p>
          <beep-person-badge look="line" .beep=${this.beep} .person=${member.person}></beep-person-badge>
          <p class="small muted">
            ${howIn(member)}${this.group.type === 'draft' ? nothing : html` · ${givenWords(member.history)}`}
          </p>
          ${member.own ? nothing : renderReach(member)}
        </div>
        ${
          items.length === 0
            ? nothing
            : html`<beep-menu
                .label=${msg(str`What to do with ${isolated(name)}`)}
                .items=${items}
              ></beep-menu>`
        }
      </li>
    `;
  }

  #renderRemoving(member: MemberView): TemplateResult {
    const name = isolated(personName(member));
    return html`<beep-confirm
      .question=${msg(str`Remove ${name}?`)}
      .text=${msg('They keep what they have. Nothing new goes to them from whoever has heard of the removal; whoever has not may still send to them. The chat shows how many know it.')}
      .action=${msg('Remove')}
      @answered=${this.#onAnswered}
    ></beep-confirm>`;
  }

  #menu(member: MemberView): readonly MenuItem[] {
    const mayPromote = this.group.own === 'admin' && !member.own && member.role === 'member';
    return [
      ...(member.own
        ? []
        : [
            {
              words: msg('Write to them'),
              icon: 'message-square-text',
              run: () => go(chatHref(this.beep.chatWith(member.person))),
            } as const,
          ]),
      ...(mayPromote
        ? [
            {
              words: this.group.type === 'draft' ? msg('Let them edit') : msg('Make admin'),
              icon: 'shield-check',
              run: () => void this.#do(this.conversation.promote(member.person)),
            } as const,
          ]
        : []),
      ...(member.own
        ? []
        : [
            {
              words: msg('Who they are'),
              icon: 'id-card',
              run: () => go(detailsHref(this.beep.chatWith(member.person))),
            } as const,
          ]),
      ...(member.isRemovable
        ? [
            {
              words: msg('Remove'),
              icon: 'x',
              isDanger: true,
              run: () => (this.removing = member),
            } as const,
          ]
        : []),
    ];
  }

  #onAdd(): void {
    this.adding = true;
  }

  #onAdded(): void {
    this.adding = false;
  }

  #onAnswered({ detail: yes }: CustomEvent<boolean>): void {
    const member = this.removing;
    this.removing = null;
    if (!yes || member === null) return;
    this.heading.focus(); // the row that had it goes
    void this.#do(this.conversation.remove(member.person));
  }

  async #do(asked: ReturnType<ConversationVerbs['remove']>): Promise<void> {
    const done = await asked;
    this.fault = done.ok ? null : done.error;
  }
}

/** On whose word they are in it. */
function howIn({ person, own, addedBy }: MemberView): TemplateResult | string {
  if (addedBy.person === person) return msg('Created it');
  if (addedBy.own) return msg('Added by you');
  const by = personName(addedBy);
  return own ? msg(html`<bdi>${by}</bdi> added you`) : msg(html`Added by <bdi>${by}</bdi>`);
}

const renderReach = ({ online, path, isContact }: MemberView): TemplateResult => html`
  <p class="small">
    <span class=${online ? 'on' : 'muted'}>${online ? linkWords(path) : msg('Away')}</span>
    ${isContact ? nothing : html`<span class="muted">· ${msg('no contact of yours')}</span>`}
  </p>
`;

declare global {
  interface HTMLElementTagNameMap {
    'beep-members': BeepMembers;
  }
}
