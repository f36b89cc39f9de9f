import { assert, waitUntil } from '@open-wc/testing';
import type { ConversationView, GroupView } from '../../app/conversation-views.js';
import {
  aConversation,
  aGroup,
  aMember,
  aPerson,
  conversationId,
  FakeBeep,
  FakeConversation,
  personId,
} from '../../../test/support/fake-beep.js';
import {
  all,
  field,
  focused,
  named,
  one,
  press,
  says,
  settled,
  show,
  type,
} from '../../../test/support/screen.js';
import './beep-details.js';

const mount = async (group: Partial<GroupView> = {}, view: Partial<ConversationView> = {}) => {
  const conversation = new FakeConversation(aConversation(1, { group: aGroup(group), ...view }));
  const beep = new FakeBeep();
  const page = await show('beep-details', { beep, conversation });
  await settled(page);
  const row = (seed: number) => one(page, `[data-person="${personId(seed)}"]`)!;
  const click = async (name: string, within: Element = page) => {
    named(within, name).click();
    await settled(page);
  };
  /** Answers the question on the screen. */
  const answer = async (name: string) => {
    const dialog = one(page, 'beep-confirm')!.shadowRoot!.querySelector('dialog')!;
    named(dialog, name).click();
    await waitUntil(() => one(page, 'beep-confirm') === null);
    await settled(page);
  };
  return { beep, conversation, page, row, click, answer };
};

