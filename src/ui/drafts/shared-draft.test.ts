import { assert } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { until } from '../../../test/contract/harness.js';
import { MEMO, NOTE } from '../../../test/gallery/draft-scenes.js';
import {
  aConversation,
  aGroup,
  aMember,
  aPerson,
  conversationId,
  FakeBeep,
  personId,
  US,
} from '../../../test/support/fake-beep.js';
import {
  aDraft,
  anApproval,
  aShared,
  draftId,
  FakeDrafts,
  type FakeOpenDraft,
} from '../../../test/support/fake-drafts.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import type { DraftApprovalView, DraftSummary, SharedDraftView } from '../../app/draft-views.js';
import { chooseLanguage, chooseTheme } from '../app/preferences.js';
import './beep-draft.js';

const HERE = location.hash;
const AYESHA = aPerson(1, 'Ayesha Khan');
const DANISH = aPerson(2, 'Danish Raza');
const FARAH = aPerson(3, 'Farah Iqbal');
const TALK = 40;
const bare = (words: string): string => words.replace(/[\u2068\u2069]/g, '');

/** What is asked for, but for the closing of what was open. */
const askedOf = ({ asked }: FakeDrafts) => asked.filter(([verb]) => verb !== 'close');

async function open(
  fields: Partial<DraftSummary> = {},
  prepare: (draft: FakeOpenDraft, drafts: FakeDrafts) => void = () => {},
) {
  const [beep, drafts, facts] = [new FakeBeep(), new FakeDrafts(), new FakeFacts()];
  beep.people.update(() => [AYESHA, DANISH, FARAH]);
  beep.have(aConversation(1));
  beep.have(
    aConversation(2, {
      name: 'Budget Section',
      group: aGroup({ members: [...aGroup().members, aMember(3, FARAH.name)] }),
    }),
  );
  beep.have(aConversation(3, { name: 'Stranger', isRequest: true }));
  beep.have(aConversation(TALK, { group: aGroup({ type: 'draft', name: 'Talk' }) }));
  const draft = drafts.have(aDraft(1, fields), MEMO);
  prepare(draft, drafts);
  beep.draftsAre = drafts;
  const page = await show('beep-draft', { beep, facts, draft: draftId(1) });
  const isReadOnly = fields.shared && fields.shared.own !== 'edit';
  await until('the draft', () => one(page, isReadOnly ? '.notes .note' : '[role=toolbar]') !== null);
  await settled(page);
  const click = async (name: string, within: Element = page) => {
    named(within, name).click();
    await settled(page);
  };
  return { beep, drafts, draft, facts, page, click };
}
const shared = (fields: Partial<SharedDraftView> = {}): Partial<DraftSummary> => ({
  shared: aShared(TALK, fields),
});
const putUp = (fields: Partial<DraftApprovalView>, more: Partial<SharedDraftView> = {}) =>
  shared({ approval: anApproval(fields), ...more });
const OUR_TURN = {
  by: AYESHA,
  remarks: 'Urgent.',
  approvers: [{ person: US, verdict: 'waiting', remarks: '', sentAtMs: null, revoked: null }],
  turn: US,
} as const;
/** In the app all of it is inside `main`, where a header is no landmark. */
const isAccessible = (element: Element) =>
  assert.isAccessible(element, { ignoredRules: ['landmark-no-duplicate-banner'] });
const acts = (page: Element): string[] => all(page, '.acts > button, .acts > a').map(says);

