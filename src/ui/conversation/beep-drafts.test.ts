import { assert } from '@open-wc/testing';
import { aConversation, conversationId, FakeBeep } from '../../../test/support/fake-beep.js';
import { all, one, says, settled, show } from '../../../test/support/screen.js';
import './beep-drafts.js';

describe('<beep-drafts>', () => {
  it('lists what was begun and leads back into it', async () => {
    const beep = new FakeBeep();
    const talk = beep.have(aConversation(1));
    beep.have(aConversation(2, { name: 'Bashir' }));
    talk.draft.update(() => 'half a sentence');
    const page = await show('beep-drafts', { beep });
    const list = one(page, 'ul[aria-label=Drafts]')!;
    assert.deepEqual(
      all(list, 'a').map((link) => link.getAttribute('href')),
      [`#/chat/${conversationId(1)}`],
    );
    assert.include(says(list), 'Ayesha Khan');
    assert.include(says(list), 'half a sentence');
    talk.draft.update(() => '');
    await settled(page);
    assert.equal(says(one(page, 'h2')), 'No drafts');
  });

  it('is accessible, empty and full', async () => {
    const beep = new FakeBeep();
    const talk = beep.have(aConversation(1));
    const page = await show('beep-drafts', { beep });
    await assert.isAccessible(page);
    talk.draft.update(() => 'text');
    await settled(page);
    await assert.isAccessible(page);
  });
});
