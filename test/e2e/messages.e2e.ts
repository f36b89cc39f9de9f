import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  act,
  ask,
  deleteMessage,
  earlierTexts,
  edit,
  forward,
  mark,
  quoteOf,
  react,
  reply,
  sayTo,
  starredTexts,
  vote,
  waitForReaction,
  waitForVotes,
  whoHas,
} from './harness/in-messages.js';
import { untilDraftIsKept } from './harness/on-disk.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** What a screen says of a message, in its language. */
interface Words {
  readonly edited: string;
  readonly forwarded: string;
  readonly urgent: string;
  readonly namesYou: string;
  readonly deleted: string;
  readonly you: string;
  readonly noted: string;
  readonly writing: RegExp;
}

const WORDS: Record<'en' | 'ur', Words> = {
  en: {
    edited: 'Edited',
    forwarded: 'Forwarded',
    urgent: 'Urgent',
    namesYou: 'Names you',
    deleted: 'Deleted by its author',
    you: 'You',
    noted: 'Noted',
    writing: /Ayesha.* is writing…/,
  },
  ur: {
    edited: 'ترمیم شدہ',
    forwarded: 'آگے بھیجا گیا',
    urgent: 'فوری',
    namesYou: 'آپ کا نام ہے',
    deleted: 'لکھنے والے نے حذف کر دیا',
    you: 'آپ',
    noted: 'نوٹ کر لیا',
    writing: /Ayesha.* لکھ رہے ہیں…/,
  },
};