describe('a draft and others', () => {
  afterEach(async () => {
    history.replaceState(null, '', HERE || '#');
    await chooseLanguage('en');
    chooseTheme('system');
  });

  it('is meant for one of the chats, and for none that is closed', async () => {
    const { drafts, page } = await open();
    const select = one(page, '#recipient') as HTMLSelectElement;
    assert.deepEqual(
      [...select.options].map(({ label }) => label),
      ['nobody yet', 'Ayesha Khan', 'Budget Section'],
    );
    select.value = conversationId(2);
    select.dispatchEvent(new Event('change'));
    assert.deepEqual(askedOf(drafts), [['address', draftId(1), conversationId(2)]]);
    select.value = '';
    select.dispatchEvent(new Event('change'));
    assert.deepEqual(askedOf(drafts)[1], ['address', draftId(1), null]);
  });

  it('keeps whom it is meant for in sight, even if that chat is open no more', async () => {
    const { page } = await open({ recipient: { conversation: conversationId(9), name: 'Old Wing' } });
    const select = one(page, '#recipient') as HTMLSelectElement;
    assert.equal(select.selectedOptions[0]!.label, 'Old Wing');
  });

  it('shows who is on it, what they may do, who is there, and the way to the remarks', async () => {
    const { page } = await open(shared({ unread: 3 }));
    assert.deepEqual(all(page, '.people li').map(says), [
      'Ayesha Khan , online , Can edit',
      'Danish Raza Can comment',
    ]);
    assert.equal(named(page, 'Remarks (3 new)').getAttribute('href'), `#/chat/${conversationId(TALK)}`);
    const many = [1, 2, 3, 4, 5, 6, 7].map((seed) => ({
      person: aPerson(seed, `P${seed}`),
      mayEdit: true,
      online: false,
    }));
    const crowded = await open(shared({ people: many }));
    assert.equal(says(all(crowded.page, '.people li').at(-1)!), 'and 2 more');
  });

  it('is shared with people and what they may do, and opened again as what it is then', async () => {
    const { drafts, draft, page, click } = await open();
    await click('Share');
    const dialog = one(page, 'beep-share-draft')!;
    await click('Share', dialog);
    assert.include(says(dialog), 'Choose at least one person.');
    (all(dialog, 'input[type=checkbox]')[1] as HTMLInputElement).click();
    field(dialog, 'Comment: read it, and write remarks').click();
    await settled(page);
    await isAccessible(dialog);
    await click('Share', dialog);
    assert.deepEqual(askedOf(drafts), [['share', draftId(1), [{ person: DANISH.person, mayEdit: false }]]]);
    assert.isTrue(one(page, 'beep-share-draft') === null);
    draft.doc.setContent({ ...NOTE, subject: 'Shared now' });
    drafts.change(draftId(1), shared());
    await until('the shared one', () => says(one(page, '[role=textbox]')).includes('Shared now'));
  });

  it('stays in the dialog while it is opened again because it is shared now', async () => {
    const { drafts, page, click } = await open();
    await click('Put up for approval');
    type(field(one(page, 'beep-put-up')!, 'Remarks'), 'Half a sentence');
    drafts.change(draftId(1), shared());
    await until('it to be open again', () => one(page, '[role=toolbar]') !== null);
    await settled(page);
    assert.equal(field(one(page, 'beep-put-up')!, 'Remarks').value, 'Half a sentence');
  });

  it('is put up with remarks, in an order that the keyboard changes', async () => {
    const { drafts, page, click } = await open(shared());
    await click('Put up for approval');
    const dialog = one(page, 'beep-put-up')!;
    await click('Put up', dialog);
    assert.include(says(dialog), 'Choose at least one person.');
    assert.isEmpty(askedOf(drafts));
    for (const box of all(dialog, 'input[type=checkbox]')) box.click();
    await settled(page);
    const order = () => all(dialog, '.order .name').map(says);
    assert.deepEqual(order(), ['1 . Ayesha Khan', '2 . Danish Raza', '3 . Farah Iqbal']);
    const later = all(dialog, '.order li')[0]!.querySelectorAll('button')[1]!;
    later.focus();
    await sendKeys({ press: 'Enter' });
    await settled(page);
    assert.deepEqual(order(), ['1 . Danish Raza', '2 . Ayesha Khan', '3 . Farah Iqbal']);
    assert.equal(bare(says(focused())), 'Ayesha Khan later', 'the focus goes with the person');
    await sendKeys({ press: 'Enter' });
    await settled(page);
    assert.deepEqual(order(), ['1 . Danish Raza', '2 . Farah Iqbal', '3 . Ayesha Khan']);
    assert.equal(bare(says(focused())), 'Ayesha Khan earlier', 'they are last, and cannot go later');
    type(field(dialog, 'Remarks'), 'Before noon, please.');
    await isAccessible(dialog);
    await click('Put up', dialog);
    assert.deepEqual(askedOf(drafts), [
      ['putUp', [DANISH.person, FARAH.person, AYESHA.person], 'Before noon, please.'],
    ]);
    assert.isTrue(one(page, 'beep-put-up') === null);
  });

  it('says in the dialog what could not be done, and keeps what was typed', async () => {
    const { drafts, page, click } = await open(shared());
    await click('Put up for approval');
    const dialog = one(page, 'beep-put-up')!;
    all(dialog, 'input[type=checkbox]')[0]!.click();
    type(field(dialog, 'Remarks'), 'Please.');
    await settled(page);
    drafts.askFault = 'memo-too-large';
    await click('Put up', dialog);
    assert.isTrue(one(dialog, '[data-kind="memo-too-large"]') !== null);
    assert.equal(field(dialog, 'Remarks').value, 'Please.');
  });
});

