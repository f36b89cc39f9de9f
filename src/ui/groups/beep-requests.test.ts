import { assert } from '@open-wc/testing';
import {
  aConversation,
  aGroup,
  aMessage,
  conversationId,
  FakeBeep,
} from '../../../test/support/fake-beep.js';
import { all, focused, named, one, says, settled, show } from '../../../test/support/screen.js';
import './beep-blocked.js';
import './beep-requests.js';

function office() {
  const beep = new FakeBeep();
  beep.have(aConversation(1, { name: 'Known' }));
  beep.have(
    aConversation(2, { name: 'Stranger', isRequest: true, messages: [aMessage({ text: 'Hello.' })] }),
  );
  beep.have(aConversation(3, { group: aGroup({ name: 'Prizes' }), isRequest: true }));
  beep.have(
    aConversation(6, {
      group: aGroup({ type: 'draft', name: 'House rules' }),
      isRequest: true,
      messages: [aMessage({ text: 'Have a look.' })],
    }),
  );
  beep.have(aConversation(4, { name: 'Nuisance', isBlocked: true }));
  beep.have(aConversation(5, { name: 'Blocked request', isBlocked: true, isRequest: true }));
  return beep;
}

describe('<beep-requests>', () => {
  it('lists who asks, and nobody else', async () => {
    const page = await show('beep-requests', { beep: office() });
    const rows = all(one(page, 'ul[aria-label=Requests]')!, 'a');
    assert.match(says(rows[0]!), /Stranger : Hello\./);
    assert.match(says(rows[1]!), /Prizes : You were added to it/);
    assert.match(says(rows[2]!), /House rules : Wants to write a draft with you/);
    assert.deepEqual(
      rows.map((row) => row.getAttribute('href')),
      [2, 3, 6].map((seed) => `#/chat/${conversationId(seed)}`),
    );
    await assert.isAccessible(page);
  });

  it('says what it is for when there is none', async () => {
    const page = await show('beep-requests', { beep: new FakeBeep() });
    assert.include(says(page), 'No requests');
    assert.equal(named(page, 'Back to chats', 'a').getAttribute('href'), '#/');
    await assert.isAccessible(page);
  });
});

describe('<beep-blocked>', () => {
  it('lists whom one blocked, and hears of them again', async () => {
    const beep = office();
    const page = await show('beep-blocked', { beep });
    const rows = all(one(page, 'ul[aria-label=Blocked]')!, 'li');
    assert.lengthOf(rows, 2);
    await assert.isAccessible(page);
    named(rows[0]!, 'Unblock Nuisance').click();
    await settled(page);
    assert.deepEqual(beep.conversation(conversationId(4))?.asked, [['block', false]]);
    assert.isTrue(focused() === one(page, 'h1'));
  });

  it('says so when it could not be kept', async () => {
    const beep = office();
    beep.conversation(conversationId(4))!.askFault = 'storage-full';
    const page = await show('beep-blocked', { beep });
    named(page, 'Unblock Nuisance').click();
    await settled(page);
    assert.isNotNull(one(page, '[role=alert][data-kind=storage-full]'));
  });

  it('says when nobody is', async () => {
    const page = await show('beep-blocked', { beep: new FakeBeep() });
    assert.include(says(page), 'Nobody is blocked');
    await assert.isAccessible(page);
  });
});
