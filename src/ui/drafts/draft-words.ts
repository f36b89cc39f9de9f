import { html, nothing, type TemplateResult } from 'lit';
import { msg, str } from '@lit/localize';
import type { PersonView } from '../../app/conversation-views.js';
import type { DraftApprovalView, DraftSummary, SendingView } from '../../app/draft-views.js';
import { formatMoment } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { approvalWords } from '../conversation/message-memo.js';
import { icon, type IconName } from '../parts/icon.js';
import { personName } from '../parts/person-name.js';

/** Whether it is ours to do something about it now. */
export const waitsForUs = ({ shared }: DraftSummary): boolean =>
  shared?.approval?.turn?.own === true || shared?.approval?.isOursToSend === true;

/** Where a draft stands: nothing of one that is only being written. `people`: those whom we know. */
export function stateOf(
  draft: DraftSummary,
  people: readonly PersonView[],
): { readonly icon: IconName; readonly words: string } | null {
  const { shared, sending, sent } = draft;
  const approval = shared?.approval ?? null;
  if (sending) return { icon: 'clock', words: sendingWords(sending, people) };
  if (approval) return { icon: approvalIcon(approval), words: draftApprovalWords(approval) };
  return sent ? { icon: 'send-horizontal', words: msg(str`Sent to ${isolated(sent.to.name)}`) } : null;
}

/** What is written now is not what was put up, and that matters. */
export const isVoid = ({ state, isChanged }: Pick<DraftApprovalView, 'state' | 'isChanged'>): boolean =>
  isChanged && (state === 'approved' || state === 'waiting');

function approvalIcon({ state, isChanged, turn }: DraftApprovalView): IconName {
  if (turn?.own) return 'clipboard-check';
  if (isVoid({ state, isChanged })) return 'triangle-alert';
  if (state === 'waiting') return 'clock';
  return state === 'returned' ? 'undo-2' : 'clipboard-check';
}

/** How far it is with those who were asked, in one line. */
export function draftApprovalWords(approval: DraftApprovalView): string {
  const { state, isChanged, isOursToSend, approvers, turn } = approval;
  if (turn?.own) return approvalWords(approval); // we are asked about what was put up, whatever was written since
  if (isChanged && state === 'approved') return msg('Changed since it was approved');
  if (isChanged && state === 'waiting') return msg('Changed since it was put up');
  if (isOursToSend) return msg('Approved: yours to send');
  if (state === 'returned') {
    const by = approvers.find(({ verdict }) => verdict === 'returned');
    if (by)
      return by.person.own
        ? msg('Returned by you')
        : msg(str`Returned by ${isolated(personName(by.person))}`);
  }
  return approvalWords(approval);
}

/** When it is sent by itself. `people`: those whom we know. */
export function sendingWords({ when, to }: SendingView, people: readonly PersonView[]): string {
  if (when.kind === 'at') {
    const moment = formatMoment(when.wallMs);
    return msg(str`Is sent on ${moment}`);
  }
  const person = people.find((one) => one.person === when.person);
  const name = isolated(person ? personName(person) : to.name);
  return when.person === null
    ? msg('Is sent when everybody can be reached')
    : msg(str`Is sent when ${name} can be reached`);
}

/** With whom it is shared; nothing for nobody. */
export const sharedNames = ({ shared }: DraftSummary): TemplateResult | typeof nothing =>
  shared === null || shared.people.length === 0
    ? nothing
    : html`<span class="with"
        >${icon('users')}<span class="sr">${msg('Shared with')}</span>
        <bdi class="clip">${shared.people.map(({ person }) => personName(person)).join(msg(', '))}</bdi></span
      >`;
