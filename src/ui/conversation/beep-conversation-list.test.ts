import { assert } from '@open-wc/testing';
import {
  aConversation,
  aGroup,
  aMessage,
  conversationId,
  entryId,
  FakeBeep,
} from '../../../test/support/fake-beep.js';
import { all, one, says, settled, show } from '../../../test/support/screen.js';
import './beep-conversation-list.js';

async function mount() {
  const beep = new FakeBeep();
  const talk = beep.have(aConversation(1, { messages: [aMessage({ text: 'Come at four.' })] }), {
    unread: 2,
  });
  beep.have(aConversation(2, { name: 'محمد عثمان', standing: 'away' }));
  const list = await show('beep-conversation-list', { beep, current: conversationId(2) }, { width: 320 });
  return { beep, talk, list, links: () => all(list, 'a') as HTMLAnchorElement[] };
}

describe('<beep-conversation-list>', () => {
  it('is the list “Conversations”, each item a link that starts with the name', async () => {
    const { list, links } = await mount();
    assert.equal(one(list, 'ul')?.getAttribute('aria-label'), 'Conversations');
    const names = links().map((link) => link.innerText.replace(/^\S\n/, '')); // the letter of the picture is hidden
    assert.match(names[0]!, /^Ayesha Khan/);
    assert.equal(links()[0]!.getAttribute('href'), `#/chat/${conversationId(1)}`);
    assert.match(says(links()[0]!.querySelector('.name')), /^Ayesha Khan/);
  });

  it('says how many are unread in words', async () => {
    const { beep, list, links } = await mount();
    assert.include(says(links()[0]!), '2 unread messages');
    beep.conversations.update((rows) => rows.map((row) => ({ ...row, unread: 1 })));
    await settled(list);
    assert.include(says(links()[0]!), '1 unread message');
    assert.notInclude(says(links()[0]!), '1 unread messages');
  });

  it('says who is online, not by colour alone', async () => {
    const { links } = await mount();
    assert.include(says(links()[0]!), 'online');
    assert.notInclude(says(links()[1]!), 'online');
  });

  it('shows an unsent draft before the last message', async () => {
    const { talk, list, links } = await mount();
    assert.include(says(links()[0]!), 'Come at four.');
    talk.draft.update(() => 'I shall');
    await settled(list);
    assert.include(says(links()[0]!), 'Draft: I shall');
    assert.notInclude(says(links()[0]!), 'Come at four.');
    talk.marks.update((now) => ({ ...now, edit: { message: entryId(1), text: 'Come at two.' } }));
    await settled(list);
    assert.include(says(links()[0]!), 'Edit: Come at two.');
  });

  it('does not hide the last message behind an answer without a word', async () => {
    const { talk, list, links } = await mount();
    talk.marks.update((now) => ({ ...now, reply: entryId(1) }));
    await settled(list);
    assert.include(says(links()[0]!), 'Come at four.');
  });

  it('says that a row is a group or a channel, and who wrote last', async () => {
    const { beep, list, links } = await mount();
    beep.have(
      aConversation(3, { group: aGroup({ name: 'Budget' }), messages: [aMessage({ text: 'Noted.' })] }),
    );
    beep.have(
      aConversation(4, {
        group: aGroup({ type: 'channel', name: 'Circulars' }),
        messages: [aMessage({ own: true, text: 'Eid.' })],
      }),
    );
    await settled(list);
    const [group, channel] = links().slice(2);
    assert.match(says(group!.querySelector('.name')), /^Budget ,? ?, group/);
    assert.include(says(group!), 'Ayesha Khan : Noted.');
    assert.match(says(channel!.querySelector('.name')), /^Circulars ,? ?, channel/);
    assert.include(says(channel!), 'You: Eid.');
    assert.notInclude(says(links()[0]!), 'Ayesha Khan : Come at four.', 'between two it is plain');
    assert.isNotNull(group!.querySelector('.avatar.group'));
    assert.isTrue(links()[0]!.querySelector('.avatar.group') === null);
  });

  it('shows polls and deleted messages as what they are', async () => {
    const { beep, list, links } = await mount();
    const latest = { sentAtMs: 0, own: false, authorName: null } as const;
    beep.conversations.update(([first, second]) => [
      { ...first!, latest: { ...latest, kind: 'poll', text: 'Friday?' } },
      { ...second!, latest: { ...latest, kind: 'deleted', text: '' } },
    ]);
    await settled(list);
    assert.include(says(links()[0]!), 'Poll: Friday?');
    assert.include(says(links()[1]!), 'Message deleted');
  });

  it('says of a memo without a subject that it has none', async () => {
    const { beep, list, links } = await mount();
    const latest = { sentAtMs: 0, own: false, authorName: null, text: '' } as const;
    beep.conversations.update(([first, second]) => [
      { ...first!, latest: { ...latest, kind: 'memo' } },
      { ...second!, latest: { ...latest, kind: 'submission' } },
    ]);
    await settled(list);
    assert.include(says(links()[0]!), 'Memo: Without a subject');
    assert.include(says(links()[1]!), 'Put up for approval Without a subject');
  });

  it('marks where somebody is mentioned, in words too', async () => {
    const { beep, list, links } = await mount();
    beep.conversations.update((rows) => rows.map((row, i) => ({ ...row, isMentioned: i === 0 })));
    await settled(list);
    assert.include(says(links()[0]!), '@ , you are mentioned');
    assert.notInclude(says(links()[1]!), 'mentioned');
  });

  it('keeps requests and blocked ones out, and leads to the requests', async () => {
    const { beep, list } = await mount();
    assert.isTrue(one(list, '.requests') === null);
    beep.have(aConversation(5, { name: 'Stranger', isRequest: true }));
    beep.have(aConversation(6, { name: 'Nuisance', isBlocked: true }));
    beep.have(aConversation(7, { name: 'Both', isBlocked: true, isRequest: true }));
    await settled(list);
    assert.lengthOf(all(one(list, 'ul')!, 'a'), 2);
    assert.equal(says(one(list, '.requests')), 'Requests (1)');
    assert.equal(one(list, '.requests')?.getAttribute('href'), '#/requests');
    await assert.isAccessible(list);
  });

  it('marks the one that is open', async () => {
    const { links } = await mount();
    assert.deepEqual(
      links().map((link) => link.getAttribute('aria-current')),
      ['false', 'page'],
    );
  });

  it('cuts a long line at its own end, in a page of either direction', async () => {
    const { talk, list, links } = await mount();
    talk.come(aMessage({ text: `First words, ${'then many more '.repeat(20)}` }));
    await settled(list);
    const text = links()[0]!.querySelector('.last bdi')!;
    const startsInside = () => {
      const range = document.createRange();
      range.selectNodeContents(text);
      const [first] = range.getClientRects();
      const box = text.getBoundingClientRect();
      return first!.left >= box.left - 1 && box.width > 50;
    };
    assert.isTrue(startsInside());
    document.documentElement.dir = 'rtl';
    assert.isTrue(startsInside());
    document.documentElement.dir = 'ltr';
    assert.isAtMost(list.scrollWidth, list.clientWidth);
  });

  it('is accessible', async () => {
    const { list } = await mount();
    await assert.isAccessible(list);
  });
});
