import { html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { ApprovalView, MessageView } from '../../app/conversation-views.js';
import type { ConversationId, DraftId } from '../../protocol/ids.js';
import { draftHref, memoHref } from '../app/routes.js';
import { isolated } from '../fault-words.js';
import { icon } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';
import { signatureMarkWords } from '../parts/revoked-words.js';

/** A memo in a conversation: what it is about, and the way to all of it. */
export const messageMemo = (
  { id, text }: MessageView,
  { conversation, tabIndex }: { readonly conversation: ConversationId; readonly tabIndex: 0 | -1 },
): TemplateResult => html`
  <div class="memo">
    <p class="how">${icon('clipboard-check')} ${msg('Memo')}</p>
    <p class="about" dir="auto">${text === '' ? html`<i>${msg('Without a subject')}</i>` : text}</p>
    <a class="button" href=${memoHref(conversation, id)} tabindex=${tabIndex}>${msg('Open the memo')}</a>
  </div>
`;

/** That a draft was put up for approval, and how far it is with that; below it, `more`. */
export const messageSubmission = (
  { text }: Pick<MessageView, 'text'>,
  { approvers, state }: ApprovalView,
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult => html`
  <div class="memo">
    <p class="how">${icon('file-pen-line')} ${msg('Put up for approval')}</p>
    ${text === '' ? nothing : html`<p class="about" dir="auto">${text}</p>`}
    <ol class="approvers">
      ${approvers.map(
        ({ person, verdict, remarks, revoked }) =>
          html`<li>
            ${icon(verdict === 'approved' ? 'check' : verdict === 'returned' ? 'undo-2' : 'clock')}
            <span>
              <bdi>${person.own ? msg('You') : personName(person)}</bdi>: ${verdictWords(verdict)}
              ${revoked === null ? nothing : html`<span class="revoked">${icon('ban')} <span>${signatureMarkWords(revoked)}</span></span>`}
              ${remarks === '' ? nothing : html`<q dir="auto">${remarks}</q>`}
            </span>
          </li>`,
      )}
    </ol>
    ${state === 'sent' ? html`<p class="how">${icon('send-horizontal')} ${msg('Sent')}</p>` : nothing} ${more}
  </div>
`;

/** The way from what is said about a draft to the draft. */
export const openDraft = (draft: DraftId | null, tabIndex: 0 | -1): TemplateResult | typeof nothing =>
  draft === null
    ? nothing
    : html`<a class="button" href=${draftHref(draft)} tabindex=${tabIndex}>${msg('Open the draft')}</a>`;

const verdictWords = (verdict: ApprovalView['approvers'][number]['verdict']): string => {
  switch (verdict) {
    case 'approved':
      return msg('approved');
    case 'returned':
      return msg('returned');
    case 'waiting':
      return msg('has not answered yet');
  }
};

/** How far it is, in one line. */
export function approvalWords({ state, turn }: Pick<ApprovalView, 'state' | 'turn'>): string {
  switch (state) {
    case 'sent':
      return msg('Sent');
    case 'approved':
      return msg('Approved');
    case 'returned':
      return msg('Returned');
    case 'waiting':
      return turn?.own
        ? msg('Your turn to approve')
        : msg(str`Waits for ${isolated(turn ? personName(turn) : '')}`);
  }
}