describe('a draft in which something stands that will not last', () => {
  it('is closed, and opened again', async () => {
    const { page, draft, drafts } = await open(shared());
    const closings = () => drafts.asked.filter(([verb]) => verb === 'close').length;
    const editor = one(page, '[role=textbox]');
    assert.notInclude(says(editor), 'As it is in the logs');
    const opened = drafts.open.bind(drafts);
    drafts.open = (id) => {
      draft.isStale.update(() => false);
      draft.doc.setContent({ ...NOTE, subject: 'As it is in the logs' });
      return opened(id);
    };
    const before = closings();
    draft.isStale.update(() => true);
    await until('it to be shown', () => says(one(page, '[role=textbox]')).includes('As it is in the logs'));
    assert.isAbove(closings(), before);
    assert.isNull(one(page, '[role=alert]'));
  });
});

describe('a draft that was put up', () => {
  afterEach(async () => {
    history.replaceState(null, '', HERE || '#');
    await chooseLanguage('en');
    chooseTheme('system');
  });

  it('shows whose turn it is what was put up, and not what is written now', async () => {
    const { draft, page } = await open(putUp(OUR_TURN, { own: 'comment' }), (one) => {
      one.doc.setContent({ ...NOTE, subject: 'Written since' });
    });
    draft.put = MEMO;
    assert.equal(says(one(page, '.turn h2')), 'You are asked to approve this');
    assert.include(says(one(page, '.turn')), 'Urgent.');
    assert.include(says(one(page, '.turn .sheet')), MEMO.subject);
    assert.notInclude(says(page), 'Written since');
  });

  it('shows both where they differ, apart from each other, and says so', async () => {
    const { page } = await open(putUp({ ...OUR_TURN, isChanged: true }, { own: 'comment' }), (one) => {
      one.doc.setContent({ ...NOTE, subject: 'Written since' });
    });
    assert.include(says(one(page, '[role=alert]')), 'Those who are asked see what was put up.');
    assert.include(says(one(page, '.turn .sheet')), MEMO.subject);
    assert.include(says(one(page, 'details.now')), 'Written since');
  });

  it('is approved, with remarks or without', async () => {
    const { drafts, page, click } = await open(putUp(OUR_TURN, { own: 'comment' }));
    await click('Approve');
    type(one(page, '#remarks') as HTMLTextAreaElement, 'مناسب ہے۔');
    await click('Approve');
    assert.deepEqual(askedOf(drafts), [
      ['approve', ''],
      ['approve', 'مناسب ہے۔'],
    ]);
  });

  it('is returned with remarks, and not without', async () => {
    const { drafts, page, click } = await open(putUp(OUR_TURN, { own: 'comment' }));
    await click('Return with remarks');
    assert.isEmpty(askedOf(drafts));
    assert.equal(says(one(page, '#lack')), 'Say what should be changed, so that it can be.');
    assert.isTrue(focused() === one(page, '#remarks'));
    type(one(page, '#remarks') as HTMLTextAreaElement, 'The date is wrong.');
    await settled(page);
    assert.equal(says(one(page, '#lack')), '');
    await click('Return with remarks');
    assert.deepEqual(askedOf(drafts), [['giveBack', 'The date is wrong.']]);
  });

  it('asks for no answer before what was put up is here', async () => {
    const { drafts, draft, page } = await open(putUp(OUR_TURN, { own: 'comment' }), (one) => {
      one.put = null;
    });
    const button = named(page, 'Approve') as HTMLButtonElement;
    assert.isTrue(button.disabled);
    assert.isTrue(one(page, '[data-kind="memo-missing"]') !== null);
    draft.put = MEMO;
    drafts.change(draftId(1), putUp({ ...OUR_TURN }, { own: 'comment' })); // something came
    await until('it to be there', () => one(page, '.turn .sheet') !== null);
    await settled(page);
    assert.isFalse(button.disabled);
    assert.isTrue(one(page, '[role=alert]') === null, 'the fault is over');
  });

  it('says what was returned, by whom and why', async () => {
    const { page } = await open(
      putUp({
        state: 'returned',
        turn: null,
        approvers: [
          { person: AYESHA, verdict: 'returned', remarks: 'Wrong date.', sentAtMs: 1, revoked: null },
        ],
      }),
    );
    const words = one(page, 'beep-draft-approval')!;
    assert.include(bare(says(words)), 'Returned by Ayesha Khan');
    assert.isTrue((one(words, 'details') as HTMLDetailsElement).open, 'the remarks are in sight');
    assert.include(says(words), 'Wrong date.');
    assert.include(acts(page), 'Put up again');
  });

  it('warns where the approval is void, and offers no way to send it with that', async () => {
    const { page } = await open(putUp({ state: 'approved', turn: null, isChanged: true }));
    assert.include(says(one(page, '[role=alert]')), 'The approval is void for it: put it up again.');
    assert.deepEqual(acts(page), ['Share', 'Put up again', 'Remarks']);
  });

  it('is sent by the last in line with its trail, after asking once', async () => {
    const { drafts, page, click } = await open(
      putUp({ state: 'approved', turn: null, isOursToSend: true }, { own: 'comment' }),
    );
    assert.deepEqual(acts(page), ['Send…', 'Remarks']);
    await click('Send…');
    const dialog = one(page, 'beep-send-draft')!;
    assert.include(says(dialog), 'with the signatures of everybody who approved it');
    await click('Send now', dialog);
    assert.include(says(dialog), 'Say to whom, and when.');
    assert.isEmpty(askedOf(drafts));
    const select = one(dialog, '#to') as HTMLSelectElement;
    select.value = conversationId(1);
    select.dispatchEvent(new Event('change'));
    await settled(page);
    await isAccessible(dialog);
    await click('Send now', dialog);
    assert.deepEqual(askedOf(drafts), [['send', conversationId(1)]]);
    assert.equal(location.hash, `#/chat/${conversationId(1)}`);
  });

  it('is saved as a file once it is approved', async () => {
    const { facts, page, click } = await open(putUp({ state: 'approved', turn: null }));
    await click('Save what was approved as file');
    assert.deepEqual(
      facts.saved.map(({ name, bytes }) => [name, [...bytes]]),
      [[`${MEMO.subject}.memo`, [4, 5, 6]]],
    );
    const waiting = await open(putUp({}));
    assert.notInclude(all(waiting.page, 'button').map(says).join('|'), 'Save what was approved');
    assert.isTrue(page.isConnected);
  });
});

