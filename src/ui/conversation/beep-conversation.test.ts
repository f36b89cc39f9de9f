import { assert } from '@open-wc/testing';
import type { ConversationView } from '../../app/views.js';
import { aConversation, aMessage, FakeConversation } from '../../../test/support/fake-beep.js';
import { field, focused, named, one, press, says, settled, show } from '../../../test/support/screen.js';
import './beep-conversation.js';

async function mount(view: Partial<ConversationView> = {}) {
  const conversation = new FakeConversation(
    aConversation(1, { messages: [aMessage()], digest: 'd7', ...view }),
  );
  return { conversation, page: await show('beep-conversation', { conversation }) };
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
      assert.isNull(one(page, '[role=alert]'));
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

  it('takes the focus on its heading', async () => {
    const { page } = await mount();
    page.focus();
    assert.equal(focused(), one(page, 'h1'));
  });

  it('means the message when somebody starts to type', async () => {
    const { page } = await mount();
    page.focus();
    press(one(page, 'h1')!, 'n', { ctrlKey: true });
    press(one(page, 'h1')!, 'Tab');
    assert.equal(focused(), one(page, 'h1'), 'shortcuts and keys with names are left alone');
    press(one(page, 'h1')!, 'n');
    assert.equal(focused(), field(page, 'Message'));
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
});
