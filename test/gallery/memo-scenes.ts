import type { MessageView } from '../../src/app/conversation-views.js';
import type { DraftApprovalView, DraftSummary } from '../../src/app/draft-views.js';
import { plainParagraph } from '../../src/domain/draft-content.js';
import type { MemoContent } from '../../src/protocol/memo-content.js';
import { fail, ok } from '../../src/protocol/result.js';
import {
  aConversation,
  aGroup,
  aMember,
  aMessage,
  aPerson,
  conversationId,
  entryId,
  personId,
  US,
  type FakeBeep,
} from '../support/fake-beep.js';
import {
  aBadge,
  aDraft,
  aMemo,
  anApproval,
  aProof,
  aShared,
  aSignatory,
  draftId,
  FakeDrafts,
} from '../support/fake-drafts.js';
import { MEMO, NOTE } from './draft-scenes.js';

const MINUTE_MS = 60_000;
const at = (minutes: number): number => new Date().setHours(10, 0, 0, 0) + minutes * MINUTE_MS;
const AYESHA = aPerson(1, 'Ayesha Khan');
const DANISH = aPerson(2, 'Danish Raza');
const USMAN = aPerson(3, 'محمد عثمان');

/** The talk about the drafts of these scenes. */
const TALK = 40;
/** Where a memo was sent. */
const OFFICE = 41;
const MEMO_ID = entryId(700);

const about = (subject: string): MemoContent => ({ ...NOTE, subject });

const APPROVED: DraftApprovalView = anApproval({
  state: 'approved',
  turn: null,
  remarks: 'Please see before noon.',
  approvers: [
    { person: AYESHA, verdict: 'approved', remarks: '', sentAtMs: at(-60), revoked: null },
    { person: DANISH, verdict: 'approved', remarks: 'مناسب ہے۔', sentAtMs: at(-20), revoked: null },
  ],
});
const RETURNED: DraftApprovalView = anApproval({
  state: 'returned',
  turn: null,
  approvers: [
    {
      person: AYESHA,
      verdict: 'returned',
      remarks: 'The date in paragraph 1 is wrong.',
      sentAtMs: at(-30),
      revoked: null,
    },
    { person: DANISH, verdict: 'waiting', remarks: '', sentAtMs: null, revoked: null },
  ],
});
const OUR_TURN: DraftApprovalView = anApproval({
  by: AYESHA,
  remarks: 'Put up for approval, please. The Secretary wants it today.',
  turn: US,
  approvers: [
    { person: DANISH, verdict: 'approved', remarks: '', sentAtMs: at(-40), revoked: null },
    { person: US, verdict: 'waiting', remarks: '', sentAtMs: null, revoked: null },
  ],
});

/** One draft on which others write too, in the state that is asked for. */
function withDraft(beep: FakeBeep, fields: Partial<DraftSummary>): FakeDrafts {
  const drafts = new FakeDrafts();
  const draft = drafts.have(aDraft(1, fields), MEMO);
  draft.put = MEMO;
  draft.history = [
    {
      by: US,
      sentAtMs: at(-300),
      isSubmission: false,
      content: { ...MEMO, blocks: MEMO.blocks.slice(0, 3) },
    },
    {
      by: USMAN,
      sentAtMs: at(-200),
      isSubmission: false,
      content: { ...MEMO, blocks: MEMO.blocks.slice(1) },
    },
    { by: US, sentAtMs: at(-100), isSubmission: true, content: MEMO },
  ];
  beep.draftsAre = drafts;
  return drafts;
}

/** Every state in which a draft can be, in one list. */
function withMany(beep: FakeBeep): void {
  const drafts = new FakeDrafts();
  const to = { conversation: conversationId(OFFICE), name: 'Budget Section' };
  const put = (seed: number, content: MemoContent, fields: Partial<DraftSummary>): void =>
    void drafts.have(aDraft(seed, { changedMs: at(-seed * 20), ...fields }), content);
  put(1, MEMO, { recipient: to, shared: aShared(TALK, { own: 'comment', approval: OUR_TURN, unread: 2 }) });
  put(2, NOTE, { shared: aShared(42, { approval: { ...APPROVED, isOursToSend: true } }) });
  put(3, about('Leave rules'), { shared: aShared(43, { approval: anApproval() }) });
  put(4, about('Transport pool'), { shared: aShared(44, { approval: RETURNED }) });
  put(5, about('Revised delegation of financial powers to heads of attached departments'), {
    recipient: { conversation: conversationId(3), name: 'Section Officer (Admin-II)' },
    shared: aShared(45, { approval: { ...APPROVED, isChanged: true } }),
  });
  put(6, about('Stationery'), {
    recipient: to,
    sending: { to, when: { kind: 'at', wallMs: at(1_680) }, fault: null },
  });
  put(7, about('Visit of the audit team'), {
    recipient: to,
    sending: { to, when: { kind: 'reachable', person: AYESHA.person }, fault: null },
  });
  put(8, about('Parking'), { recipient: to });
  put(9, { subject: '', blocks: [] }, { shared: aShared(46) });
  put(10, about('Office hours in Ramazan'), {
    sent: { to, sentAtMs: at(-900) },
    shared: aShared(47, { approval: { ...APPROVED, state: 'sent' } }),
  });
  put(11, about('Weekly return'), { use: 'template' });
  put(
    12,
    { subject: '', blocks: [plainParagraph('Government of Pakistan'), plainParagraph('Finance Division')] },
    { use: 'letterhead' },
  );
  put(13, about('Thrown away'), { discardedMs: at(-9_000) });
  beep.draftsAre = drafts;
}

