import { assert, waitUntil } from '@open-wc/testing';
import { MAX_TEXT_BYTES } from '../../protocol/limits.js';
import type { ConversationView } from '../../app/conversation-views.js';
import {
  aConversation,
  aGroup,
  aMember,
  aMessage,
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
import './beep-composer.js';

async function mount(draft = '', view: Partial<ConversationView> = {}) {
  const conversation = new FakeConversation(aConversation(1, view));
  conversation.draft.update(() => draft);
  const composer = await show('beep-composer', { conversation }, { width: 400 });
  const text = field(composer, 'Message') as unknown as HTMLTextAreaElement;
  return { conversation, composer, text, send: () => named(composer, 'Send') as HTMLButtonElement };
}

describe('<beep-composer>', () => {
  it('keeps every keystroke', async () => {
    const { conversation, text } = await mount();
    type(text, 'st');
    type(text, 'stand by');
    assert.equal(conversation.draft.value, 'stand by');
  });

  it('sends on Enter and empties itself', async () => {
    const { conversation, composer, text } = await mount('stand by');
    assert.isFalse(press(text, 'Enter'), 'no line break is typed');
    await settled(composer);
    assert.deepEqual([conversation.sent, text.value], [['stand by'], '']);
  });

  it('breaks the line on Shift+Enter', async () => {
    const { conversation, text } = await mount('a');
    assert.isTrue(press(text, 'Enter', { shiftKey: true }));
    assert.isEmpty(conversation.sent);
  });

  for (const [what, more] of [
    ['a composition', { isComposing: true }],
    ['what Safari says right after one', { keyCode: 229 }],
  ] as const) {
    it(`leaves Enter to the input method during ${what}`, async () => {
      const { conversation, text } = await mount('ن');
      assert.isTrue(press(text, 'Enter', more));
      assert.isEmpty(conversation.sent);
    });
  }

  it('sends once however often Enter is pressed', async () => {
    const { conversation, composer, text } = await mount('once');
    press(text, 'Enter');
    press(text, 'Enter');
    await settled(composer);
    assert.deepEqual(conversation.sent, ['once']);
  });

  it('says what went wrong and keeps the text', async () => {
    const { conversation, composer, text, send } = await mount('keep me');
    conversation.sendFault = 'storage-full';
    send().click();
    await waitUntil(() => one(composer, '[role=alert]'));
    assert.include(says(one(composer, '[role=alert][data-kind=storage-full]')), 'out of space');
    assert.equal(text.value, 'keep me');
    conversation.sendFault = null;
    send().click();
    await waitUntil(() => !one(composer, '[role=alert]'));
  });

  it('says when a keystroke could not be kept', async () => {
    const { conversation, composer, text } = await mount();
    conversation.draftFault = 'storage-full';
    type(text, 'x');
    await waitUntil(() => one(composer, '[data-kind=storage-full]'));
    assert.equal(text.value, 'x');
  });

  it('has nothing to send while there are only spaces', async () => {
    const { composer, text, send } = await mount(' \n ');
    assert.isTrue(send().disabled);
    type(text, 'x');
    await settled(composer);
    assert.isFalse(send().disabled);
  });

  it('counts bytes, not letters, near the limit', async () => {
    const { composer, text } = await mount('ہ'.repeat(MAX_TEXT_BYTES / 2 - 10));
    assert.equal(says(one(composer, '#room')), '20 bytes left');
    type(text, 'ہ'.repeat(MAX_TEXT_BYTES / 2 + 1));
    await settled(composer);
    assert.equal(says(one(composer, '#room')), '2 bytes too long');
    assert.equal(text.getAttribute('aria-invalid'), 'true');
    type(text, 'short');
    await settled(composer);
    assert.isNull(one(composer, '#room'));
  });

  it('grows with its text, up to a limit', async () => {
    const { composer, text } = await mount('one line');
    const low = text.offsetHeight;
    type(text, 'line\n'.repeat(5));
    await settled(composer);
    const high = text.offsetHeight;
    type(text, 'line\n'.repeat(500));
    await settled(composer);
    assert.isAbove(high, low * 1.5);
    assert.isBelow(text.offsetHeight, innerHeight / 2);
  });

  it('takes the direction of what is written', async () => {
    const { composer, text } = await mount('سلام');
    assert.equal(getComputedStyle(text).direction, 'rtl');
    assert.equal(text.lang, 'ur');
    type(text, 'salaam');
    await settled(composer);
    assert.equal(getComputedStyle(text).direction, 'ltr');
  });

  it('answers a message, and no longer does once it is cancelled', async () => {
    const message = aMessage({ text: 'Shall we?' });
    const { conversation, composer, text } = await mount('yes', { messages: [message] });
    composer.take({ kind: 'reply', message });
    await settled(composer);
    assert.isTrue(focused() === text);
    assert.equal(says(one(composer, '.about')), 'Reply to Ayesha Khan : Shall we? Cancel the reply');
    press(text, 'Enter');
    await settled(composer);
    assert.deepEqual(conversation.options, [{ reply: message.id }]);
    assert.isEmpty(all(composer, '.about'));

    composer.take({ kind: 'reply', message });
    await settled(composer);
    named(composer, 'Cancel the reply').click();
    type(text, 'no');
    press(text, 'Enter');
    await settled(composer);
    assert.deepEqual(conversation.options[1], {});
  });

  it('keeps the reply and the marks with the text where sending failed', async () => {
    const message = aMessage({ text: 'Shall we?' });
    const { conversation, composer, text } = await mount('yes', { messages: [message] });
    composer.take({ kind: 'reply', message });
    conversation.sendFault = 'storage-full';
    press(text, 'Enter');
    await settled(composer);
    assert.include(says(one(composer, '.about')), 'Shall we?');
  });

  it('takes up again what was being written, with what went with it', async () => {
    const [asked, ours] = [aMessage({ text: 'Shall we?' }), aMessage({ own: true, text: 'by four' })];
    const { conversation, composer, text } = await mount('yes', { messages: [asked, ours] });
    await conversation.setMarks({ reply: asked.id, isUrgent: true });
    await settled(composer);
    assert.equal(says(one(composer, '.about')), 'Reply to Ayesha Khan : Shall we? Cancel the reply');
    assert.deepEqual(all(composer, '.chip').map(says), ['Urgent Take it off']);
    conversation.view.update((view) => ({ ...view, messages: [ours] }));
    await settled(composer);
    assert.equal(says(one(composer, '.about')), 'Reply to an earlier message Cancel the reply');
    await conversation.setMarks({ edit: { message: ours.id, text: 'by tw' } });
    await settled(composer);
    assert.equal(says(one(composer, '.about')), 'Edit message : by four Cancel the edit');
    assert.equal(text.value, 'by tw');
    press(text, 'Escape');
    await settled(composer);
    assert.equal(text.value, 'yes');
    assert.deepEqual(conversation.marks.value, {
      reply: asked.id,
      isUrgent: true,
      asksForNote: false,
      edit: null,
    });
  });

  it('edits a message of ours while the draft stands aside', async () => {
    const { conversation, composer, text } = await mount('my draft');
    const message = aMessage({ own: true, text: 'by four' });
    composer.take({ kind: 'edit', message });
    await settled(composer);
    assert.equal(text.value, 'by four');
    type(text, 'by two');
    await settled(composer);
    assert.equal(conversation.draft.value, 'my draft');
    press(text, 'Enter');
    await settled(composer);
    assert.deepEqual(
      conversation.asked.filter(([verb]) => verb === 'edit'),
      [['edit', message.id, 'by two', []]],
    );
    assert.equal(text.value, 'my draft');
    assert.isEmpty(conversation.sent);
  });

  it('leaves an edit by Escape, and asks for none that changes nothing', async () => {
    const message = aMessage({ own: true, text: 'by four' });
    const { conversation, composer, text } = await mount('my draft', { messages: [message] });
    composer.take({ kind: 'edit', message });
    await settled(composer);
    type(text, 'by tw');
    press(text, 'Escape');
    await settled(composer);
    assert.equal(text.value, 'my draft');
    composer.take({ kind: 'edit', message });
    await settled(composer);
    press(text, 'Enter');
    await settled(composer);
    assert.equal(text.value, 'my draft');
    assert.notInclude(
      conversation.asked.map(([verb]) => verb),
      'edit',
    );
  });

  it('stays in an edit that was refused, with the text as it is', async () => {
    const { conversation, composer, text } = await mount();
    composer.take({ kind: 'edit', message: aMessage({ own: true, text: 'old' }) });
    await settled(composer);
    conversation.askFault = 'storage-full';
    type(text, 'new');
    press(text, 'Enter');
    await waitUntil(() => all(composer, '[data-kind=storage-full]').length === 1);
    assert.equal(text.value, 'new');
  });

  it('marks a message as urgent and asks for a note, once', async () => {
    const { conversation, composer, text } = await mount('now');
    const choose = async (words: string) => {
      one(composer, '[aria-label=More]')!.click();
      named(composer, words, '[role=menuitemcheckbox]').click();
      await settled(composer);
    };
    await choose('Mark as urgent');
    await choose('Ask everybody to note it');
    assert.deepEqual(all(composer, '.chip').map(says), [
      'Urgent Take it off',
      'Asks everybody to note it Take it off',
    ]);
    press(text, 'Enter');
    await settled(composer);
    assert.deepEqual(conversation.options, [{ isUrgent: true, asksForNote: true }]);
    assert.isEmpty(all(composer, '.chip'));
    await choose('Mark as urgent');
    named(composer, 'Urgent', '.chip').click();
    type(text, 'later');
    press(text, 'Enter');
    await settled(composer);
    assert.deepEqual(conversation.options[1], {});
  });

  it('opens a poll and comes back from it', async () => {
    const { composer, text } = await mount();
    one(composer, '[aria-label=More]')!.click();
    named(composer, 'New poll…', '[role=menuitem]').click();
    await settled(composer);
    named(one(composer, 'beep-ask-poll')!, 'Close').click();
    await waitUntil(() => all(composer, 'beep-ask-poll').length === 0);
    assert.isTrue(focused() === text);
  });

  it('says who may write where we may not', async () => {
    const group = aGroup({ type: 'channel', own: 'member' });
    const conversation = new FakeConversation(aConversation(1, { group, mayPost: false }));
    const composer = await show('beep-composer', { conversation });
    assert.include(says(composer), 'Only the admins of this channel write here.');
    assert.isEmpty(all(composer, 'textarea'));
    composer.focus();
  });

  describe('naming people', () => {
    const group = aGroup({ members: [...aGroup().members, aMember(4, 'Daniyal Sheikh')] });
    const write = async (composer: Element, text: HTMLTextAreaElement, words: string) => {
      text.focus();
      type(text, words);
      await settled(composer);
    };
    const options = (composer: Element) => all(composer, '[role=option] .clip').map(says);

    it('offers the members at an @, all but ourselves, and fewer as one types', async () => {
      const { composer, text } = await mount('', { group });
      await write(composer, text, 'ask @');
      assert.deepEqual(options(composer), ['Ayesha Khan', 'Danish Raza', 'Daniyal Sheikh']);
      await write(composer, text, 'ask @dan');
      assert.deepEqual(options(composer), ['Danish Raza', 'Daniyal Sheikh']);
      await write(composer, text, 'ask @danx');
      assert.isEmpty(options(composer));
      assert.isFalse(text.hasAttribute('aria-controls'));
    });

    it('marks by the arrow keys, tells it to screen readers, and chooses by Enter', async () => {
      const { conversation, composer, text } = await mount('', { group });
      await write(composer, text, 'ask @dan');
      const marked = () =>
        composer.renderRoot.querySelector(`#${text.getAttribute('aria-activedescendant')}`);
      assert.equal(text.getAttribute('aria-controls'), one(composer, '[role=listbox]')!.id);
      assert.include(says(marked()), 'Danish Raza');
      assert.include(says(one(composer, '[role=status]')), '2 people to name.');
      press(text, 'ArrowDown');
      await settled(composer);
      assert.include(says(marked()), 'Daniyal Sheikh');
      assert.equal(marked()?.getAttribute('aria-selected'), 'true');
      assert.isFalse(press(text, 'Enter'));
      await settled(composer);
      assert.deepEqual([text.value, text.selectionStart], ['ask @Daniyal Sheikh ', 20]);
      assert.isEmpty(options(composer));
      assert.isEmpty(conversation.sent);
      press(text, 'Enter');
      await settled(composer);
      assert.deepEqual(conversation.options, [{ mentions: [personId(4)] }]);
    });

    it('chooses by a click and leaves the rest of the text', async () => {
      const { conversation, composer, text } = await mount('', { group });
      text.focus();
      text.value = '@ay come';
      text.setSelectionRange(3, 3);
      text.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await settled(composer);
      one(composer, '[role=option]')!.click();
      assert.equal(conversation.draft.value, '@Ayesha Khan come');
    });

    it('closes at Escape until the next @, and keeps the reply', async () => {
      const { composer, text } = await mount('', { group });
      composer.take({ kind: 'reply', message: aMessage() });
      await write(composer, text, '@d');
      press(text, 'Escape');
      await settled(composer);
      assert.isEmpty(options(composer));
      await write(composer, text, '@da');
      assert.isEmpty(options(composer), 'it was closed for this one');
      assert.isNotEmpty(all(composer, '.about'));
      await write(composer, text, '@da @a');
      assert.deepEqual(options(composer), ['Ayesha Khan']);
    });

    it('names the other person in a conversation of two', async () => {
      const { composer, text } = await mount();
      await write(composer, text, '@');
      assert.deepEqual(options(composer), ['Ayesha Khan']);
    });

    it('is accessible', async () => {
      const { composer, text } = await mount('', { group });
      await write(composer, text, '@');
      await assert.isAccessible(composer);
    });
  });

  describe('telling that somebody writes', () => {
    const told = (conversation: FakeConversation) =>
      conversation.asked.flatMap(([verb, isTyping]) => (verb === 'setTyping' ? [isTyping] : []));

    it('goes on with each letter and ends as it is sent', async () => {
      const { conversation, composer, text } = await mount();
      type(text, 'a');
      type(text, 'ab');
      assert.deepEqual(told(conversation), [true, true]);
      press(text, 'Enter');
      await settled(composer);
      assert.deepEqual(told(conversation), [true, true, false]);
    });

    it('ends when the text is emptied, and when one leaves', async () => {
      const { conversation, composer, text } = await mount();
      type(text, 'a');
      type(text, ' ');
      type(text, 'b');
      composer.remove();
      assert.deepEqual(told(conversation), [true, false, true, false]);
    });

    it('ends after a while of silence', async function () {
      this.timeout(15_000);
      const { conversation, text } = await mount();
      type(text, 'a');
      await waitUntil(() => told(conversation).length === 2, 'silence', { timeout: 10_000 });
      assert.deepEqual(told(conversation), [true, false]);
    });
  });

  it('is accessible', async () => {
    const { composer } = await mount('x');
    await assert.isAccessible(composer);
  });
});
