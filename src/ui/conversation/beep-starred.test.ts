import { assert } from '@open-wc/testing';
import { aConversation, aMessage, conversationId, FakeBeep } from '../../../test/support/fake-beep.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import { messageHref } from '../app/routes.js';
import './beep-starred.js';

async function mount() {
  const beep = new FakeBeep();
  const messages = [
    aMessage({ text: 'کل کا ایجنڈا', isStarred: true }),
    aMessage({ text: 'mine', own: true, isStarred: true }),
    aMessage({ kind: 'deleted', text: '', isStarred: true }),
    aMessage({ kind: 'memo', text: 'Office hours', isStarred: true }),
    aMessage({ kind: 'memo', text: '', isStarred: true }),
  ];
  const conversation = beep.have(aConversation(1, { name: 'Budget Section', messages }));
  const { id, name } = conversation.view.value;
  beep.stars = messages.map((message) => ({ conversation: id, conversationName: name, message }));
  const page = await show('beep-starred', { beep });
  await settled(page);
  return { beep, conversation, messages, page };
}

describe('<beep-starred>', () => {
  it('lists who said what where, and leads there', async () => {
    const { conversation, messages, page } = await mount();
    const links = all(page, '.rows a');
    assert.match(says(links[0]!), /^Ayesha Khan : کل کا ایجنڈا Budget Section /);
    assert.match(says(links[1]!), /^You : mine /);
    assert.include(says(links[2]!), 'Deleted by its author');
    assert.match(says(links[3]!), /^Ayesha Khan : Memo: Office hours /);
    assert.match(says(links[4]!), /^Ayesha Khan : Memo: Without a subject /);
    assert.equal(links[0]!.getAttribute('href'), messageHref(conversation.view.value.id, messages[0]!.id));
  });

  it('says of whoever’s badge had been revoked that it had', async () => {
    const beep = new FakeBeep();
    const revoked = { what: 'badge', fromMs: 1, isSure: true, act: 'written' } as const;
    beep.stars = [{ conversation: conversationId(1), conversationName: 'A', message: aMessage({ revoked }) }];
    const page = await show('beep-starred', { beep });
    await settled(page);
    assert.include(says(one(page, '.rows a')), 'Written after this badge was revoked (on ');
  });

  it('takes a star off', async () => {
    const { conversation, messages, page } = await mount();
    named(page, 'Take the star off').click();
    await settled(page);
    assert.deepEqual(conversation.asked, [['star', messages[0]!.id, false]]);
    assert.lengthOf(all(page, '.rows li'), 4);
    assert.isTrue(focused() === one(page, 'h1'));
  });

  it('keeps the row where that was refused, and says why', async () => {
    const { conversation, page } = await mount();
    conversation.askFault = 'storage-full';
    named(page, 'Take the star off').click();
    await settled(page);
    assert.lengthOf(all(page, '.rows li'), 5);
    assert.isNotEmpty(all(page, '[role=alert][data-kind=storage-full]'));
  });

  it('says how one gets there while there is none', async () => {
    const page = await show('beep-starred', { beep: new FakeBeep() });
    await settled(page);
    assert.include(says(page), 'Choose “Star” in the menu of a message');
  });

  it('is accessible', async () => {
    const { page } = await mount();
    await assert.isAccessible(page);
  });
});
