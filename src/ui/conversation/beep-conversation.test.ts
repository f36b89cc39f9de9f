import { assert, waitUntil } from '@open-wc/testing';
import type { ConversationView } from '../../app/conversation-views.js';
import { MEMO } from '../../../test/gallery/draft-scenes.js';
import { aDraft, aShared, draftId, FakeDrafts } from '../../../test/support/fake-drafts.js';
import {
  aConversation,
  aGroup,
  aMember,
  aMessage,
  aPerson,
  conversationId,
  FakeBeep,
  FakeConversation,
  personId,
} from '../../../test/support/fake-beep.js';
import { aBadge, anIdentity, FakeOfficial } from '../../../test/support/fake-official.js';
import { all, field, focused, named, one, press, says, settled, show } from '../../../test/support/screen.js';
import './beep-conversation.js';

const bare = (words: string): string => words.replace(/[\u2068\u2069]/g, '');

async function mount(view: Partial<ConversationView> = {}) {
  const conversation = new FakeConversation(
    aConversation(1, { messages: [aMessage()], digest: 'd7', ...view }),
  );
  const beep = new FakeBeep();
  return { beep, conversation, page: await show('beep-conversation', { conversation, beep }) };
}

describe('<beep-conversation>', () => {
  it('is headed by the name and carries the digest of what it holds', async () => {
    const { conversation, page } = await mount();
    assert.equal(says(one(page, 'h1')), 'Ayesha Khan');
    assert.equal(one(page, '[data-digest]')?.dataset['digest'], 'd7');
    conversation.view.update((view) => ({ ...view, digest: 'd8' }));
    await settled(page);
    assert.equal(one(page, '[data-digest]')?.dataset['digest'], 'd8');
  });

  for (const [standing, words] of [
    ['linked', 'Linked now, device to device'],
    ['away', 'Away: messages wait on this device until you are both online'],
    ['waiting', 'Waiting for them to open Beep; messages are kept until then'],
  ] as const) {
    it(`says in words that it is ${standing}`, async () => {
      const { page } = await mount({ standing });
      assert.equal(says(one(page, '.standing')), words);
      assert.isTrue(one(page, '[role=alert]') === null);
    });
  }

  for (const [standing, kind] of [
    ['refused-used', 'intro-used'],
    ['refused-expired', 'intro-expired'],
  ] as const) {
    it(`says what to do when the link was ${standing}`, async () => {
      const { page } = await mount({ standing });
      assert.include(says(one(page, `[role=alert][data-kind=${kind}]`)), 'Ask for a new link');
    });
  }

  it('says when the other has Beep on the screen', async () => {
    const { page } = await mount({ isActive: true });
    assert.equal(says(one(page, '.standing')), 'Active now, linked device to device');
  });

  for (const [path, linked, active] of [
    ['relay', 'Linked now, through the ministry’s relay', 'Active now, linked through the ministry’s relay'],
    [null, 'Linked now', 'Active now'],
  ] as const) {
    it(`claims no direct link where the way is ${path ?? 'not known'}`, async () => {
      const { conversation, page } = await mount({ path });
      assert.equal(says(one(page, '.standing')), linked);
      conversation.view.update((view) => ({ ...view, isActive: true }));
      await settled(page);
      assert.equal(says(one(page, '.standing')), active);
    });
  }

  it('says of a group how many there are and how many are here', async () => {
    const { conversation, page } = await mount({ group: aGroup() });
    assert.equal(says(one(page, '.standing')), '3 members, 1 here now');
    assert.isNotNull(one(page, '.avatar.group'));
    const members = aGroup().members.map((member) => ({ ...member, online: member.own }));
    conversation.view.update((view) => ({ ...view, group: aGroup({ members }) }));
    await settled(page);
    assert.equal(says(one(page, '.standing')), '3 members, nobody else here now');
    conversation.view.update((view) => ({ ...view, group: aGroup({ members: members.slice(0, 1) }) }));
    await settled(page);
    assert.equal(says(one(page, '.standing')), '1 member');
  });

  it('opens the details from its head and from its menu', async () => {
    const { page } = await mount();
    const href = `#/chat/${conversationId(1)}/details`;
    assert.equal(named(one(page, 'h1')!, 'Ayesha Khan', 'a').getAttribute('href'), href);
    const menu = one(page, 'beep-menu')!;
    assert.equal(named(menu, 'Details', 'a').getAttribute('href'), href);
    assert.equal(
      named(menu, 'Report to an administrator', 'a').getAttribute('href'),
      `#/chat/${conversationId(1)}/report`,
    );
  });

  it('leads to the message it is opened for, and to its head where that is not here', async () => {
    const messages = Array.from({ length: 5 }, (_, i) => aMessage({ text: `message ${i}` }));
    const { page } = await mount({ messages });
    page.message = messages[1]!.id;
    page.focus();
    await settled(page);
    assert.isTrue(focused() === all(page, 'article')[1]);
    page.message = aMessage().id;
    page.focus();
    await waitUntil(() => focused() === one(page, 'h1'));
  });

  it('blocks from its menu, and says so if that failed', async () => {
    const { conversation, page } = await mount();
    conversation.askFault = 'storage-full';
    named(one(page, 'beep-menu')!, 'Block').click();
    await settled(page);
    assert.deepEqual(conversation.asked.at(-1), ['block', true]);
    assert.isNotNull(one(page, '[role=alert][data-kind=storage-full]'));
  });

  it('has in a request the three answers in place of the composer', async () => {
    const { conversation, page } = await mount({ isRequest: true });
    assert.isTrue(one(page, 'beep-composer') === null);
    const bar = one(page, 'beep-answer-bar')!;
    assert.match(says(bar), /no contact of yours writes to you\. They say they are .Ayesha Khan.\./);
    assert.equal(
      named(bar, 'Report to an administrator', 'a').getAttribute('href'),
      `#/chat/${conversationId(1)}/report`,
    );
    assert.equal(named(page, 'Back to requests', 'a').getAttribute('href'), '#/requests');
    await assert.isAccessible(page);
    named(bar, 'Accept').click();
    await settled(page);
    named(bar, 'Block').click();
    await settled(page);
    assert.deepEqual(conversation.asked, [['accept'], ['block', true]]);
    assert.isTrue(focused() === one(page, 'h1'));
  });

  it('shows in a request the badge of whoever asks, and whose name it looks like', async () => {
    const { beep, page } = await mount({ isRequest: true });
    const official = new FakeOfficial();
    beep.official.update(() => official);
    official.have(anIdentity(personId(1), 'Ayesha Khan'));
    await settled(page);
    const bar = one(page, 'beep-answer-bar')!;
    assert.include(says(bar), 'Unverified');
    assert.include(says(bar), 'Nobody has checked this name.');
    official.have(
      anIdentity(personId(1), 'Ayesha Khan', {
        assurance: 'vouched',
        badges: [aBadge()],
        lookalikes: [{ person: aPerson(2, 'Ayesha Кhan'), badge: null }],
      }),
    );
    await settled(page);
    assert.include(says(bar), 'Vouched by');
    assert.notInclude(says(bar), 'Nobody has checked this name.');
    const sides = all(one(bar, '[data-kind=look-alike]')!, 'li').map((side) => says(side));
    assert.include(sides[0], 'Vouched by');
    assert.include(sides[1], 'Ayesha Кhan No badge');
    assert.isNotNull(named(bar, 'Accept'), 'it stops nobody');
    await assert.isAccessible(page);
  });

  it('tells above the messages what has changed about who the people in it are', async () => {
    const { beep, page } = await mount();
    const official = new FakeOfficial();
    beep.official.update(() => official);
    official.have(
      anIdentity(personId(1), 'Ayesha Khan', {
        badges: [aBadge({ standing: { kind: 'revoked', fromMs: Date.UTC(2026, 9, 20, 12) } })],
      }),
    );
    await settled(page);
    assert.match(says(page), /The badge of .Ayesha Khan. was revoked on 20 October 2026\./);
    assert.include(says(one(page, 'header')), 'Badge revoked on 20 October 2026');
    await assert.isAccessible(page);
  });

  it('says in a request who put us into a group, and what went wrong with the answer', async () => {
    const members = [aMember(9, 'Bilal', { own: true, addedBy: aPerson(5, 'Lucky') })];
    const { conversation, page } = await mount({ isRequest: true, group: aGroup({ members }) });
    const bar = one(page, 'beep-answer-bar')!;
    assert.match(says(bar), /You were added to .Budget Section. by somebody .* They say they are .Lucky.\./);
    conversation.askFault = 'storage-full';
    named(bar, 'Accept').click();
    await settled(page);
    assert.isNotNull(one(bar, '[role=alert][data-kind=storage-full]'));
  });

  it('hears again of whom it had blocked', async () => {
    const { conversation, page } = await mount({ isBlocked: true, isRequest: true });
    assert.isTrue(one(page, 'beep-composer') === null);
    assert.isFalse(says(one(page, 'beep-answer-bar')).includes('Accept'));
    assert.equal(says(one(page, '.standing')), 'Blocked');
    assert.equal(named(page, 'Back to the blocked ones', 'a').getAttribute('href'), '#/blocked');
    named(one(page, 'beep-answer-bar')!, 'Unblock').click();
    await settled(page);
    assert.deepEqual(conversation.asked, [['block', false]]);
    conversation.view.update((view) => ({ ...view, isBlocked: false, isRequest: false }));
    await settled(page);
    assert.isNotNull(one(page, 'beep-composer'));
  });

  for (const [own, words] of [
    ['removed', 'You were removed from this group. What you had of it stays readable here.'],
    ['left', 'You have left this group. What you had of it stays readable here.'],
  ] as const) {
    it(`is closed and readable when one was or has ${own}`, async () => {
      const { page } = await mount({ group: aGroup({ own }) });
      assert.isTrue(one(page, 'beep-composer') === null);
      assert.equal(says(one(page, 'beep-answer-bar')), words);
      assert.lengthOf(all(page, 'article'), 1);
      press(one(page, 'h1')!, 'n');
      await assert.isAccessible(page);
    });
  }

  it('takes the focus on its heading', async () => {
    const { page } = await mount();
    page.focus();
    assert.isTrue(focused() === one(page, 'h1'));
  });

  it('means the message when somebody starts to type', async () => {
    const { page } = await mount();
    page.focus();
    press(one(page, 'h1')!, 'n', { ctrlKey: true });
    press(one(page, 'h1')!, 'Tab');
    assert.equal(focused(), one(page, 'h1'), 'shortcuts and keys with names are left alone');
    press(one(page, 'h1')!, 'n');
    assert.isTrue(focused() === field(page, 'Message'));
  });

  it('has a way back on a phone', async () => {
    const { page } = await mount();
    assert.equal(named(page, 'Back to chats', 'a').getAttribute('href'), '#/');
  });

  it('gives the messages all the room that head and composer leave', async () => {
    const { page } = await mount({ messages: Array.from({ length: 60 }, () => aMessage()) });
    const box = page.getBoundingClientRect();
    const [timeline, composer] = [one(page, 'beep-timeline')!, one(page, 'beep-composer')!];
    assert.closeTo(composer.getBoundingClientRect().bottom, box.bottom, 1);
    assert.closeTo(timeline.getBoundingClientRect().bottom, composer.getBoundingClientRect().top, 1);
    assert.isAbove(timeline.offsetHeight, 400);
  });

  it('is accessible', async () => {
    const { page } = await mount({ standing: 'refused-used' });
    await assert.isAccessible(page);
  });

  it('is headed as the talk about a draft where it is that, and leads to the draft', async () => {
    const [beep, drafts] = [new FakeBeep(), new FakeDrafts()];
    beep.draftsAre = drafts;
    const group = aGroup({ type: 'draft', name: 'Office hours' });
    const conversation = beep.have(aConversation(40, { group, messages: [aMessage()] }));
    const page = await show('beep-conversation', { conversation, beep });
    await settled(page);
    assert.equal(bare(says(one(page, 'h1'))), 'Remarks on “Office hours”');
    assert.equal(named(page, 'Back to drafts').getAttribute('href'), '#/drafts');
    assert.isTrue(one(page, '.to-draft') === null);
    drafts.have(aDraft(1, { shared: aShared(41) }), MEMO);
    drafts.have(aDraft(2, { shared: aShared(40), discardedMs: 1 }), MEMO);
    drafts.have(aDraft(3, { shared: aShared(40) }), MEMO);
    await settled(page);
    assert.equal(named(page, 'Open the draft').getAttribute('href'), `#/draft/${draftId(3)}`);
    assert.equal(named(page, 'Back to the draft').getAttribute('href'), `#/draft/${draftId(3)}`);
    await assert.isAccessible(page);
  });

  it('reads no drafts where it is no talk about one', async () => {
    const beep = new FakeBeep();
    beep.drafts = () => assert.fail('asked for drafts');
    const conversation = beep.have(aConversation(1, { messages: [aMessage()] }));
    const page = await show('beep-conversation', { conversation, beep });
    await settled(page);
    assert.equal(says(one(page, 'h1')), 'Ayesha Khan');
  });

  for (const [what, view, words] of [
    [
      'a request to write on one',
      {
        isRequest: true,
        group: aGroup({
          type: 'draft',
          name: 'Houses',
          members: [
            aMember(25, 'Lucky', { role: 'admin' }),
            aMember(9, 'Bilal', { own: true, addedBy: aPerson(25, 'Lucky') }),
          ],
        }),
      },
      'wants to write the draft Houses with you. They say they are Lucky.',
    ],
    ['one that we left', { group: aGroup({ type: 'draft', own: 'left' }) }, 'You have left this draft.'],
    [
      'one that we were taken off',
      { group: aGroup({ type: 'draft', own: 'removed' }) },
      'You were taken off this draft.',
    ],
    [
      'one that we blocked',
      { isBlocked: true, group: aGroup({ type: 'draft' }) },
      'You have blocked this draft',
    ],
  ] as const)
    it(`says in the words of a draft what ${what} is`, async () => {
      const [beep, drafts] = [new FakeBeep(), new FakeDrafts()];
      beep.draftsAre = drafts;
      const conversation = beep.have(aConversation(40, view));
      const page = await show('beep-conversation', { conversation, beep });
      await settled(page);
      assert.include(bare(says(one(page, 'beep-answer-bar'))), words);
    });
});