describe('sending a draft', () => {
  afterEach(() => history.replaceState(null, '', HERE || '#'));

  async function later(words: string, then: (dialog: HTMLElement) => Promise<void> | void = () => {}) {
    const opened = await open({ recipient: { conversation: conversationId(2), name: 'Budget Section' } });
    await opened.click('Send…');
    const dialog = one(opened.page, 'beep-send-draft')!;
    assert.include(says(dialog), 'nobody has approved it');
    field(dialog, words).click();
    await settled(opened.page);
    await then(dialog);
    await settled(opened.page);
    await isAccessible(dialog);
    named(dialog, 'Send later').click();
    await settled(opened.page);
    return opened;
  }

  it('waits for a time', async () => {
    const { drafts, page } = await later('At a time', (dialog) =>
      type(field(dialog, 'Date and time'), '2030-01-02T14:00'),
    );
    assert.deepEqual(askedOf(drafts), [
      ['sendLater', conversationId(2), { kind: 'at', wallMs: new Date(2030, 0, 2, 14).getTime() }],
    ]);
    assert.isTrue(one(page, 'beep-send-draft') === null);
    assert.equal(location.hash, HERE, 'one stays with what waits');
  });

  it('waits for everybody', async () => {
    const { drafts } = await later('When everybody in it can be reached');
    assert.deepEqual(askedOf(drafts), [
      ['sendLater', conversationId(2), { kind: 'reachable', person: null }],
    ]);
  });

  it('waits for one person of the chat', async () => {
    const { drafts } = await later('When one person can be reached', (dialog) => {
      const select = one(dialog, '#person') as HTMLSelectElement;
      select.value = personId(3);
      select.dispatchEvent(new Event('change'));
    });
    assert.deepEqual(askedOf(drafts), [
      ['sendLater', conversationId(2), { kind: 'reachable', person: personId(3) }],
    ]);
  });

  it('does not wait for a time that was not said', async () => {
    const { drafts, page } = await later('At a time');
    assert.isEmpty(askedOf(drafts));
    assert.include(says(one(page, 'beep-send-draft')), 'Say to whom, and when.');
  });

  it('says what is waited for, why it was not sent, and is called off', async () => {
    const to = { conversation: conversationId(2), name: 'Budget Section' };
    const { drafts, page, click } = await open({
      recipient: to,
      sending: { to, when: { kind: 'reachable', person: FARAH.person }, fault: 'not-approved' },
    });
    assert.equal(
      bare(says(one(page, '.banner p'))),
      'Is sent when Farah Iqbal can be reached . To: Budget Section',
    );
    assert.isTrue(one(page, '[data-kind="not-approved"]') !== null);
    assert.notInclude(acts(page), 'Send…');
    await isAccessible(page);
    await click('Do not send');
    assert.deepEqual(askedOf(drafts), [['cancelSending']]);
  });
});