describe('<beep-details>', () => {
  afterEach(() => history.replaceState(null, '', '#'));

  it('is headed by the name, takes the focus there, and leads back to the chat', async () => {
    const { page } = await mount();
    page.focus();
    assert.isTrue(focused() === one(page, 'h1'));
    assert.equal(says(focused()), 'Budget Section');
    assert.equal(named(page, 'Back to the chat', 'a').getAttribute('href'), `#/chat/${conversationId(1)}`);
  });

  it('lists every member with role, who added them, what they see and whether they are there', async () => {
    const stranger = aPerson(5, 'Saima');
    const { page, row } = await mount({
      members: [
        aMember(9, 'Bilal', {
          own: true,
          role: 'admin',
          addedBy: aPerson(9, 'Bilal', true),
          isRemovable: false,
        }),
        aMember(1, 'Ayesha Khan', { online: true, path: 'relay' }),
        aMember(2, '', { addedBy: stranger, history: 'from-joining', isContact: false }),
      ],
    });
    assert.lengthOf(all(one(page, 'ul[aria-label=Members]')!, 'li[data-person]'), 3);
    assert.include(says(row(9)), 'Bilal You Admin Created it');
    assert.equal(row(9).getAttribute('aria-current'), 'true');
    assert.equal(row(1).getAttribute('aria-current'), 'false');
    assert.include(
      says(row(1)),
      'Ayesha Khan Member Added by you · sees everything Linked now, through the ministry’s relay',
    );
    assert.include(
      says(row(2)),
      'Somebody without a name Member Added by Saima · sees what was written since joining Away · no contact of yours',
    );
    await assert.isAccessible(page);
  });

  it('lets an admin rename it, and says at the field what is wrong', async () => {
    const { conversation, page, click } = await mount();
    assert.isTrue((named(page, 'Save name') as HTMLButtonElement).disabled);
    type(field(page, 'Name of the group'), '  ');
    await settled(page);
    await click('Save name');
    assert.isNotNull(one(page, '[role=alert][data-kind=name-empty]'));
    assert.isEmpty(conversation.asked);
    type(field(page, 'Name of the group'), ' Finance ');
    await settled(page);
    await click('Save name');
    assert.deepEqual(conversation.asked, [['renameGroup', 'Finance']]);
    assert.include(says(page), 'Saved.');
  });

  it('lets an admin change what newcomers see; after a fault the choice says what holds', async () => {
    const { conversation, page } = await mount();
    const later = 'Newcomers see what is written from when they join';
    conversation.askFault = 'storage-full';
    field(page, later).click();
    await settled(page);
    assert.deepEqual(conversation.asked, [['setHistory', 'from-joining']]);
    assert.isNotNull(one(page, '[role=alert][data-kind=storage-full]'));
    assert.isFalse(field(page, later).checked);
    assert.isTrue(field(page, 'Newcomers see everything').checked);
  });

  it('makes a member an admin from the menu beside the name, by keyboard', async () => {
    const { conversation, page, row } = await mount();
    named(row(1), 'What to do with').click();
    await waitUntil(() => says(focused()) === 'Write to them');
    press(focused()!, 'ArrowDown');
    await waitUntil(() => says(focused()) === 'Make admin');
    (focused() as HTMLElement).click();
    await settled(page);
    assert.deepEqual(conversation.asked, [['promote', personId(1)]]);
  });

  it('asks once before it removes somebody, and says what removal can do', async () => {
    const { conversation, page, row, click, answer } = await mount();
    await click('Remove', row(1));
    const dialog = one(page, 'beep-confirm dialog, dialog')!;
    assert.isTrue(dialog.matches(':modal'));
    assert.match(says(dialog), /Remove .Ayesha Khan.\?/);
    assert.include(says(dialog), 'whoever has not may still send to them');
    assert.equal(says(focused()), 'Cancel');
    await assert.isAccessible(page);
    await answer('Cancel');
    assert.isEmpty(conversation.asked);
    await click('Remove', row(1));
    await answer('Remove');
    assert.deepEqual(conversation.asked, [['remove', personId(1)]]);
    assert.equal(says(focused()), '3 members');
  });

  it('says what went wrong with a removal', async () => {
    const { conversation, page, row, click, answer } = await mount();
    conversation.askFault = 'storage-failed';
    await click('Remove', row(1));
    await answer('Remove');
    assert.isNotNull(one(page, '[role=alert][data-kind=storage-failed]'));
  });

  it('adds people as what they shall be, with what they shall see', async () => {
    const { conversation, page, click } = await mount({ history: 'from-joining' });
    await click('Add people');
    const dialog = one(page, 'beep-add-people')!;
    assert.isTrue(field(dialog, 'Only what is written from now on').checked, 'the group’s rule');
    await click('Add', dialog);
    assert.include(says(dialog), 'Choose at least one person.');
    field(dialog, 'F Farah Iqbal').click();
    field(dialog, 'G Ghulam Rasool').click();
    field(dialog, 'Admin').click();
    field(dialog, 'Everything').click();
    await settled(page);
    await assert.isAccessible(dialog);
    await click('Add', dialog);
    await waitUntil(() => one(page, 'beep-add-people') === null);
    assert.deepEqual(conversation.asked, [['add', [personId(3), personId(4)], 'admin', 'all']]);
  });

  it('says why there is nobody to add', async () => {
    const { page, click } = await mount({ candidates: [] });
    await click('Add people');
    assert.include(says(one(page, 'beep-add-people')), 'All your contacts are in it already.');
  });

  it('keeps from a plain member what only admins do', async () => {
    const { page } = await mount({
      own: 'member',
      members: [
        aMember(1, 'Ayesha Khan', { role: 'admin', isRemovable: false }),
        aMember(9, 'Bilal', { own: true, isRemovable: false }),
      ],
    });
    const choices = all(page, 'beep-menu').map((menu) => says(menu));
    assert.equal(choices.length, 1);
    assert.notMatch(choices.join(), /Remove|Make admin/);
    assert.equal(all(page, 'input').length, 0);
    assert.notInclude(says(page), 'Add people');
    assert.include(says(page), 'Newcomers see everything');
  });

  it('leads to a chat with one member alone', async () => {
    const { beep, row, click } = await mount({
      own: 'member',
      members: [
        aMember(1, 'Ayesha Khan', { isRemovable: false }),
        aMember(9, 'Bilal', { own: true, isRemovable: false }),
      ],
    });
    await click('Write to them', row(1));
    assert.equal(location.hash, `#/chat/${beep.chatWith(personId(1))}`);
    assert.equal(all(row(9), 'beep-menu').length, 0);
  });

  it('asks once before one leaves, then goes back to the chat', async () => {
    const { conversation, page, click, answer } = await mount({
      members: [
        aMember(9, 'Bilal', { own: true, role: 'admin', isRemovable: false }),
        aMember(1, 'Ayesha Khan', { role: 'admin' }),
      ],
    });
    await click('Leave the group');
    assert.include(says(one(page, 'beep-confirm')), 'It goes on without you.');
    await answer('Cancel');
    assert.isEmpty(conversation.asked);
    await click('Leave the group');
    await answer('Leave');
    assert.deepEqual(conversation.asked, [['leave']]);
    assert.equal(location.hash, `#/chat/${conversationId(1)}`);
  });

  it('tells the only admin to make another one first', async () => {
    const { page, click } = await mount();
    await click('Leave the group');
    assert.include(says(one(page, 'beep-confirm')), 'You are its only admin.');
    assert.include(says(one(page, 'beep-confirm')), 'Make somebody else an admin first');
    named(one(page, 'beep-confirm')!, 'Leave anyway');
    press(focused()!, 'Escape');
  });

  it('offers nobody to leave what they are not in', async () => {
    const { page } = await mount({ own: 'removed' });
    assert.notInclude(says(page), 'Leave');
    assert.notInclude(says(page), 'Add people');
  });

  it('shows of a person the id, and the ways to block and report them', async () => {
    const { conversation, page, click } = await mount(
      {},
      { group: null, kind: 'direct', person: personId(1), name: 'Ayesha Khan' },
    );
    assert.include(says(page), personId(1));
    assert.equal(
      named(page, 'Report to an administrator', 'a').getAttribute('href'),
      `#/chat/${conversationId(1)}/report`,
    );
    await click('Block');
    assert.deepEqual(conversation.asked, [['block', true]]);
    await assert.isAccessible(page);
  });

  it('speaks of a draft where it is the talk about one: who may edit, who may comment, and no rules of the past', async () => {
    const { conversation, page, row, click, answer } = await mount({ type: 'draft' });
    assert.include(says(page), 'Draft: some write on it, everybody may remark on it');
    assert.include(says(row(9)), 'Can edit');
    assert.include(says(row(1)), 'Can comment');
    assert.notInclude(says(page), 'Newcomers');
    assert.notInclude(says(page), 'sees everything');
    assert.isTrue(one(page, 'input#name') === null, 'it is called by its subject');
    await assert.isAccessible(page);
    await click('Let them edit', row(1));
    assert.deepEqual(conversation.asked, [['promote', personId(1)]]);
    await click('Add people');
    const dialog = one(page, 'beep-add-people')!;
    assert.notInclude(says(dialog), 'past');
    all(dialog, 'input[type=checkbox]')[0]!.click();
    field(dialog, 'Can edit').click();
    await settled(page);
    await click('Add', dialog);
    assert.deepEqual(conversation.asked[1], ['add', [personId(3)], 'admin', 'all']);
    await click('Leave the draft');
    assert.include(says(one(page, 'beep-confirm')), 'You are the only one who may edit it.');
    await answer('Leave anyway');
    assert.deepEqual(conversation.asked[2], ['leave']);
  });

  it('says of a person which way the link with them takes, and what a relay sees', async () => {
    const { beep, conversation, page } = await mount({}, { group: null, path: 'relay' });
    const connection = () => says(one(page, 'section[aria-label=Connection]'));
    assert.include(connection(), 'Connection Linked now, through the ministry’s relay');
    assert.include(connection(), 'The relay sees which devices talk, when and how much, and nothing of what');
    await assert.isAccessible(page);
    conversation.view.update((view) => ({ ...view, path: 'direct' }));
    await settled(page);
    assert.equal(connection(), 'Connection Linked now, device to device');
    conversation.view.update((view) => ({ ...view, standing: 'away', path: null }));
    beep.network.knows(personId(1), { is: 'tried', isNow: true, obstacle: null });
    await settled(page);
    assert.equal(
      connection(),
      'Connection Away: messages wait on this device until you are both online Beep is trying to reach them now.',
    );
  });
});
