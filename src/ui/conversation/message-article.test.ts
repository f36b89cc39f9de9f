import { assert } from '@open-wc/testing';
import type { ConversationView, MessageView } from '../../app/conversation-views.js';
import {
  aConversation,
  aGroup,
  aMessage,
  aPerson,
  conversationId,
  FakeBeep,
  FakeConversation,
  US,
} from '../../../test/support/fake-beep.js';
import { draftId } from '../../../test/support/fake-drafts.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { all, focused, one, press, says, settled, show } from '../../../test/support/screen.js';
import { chooseTheme } from '../app/preferences.js';
import './beep-timeline.js';

const AYESHA = aPerson(1, 'Ayesha Khan');
const DANISH = aPerson(2, 'Danish Raza');
const bare = (words: string | null | undefined): string => (words ?? '').replace(/[\u2068\u2069]/g, '');

async function mount(messages: readonly MessageView[], view: Partial<ConversationView> = {}) {
  const conversation = new FakeConversation(aConversation(1, { messages, ...view }));
  const timeline = await show(
    'beep-timeline',
    { conversation, beep: new FakeBeep(), facts: new FakeFacts() },
    { width: 500, height: 600 },
  );
  await settled(timeline);
  return { conversation, timeline, articles: () => all(timeline, 'article') };
}
const poll = (isMultiple: boolean, fields: Partial<MessageView> = {}) =>
  aMessage({
    kind: 'poll',
    text: 'When shall we meet?',
    poll: {
      isMultiple,
      options: [
        { text: 'Monday', people: [US, AYESHA, DANISH] },
        { text: 'Tuesday', people: [] },
        { text: 'Friday', people: [] },
      ],
    },
    ...fields,
  });
const choices = (root: Element) => all(root, '.option input') as HTMLInputElement[];

