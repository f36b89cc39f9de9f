import { assert, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ConversationView, MessageView } from '../../app/conversation-views.js';
import { aConversation, aMessage, aPerson, FakeBeep, US } from '../../../test/support/fake-beep.js';
import { FakeDrafts } from '../../../test/support/fake-drafts.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
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
import { isEmoji } from '../../protocol/emoji.js';
import { fail, ok } from '../../protocol/result.js';
import type { ComposeWish } from './beep-message-actions.js';
import { COMMON_EMOJI, MORE_EMOJI } from './emoji-choice.js';
import './beep-timeline.js';

const DANISH = aPerson(2, 'Danish Raza');

async function mount(message: MessageView, view: Partial<ConversationView> = {}) {
  const beep = new FakeBeep();
  const conversation = beep.have(aConversation(1, { messages: [message], ...view }));
  const facts = new FakeFacts();
  const timeline = await show('beep-timeline', { conversation, beep, facts });
  await settled(timeline);
  const wishes: ComposeWish[] = [];
  timeline.addEventListener('compose', (event) => wishes.push(event.detail));
  const button = () => one(timeline, 'button.actions')!;
  const open = async () => {
    button().click();
    await waitUntil(() => all(timeline, '[role^=menuitem]').length > 0);
    await settled(timeline);
  };
  const items = () => all(timeline, '[role=menuitem].item').map(says);
  const isOpen = () => one(timeline, '[popover]')!.matches(':popover-open');
  return { beep, conversation, facts, timeline, wishes, button, open, items, isOpen };
}

