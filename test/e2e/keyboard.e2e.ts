import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { choose, chooseMore, press, reactWith, tabTo, toMessage, write } from './harness/by-keyboard.js';
import { quoteOf, waitForReaction, waitForVotes } from './harness/in-messages.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** The steps follow each other: what one has written, the next one takes up. */
describe('without a pointer one', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;

  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal')];
    await stage.meet(ayesha, bilal);
  });
  after(() => stage[Symbol.asyncDispose]());

  const button = (name: string) => ayesha.page.getByRole('button', { name, exact: true });

  it('writes, answers, and goes from the answer to what it answers', async () => {
    await write(ayesha, 'Draft');
    await bilal.waitForMessage('Draft');
    await choose(ayesha, 'Draft', 'Reply');
    await write(ayesha, 'About the draft');
    await bilal.waitForMessage('About the draft');
    assert.equal(await quoteOf(bilal, 'About the draft'), 'Draft');
    await toMessage(ayesha, 'About the draft');
    await press(ayesha.message('About the draft').getByRole('button', { name: /In reply to/ }), 'Enter');
    await ayesha.message('Draft').and(ayesha.page.locator(':focus')).waitFor();
  });

  it('edits', async () => {
    await choose(ayesha, 'Draft', 'Edit');
    await button('Cancel the edit').waitFor();
    await ayesha.page.keyboard.press('Control+A');
    await write(ayesha, 'Final');
    await bilal.waitForMessage('Final');
    assert.equal(await quoteOf(bilal, 'About the draft'), 'Final');
  });

  it('reacts', async () => {
    await reactWith(ayesha, 'Final', '👍');
    await waitForReaction(bilal, 'Final', '👍', ['Ayesha']);
  });

  it('names somebody', async () => {
    const { page } = ayesha;
    await tabTo(page.getByRole('textbox', { name: 'Message', exact: true }));
    await page.keyboard.type('@Bi');
    await page.getByRole('option', { name: 'Bilal' }).waitFor();
    await page.keyboard.press('Enter');
    await write(ayesha, 'please look');
    await bilal.waitForMessage('@Bilal please look');
    await bilal.message('@Bilal please look').getByText('Names you').waitFor();
  });

  it('asks in a poll, and votes', async () => {
    const { page } = ayesha;
    await chooseMore(ayesha, 'menuitem', 'New poll…');
    for (const [field, words] of [
      ['Question', 'Which day?'],
      ['Answer 1', 'Monday'],
      ['Answer 2', 'Friday'],
    ] as const) {
      await tabTo(page.getByRole('textbox', { name: field, exact: true }));
      await page.keyboard.type(words);
    }
    await press(button('Ask'), 'Enter');
    await bilal.waitForMessage('Which day?');
    await toMessage(ayesha, 'Which day?');
    await press(ayesha.message('Which day?').getByRole('radio', { name: /^Monday/ }), 'Space');
    await waitForVotes(bilal, 'Which day?', [1, 0]);
  });

  it('marks as urgent and asks for a note, and the other notes', async () => {
    await chooseMore(ayesha, 'menuitemcheckbox', 'Mark as urgent');
    await chooseMore(ayesha, 'menuitemcheckbox', 'Ask everybody to note it');
    await write(ayesha, 'Come now');
    await bilal.waitForMessage('Come now');
    await bilal.message('Come now').getByText('Urgent', { exact: true }).waitFor();
    await toMessage(bilal, 'Come now');
    await press(bilal.message('Come now').getByRole('button', { name: 'Noted', exact: true }), 'Enter');
    await ayesha.message('Come now').getByText('Noted by 1 person').waitFor();
  });

  it('forwards', async () => {
    const { page } = ayesha;
    await choose(ayesha, 'Come now', 'Forward…');
    await press(page.getByRole('checkbox', { name: 'Bilal', exact: true }), 'Space');
    await press(button('Forward'), 'Enter');
    await until('it is there twice', async () => {
      const found = (await bilal.texts()).filter((text) => text === 'Come now');
      return found.length === 2;
    });
  });

  it('stars, and goes from the list of stars to the message', async () => {
    const { page } = ayesha;
    await choose(ayesha, 'Final', 'Star');
    await ayesha.message('Final').getByText('Starred', { exact: true }).waitFor();
    await press(page.getByRole('link', { name: 'Starred' }), 'Enter');
    await press(page.getByRole('list', { name: 'Starred' }).getByRole('link', { name: /Final/ }), 'Enter');
    await ayesha.message('Final').and(page.locator(':focus')).waitFor();
  });

  it('deletes', async () => {
    await choose(ayesha, 'About the draft', 'Delete…');
    await press(button('Delete'), 'Enter');
    await until('it is shown no more', async () => !(await bilal.texts()).includes('About the draft'));
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});