describe('a message', () => {
  it('names its author in a group, once per run, and not in a conversation of two', async () => {
    const talk = [aMessage({ text: 'a' }), aMessage({ text: 'b' }), aMessage({ text: 'c', own: true })];
    const group = await mount(talk, { group: aGroup() });
    assert.deepEqual(all(group.timeline, '.author').map(says), ['Ayesha Khan']);
    const direct = await mount(talk);
    assert.isEmpty(all(direct.timeline, '.author'));
  });

  it('says in words what is special about it', async () => {
    const { articles } = await mount([
      aMessage({
        text: 'Now',
        isUrgent: true,
        isForUs: true,
        isForwarded: true,
        isLate: true,
        isStarred: true,
        editedAtMs: 1,
      }),
    ]);
    for (const words of ['Urgent', 'Names you', 'Forwarded', 'Came late', 'Starred', 'Edited']) {
      assert.include(says(articles()[0]!), words);
    }
    assert.equal(articles()[0]!.dataset['urgent'], 'true');
  });

  for (const [kind, words] of [
    ['deleted', 'Deleted by its author'],
    ['unreadable', 'This message cannot be shown'],
  ] as const) {
    it(`that is ${kind} says so, and offers nothing`, async () => {
      const { articles } = await mount([aMessage({ kind, text: '', isUrgent: true })]);
      assert.include(says(articles()[0]!), words);
      assert.equal(articles()[0]!.dataset['kind'], kind);
      assert.isEmpty(all(articles()[0]!, 'button'));
    });
  }

  it('sets names apart and leaves the text as it was written', async () => {
    const { articles } = await mount([
      aMessage({ text: '@Bilal, ask @Danish Raza or @Nobody', mentions: [US, DANISH] }),
    ]);
    const text = articles()[0]!.querySelector('.text')!;
    assert.equal(text.textContent, '@Bilal, ask @Danish Raza or @Nobody');
    assert.deepEqual(all(text, '.mention').map(says), ['@Bilal', '@Danish Raza']);
    assert.deepEqual(all(text, '.us').map(says), ['@Bilal']);
  });

  it('leads to what it answers', async () => {
    const first = aMessage({ text: 'the first' });
    const talk = Array.from({ length: 40 }, (_, i) => aMessage({ text: `between ${i}`, sentAtMs: i }));
    const reply = { id: first.id, authorName: 'Ayesha Khan', text: 'the first' };
    const { timeline, articles } = await mount([first, ...talk, aMessage({ own: true, reply })]);
    const quote = one(timeline, 'button.quote')!;
    assert.equal(says(quote), 'In reply to: Ayesha Khan : the first');
    quote.click();
    await settled(timeline);
    assert.isTrue(focused() === articles()[0]);
    assert.isTrue(articles()[0]!.classList.contains('found'));
    press(articles()[0]!, 'ArrowDown');
    await settled(timeline);
    assert.isFalse(articles()[0]!.classList.contains('found'), 'one looks at another now');
  });

  it('says when what it answers is not here', async () => {
    const reply = { id: aMessage().id, authorName: null, text: null };
    const { timeline } = await mount([aMessage({ reply })]);
    assert.include(says(one(timeline, '.quote')), 'This message is not on this device.');
    assert.isEmpty(all(timeline, 'button.quote'));
  });

  it('shows reactions as buttons that say by whom, and takes ours back', async () => {
    const message = aMessage({
      reactions: [
        { emoji: '👍', people: [US, DANISH] },
        { emoji: '🎉', people: [AYESHA] },
      ],
    });
    const { conversation, timeline } = await mount([message]);
    const [ours, theirs] = all(timeline, '.reaction');
    assert.equal(bare(ours!.getAttribute('aria-label')), '👍 2: You and Danish Raza');
    assert.deepEqual(
      [ours, theirs].map((button) => button!.getAttribute('aria-pressed')),
      ['true', 'false'],
    );
    ours!.click();
    theirs!.click();
    assert.deepEqual(conversation.asked, [
      ['react', message.id, '👍', false],
      ['react', message.id, '🎉', true],
    ]);
  });

  it('lets nobody react or vote who may not', async () => {
    const { timeline } = await mount([poll(false, { reactions: [{ emoji: '👍', people: [US] }] })], {
      mayReact: false,
    });
    assert.isTrue((one(timeline, '.reaction') as HTMLButtonElement).disabled);
    assert.isTrue(choices(timeline).every((input) => input.matches(':disabled')));
    assert.notInclude(says(timeline), 'Take my vote back');
  });

  it('has a poll with counts, and takes a vote, a change and nothing', async () => {
    const message = poll(false);
    const { conversation, timeline } = await mount([message]);
    assert.deepEqual(all(timeline, '.option').map(says), [
      'Monday 3 , 3 votes',
      'Tuesday 0 , 0 votes',
      'Friday 0 , 0 votes',
    ]);
    assert.deepEqual(
      choices(timeline).map(({ checked, type }) => [checked, type]),
      [
        [true, 'radio'],
        [false, 'radio'],
        [false, 'radio'],
      ],
    );
    const bars = all(timeline, 'progress') as HTMLProgressElement[];
    assert.deepEqual(
      bars.map(({ position }) => position),
      [1, 0, 0],
    );
    choices(timeline)[1]!.click();
    all(timeline, 'button')
      .find((button) => says(button) === 'Take my vote back')!
      .click();
    assert.deepEqual(conversation.asked, [
      ['vote', message.id, [1]],
      ['vote', message.id, []],
    ]);
  });

  it('adds to and takes from what was chosen where several may be', async () => {
    const message = poll(true);
    const { conversation, timeline } = await mount([message]);
    choices(timeline)[2]!.click();
    await settled(timeline);
    choices(timeline)[0]!.click();
    assert.deepEqual(conversation.asked, [
      ['vote', message.id, [0, 2]],
      ['vote', message.id, []],
    ]);
  });

  it('shows what is kept where a vote was refused, and says so', async () => {
    const { conversation, timeline } = await mount([poll(false)]);
    conversation.askFault = 'storage-full';
    choices(timeline)[1]!.click();
    await settled(timeline);
    assert.isNotEmpty(all(timeline, '[role=alert][data-kind=storage-full]'));
    assert.isTrue(choices(timeline)[0]!.checked, 'the first is still what we chose');
  });

  it('names the voters on demand', async () => {
    const { timeline } = await mount([poll(false)]);
    all(timeline, 'button')
      .find((button) => says(button).startsWith('Who voted'))!
      .click();
    await settled(timeline);
    const dialog = one(timeline, 'beep-people-dialog')!;
    assert.include(says(dialog), 'Monday 3 B You A Ayesha Khan D Danish Raza');
    assert.notInclude(says(dialog), 'Tuesday');
  });

  it('asks for a note and is noted', async () => {
    const message = aMessage({ asksForNote: true, noted: [DANISH] });
    const { conversation, timeline } = await mount([message]);
    assert.equal(says(one(timeline, '.note-row .count')), 'Noted by 1 person');
    one(timeline, 'button.noted')!.click();
    assert.deepEqual(conversation.asked, [['note', message.id]]);
    conversation.view.update((view) => ({ ...view, messages: [{ ...message, noted: [DANISH, US] }] }));
    await settled(timeline);
    assert.include(says(one(timeline, '.note-row')), 'You have noted this');
    assert.isEmpty(all(timeline, 'button.noted'));
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`is accessible in the ${theme} theme`, async () => {
      chooseTheme(theme);
      document.body.style.background = 'var(--bg)';
      const plan = aMessage({ text: 'The plan' });
      const { timeline } = await mount(
        [
          plan,
          poll(false, { noted: [DANISH], asksForNote: true, reactions: [{ emoji: '👍', people: [US] }] }),
          aMessage({ kind: 'deleted', text: '', own: true }),
          aMessage({
            own: true,
            isUrgent: true,
            isStarred: true,
            editedAtMs: 1,
            mentions: [DANISH],
            text: '@Danish Raza now',
            reactions: [{ emoji: '✅', people: [DANISH] }],
            reply: { id: plan.id, authorName: 'Ayesha Khan', text: 'The plan' },
          }),
          aMessage({ isUrgent: true, isForUs: true, isLate: true, mentions: [US], text: '@Bilal look' }),
        ],
        { group: aGroup(), typing: [AYESHA], missing: [{ person: DANISH, count: 2 }], full: [DANISH] },
      );
      await assert.isAccessible(timeline);
      chooseTheme('system');
    });
  }
});