describe('the actions of a message', () => {
  for (const [what, message, view, words] of [
    ['another’s text', aMessage(), {}, ['Reply', 'Copy text', 'Forward…', 'Star', 'Export proof']],
    ['another’s memo', aMessage({ kind: 'memo' }), {}, ['Reply', 'Star', 'Export proof']],
    [
      'our own memo',
      aMessage({ kind: 'memo', own: true }),
      {},
      ['Reply', 'Star', 'Who has it', 'Export proof'],
    ],
    [
      'what we put up',
      aMessage({
        kind: 'submission',
        own: true,
        approval: { approvers: [], state: 'waiting', turn: null },
      }),
      {},
      ['Reply', 'Star', 'Who has it'],
    ],
    [
      'our own text',
      aMessage({ own: true }),
      {},
      ['Reply', 'Copy text', 'Forward…', 'Star', 'Edit', 'Who has it', 'Export proof', 'Delete…'],
    ],
    [
      'another’s text that was edited, starred, reacted to and asks for a note',
      aMessage({
        asksForNote: true,
        isStarred: true,
        earlier: [{ text: 'x', sentAtMs: 0 }],
        reactions: [{ emoji: '👍', people: [US] }],
      }),
      {},
      ['Reply', 'Noted', 'Copy text', 'Forward…', 'Take the star off', 'Earlier texts', 'Export proof', 'Who reacted'], // prettier-ignore
    ],
    [
      'a text in a channel that we only read',
      aMessage(),
      { mayPost: false },
      ['Copy text', 'Forward…', 'Star', 'Export proof'],
    ],
    [
      'a starred message that was deleted',
      aMessage({ kind: 'deleted', isStarred: true }),
      {},
      ['Take the star off'],
    ],
  ] as const) {
    it(`are those that there are for ${what}`, async () => {
      const { open, items } = await mount(message, view);
      await open();
      assert.deepEqual(items(), [...words]);
    });
  }

  it('are reached by the keyboard alone, and give the focus back', async () => {
    const { timeline, isOpen, button } = await mount(aMessage());
    const log = one(timeline, '[role=log]')!;
    log.focus();
    press(log, 'ArrowUp');
    const article = focused()!;
    press(article, 'Enter');
    await waitUntil(isOpen);
    assert.equal(focused()?.getAttribute('aria-label'), `React with ${COMMON_EMOJI[0]}`);
    assert.equal(button().getAttribute('aria-expanded'), 'true');
    press(focused()!, 'ArrowUp');
    assert.equal(says(focused()), 'Export proof', 'from the first to the last');
    press(focused()!, 'ArrowDown');
    press(focused()!, 'ArrowRight');
    assert.equal(focused()?.getAttribute('aria-label'), `React with ${COMMON_EMOJI[1]}`);
    press(focused()!, 'End');
    assert.equal(says(focused()), 'Export proof');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !isOpen());
    assert.isTrue(focused() === article);
    await waitUntil(() => !button().hasAttribute('aria-expanded'));
  });

  it('are one Tab away from a message that has the focus', async () => {
    const { timeline, button } = await mount(aMessage());
    const log = one(timeline, '[role=log]')!;
    assert.equal(button().tabIndex, -1);
    log.focus();
    press(log, 'ArrowUp');
    await settled(timeline);
    assert.equal(button().tabIndex, 0);
    await sendKeys({ press: 'Tab' });
    assert.isTrue(focused() === button());
    press(button(), 'Escape');
    assert.isTrue(focused() === one(timeline, 'article'));
  });

  it('react, and take a reaction back', async () => {
    const message = aMessage({ reactions: [{ emoji: COMMON_EMOJI[1]!, people: [US] }] });
    const { conversation, timeline, open, isOpen } = await mount(message);
    await open();
    const [first, second] = all(timeline, '[role=menuitemcheckbox]');
    assert.deepEqual(
      [first, second].map((item) => item!.getAttribute('aria-checked')),
      ['false', 'true'],
    );
    first!.click();
    assert.isFalse(isOpen());
    await open();
    second!.click();
    assert.deepEqual(conversation.asked, [
      ['react', message.id, COMMON_EMOJI[0], true],
      ['react', message.id, COMMON_EMOJI[1], false],
    ]);
  });

  it('offer no emoji where we may not react', async () => {
    const { timeline, open } = await mount(aMessage(), { mayReact: false });
    await open();
    assert.isEmpty(all(timeline, '[role=menuitemcheckbox]'));
  });

  it('offer only emoji that the protocol takes, and take any other that it does', async () => {
    assert.isTrue([...COMMON_EMOJI, ...MORE_EMOJI].every(isEmoji));
    const { conversation, timeline, open } = await mount(aMessage());
    await open();
    one(timeline, '[aria-label="React with another emoji"]')!.click();
    await settled(timeline);
    const other = field(timeline, 'Another emoji, from your keyboard');
    for (const wrong of ['', 'a', '👍👍']) {
      type(other, wrong);
      named(timeline, 'React', 'form button').click();
      await settled(timeline);
      assert.include(says(timeline), 'Write one emoji and nothing else.');
    }
    type(other, ' 🦚 ');
    named(timeline, 'React', 'form button').click();
    await waitUntil(() => conversation.asked.length === 1);
    assert.deepEqual(conversation.asked[0]?.slice(2), ['🦚', true]);
    await waitUntil(() => all(timeline, 'beep-emoji-dialog').length === 0);
  });

  it('hand replies and edits to the composer', async () => {
    const message = aMessage({ own: true });
    const { timeline, wishes, open } = await mount(message);
    for (const words of ['Reply', 'Edit']) {
      await open();
      named(timeline, words, '.item').click();
    }
    assert.deepEqual(wishes, [
      { kind: 'reply', message },
      { kind: 'edit', message },
    ]);
  });

  it('ask once before deleting, and say what it cannot do', async () => {
    const message = aMessage({ own: true });
    const { conversation, timeline, open } = await mount(message);
    const ask = async () => {
      await open();
      named(timeline, 'Delete…', '.item').click();
      await settled(timeline);
    };
    await ask();
    assert.include(says(one(timeline, 'beep-delete-message')), 'Whoever has read it has read it.');
    assert.equal(says(focused()), 'Keep it');
    (focused() as HTMLElement).click();
    await waitUntil(() => all(timeline, 'beep-delete-message').length === 0);
    assert.isEmpty(conversation.asked);
    await ask();
    named(one(timeline, 'beep-delete-message')!, 'Delete', 'button.danger').click();
    await waitUntil(() => all(timeline, 'beep-delete-message').length === 0);
    assert.deepEqual(conversation.asked, [['delete', message.id]]);
  });

  it('save a proof as a file, named by when the message was sent, and say so, or why not', async () => {
    const message = aMessage({ sentAtMs: Date.UTC(2026, 10, 24, 8, 5) });
    const { beep, facts, timeline, open } = await mount(message);
    const drafts = new FakeDrafts();
    beep.draftsAre = drafts;
    const save = async () => {
      await open();
      named(timeline, 'Export proof', '.item').click();
    };
    await save();
    await waitUntil(() => says(timeline).includes('The proof was saved as a file'));
    assert.deepEqual(drafts.asked.at(-1)?.[2], message.id);
    assert.deepEqual(facts.saved, [
      { name: 'proof 2026-11-24 08.05.beep-proof', bytes: Uint8Array.of(4, 5, 6) },
    ]);
    drafts.askFault = 'proof-unavailable';
    await save();
    await waitUntil(() => one(timeline, '[data-kind="proof-unavailable"]') !== null);
    assert.equal(facts.saved.length, 1);
  });

  it('copy the text, and say when the browser refuses', async () => {
    const { facts, timeline, open } = await mount(aMessage({ text: 'to be copied' }));
    const copy = async () => {
      await open();
      named(timeline, 'Copy text', '.item').click();
    };
    await copy();
    await waitUntil(() => says(timeline).includes('Copied'));
    assert.deepEqual(facts.copied, ['to be copied']);
    facts.refuseCopy = true;
    await copy();
    await waitUntil(() => says(timeline).includes('The browser refused.'));
  });

  it('star, and say when that was not kept', async () => {
    const message = aMessage();
    const { conversation, timeline, open } = await mount(message);
    conversation.askFault = 'storage-full';
    await open();
    named(timeline, 'Star', '.item').click();
    await waitUntil(() => all(timeline, '[role=alert][data-kind=storage-full]').length === 1);
    assert.deepEqual(conversation.asked, [['star', message.id, true]]);
    named(timeline, 'Dismiss').click();
    await settled(timeline);
    assert.isEmpty(all(timeline, '[role=alert]'));
  });

  it('say who has a message, and who does not', async () => {
    const { conversation, timeline, open } = await mount(aMessage({ own: true }));
    conversation.delivered = [
      { person: aPerson(1, 'Ayesha Khan'), state: 'read', isNoted: true },
      { person: DANISH, state: 'delivered', isNoted: false },
      { person: aPerson(3, 'Farah Iqbal'), state: 'unreached', isNoted: false },
    ];
    await open();
    named(timeline, 'Who has it', '.item').click();
    await settled(timeline);
    const words = says(one(timeline, 'beep-people-dialog'));
    assert.match(
      words,
      /Noted it 1 A Ayesha Khan Has it on a device 1 D Danish Raza Not reached yet 1 F Farah Iqbal/,
    );
    await assert.isAccessible(timeline);
  });

  it('show earlier texts, the newest first', async () => {
    const message = aMessage({
      text: 'third',
      editedAtMs: 3,
      earlier: [
        { text: 'first', sentAtMs: 1 },
        { text: 'second', sentAtMs: 2 },
      ],
    });
    const { timeline, open } = await mount(message);
    await open();
    named(timeline, 'Earlier texts', '.item').click();
    await settled(timeline);
    assert.deepEqual(all(one(timeline, 'beep-earlier-texts')!, '.text').map(says), [
      'third',
      'second',
      'first',
    ]);
  });

  it('forward to a conversation that is found by its name, and to no blocked one', async () => {
    const message = aMessage();
    const { beep, conversation, timeline, open } = await mount(message);
    const to = beep.have(aConversation(2, { name: 'Danish Raza' }));
    beep.have(aConversation(3, { name: 'Danish the blocked', isBlocked: true }));
    beep.have(aConversation(4, { name: 'Danish the unknown', isRequest: true }));
    beep.have(aConversation(5, { name: 'Danish and others, left', mayPost: false }));
    await open();
    named(timeline, 'Forward…', '.item').click();
    await settled(timeline);
    const search = field(timeline, 'Find a chat');
    assert.isTrue(focused() === search);
    type(search, 'danish');
    await settled(timeline);
    const dialog = one(timeline, 'beep-forward-dialog')!;
    assert.deepEqual(all(dialog, 'li').map(says), ['Danish Raza']);
    const send = named(dialog, 'Forward', 'button.primary') as HTMLButtonElement;
    assert.isTrue(send.disabled, 'nobody is chosen yet');
    field(dialog, 'Danish Raza').click();
    await settled(timeline);
    send.click();
    send.click();
    await waitUntil(() => all(timeline, 'beep-forward-dialog').length === 0);
    assert.deepEqual(beep.forwarded, [[conversation.view.value.id, message.id, to.view.value.id]]);
  });

  it('keep only those chosen that did not take a forwarded message, and say why', async () => {
    const { beep, timeline, open } = await mount(aMessage());
    const [good, full] = [2, 3].map(
      (seed) => beep.have(aConversation(seed, { name: `Chat ${seed}` })).view.value.id,
    );
    const asked: unknown[] = [];
    beep.forward = async (_from, _message, to) => {
      asked.push(to);
      return to === full ? fail('storage-full') : ok(aMessage().id);
    };
    await open();
    named(timeline, 'Forward…', '.item').click();
    await settled(timeline);
    const dialog = one(timeline, 'beep-forward-dialog')!;
    field(dialog, 'Chat 2').click();
    field(dialog, 'Chat 3').click();
    await settled(timeline);
    const send = named(dialog, 'Forward', 'button.primary');
    send.click();
    await waitUntil(() => all(dialog, '[role=alert][data-kind=storage-full]').length === 1);
    assert.deepEqual(asked, [good, full]);
    assert.deepEqual([field(dialog, 'Chat 2').checked, field(dialog, 'Chat 3').checked], [false, true]);
    await waitUntil(() => send.getAnimations().length === 0, 'its colour still changes');
    await assert.isAccessible(timeline);
  });

  it('leave the focus in the message where a button goes', async () => {
    const message = aMessage({ reactions: [{ emoji: '👍', people: [US] }] });
    const { conversation, timeline } = await mount(message);
    const reaction = one(timeline, '.reaction')!;
    reaction.focus();
    await settled(timeline);
    conversation.view.update((view) => ({ ...view, messages: [{ ...message, reactions: [] }] }));
    await settled(timeline);
    assert.isTrue(focused() === one(timeline, 'article'));
  });

  it('is accessible while the menu is open', async () => {
    const { timeline, open } = await mount(aMessage({ own: true }));
    await open();
    await assert.isAccessible(timeline);
  });
});