describe('who may not write', () => {
  it('reads what is written as it changes, and has the way to the remarks', async () => {
    const { draft, page } = await open(shared({ own: 'comment' }));
    assert.isTrue(one(page, '[role=toolbar]') === null);
    assert.isTrue(one(page, '[contenteditable=true]') === null);
    assert.include(says(one(page, '.note')), 'write remarks on it');
    assert.include(says(one(page, '.read')), 'Closing of accounts');
    assert.deepEqual(acts(page), ['Remarks']);
    draft.doc.setContent({ ...NOTE, subject: 'Changed by somebody' });
    await settled(page);
    assert.include(says(one(page, '.read')), 'Changed by somebody');
    await isAccessible(page);
  });

  it('loses the editor as they may only comment, and has it again', async () => {
    const { drafts, page } = await open(shared());
    drafts.change(draftId(1), shared({ own: 'comment' }));
    await settled(page);
    assert.isTrue(one(page, '[role=toolbar]') === null);
    assert.include(says(one(page, '.read')), 'Closing of accounts');
    drafts.change(draftId(1), shared());
    await until('the editor', () => one(page, '[role=toolbar]') !== null);
    await settled(page);
    assert.isTrue(one(page, '.read') === null);
  });

  it('keeps what they had when they are taken off it', async () => {
    const { page } = await open(shared({ own: 'none' }));
    assert.include(says(one(page, '.note')), 'You are no more among the people of this draft.');
    assert.include(says(one(page, '.read')), 'Closing of accounts');
  });
});

