import { assert, waitUntil } from '@open-wc/testing';
import type { MessageView } from '../../app/conversation-views.js';
import { switchLanguage } from '../../i18n/language.js';
import type { EntryId } from '../../protocol/ids.js';
import {
  aConversation,
  aMessage,
  FakeBeep,
  FakeConversation,
  personId,
} from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, focused, named, one, press, says, settled, show } from '../../../test/support/screen.js';
import './beep-timeline.js';

const START = new Date(2026, 10, 24, 9).getTime();
const talk = (count: number, from = 0): MessageView[] =>
  Array.from({ length: count }, (_, i) =>
    aMessage({ text: `message ${from + i}`, sentAtMs: START + (from + i) * 60_000, own: i % 3 === 0 }),
  );

async function mount(
  messages: readonly MessageView[],
  view: Partial<Parameters<typeof aConversation>[1]> = {},
  { older = [], message = null }: { older?: MessageView[][]; message?: EntryId | null } = {},
) {
  const conversation = new FakeConversation(aConversation(1, { messages, ...view }));
  conversation.older = older;
  const timeline = await show(
    'beep-timeline',
    { conversation, beep: new FakeBeep(), facts: new FakeFacts(), message },
    { width: 400, height: 400 },
  );
  await settled(timeline);
  // Two frames: what lies outside the window gets its size in the first, and its place in the second.
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  const log = one(timeline, '[role=log]')!;
  return { conversation, timeline, log, articles: () => all(timeline, 'article') };
}
const scrollUp = async (log: HTMLElement, timeline: Element) => {
  log.scrollTop = -1000;
  await new Promise((resolve) => log.addEventListener('scroll', resolve, { once: true }));
  await settled(timeline);
};
const fromTop = (element: Element) => element.getBoundingClientRect().top;
const inView = (element: Element, log: Element) => {
  const [a, b] = [element.getBoundingClientRect(), log.getBoundingClientRect()];
  return a.bottom > b.top && a.top < b.bottom;
};