const said = (minutes: number, text: string, fields: Partial<MessageView> = {}): MessageView =>
  aMessage({ text, sentAtMs: at(minutes), ...fields });

/** What is said about the draft; and requests to write on another. */
function withTalk(beep: FakeBeep): void {
  beep.have(
    aConversation(TALK, {
      group: aGroup({
        type: 'draft',
        name: MEMO.subject,
        members: [
          aMember(9, 'Bilal', { own: true, role: 'admin', isRemovable: false, online: true }),
          aMember(1, AYESHA.name, { role: 'admin', online: true }),
          aMember(2, DANISH.name),
        ],
        events: [
          {
            id: entryId(710),
            after: null,
            sentAtMs: at(-400),
            by: US,
            what: { kind: 'created', name: MEMO.subject },
          },
          {
            id: entryId(711),
            after: null,
            sentAtMs: at(-400),
            by: US,
            what: { kind: 'added', person: AYESHA, role: 'admin' },
          },
          {
            id: entryId(712),
            after: null,
            sentAtMs: at(-399),
            by: US,
            what: { kind: 'added', person: DANISH, role: 'member' },
          },
        ],
      }),
      messages: [
        said(-120, 'Paragraph 2 should name the rule.'),
        said(-100, 'Please approve.', {
          own: true,
          kind: 'submission',
          approval: { approvers: RETURNED.approvers, state: 'returned', turn: null },
        }),
        said(-20, 'براہِ منظوری', {
          own: true,
          kind: 'submission',
          approval: { approvers: APPROVED.approvers, state: 'approved', turn: null },
        }),
      ],
    }),
    { unread: 2 },
  );
  beep.have(
    aConversation(48, {
      group: aGroup({
        type: 'draft',
        name: 'Allotment of houses',
        own: 'member',
        members: [
          aMember(25, 'Lucky', { role: 'admin', isContact: false }),
          aMember(9, 'Bilal', { own: true, addedBy: aPerson(25, 'Lucky') }),
        ],
      }),
      isRequest: true,
    }),
  );
  beep.have(
    aConversation(OFFICE, {
      name: 'Ayesha Khan',
      messages: [
        said(-10, 'The circular is out.'),
        said(-9, MEMO.subject, { id: MEMO_ID, kind: 'memo' }),
        said(-5, 'بلاک سی کا نیٹ ورک', { kind: 'memo', own: true, state: 'read' }),
        said(-4, '', { kind: 'memo', own: true, state: 'delivered' }),
      ],
    }),
  );
}

const SIGNED = aMemo(MEMO, {
  submitted: aSignatory(9, 'Bilal', { own: true, remarks: 'Please approve.' }),
  approved: [
    aSignatory(1, 'Ayesha Khan', { remarks: 'مناسب ہے۔', badges: [aBadge()] }),
    aSignatory(2, 'Joint Secretary (Budget)', { knownAs: 'Danish Raza', isRetired: true }),
  ],
  posted: aSignatory(27, 'Farah', { knownAs: null, person: personId(27) }),
});

const PROOF = aProof({
  text: 'Please release the second instalment of 4.2 million rupees to Block C before the 30th.',
  earlier: [
    { text: 'Please release the second instalment to Block C before the 30th.', sentAtMs: at(-30) },
  ],
  receipts: [
    {
      ...aSignatory(2, 'Danish Raza', { badges: [aBadge({ names: { name: 'Danish Raza', title: 'Deputy Secretary', department: ['Finance Division'] }, urdu: null, grade: 'BS-19', standing: { kind: 'expired' } })] }),
      isRead: true,
    },
    { ...aSignatory(9, 'Bilal', { own: true }), isRead: false },
  ],
}); // prettier-ignore