describe('what one does with messages', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  /** Where Bilal has the chat. */
  let chat: string;

  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal')];
    await stage.meet(ayesha, bilal);
    chat = bilal.page.url();
  });
  after(() => stage[Symbol.asyncDispose]());

  const marks = (person: Person, text: string, words: string) =>
    person.message(text).getByText(words, { exact: true }).first().waitFor();

  for (const language of ['en', 'ur'] as const) {
    const words = WORDS[language];
    const n = language === 'en' ? 'one' : 'two';

    it(`reaches the other as it is meant, in ${language === 'en' ? 'English' : 'Urdu'}`, async () => {
      if (language === 'ur') {
        await bilal.switchLanguage('ur');
        await bilal.page.goto(chat);
        await bilal.page.locator('[data-standing="linked"]').waitFor();
      }

      await ayesha.say(`Draft ${n}`);
      await reply(ayesha, `Draft ${n}`, `About draft ${n}`);
      await bilal.waitForMessage(`About draft ${n}`);
      assert.equal(await quoteOf(bilal, `About draft ${n}`), `Draft ${n}`);

      await edit(ayesha, `Draft ${n}`, `Final ${n}`);
      await bilal.waitForMessage(`Final ${n}`);
      await marks(bilal, `Final ${n}`, words.edited);
      assert.ok(!(await bilal.texts()).includes(`Draft ${n}`));
      assert.equal(await quoteOf(bilal, `About draft ${n}`), `Final ${n}`);
      assert.deepEqual(await earlierTexts(ayesha, `Final ${n}`), [`Final ${n}`, `Draft ${n}`]);

      await react(ayesha, `Final ${n}`, '👍');
      await waitForReaction(bilal, `Final ${n}`, '👍', ['Ayesha']);
      await bilal.message(`Final ${n}`).getByRole('button', { name: '👍' }).click();
      await waitForReaction(bilal, `Final ${n}`, '👍', ['Ayesha', words.you]);
      await waitForReaction(ayesha, `Final ${n}`, '👍', ['Bilal', 'You']);
      await react(ayesha, `Final ${n}`, '👍');
      await waitForReaction(bilal, `Final ${n}`, '👍', [words.you]);

      await deleteMessage(ayesha, `About draft ${n}`);
      const gone = bilal.page.locator('article[data-kind="deleted"]').getByText(words.deleted);
      await until('it is shown no more', async () => (await gone.count()) === (language === 'en' ? 1 : 2));
      assert.ok(!(await bilal.texts()).includes(`About draft ${n}`));

      await ask(ayesha, { question: `Which day, ${n}?`, answers: ['Monday', 'Tuesday', 'Friday'] });
      await bilal.waitForMessage(`Which day, ${n}?`);
      await vote(bilal, `Which day, ${n}?`, 'Tuesday');
      await waitForVotes(ayesha, `Which day, ${n}?`, [0, 1, 0]);
      await vote(ayesha, `Which day, ${n}?`, 'Tuesday');
      await waitForVotes(bilal, `Which day, ${n}?`, [0, 2, 0]);
      await vote(bilal, `Which day, ${n}?`, 'Friday');
      await waitForVotes(ayesha, `Which day, ${n}?`, [0, 1, 1]);

      await mark(ayesha, 'Mark as urgent');
      await mark(ayesha, 'Ask everybody to note it');
      await ayesha.say(`Come now, ${n}`);
      await bilal.waitForMessage(`Come now, ${n}`);
      await marks(bilal, `Come now, ${n}`, words.urgent);
      await bilal.message(`Come now, ${n}`).getByRole('button', { name: words.noted, exact: true }).click();
      await ayesha.message(`Come now, ${n}`).getByText('Noted by 1 person').waitFor();
      assert.deepEqual(await whoHas(ayesha, `Come now, ${n}`), { 'Noted it': ['Bilal'] });
      await ayesha.say(`Thanks, ${n}`);
      await bilal.waitForMessage(`Thanks, ${n}`);
      const urgent = bilal.message(`Thanks, ${n}`).getByText(words.urgent, { exact: true });
      assert.equal(await urgent.count(), 0, 'the marks are for one message');

      await sayTo(ayesha, 'Bilal', `please look, ${n}`);
      await bilal.waitForMessage(`@Bilal please look, ${n}`);
      await marks(bilal, `@Bilal please look, ${n}`, words.namesYou);

      await forward(ayesha, `Final ${n}`, ['Bilal']);
      await until('it is there twice', async () => {
        const found = (await bilal.texts()).filter((text) => text === `Final ${n}`);
        return found.length === 2;
      });
      await bilal.message(`Final ${n}`).last().getByText(words.forwarded, { exact: true }).waitFor();

      await ayesha.type('I am wri');
      await bilal.page.getByText(words.writing).waitFor();
      await ayesha.type('');
      await bilal.page.getByText(words.writing).waitFor({ state: 'detached' });

      await bilal.waitForDigest(() => ayesha.digest());
    });
  }

  it('shows nobody who writes where that is switched off, and shows it them no more', async () => {
    const { page } = ayesha;
    await ayesha.goTo('Settings');
    await page.getByRole('switch', { name: 'Show when I am active and writing' }).uncheck();
    await ayesha.open('Bilal');
    await ayesha.type('Nobody sees this com');
    // What comes after it on the same link has come: so it was not said.
    await react(ayesha, 'Thanks, two', '🙏');
    await waitForReaction(bilal, 'Thanks, two', '🙏', ['Ayesha']);
    assert.equal(await bilal.page.getByText(WORDS.ur.writing).count(), 0);
    await bilal.page.locator('textarea').fill('nor th');
    await bilal.message('Thanks, two').getByRole('button', { name: '🙏' }).click();
    await waitForReaction(ayesha, 'Thanks, two', '🙏', ['Bilal', 'You']);
    assert.equal(await page.getByText('is writing…').count(), 0);
    await ayesha.type('');
  });

  it('takes up after a reload what was being written, with what it answers and how it is marked', async () => {
    const { page } = ayesha;
    const cancelled = (what: string) => page.getByRole('button', { name: `Cancel the ${what}` });
    await act(ayesha, 'Thanks, one', 'Reply');
    await mark(ayesha, 'Mark as urgent');
    await ayesha.type('About th');
    await act(ayesha, 'Thanks, two', 'Edit');
    await cancelled('edit').waitFor();
    await untilDraftIsKept(page, () => ayesha.type('Thanks, two, and'));
    await page.reload();
    await cancelled('edit').waitFor();
    assert.equal(await ayesha.draft(), 'Thanks, two, and');
    await ayesha.goTo('Drafts');
    const row = page.getByRole('list', { name: 'Drafts' }).getByRole('link');
    assert.match(await row.innerText(), /Edit:\s+Thanks, two, and[\s;]+Reply:\s+About th/);
    await row.click();
    await cancelled('edit').waitFor();
    await cancelled('edit').click();
    assert.equal(await ayesha.draft(), 'About th');
    await cancelled('reply').waitFor();
    await ayesha.say('About that');
    assert.equal(await quoteOf(ayesha, 'About that'), 'Thanks, one');
    await marks(ayesha, 'About that', WORDS.en.urgent);
    await cancelled('reply').waitFor({ state: 'detached' });
  });

  it('keeps stars on one device, and finds them again on their page', async () => {
    const { page } = ayesha;
    await act(ayesha, 'Thanks, one', 'Star');
    await ayesha.message('Thanks, one').getByText('Starred', { exact: true }).waitFor();
    await page.reload();
    await ayesha.message('Thanks, one').getByText('Starred', { exact: true }).waitFor();
    await act(ayesha, 'Come now, two', 'Star');
    assert.deepEqual(await starredTexts(ayesha), ['Come now, two', 'Thanks, one']);
    await page.getByRole('button', { name: 'Take the star off' }).first().click();
    await page.getByRole('listitem').filter({ hasText: 'Come now, two' }).waitFor({ state: 'detached' });
    await page
      .getByRole('list', { name: 'Starred' })
      .getByRole('link', { name: /Thanks, one/ })
      .click();
    await ayesha.message('Thanks, one').and(page.locator(':focus')).waitFor();
    assert.equal(await bilal.message('Thanks, one').getByText('ستارے والے پیغامات').count(), 0);
    await bilal.waitForDigest(() => ayesha.digest());
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});