describe('what goes on in a conversation', () => {
  it('is whose messages are taken no more, and a button that takes more', async () => {
    const { conversation, timeline } = await mount([aMessage()]);
    conversation.view.update((view) => ({ ...view, full: [DANISH] }));
    await settled(timeline);
    assert.include(bare(says(one(timeline, '.full [role=status]'))), 'Danish Raza has sent more than Beep');
    const button = one(timeline, '.full button');
    assert.equal(bare(says(button)), 'Take more from Danish Raza');
    button!.click();
    assert.deepEqual(conversation.asked.at(-1), ['takeMore', DANISH.person]);
  });

  it('is who writes, and what is missing', async () => {
    const { conversation, timeline } = await mount([aMessage()]);
    assert.equal(says(one(timeline, '[role=status].missing')), '');
    conversation.view.update((view) => ({
      ...view,
      typing: [AYESHA],
      missing: [
        { person: AYESHA, count: 1 },
        { person: DANISH, count: 3 },
      ],
    }));
    await settled(timeline);
    assert.equal(bare(says(one(timeline, '.typing'))), 'Ayesha Khan is writing…');
    assert.equal(
      bare(says(one(timeline, '[role=status].missing'))),
      '1 message from Ayesha Khan is missing here. Beep asks for it again. ' +
        '3 messages from Danish Raza are missing here. Beep asks for them again.',
    );
    conversation.view.update((view) => ({ ...view, typing: [AYESHA, DANISH] }));
    await settled(timeline);
    assert.equal(bare(says(one(timeline, '.typing'))), 'Ayesha Khan and Danish Raza are writing…');
  });

  it('is how much has come of what was missed: seen as it runs, read out in a few steps', async () => {
    const { conversation, timeline } = await mount([aMessage()]);
    const readOut = one(timeline, '.catching-up [role=status]');
    assert.equal(says(readOut), '');
    const shows = async (done: number, total: number) => {
      conversation.view.update((view) => ({ ...view, catchingUp: { done, total } }));
      await settled(timeline);
      return [says(one(timeline, '.catching-up .note')), says(readOut)].map(bare);
    };
    assert.deepEqual(await shows(1_200, 40_000), [
      'Fetching 1,200 of 40,000 messages',
      'Fetching 0 of 40,000 messages',
    ]);
    assert.deepEqual(await shows(19_999, 40_000), [
      'Fetching 19,999 of 40,000 messages',
      'Fetching 10,000 of 40,000 messages',
    ]);
    await assert.isAccessible(timeline);
    conversation.view.update((view) => ({ ...view, catchingUp: null }));
    await settled(timeline);
    assert.equal(says(readOut), '');
    assert.isNull(timeline.shadowRoot!.querySelector('.catching-up .note'));
  });

  it('says before its words that its author’s badge or device had been revoked, and looks as before where it was not', async () => {
    const fromMs = Date.UTC(2026, 4, 3, 12);
    const mark = { what: 'badge', fromMs, isSure: true, act: 'written' } as const;
    const put = { person: DANISH, verdict: 'approved', remarks: 'Fine.', sentAtMs: 1 } as const;
    const { timeline, articles } = await mount([
      aMessage({ text: 'before' }),
      aMessage({ text: 'after', revoked: mark }),
      aMessage({ text: 'edited', revoked: { ...mark, act: 'changed' } }),
      aMessage({ kind: 'deleted', text: '', revoked: { ...mark, act: 'deleted', what: 'device' } }),
      aMessage({ kind: 'memo', text: 'Office hours', revoked: { ...mark, what: 'device' } }),
      { ...poll(false), revoked: { ...mark, isSure: false } },
      aMessage({ own: true, text: 'ours', revoked: mark }),
      aMessage({
        kind: 'submission',
        text: '',
        approval: { approvers: [{ ...put, revoked: mark }], state: 'approved', turn: null },
      }),
    ]);
    const words = articles().map((article) => says(article));
    assert.isTrue(one(articles()[0]!, '.revoked') === null);
    assert.match(words[1]!, /^Written after this badge was revoked \(on [^)]*May[^)]*\) after/);
    assert.match(words[2]!, /^Changed after this badge was revoked/);
    assert.match(words[3]!, /^Deleted by a device after it was revoked/);
    assert.match(words[4]!, /^Written after this device was revoked.* Memo Office hours/);
    assert.match(words[5]!, /^Perhaps after this badge was revoked.*: the time is uncertain/);
    assert.match(words[6]!, /^Written after this badge was revoked.* ours/);
    assert.match(
      says(one(articles()[7]!, '.approvers li')),
      /approved Signed after this badge was revoked.* Fine\./,
    );
    assert.lengthOf(all(timeline, '.revoked .icon'), 7);
    await assert.isAccessible(timeline);
  });

  it('is a card where it is a memo, which leads to all of it', async () => {
    const message = aMessage({ kind: 'memo', text: 'Office hours' });
    const { articles } = await mount([message, aMessage({ kind: 'memo', text: '', own: true })]);
    const link = one(articles()[0]!, '.memo a')!;
    assert.equal(link.getAttribute('href'), `#/chat/${conversationId(1)}/memo/${message.id}`);
    assert.include(says(articles()[0]!), 'Memo Office hours Open the memo');
    assert.include(says(articles()[1]!), 'Memo Without a subject');
  });

  it('shows of what was put up how far it is, and leads to the draft once that is known', async () => {
    const approvers = [
      { person: DANISH, verdict: 'returned', remarks: 'Wrong date.', sentAtMs: 1, revoked: null },
      { person: US, verdict: 'waiting', remarks: '', sentAtMs: null, revoked: null },
      { person: AYESHA, verdict: 'approved', remarks: '', sentAtMs: 1, revoked: null },
    ] as const;
    const { timeline, articles } = await mount(
      [
        aMessage({
          kind: 'submission',
          text: 'Please.',
          approval: { approvers, state: 'returned', turn: null },
        }),
      ],
      { group: aGroup({ type: 'draft' }) },
    );
    assert.include(says(articles()[0]!), 'Put up for approval Please.');
    assert.deepEqual(all(articles()[0]!, '.approvers li').map(says), [
      'Danish Raza : returned Wrong date.',
      'You : has not answered yet',
      'Ayesha Khan : approved',
    ]);
    assert.isTrue(one(articles()[0]!, '.memo a') === null);
    timeline.draft = draftId(7);
    await settled(timeline);
    assert.equal(one(articles()[0]!, '.memo a')!.getAttribute('href'), `#/draft/${draftId(7)}`);
    await assert.isAccessible(timeline);
  });
});