const draftHash = `#/draft/${draftId(1)}`;
const memoHash = `#/chat/${conversationId(OFFICE)}/memo/${MEMO_ID}`;
const to = { conversation: conversationId(OFFICE), name: 'Ayesha Khan' };
type Arrange = (beep: FakeBeep) => unknown;
const shared = (fields: Parameters<typeof aShared>[1]) => (beep: FakeBeep) =>
  withDraft(beep, { shared: aShared(TALK, fields) });

/** Each picture: how Beep is, and the address. */
export const MEMO_SCENES: Readonly<Record<string, readonly [Arrange, string]>> = {
  'drafts-many': [withMany, '#/drafts'],
  'draft-alone': [(beep) => withDraft(beep, {}), draftHash],
  'draft-shared': [shared({ unread: 2 }), draftHash],
  'draft-share': [(beep) => withDraft(beep, {}), draftHash],
  'draft-put-up': [(beep) => withDraft(beep, {}), draftHash],
  'draft-send': [(beep) => withDraft(beep, { recipient: to }), draftHash],
  'draft-turn': [shared({ own: 'comment', approval: OUR_TURN }), draftHash],
  'draft-turn-changed': [shared({ own: 'edit', approval: { ...OUR_TURN, isChanged: true } }), draftHash],
  'draft-waits': [shared({ approval: anApproval() }), draftHash],
  'draft-returned': [shared({ approval: RETURNED }), draftHash],
  'draft-approved': [shared({ approval: { ...APPROVED, isOursToSend: true } }), draftHash],
  'draft-void': [shared({ approval: { ...APPROVED, isChanged: true } }), draftHash],
  'draft-comment': [shared({ own: 'comment' }), draftHash],
  'draft-removed': [shared({ own: 'none' }), draftHash],
  'draft-later': [
    (beep) =>
      withDraft(beep, {
        recipient: to,
        sending: { to, when: { kind: 'at', wallMs: at(1_680) }, fault: null },
      }),
    draftHash,
  ],
  'draft-history': [shared({}), draftHash],
  'draft-compared': [shared({}), draftHash],
  'draft-talk': [shared({}), `#/chat/${conversationId(TALK)}`],
  'draft-details': [shared({}), `#/chat/${conversationId(TALK)}/details`],
  'draft-request': [shared({}), `#/chat/${conversationId(48)}`],
  'memo-chat': [shared({}), `#/chat/${conversationId(OFFICE)}`],
  memo: [(beep) => (withDraft(beep, {}).found = ok(SIGNED)), memoHash],
  'memo-compare': [(beep) => (withDraft(beep, {}).found = ok(SIGNED)), memoHash],
  'memo-revoked': [
    (beep) =>
      (withDraft(beep, {}).found = ok({
        ...SIGNED,
        approved: [
          SIGNED.approved[0]!,
          {
            ...SIGNED.approved[1]!,
            revoked: { what: 'badge', fromMs: at(-4_000), isSure: true },
            badges: [aBadge({ standing: { kind: 'revoked', fromMs: at(-4_000) } })],
          },
        ],
      })),
    memoHash,
  ],
  'memo-alone': [(beep) => (withDraft(beep, {}).found = ok(aMemo(NOTE))), memoHash],
  'memo-forged': [(beep) => (withDraft(beep, {}).found = fail('memo-forged')), memoHash],
  check: [(beep) => withDraft(beep, {}), '#/check'],
  'check-proof': [(beep) => (withDraft(beep, {}).proved = ok({ kind: 'message', proof: PROOF })), '#/check'],
  'check-printed': [
    (beep) => (withDraft(beep, {}).proved = ok({ kind: 'message', proof: PROOF })),
    '#/check',
  ],
  'check-untrusted': [
    (beep) =>
      (withDraft(beep, {}).proved = ok({ kind: 'message', proof: { ...PROOF, isTrusted: false, to: null } })),
    '#/check',
  ],
  'check-revoked': [(beep) => (withDraft(beep, {}).proved = fail('proof-revoked')), '#/check'],
  'proof-menu': [shared({}), `#/chat/${conversationId(OFFICE)}`],
};

/** Puts what these scenes need into an office. */
export function withMemos(beep: FakeBeep, arrange: Arrange): FakeBeep {
  withTalk(beep);
  beep.people.update(() => [AYESHA, DANISH, USMAN, aPerson(4, 'Farah Siddiqui')]);
  arrange(beep);
  return beep;
}
