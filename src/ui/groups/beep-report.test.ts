import { assert, waitUntil } from '@open-wc/testing';
import {
  aConversation,
  aGroup,
  aMessage,
  FakeBeep,
  FakeConversation,
  personId,
} from '../../../test/support/fake-beep.js';
import { FakeFacts } from '../../../test/support/fake-facts.js';
import { field, named, says, settled, show, type } from '../../../test/support/screen.js';
import type { ConversationView } from '../../app/conversation-views.js';
import { REPORTED_MESSAGES } from './report-text.js';
import './beep-report.js';

async function mount(view: Partial<ConversationView> = {}) {
  const conversation = new FakeConversation(aConversation(1, view));
  const facts = new FakeFacts();
  const page = await show('beep-report', { conversation, facts, self: FakeBeep.self() });
  await settled(page);
  return { conversation, facts, page, text: () => field(page, 'Report').value };
}
/** The text without what keeps its directions apart. */
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '');

describe('<beep-report>', () => {
  it('holds names, person ids, times and the last texts', async () => {
    const messages = [
      aMessage({ text: 'Send me your password.' }),
      aMessage({ kind: 'deleted', text: '' }),
      aMessage({ kind: 'memo', text: 'Office hours' }),
      aMessage({ kind: 'memo', text: '' }),
    ];
    const { text } = await mount({ messages });
    const words = plain(text());
    assert.include(words, `By: Bilal (${personId(9)})`);
    assert.include(words, `About: Ayesha Khan (${personId(1)})`);
    assert.match(words, /24 November 2026.* · Ayesha Khan \([0-9a-f]{64}\): Send me your password\./);
    assert.include(words, 'Message deleted');
    assert.include(words, 'Memo: Office hours');
    assert.match(words, /Memo: Without a subject/);
  });

  it('keeps a text that turns its direction from turning the lines around it', async () => {
    const { text } = await mount({ messages: [aMessage({ text: '\u202Etxt' })] });
    assert.include(text(), '\u2068\u202Etxt\u2069');
  });

  it('names every member of a group', async () => {
    const { text } = await mount({ group: aGroup() });
    assert.include(plain(text()), `- Danish Raza (${personId(2)})`);
  });

  it('takes no more than the last messages', async () => {
    const messages = Array.from({ length: REPORTED_MESSAGES + 5 }, (_, i) =>
      aMessage({ text: `number ${i}.` }),
    );
    const { text } = await mount({ messages });
    assert.notInclude(text(), 'number 4.');
    assert.include(text(), 'number 5.');
    assert.include(text(), `number ${REPORTED_MESSAGES + 4}.`);
  });

  it('says that nothing is sent, and copies what the person made of it', async () => {
    const { conversation, facts, page } = await mount();
    assert.include(says(page), 'Beep sends this to nobody');
    type(field(page, 'Report'), 'He asks for money.');
    named(page, 'Copy report').click();
    await waitUntil(() => says(page).includes('Copied.'));
    assert.deepEqual(facts.copied, ['He asks for money.']);
    assert.isEmpty(conversation.asked);
    await assert.isAccessible(page);
  });

  it('says so when the browser refuses to copy', async () => {
    const { facts, page } = await mount();
    facts.refuseCopy = true;
    named(page, 'Copy report').click();
    await waitUntil(() => says(page).includes('The browser refused.'));
  });
});
