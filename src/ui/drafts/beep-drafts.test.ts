import { assert } from '@open-wc/testing';
import { NO_MARKS } from '../../app/draft.js';
import type { DraftMarks } from '../../app/conversation-views.js';
import type { DraftSummary } from '../../app/draft-views.js';
import { plainParagraph } from '../../domain/draft-content.js';
import {
  aConversation,
  aPerson,
  conversationId,
  entryId,
  FakeBeep,
  US,
} from '../../../test/support/fake-beep.js';
import { until } from '../../../test/contract/harness.js';
import { draftId, MEMO, NOTE, withDrafts } from '../../../test/gallery/draft-scenes.js';
import { aDraft, anApproval, aShared, FakeDrafts } from '../../../test/support/fake-drafts.js';
import { all, named, one, says, settled, show } from '../../../test/support/screen.js';
import './beep-drafts.js';

describe('<beep-drafts>', () => {
  it('lists what was begun and leads back into it', async () => {
    const beep = new FakeBeep();
    const talk = beep.have(aConversation(1));
    beep.have(aConversation(2, { name: 'Bashir' }));
    talk.draft.update(() => 'half a sentence');
    const page = await show('beep-drafts', { beep });
    const list = one(page, 'ul[aria-label=Drafts]')!;
    assert.deepEqual(
      all(list, 'a').map((link) => link.getAttribute('href')),
      [`#/chat/${conversationId(1)}`],
    );
    assert.include(says(list), 'Ayesha Khan');
    assert.include(says(list), 'half a sentence');
    talk.draft.update(() => '');
    await settled(page);
    assert.equal(says(one(page, 'h2')), 'No drafts');
  });

  it('says what is an edit and what is an answer, and lists no mark without a word', async () => {
    const beep = new FakeBeep();
    const talk = beep.have(aConversation(1));
    const page = await show('beep-drafts', { beep });
    const row = async (written: Partial<DraftMarks>, text = '') => {
      talk.draft.update(() => text);
      talk.marks.update(() => ({ ...NO_MARKS, ...written }));
      await settled(page);
      return all(page, 'li .text').map(says);
    };
    const edit = { message: entryId(1), text: 'by two' };
    assert.deepEqual(await row({ edit }), ['Edit: by two']);
    assert.deepEqual(await row({ edit }, 'and then'), ['Edit: by two', 'and then']);
    assert.deepEqual(await row({ reply: entryId(1) }), ['Reply: nothing written yet']);
    assert.deepEqual(await row({ reply: entryId(1) }, 'yes'), ['Reply: yes']);
    assert.deepEqual(await row({ isUrgent: true, asksForNote: true }), []);
    await row({ edit, reply: entryId(1) });
    await assert.isAccessible(page);
  });

  it('is accessible, empty and full', async () => {
    const beep = new FakeBeep();
    const talk = beep.have(aConversation(1));
    const page = await show('beep-drafts', { beep });
    await assert.isAccessible(page);
    talk.draft.update(() => 'text');
    await settled(page);
    await assert.isAccessible(page);
  });

  it('lists drafts of their own before those in chats, and the discarded ones apart', async () => {
    const beep = withDrafts(new FakeBeep());
    beep.have(aConversation(1)).draft.update(() => 'half a sentence');
    const page = await show('beep-drafts', { beep });
    await until('the drafts', () => one(page, '.own') !== null);
    assert.deepEqual(
      all(page, '.own a').map((link) => link.getAttribute('href')),
      [1, 2, 3].map((seed) => `#/draft/${draftId(seed)}`),
    );
    assert.include(says(one(page, '.own li')), 'Closing of accounts');
    assert.include(says(all(page, '.own li')[2]!), 'Without a subject');
    assert.include(says(one(page, 'ul[aria-label="In chats"]')), 'half a sentence');
    assert.include(says(one(page, 'ul[aria-label=Discarded]')), 'Thrown away');
    named(page, 'Take back').click();
    await until('it to be back', () => all(page, '.own li').length === 4);
    await settled(page);
    assert.isTrue(one(page, 'ul[aria-label=Discarded]') === null);
    await assert.isAccessible(page);
  });

  it('begins a draft by one of the forms of an office, and leads into it', async () => {
    const beep = new FakeBeep();
    const page = await show('beep-drafts', { beep });
    await settled(page);
    one(page, 'summary')!.click();
    named(page, 'Circular').click();
    await until('the draft', () => location.hash.startsWith('#/draft/'));
    const [record] = beep.draftDisk.records.values();
    assert.deepEqual([record!.subject, location.hash], ['Circular', `#/draft/${record!.id}`]);
    location.hash = '';
  });

  const AYESHA = aPerson(1, 'Ayesha Khan');
  const to = { conversation: conversationId(2), name: 'Budget Section' };
  const bare = (words: string): string => words.replace(/[\u2068\u2069]/g, '');
  async function listed(...drafts: readonly Partial<DraftSummary>[]) {
    const [beep, fake] = [new FakeBeep(), new FakeDrafts()];
    beep.people.update(() => [AYESHA]);
    drafts.forEach((fields, i) => fake.have(aDraft(i + 1, fields), { ...NOTE, subject: `D${i + 1}` }));
    beep.draftsAre = fake;
    const page = await show('beep-drafts', { beep });
    await until('the drafts', () => drafts.length === 0 || one(page, '.own') !== null);
    await settled(page);
    const row = (seed: number) => one(page, `a[href="#/draft/${draftId(seed)}"]`)!;
    return { beep, fake, page, row };
  }

  for (const [words, fields] of [
    ['Waits for Ayesha Khan', { shared: aShared(1, { approval: anApproval() }) }],
    ['Your turn to approve', { shared: aShared(1, { approval: anApproval({ turn: US, isChanged: true }) }) }],
    [
      'Returned by Ayesha Khan',
      {
        shared: aShared(1, {
          approval: anApproval({
            state: 'returned',
            turn: null,
            approvers: [{ person: AYESHA, verdict: 'returned', remarks: '', sentAtMs: 1, revoked: null }],
          }),
        }),
      },
    ],
    ['Approved', { shared: aShared(1, { approval: anApproval({ state: 'approved', turn: null }) }) }],
    [
      'Approved: yours to send',
      { shared: aShared(1, { approval: anApproval({ state: 'approved', turn: null, isOursToSend: true }) }) },
    ],
    [
      'Changed since it was approved',
      { shared: aShared(1, { approval: anApproval({ state: 'approved', turn: null, isChanged: true }) }) },
    ],
    ['Changed since it was put up', { shared: aShared(1, { approval: anApproval({ isChanged: true }) }) }],
    [
      'Sent',
      { shared: aShared(1, { approval: anApproval({ state: 'sent', turn: null, isChanged: true }) }) },
    ],
    ['Sent to Budget Section', { sent: { to, sentAtMs: 1 } }],
    [
      'Is sent when everybody can be reached',
      { sending: { to, when: { kind: 'reachable', person: null }, fault: null } },
    ],
    [
      'Is sent when Ayesha Khan can be reached',
      { sending: { to, when: { kind: 'reachable', person: AYESHA.person }, fault: null } },
    ],
    [
      'Is sent on 2 January 2030 at 14:00',
      { sending: { to, when: { kind: 'at', wallMs: new Date(2030, 0, 2, 14).getTime() }, fault: null } },
    ],
  ] as const satisfies readonly (readonly [string, Partial<DraftSummary>])[])
    it(`says of a draft: ${words}`, async () => {
      const { row } = await listed(fields);
      assert.equal(bare(says(one(row(1), '.state .words'))), words);
    });

  it('puts what waits for us first and what is done last, each under its heading', async () => {
    const { page } = await listed(
      { sent: { to, sentAtMs: 1 } },
      {},
      { shared: aShared(1, { approval: anApproval({ turn: US }) }) },
      { shared: aShared(1, { approval: anApproval({ state: 'approved', turn: null, isOursToSend: true }) }) },
    );
    assert.deepEqual(all(page, 'h2, .own .name').map(says), [
      'Waiting for you',
      'D3',
      'D4',
      'Being written',
      'D2',
      'Sent',
      'D1',
    ]);
    await assert.isAccessible(page);
  });

  it('says whom a draft is meant for, with whom it is shared, and how many remarks are new', async () => {
    const { page, row } = await listed({ recipient: to, shared: aShared(1, { unread: 4 }) }, {});
    const words = says(row(1));
    assert.include(words, 'To: Budget Section');
    assert.include(words, 'Shared with Ayesha Khan, Danish Raza');
    assert.include(words, '4 remarks that you have not read');
    assert.notInclude(says(row(2)), 'To:');
    assert.notInclude(says(row(2)), 'Shared');
    await assert.isAccessible(page);
  });

  it('begins drafts from forms of one’s own, under the letterhead, which is not doubled', async () => {
    const { beep, fake, page } = await listed();
    const [office, wing] = [plainParagraph('Government of Pakistan'), plainParagraph('Finance Division')];
    fake.have(aDraft(5, { use: 'letterhead' }), { subject: '', blocks: [office, wing] });
    fake.have(aDraft(6, { use: 'template' }), { ...MEMO, subject: 'Weekly return' });
    fake.have(aDraft(7, { use: 'template' }), {
      subject: 'With head',
      blocks: [office, wing, ...NOTE.blocks],
    });
    await settled(page);
    const blocksOf = async (words: string) => {
      named(one(page, '.begin')!, words, 'button').click();
      await until('the draft', () => location.hash === `#/draft/${draftId(99)}`);
      location.hash = '';
      const [verb, content, conversation] = fake.asked.at(-1)!;
      assert.deepEqual([verb, conversation], ['create', null]);
      return (content as typeof MEMO).blocks;
    };
    assert.deepEqual(await blocksOf('Weekly return'), [office, wing, ...MEMO.blocks]);
    assert.deepEqual(await blocksOf('With head'), [office, wing, ...NOTE.blocks]);
    assert.deepEqual((await blocksOf('Letter')).slice(0, 2), [office, wing]);
    const forms = one(page, 'ul[aria-label="Own forms and letterhead"]')!;
    assert.deepEqual(all(forms, '.name').map(says), ['Letterhead', 'Weekly return', 'With head']);
    assert.notInclude(says(one(page, '.own')), 'Being written');
    assert.isTrue(beep.draftsAre === fake);
  });

  it('leads to where a memo is checked, with drafts and without', async () => {
    for (const { page } of [await listed({}), await listed()])
      assert.equal(named(page, 'Check a file').getAttribute('href'), '#/check');
  });
});
