import { assert, waitUntil } from '@open-wc/testing';
import { MAX_OPTION_BYTES, MAX_OPTIONS, MAX_QUESTION_BYTES } from '../../protocol/limits.js';
import { aConversation, FakeConversation } from '../../../test/support/fake-beep.js';
import { all, field, focused, named, one, says, settled, show, type } from '../../../test/support/screen.js';
import './beep-ask-poll.js';

async function mount() {
  const conversation = new FakeConversation(aConversation(1));
  const poll = await show('beep-ask-poll', { conversation });
  await settled(poll);
  let closed = 0;
  poll.addEventListener('closed', () => closed++);
  const fill = async (question: string, ...answers: string[]) => {
    type(field(poll, 'Question'), question);
    for (const [place, answer] of answers.entries()) type(field(poll, `Answer ${place + 1}`), answer);
    await settled(poll);
  };
  const ask = async () => {
    named(poll, 'Ask', '.primary').click();
    await settled(poll);
  };
  return { conversation, poll, fill, ask, closed: () => closed };
}
const fields = (poll: Element) => all(poll, '.answer');

describe('<beep-ask-poll>', () => {
  it('asks, without the answers that were left empty, and closes', async () => {
    const { conversation, poll, fill, ask, closed } = await mount();
    assert.isTrue(focused() === field(poll, 'Question'));
    named(poll, 'Add an answer').click();
    await settled(poll);
    await fill(' When? ', 'Monday', '', ' Friday ');
    field(poll, 'Several answers').click();
    await ask();
    await waitUntil(() => closed() === 1);
    assert.deepEqual(conversation.asked, [['ask', 'When?', ['Monday', 'Friday'], true]]);
  });

  for (const [what, question, answers, words] of [
    ['no question', ' ', ['a', 'b'], 'Write the question first.'],
    ['one answer', 'q', ['a', ' '], 'Write at least two answers.'],
    ['two answers alike', 'q', ['a', ' a'], 'Two answers are the same.'],
    [
      'a question that is too long',
      'ہ'.repeat(MAX_QUESTION_BYTES / 2 + 1),
      ['a', 'b'],
      'The question is too long.',
    ],
    [
      'an answer that is too long',
      'q',
      ['a', 'ہ'.repeat(MAX_OPTION_BYTES / 2 + 1)],
      'An answer is too long.',
    ],
  ] as const) {
    it(`refuses ${what}, says so, and marks the field`, async () => {
      const { conversation, poll, fill, ask } = await mount();
      await fill(question, ...answers);
      await ask();
      assert.include(says(one(poll, '[role=alert]')), words);
      assert.isNotEmpty(all(poll, '[aria-invalid=true]'));
      assert.isEmpty(conversation.asked);
    });
  }

  it('adds answers up to as many as there may be, and removes them down to two', async () => {
    const { poll } = await mount();
    for (let count = 2; count < MAX_OPTIONS; count++) {
      named(poll, 'Add an answer').click();
      await settled(poll);
      assert.isTrue(focused() === fields(poll).at(-1));
    }
    assert.lengthOf(fields(poll), MAX_OPTIONS);
    assert.isFalse(all(poll, 'button').some((button) => says(button) === 'Add an answer'));
    type(field(poll, 'Answer 2'), 'stays');
    await settled(poll);
    for (let count = MAX_OPTIONS; count > 2; count--) {
      one(poll, '[aria-label="Remove answer 1"]')!.click();
      await settled(poll);
      if (count === MAX_OPTIONS) assert.equal(field(poll, 'Answer 1').value, 'stays');
    }
    assert.lengthOf(fields(poll), 2);
    assert.isEmpty(all(poll, '[aria-label^="Remove answer"]'));
  });

  it('says when it was not kept, and keeps what was typed', async () => {
    const { conversation, poll, fill, ask, closed } = await mount();
    conversation.askFault = 'storage-full';
    await fill('q', 'a', 'b');
    await ask();
    await waitUntil(() => all(poll, '[data-kind=storage-full]').length === 1);
    assert.deepEqual([field(poll, 'Question').value, closed()], ['q', 0]);
  });

  it('is accessible', async () => {
    const { poll } = await mount();
    await assert.isAccessible(poll);
  });
});