describe('<beep-timeline>', () => {
  it('shows each message with its data, its words and a name of its own', async () => {
    const message = aMessage({
      own: true,
      text: 'a\n <b>b</b> ',
      state: 'saved',
      sentAtMs: START,
      flag: 'clock',
    });
    const { articles, log } = await mount([message]);
    const [article] = articles();
    assert.deepEqual(
      { ...article!.dataset },
      { id: message.id, author: message.author, state: 'saved', flag: 'clock' },
    );
    assert.equal(article!.querySelector('[dir=auto]')?.textContent, 'a\n <b>b</b> ', 'as it was written');
    assert.equal(article!.getAttribute('aria-label'), 'You, 09:00');
    assert.include(says(article!), 'On this device');
    assert.equal(log.getAttribute('aria-label'), 'Messages');
  });

  for (const [state, words] of [
    ['saved', 'On this device'],
    ['delivered', 'Delivered'],
    ['read', 'Read'],
  ] as const) {
    it(`says “${words}” of ${state} and nothing more`, async () => {
      const { articles } = await mount([aMessage({ own: true, text: 'x', state, sentAtMs: START })]);
      assert.equal(says(articles()[0]!), `x 09:00 ${words}`);
    });
  }

  it('says nothing of how far another’s message has got', async () => {
    const { articles } = await mount([aMessage({ text: 'x', sentAtMs: START })]);
    assert.equal(says(articles()[0]!), 'x 09:00');
  });

  it('opens at the end, and says that the end is seen', async () => {
    const { conversation, articles, log } = await mount(talk(50));
    assert.isTrue(inView(articles().at(-1)!, log));
    assert.isTrue(conversation.shown);
  });

  it('opens at the first unread message, and the end is not seen yet', async () => {
    const messages = talk(60);
    const { conversation, timeline, log } = await mount(messages, { firstUnread: messages[20]!.id });
    assert.isTrue(inView(one(timeline, '.unread')!, log));
    assert.equal(says(one(timeline, '.unread')), 'New messages');
    assert.notInclude(conversation.told, true, 'not for a moment');
    named(timeline, 'Go to the newest message', '.to-end');
  });

  it('stays at the end when messages come', async () => {
    const { conversation, articles, log, timeline } = await mount(talk(50));
    conversation.come(...talk(3, 50));
    await settled(timeline);
    assert.isTrue(inView(articles().at(-1)!, log));
    assert.isTrue(conversation.shown);
  });

  it('keeps what is being read in place when messages come, and counts them', async () => {
    const { conversation, articles, log, timeline } = await mount(talk(80));
    await scrollUp(log, timeline);
    assert.isFalse(conversation.shown);
    const read = articles().find((article) => inView(article, log))!;
    const before = fromTop(read);
    conversation.come(aMessage({ text: 'one' }), aMessage({ text: 'two' }));
    await settled(timeline);
    await new Promise(requestAnimationFrame);
    assert.closeTo(fromTop(read), before, 2);
    named(timeline, '2 new messages').click();
    await waitUntil(() => conversation.shown);
    await settled(timeline);
    assert.isTrue(inView(articles().at(-1)!, log));
    assert.isNull(one(timeline, '.to-end'));
  });

  it('goes to the end with one’s own message', async () => {
    const { conversation, articles, log, timeline } = await mount(talk(80));
    await scrollUp(log, timeline);
    conversation.come(aMessage({ own: true, text: 'mine' }));
    await waitUntil(() => inView(articles().at(-1)!, log));
  });

  it('adds earlier messages above without moving what is read', async () => {
    const { conversation, articles, log, timeline } = await mount(talk(40, 40), { hasOlder: true });
    conversation.older = [talk(40)];
    const read = articles().at(-1)!;
    const before = fromTop(read);
    named(timeline, 'Show earlier messages').click();
    await waitUntil(() => articles().length === 80);
    await settled(timeline);
    assert.closeTo(fromTop(read), before, 1);
    assert.equal(says(articles()[0]!.querySelector('.text')), 'message 0');
    assert.isTrue(inView(read, log));
    assert.isNull(one(timeline, '.older'));
  });

  it('fetches earlier messages by itself when their place comes near', async () => {
    const { conversation, articles, log, timeline } = await mount(talk(100, 100), { hasOlder: true });
    conversation.older = [talk(50, 50)];
    assert.equal(articles().length, 100);
    log.scrollTop = -log.scrollHeight;
    await waitUntil(() => articles().length === 150);
    await settled(timeline);
  });

  it('leads to what a message answers, however far back that is', async () => {
    const past = talk(300);
    const reply = { id: past[20]!.id, authorName: 'Ayesha Khan', text: 'message 20' };
    const messages = [...talk(100, 300), aMessage({ own: true, reply, sentAtMs: START + 400 * 60_000 })];
    const older = [past.slice(200), past.slice(100, 200), past.slice(0, 100)];
    const { articles, conversation, log, timeline } = await mount(messages, { hasOlder: true }, { older });
    one(timeline, 'button.quote')!.click();
    await waitUntil(() => says(focused()).startsWith('message 20 '));
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    assert.isTrue(focused() === articles()[20]);
    assert.isTrue(inView(focused()!, log));
    assert.isFalse(conversation.shown, 'the end is not on the screen any more');
    assert.equal(says(one(timeline, '.looking')), '');
  });

  it('says so where that is not to be had, and stays where it was', async () => {
    const reply = { id: aMessage().id, authorName: 'Ayesha Khan', text: 'gone by now' };
    const { conversation, timeline } = await mount([...talk(80), aMessage({ own: true, reply })]);
    const quote = one(timeline, 'button.quote')!;
    quote.focus();
    quote.click();
    await waitUntil(() => one(timeline, '[role=alert][data-kind=message-gone]') !== null);
    await settled(timeline);
    assert.isTrue(focused() === quote);
    assert.isTrue(conversation.shown);
  });

  it('begins at a message that an address names, and nothing after it counts as seen', async () => {
    const past = talk(100);
    const place = { older: [past], message: past[50]!.id };
    const { articles, conversation, log } = await mount(talk(80, 100), { hasOlder: true }, place);
    await waitUntil(() => focused() === articles()[50]);
    assert.isTrue(inView(focused()!, log));
    assert.isTrue(focused()!.classList.contains('found'));
    assert.notInclude(conversation.told, true, 'not for a moment');
  });

  it('begins where reading goes on where there is no such message', async () => {
    const messages = talk(3);
    const { conversation, timeline } = await mount(messages);
    const lost = new Promise((resolve) => timeline.addEventListener('not-found', resolve));
    timeline.message = aMessage().id;
    await lost;
    await settled(timeline);
    assert.isTrue(one(timeline, '[role=alert][data-kind=message-gone]') !== null);
    assert.isTrue(conversation.shown);
  });

  it('goes from message to message with the arrow keys, at one tab stop', async () => {
    const { articles, log, timeline } = await mount(talk(5));
    const stops = all(timeline, '*').filter((element) => element.tabIndex === 0);
    assert.isTrue(stops.length === 1 && stops[0] === log, stops.map((stop) => stop.outerHTML).join());
    log.focus();
    press(log, 'ArrowUp');
    assert.isTrue(focused() === articles()[4]);
    press(focused()!, 'ArrowUp');
    assert.isTrue(focused() === articles()[3]);
    press(focused()!, 'Home');
    assert.isTrue(focused() === articles()[0]);
    press(focused()!, 'ArrowUp');
    assert.isTrue(focused() === articles()[0]);
    press(focused()!, 'End');
    press(focused()!, 'ArrowDown');
    assert.isTrue(focused() === articles()[4]);
  });

  it('separates days', async () => {
    const day = 86_400_000;
    const { timeline } = await mount([
      aMessage({ sentAtMs: Date.now() - day }),
      aMessage({ sentAtMs: Date.now() }),
      aMessage({ sentAtMs: Date.now() + 1 }),
    ]);
    assert.deepEqual(all(timeline, '.day').map(says), ['Yesterday', 'Today']);
  });

  it('folds what is very long, and unfolds it', async () => {
    const text = 'line\n'.repeat(200);
    const { articles, timeline } = await mount([aMessage({ text })]);
    const folded = articles()[0]!.offsetHeight;
    assert.isBelow(folded, 700);
    named(timeline, 'Show the whole message').click();
    await settled(timeline);
    assert.isAbove(articles()[0]!.offsetHeight, 2000);
    assert.isFalse(all(timeline, 'article button').some((button) => says(button).startsWith('Show')));
  });

  it('keeps stacked marks inside their bubble and long words inside the window', async () => {
    const { articles, log } = await mount([
      aMessage({ text: `Z${'\u0321\u0335'.repeat(200)}` }),
      aMessage({ text: 'A'.repeat(2000) }),
    ]);
    assert.isBelow(articles()[0]!.offsetHeight, 120);
    assert.isAtMost(log.scrollWidth, log.clientWidth);
  });

  it('reads out what comes in, several at once as a number', async () => {
    const { conversation, timeline } = await mount(talk(3));
    const live = one(timeline, '[aria-live=polite]')!;
    assert.equal(says(live), '', 'what was there before is not read out');
    conversation.come(aMessage({ text: 'hello' }));
    await waitUntil(() => says(live) === 'Ayesha Khan says: hello', 'said', { timeout: 3000 });
    conversation.come(aMessage());
    await settled(timeline);
    conversation.come(aMessage());
    await waitUntil(() => says(live) === '2 new messages from Ayesha Khan', 'counted', { timeout: 3000 });
    conversation.come(aMessage(), aMessage({ person: personId(2), authorName: 'Danish Raza' }));
    await waitUntil(() => says(live) === '2 new messages', 'of several people', { timeout: 3000 });
    conversation.come(aMessage({ text: 'come', isUrgent: true }));
    await waitUntil(() => says(live) === 'Urgent: Ayesha Khan says: come', 'urgent', { timeout: 3000 });
    conversation.come(aMessage({ kind: 'memo', text: 'Office hours' }));
    await waitUntil(() => says(live) === 'Ayesha Khan sent a memo: Office hours', 'memo', { timeout: 3000 });
    conversation.come(aMessage({ kind: 'submission', text: 'Please.' }));
    const putUp = 'Ayesha Khan puts the draft up for approval: Please.';
    await waitUntil(() => says(live) === putUp, 'put up', { timeout: 3000 });
  });

  it('no longer counts as seen once it is gone', async () => {
    const { conversation, timeline } = await mount(talk(3));
    timeline.remove();
    assert.isFalse(conversation.shown);
  });

  it('puts our own messages at the end of the line, whichever way it runs', async () => {
    const { articles, log } = await mount([aMessage({ own: true }), aMessage()]);
    const side = (article: Element) => {
      const [a, b] = [article.getBoundingClientRect(), log.getBoundingClientRect()];
      return b.right - a.right < a.left - b.left ? 'right' : 'left';
    };
    assert.deepEqual(articles().map(side), ['right', 'left']);
    document.documentElement.dir = 'rtl';
    assert.deepEqual(articles().map(side), ['left', 'right']);
    await switchLanguage('en');
  });

  it('reads Urdu as Urdu: its direction, its language, its line height', async () => {
    const { articles } = await mount([aMessage({ text: 'اجلاس کل ہوگا' })]);
    const text = articles()[0]!.querySelector<HTMLElement>('.text')!;
    const style = getComputedStyle(text);
    assert.deepEqual([text.lang, style.direction], ['ur', 'rtl']);
    assert.isAtLeast(parseFloat(style.lineHeight) / parseFloat(style.fontSize), 1.7);
  });

  it('is accessible', async () => {
    const { timeline } = await mount([...talk(4), aMessage({ flag: 'clock' })], { hasOlder: true });
    await assert.isAccessible(timeline);
  });
});
