import { assert, waitUntil } from '@open-wc/testing';
import { MAX_TEXT_BYTES } from '../../protocol/limits.js';
import { aConversation, FakeConversation } from '../../../test/support/fake-beep.js';
import { field, named, one, press, says, settled, show, type } from '../../../test/support/screen.js';
import './beep-composer.js';

async function mount(draft = '') {
  const conversation = new FakeConversation(aConversation(1));
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

  it('is accessible', async () => {
    const { composer } = await mount('x');
    await assert.isAccessible(composer);
  });
});