describe('the history of a draft', () => {
  const withHistory = (fields: Partial<SharedDraftView> = {}) =>
    open(shared(fields), (draft) => {
      draft.history = [
        { by: US, sentAtMs: 1, isSubmission: false, content: { ...NOTE, subject: 'one two three' } },
        { by: AYESHA, sentAtMs: 2, isSubmission: false, content: { ...NOTE, subject: 'one three four' } },
        { by: US, sentAtMs: 3, isSubmission: true, content: MEMO },
      ];
    });

  it('is listed, the newest first, by whom, and what was put up', async () => {
    const { page, click } = await withHistory();
    await click('History…');
    const rows = all(one(page, 'beep-draft-history')!, 'ol > li').map(says);
    assert.lengthOf(rows, 3);
    assert.match(rows[0]!, /^You .*put up for approval/);
    assert.match(rows[1]!, /^Ayesha Khan/);
    await isAccessible(one(page, 'beep-draft-history')!);
  });

  it('compares two, whichever was chosen first', async () => {
    const { page, click } = await withHistory();
    await click('History…');
    const dialog = one(page, 'beep-draft-history')!;
    const boxes = all(dialog, 'input') as HTMLInputElement[];
    const compare = named(dialog, 'Compare the two chosen') as HTMLButtonElement;
    assert.isTrue(compare.disabled);
    boxes[1]!.click();
    boxes[2]!.click();
    await settled(page);
    compare.click();
    await until('what changed', () => one(dialog, '.compared') !== null);
    assert.deepEqual(all(dialog, 'del').map(says), ['two']);
    assert.deepEqual(all(dialog, 'ins').map(says), ['four']);
    await isAccessible(dialog);
    boxes[0]!.click(); // in place of the one chosen first
    await settled(page);
    assert.deepEqual(
      boxes.map(({ checked }) => checked),
      [true, false, true],
    );
  });

  it('is gone back in, after asking once', async () => {
    const { drafts, page, click } = await withHistory();
    await click('History…');
    const dialog = one(page, 'beep-draft-history')!;
    all(dialog, 'li button')[2]!.click();
    await settled(page);
    assert.include(says(one(dialog, '.sheet')), 'one two three');
    const answer = async (words: string) => {
      await click('Go back to this version', dialog);
      named(one(page, 'beep-confirm')!, words).click();
      await until('the answer', () => one(page, 'beep-confirm') === null);
      await settled(page);
    };
    await answer('Cancel');
    assert.isEmpty(askedOf(drafts));
    await answer('Go back to it');
    assert.deepEqual(askedOf(drafts), [['restoreVersion', 0]]);
    assert.isTrue(one(page, 'beep-draft-history') === null);
  });

  it('offers no way back to who may only comment', async () => {
    const { page, click } = await withHistory({ own: 'comment' });
    await click('History…');
    all(one(page, 'beep-draft-history')!, 'li button')[0]!.click();
    await settled(page);
    assert.notInclude(says(one(page, 'beep-draft-history')), 'Go back');
  });
});

describe('what can be done with a draft', () => {
  afterEach(async () => {
    history.replaceState(null, '', HERE || '#');
    await chooseLanguage('en');
    chooseTheme('system');
  });

  it('is kept as a form of one’s own, or as the letterhead', async () => {
    const { drafts, click } = await open();
    await click('Keep as a form of my own');
    assert.equal(location.hash, `#/draft/${draftId(98)}`);
    await click('Keep as my letterhead');
    assert.deepEqual(askedOf(drafts), [
      ['keepAs', draftId(1), 'template'],
      ['keepAs', draftId(1), 'letterhead'],
    ]);
  });

  it('says in its words that a shared one is left', async () => {
    const { drafts, click, page } = await open(shared());
    await click('Leave and discard');
    assert.deepEqual(askedOf(drafts), [], 'it is asked first');
    one(page, 'button[value=yes]')!.click();
    await until('it to be left', () => askedOf(drafts).length > 0);
    assert.deepEqual(askedOf(drafts), [['discard', draftId(1)]]);
  });

  for (const theme of ['light', 'dark'] as const)
    it(`is accessible where one is asked, ${theme}`, async () => {
      chooseTheme(theme);
      const { page } = await open(putUp({ ...OUR_TURN, isChanged: true }, { own: 'comment' }));
      await isAccessible(page);
    });

  it('is laid out from the right in Urdu, with every word in it', async () => {
    await chooseLanguage('ur');
    const { page } = await open(putUp({ ...OUR_TURN }, { own: 'comment' }));
    assert.equal(getComputedStyle(page).direction, 'rtl');
    assert.equal(says(one(page, '.turn h2')), 'آپ سے اس کی منظوری مانگی گئی ہے');
    const [approve, giveBack] = all(page, '.turn button').map((button) => button.getBoundingClientRect());
    assert.isAbove(approve!.left, giveBack!.left);
  });
});
