import { assert } from '@open-wc/testing';
import { aConversation, aMessage, conversationId, FakeBeep } from '../../../test/support/fake-beep.js';
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
    talk.add(aMessage({ text: `First words, ${'then many more '.repeat(20)}` }));
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
