import { assert } from '@open-wc/testing';
import type { EventView } from '../../app/conversation-views.js';
import type { GroupType } from '../../protocol/admin-body.js';
import {
  aConversation,
  aGroup,
  aMessage,
  aPerson,
  entryId,
  FakeBeep,
  FakeConversation,
  US,
} from '../../../test/support/fake-beep.js';
import { all, one, says, settled, show } from '../../../test/support/screen.js';
import './beep-timeline.js';

const AYESHA = aPerson(1, 'Ayesha Khan');
const AT = Date.UTC(2026, 10, 24, 9, 1);
const event = (
  seed: number,
  by: EventView['by'],
  what: EventView['what'],
  after: EventView['after'] = null,
) => ({
  id: entryId(seed),
  after,
  sentAtMs: AT,
  by,
  what,
});

async function mount(
  events: readonly EventView[],
  messages = [aMessage({ text: 'One' }), aMessage({ text: 'Two' })],
  type: GroupType = 'group',
) {
  const conversation = new FakeConversation(aConversation(1, { group: aGroup({ events, type }), messages }));
  const timeline = await show('beep-timeline', { conversation, beep: new FakeBeep() });
  await settled(timeline);
  return { conversation, timeline };
}

describe('the events of a group', () => {
  for (const [what, by, words] of [
    [{ kind: 'created', name: 'Budget' }, US, 'You created “ Budget ”'],
    [{ kind: 'added', person: aPerson(2, 'Danish'), role: 'member' }, AYESHA, 'Ayesha Khan added Danish'],
    [{ kind: 'added', person: US, role: 'admin' }, AYESHA, 'Ayesha Khan added you as an admin'],
    [
      { kind: 'removed', person: aPerson(2, ''), knownTo: 4, of: 4 },
      AYESHA,
      'Ayesha Khan removed Somebody without a name',
    ],
    [{ kind: 'left' }, AYESHA, 'Ayesha Khan left'],
    [{ kind: 'renamed', name: 'Finance' }, AYESHA, 'Ayesha Khan changed the name to “ Finance ”'],
    [{ kind: 'history', rule: 'all' }, US, 'You changed the rule: newcomers see everything'],
    [
      { kind: 'history', rule: 'from-joining' },
      US,
      'You changed the rule: newcomers see what is written from when they join',
    ],
    [{ kind: 'device-added' }, AYESHA, 'Ayesha Khan uses a new device'],
    [{ kind: 'device-ended' }, AYESHA, 'Ayesha Khan no longer uses one of their devices'],
  ] as const satisfies readonly (readonly [EventView['what'], EventView['by'], string])[]) {
    it(`says in words: ${words}`, async () => {
      const { timeline } = await mount([event(1, by, what)]);
      assert.include(says(one(timeline, '.event')), words);
      assert.include(
        says(one(timeline, '.event')),
        '24 November 2026',
        'when, whole, as no message stands before it',
      );
      assert.notInclude(says(one(timeline, '.event')), 'Known to');
    });
  }

  it('says how many know of a removal, until all do', async () => {
    const removed = { kind: 'removed', person: aPerson(2, 'Danish'), knownTo: 5, of: 7 } as const;
    const { conversation, timeline } = await mount([event(1, US, removed)]);
    assert.include(
      says(one(timeline, '.event')),
      'Known to 5 of 7. Whoever does not know it yet may still send to them.',
    );
    const known = event(1, US, { ...removed, knownTo: 7 });
    conversation.view.update((view) => ({ ...view, group: aGroup({ events: [known] }) }));
    await settled(timeline);
    assert.notInclude(says(one(timeline, '.event')), 'Known to');
  });

  it('says nothing of who knows it where that is not heard of', async () => {
    const removed = { kind: 'removed', person: aPerson(2, 'Danish'), knownTo: null, of: 40 } as const;
    const { timeline } = await mount([event(1, US, removed)]);
    assert.include(says(one(timeline, '.event')), 'Danish');
    assert.notInclude(says(one(timeline, '.event')), 'Known to');
  });

  it('says nothing of who knows it to whoever was removed', async () => {
    const removed = {
      kind: 'removed',
      person: { ...aPerson(2, 'Danish'), own: true },
      knownTo: 1,
      of: 7,
    } as const;
    const { timeline } = await mount([event(1, AYESHA, removed)]);
    assert.include(says(one(timeline, '.event')), 'Ayesha Khan removed you');
    assert.notInclude(says(one(timeline, '.event')), 'Known to');
  });

  it('warns of a device that signed two different things', async () => {
    const { timeline } = await mount([event(1, AYESHA, { kind: 'forked' })]);
    const words = says(one(timeline, '.event.warn')).replace(/[\u2068\u2069]/g, '');
    assert.include(words, 'A device of Ayesha Khan signed two different things in one place.');
    await assert.isAccessible(timeline);
  });

  it('are told of the devices of the other in a conversation of two', async () => {
    const messages = [aMessage({ text: 'One' }), aMessage({ text: 'Two' })];
    const deviceEvents = [event(1, AYESHA, { kind: 'device-added' }, messages[0]!.id)];
    const conversation = new FakeConversation(aConversation(1, { messages }));
    const timeline = await show('beep-timeline', { conversation, beep: new FakeBeep() });
    await settled(timeline);
    assert.lengthOf(all(timeline, '.event'), 0);
    conversation.view.update((view) => ({ ...view, deviceEvents }));
    await settled(timeline);
    const order = all(timeline, '.event, article .text').map((each) => says(each).slice(0, 29));
    assert.deepEqual(order, ['One', 'Ayesha Khan uses a new device', 'Two']);
  });

  it('stand after the message they follow, or before the first, in their order', async () => {
    const messages = [aMessage({ text: 'One' }), aMessage({ text: 'Two' })];
    const { conversation, timeline } = await mount(
      [
        event(1, US, { kind: 'created', name: 'Budget' }),
        event(2, AYESHA, { kind: 'renamed', name: 'A' }, messages[0]!.id),
        event(3, AYESHA, { kind: 'renamed', name: 'B' }, messages[0]!.id),
      ],
      messages,
    );
    const order = () =>
      all(timeline, '.event, article .text').map((each) =>
        each.textContent.replace(/\s+/g, ' ').trim().slice(0, 40),
      );
    const [created, one1, a, b, two] = order();
    assert.match(created!, /created/);
    assert.equal(one1, 'One');
    assert.match(a!, /name to “A”/);
    assert.match(b!, /name to “B”/);
    assert.equal(two, 'Two');
    const left = event(4, AYESHA, { kind: 'left' }, messages[1]!.id);
    conversation.view.update((view) => ({
      ...view,
      group: aGroup({ events: [...(view.group?.events ?? []), left] }),
    }));
    await settled(timeline);
    assert.match(order()[5]!, /left/);
  });

  it('say the hour alone beside a message of that day', async () => {
    const message = aMessage();
    const { timeline } = await mount([event(1, AYESHA, { kind: 'left' }, message.id)], [message]);
    assert.notInclude(says(one(timeline, '.event time')), '2026');
  });

  it('say of a draft who shares it and what each may do', async () => {
    const { timeline } = await mount(
      [
        event(1, US, { kind: 'created', name: 'Office hours' }),
        event(2, US, { kind: 'added', person: AYESHA, role: 'admin' }),
        event(3, AYESHA, { kind: 'added', person: aPerson(2, 'Danish'), role: 'member' }),
        event(4, AYESHA, { kind: 'promoted', person: aPerson(2, 'Danish') }),
        event(5, AYESHA, { kind: 'left' }),
      ],
      [aMessage()],
      'draft',
    );
    assert.deepEqual(
      all(timeline, '.event p').map((line) => says(line).replace(/ \d.*/, '')),
      [
        'You shared the draft “ Office hours ”',
        'You added Ayesha Khan , who may edit',
        'Ayesha Khan added Danish , who may comment',
        'Ayesha Khan lets Danish edit',
        'Ayesha Khan left',
      ],
    );
  });
});
