import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Most bytes of one message, as the protocol has it. */
const MAX_TEXT_BYTES = 8 * 1024;

describe('bad input', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  before(async () => {
    stage = await Stage.open();
    ayesha = await stage.person('Ayesha');
    bilal = await stage.person('Bilal');
  });
  after(() => stage[Symbol.asyncDispose]());

  describe('a contact link', () => {
    /** Pastes it and sends it off; the sentence has to name what happened, and the text has to stay. */
    async function refuses(link: string, kind: string, sentence: string) {
      const { page } = bilal;
      await bilal.addContact(link);
      await bilal.waitForAlert(kind);
      await page.getByRole('dialog').getByText(sentence).waitFor();
      assert.equal(await page.getByRole('textbox', { name: 'Their link' }).inputValue(), link);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      assert.equal(await bilal.knows('Ayesha'), false);
    }

    it('that is none', async () => {
      for (const text of [
        'hello',
        'https://example.com/',
        stage.url,
        'data:text/html,<script>alert(1)</script>',
        '<img src=x onerror=alert(1)>',
        'x'.repeat(100_000),
      ])
        await refuses(text, 'link-not-beep', 'This is not a Beep contact link.');
    });

    it('that was cut off, or changed in one letter', async () => {
      const link = await ayesha.myLink();
      await refuses(
        link.slice(0, -7),
        'link-damaged',
        'This contact link is incomplete or was changed on the way.',
      );
      await refuses(`${stage.url}/#/add/`, 'link-damaged', 'This contact link is incomplete');
      const at = link.length - 40;
      const other = link[at] === 'A' ? 'B' : 'A';
      await refuses(
        link.slice(0, at) + other + link.slice(at + 1),
        'link-damaged',
        'This contact link is incomplete',
      );
    });

    it('that is one’s own', async () => {
      await refuses(await bilal.myLink(), 'link-own', 'This is your own contact link.');
    });

    it('that is opened in the browser and damaged', async () => {
      await bilal.page.goto((await ayesha.myLink()).slice(0, -9));
      await bilal.waitForAlert('link-damaged');
      await bilal.page.getByRole('link', { name: 'Not now' }).click();
    });

    it('of another server works if both use the same one, and says which', async () => {
      const link = (await ayesha.myLink()).replace(stage.url, 'https://beep.elsewhere.example');
      await bilal.goTo('Chats');
      await bilal.page.getByRole('button', { name: 'New chat' }).click();
      await bilal.page.getByRole('textbox', { name: 'Their link' }).fill(link);
      await bilal.page
        .getByText('The link comes from another Beep server, beep.elsewhere.example.')
        .waitFor();
      await bilal.page.getByRole('button', { name: 'Add contact' }).click();
      await bilal.waitForStanding('linked');
      await until('she knows him', () => ayesha.knows('Bilal'));
    });

    it('of somebody known leads nowhere new', async () => {
      await bilal.addContact(await ayesha.myLink());
      await bilal.waitForAlert('link-known');
      await bilal.page.keyboard.press('Escape');
    });

    it('that somebody else has used: the third person is told, and what they wrote waits for a fresh one', async () => {
      const link = await ayesha.myLink();
      const chandni = await stage.person('Chandni');
      await chandni.addContact(link);
      await chandni.waitForStanding('linked');
      const danish = await stage.person('Danish');
      await danish.addContact(link);
      await danish.waitForStanding('refused-used');
      await danish.page.getByText('has been used already, and each link works once').waitFor();
      assert.equal(await ayesha.knows('Danish'), false);
      await danish.say('kept for later');
      await danish.addContact(await ayesha.myLink());
      await danish.waitForStanding('linked');
      await danish.waitForState('kept for later', ['delivered', 'read']);
      await stage.leave(chandni, danish);
    });

    it('that is too old: their screen says so', async () => {
      const link = await ayesha.myLink();
      const text = await expiryText(ayesha);
      assert.ok(text.length > 0);
      // Her clock goes on by a month, as it does while a link lies in a mailbox.
      await ayesha.page.clock.install({ time: Date.now() + 31 * DAY_MS });
      await ayesha.page.reload();
      await ayesha.waitForConnection(true);
      const late = await stage.person('Late');
      await late.addContact(link);
      await late.waitForStanding('refused-expired');
      await late.page.getByRole('alert').getByText('is too old').waitFor();
      await late.say('kept as well');
      assert.equal((await late.waitForMessage('kept as well')).state, 'saved');
      await stage.leave(late);
    });
  });

  describe('a text', () => {
    it('over the limit is not sent and not lost', async () => {
      await bilal.open('Ayesha');
      const text = 'ا'.repeat(MAX_TEXT_BYTES / 2 + 1);
      await bilal.type(text);
      await bilal.page.getByText('2 bytes too long').waitFor();
      await bilal.send();
      await bilal.waitForAlert('text-too-long');
      assert.equal(await bilal.draft(), text);
      await bilal.type(text.slice(1));
      await bilal.send();
      await bilal.waitForMessage(text.slice(1));
    });

    it('of blanks is nothing', async () => {
      const before = (await bilal.messages()).length;
      await bilal.type(' \n\t ');
      await bilal.page.keyboard.press('Enter');
      assert.ok(await bilal.page.getByRole('button', { name: 'Send', exact: true }).isDisabled());
      assert.equal((await bilal.messages()).length, before);
    });

    it('that looks like a program is shown as it was written', async () => {
      const texts = [
        '<img src=x onerror="throw 1">',
        '${alert(1)}',
        '{{constructor}}',
        '\u202egnp.exe',
        'a\u0000b',
      ];
      for (const text of texts) {
        await bilal.type(text);
        await bilal.page.keyboard.press('Enter');
      }
      await bilal.waitForMessage(texts[0]!);
      await until('all are there', async () => (await bilal.texts()).length >= 1 + texts.length);
      assert.equal(await bilal.page.locator('article img').count(), 0);
    });
  });

  it('a name of nothing, or too long, is refused in words', async () => {
    const guest = await stage.newcomer('x');
    const { page } = guest;
    await page.getByRole('button', { name: 'Get started' }).click();
    await guest.waitForAlert('name-empty');
    await page.getByRole('textbox', { name: 'Your name' }).fill('ن'.repeat(500));
    await page.getByRole('button', { name: 'Get started' }).click();
    await guest.waitForAlert('name-too-long');
    await stage.leave(guest);
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

/** Until when the link in her dialog works, as the screen says it. */
async function expiryText({ page }: Person): Promise<string> {
  await page.getByRole('button', { name: 'New chat' }).click();
  const text = await page.getByText(/Works once, until/).innerText();
  await page.keyboard.press('Escape');
  return text;
}
