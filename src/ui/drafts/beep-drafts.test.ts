import { assert } from '@open-wc/testing';
import { NO_MARKS } from '../../app/draft.js';
import type { DraftMarks } from '../../app/views.js';
import { aConversation, conversationId, entryId, FakeBeep } from '../../../test/support/fake-beep.js';
import { until } from '../../../test/contract/harness.js';
import { draftId, withDrafts } from '../../../test/gallery/draft-scenes.js';
import { all, named, one, says, settled, show } from '../../../test/support/screen.js';
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

  it('says what is an edit and what is an answer, and lists no mark without a word', async () => {
    const beep = new FakeBeep();
    const talk = beep.have(aConversation(1));
    const page = await show('beep-drafts', { beep });
    const row = async (written: Partial<DraftMarks>, text = '') => {
      talk.draft.update(() => text);
      talk.marks.update(() => ({ ...NO_MARKS, ...written }));
      await settled(page);
      return all(page, 'li .text').map(says);
    };
    const edit = { message: entryId(1), text: 'by two' };
    assert.deepEqual(await row({ edit }), ['Edit: by two']);
    assert.deepEqual(await row({ edit }, 'and then'), ['Edit: by two', 'and then']);
    assert.deepEqual(await row({ reply: entryId(1) }), ['Reply: nothing written yet']);
    assert.deepEqual(await row({ reply: entryId(1) }, 'yes'), ['Reply: yes']);
    assert.deepEqual(await row({ isUrgent: true, asksForNote: true }), []);
    await row({ edit, reply: entryId(1) });
    await assert.isAccessible(page);
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

  it('lists drafts of their own before those in chats, and the discarded ones apart', async () => {
    const beep = withDrafts(new FakeBeep());
    beep.have(aConversation(1)).draft.update(() => 'half a sentence');
    const page = await show('beep-drafts', { beep });
    await until('the drafts', () => one(page, '.own') !== null);
    assert.deepEqual(
      all(page, '.own a').map((link) => link.getAttribute('href')),
      [1, 2, 3].map((seed) => `#/draft/${draftId(seed)}`),
    );
    assert.include(says(one(page, '.own li')), 'Closing of accounts');
    assert.include(says(all(page, '.own li')[2]!), 'Without a subject');
    assert.include(says(one(page, 'ul[aria-label="In chats"]')), 'half a sentence');
    assert.include(says(one(page, 'ul[aria-label=Discarded]')), 'Thrown away');
    named(page, 'Take back').click();
    await until('it to be back', () => all(page, '.own li').length === 4);
    await settled(page);
    assert.isTrue(one(page, 'ul[aria-label=Discarded]') === null);
    await assert.isAccessible(page);
  });

  it('begins a draft by one of the forms of an office, and leads into it', async () => {
    const beep = new FakeBeep();
    const page = await show('beep-drafts', { beep });
    await settled(page);
    one(page, 'summary')!.click();
    named(page, 'Circular').click();
    await until('the draft', () => location.hash.startsWith('#/draft/'));
    const [record] = beep.draftDisk.records.values();
    assert.deepEqual([record!.subject, location.hash], ['Circular', `#/draft/${record!.id}`]);
    location.hash = '';
  });
});
