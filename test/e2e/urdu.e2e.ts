import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const MIXED = 'فائل Q3-report.pdf کل 10:30 بجے بھیجیں';

describe('Urdu', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;

  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal', { ownProcess: true })];
    await stage.meet(ayesha, bilal);
  });
  after(() => stage[Symbol.asyncDispose]());

  it('is the language of the first screen where it is the browser’s', async () => {
    const guest = await stage.stranger('مہمان', { locale: 'ur-PK' });
    const { page } = guest;
    await page.goto(stage.url);
    await page.getByRole('heading', { name: 'بیپ میں خوش آمدید' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
    assert.ok(await page.getByRole('radio', { name: 'اردو' }).isChecked());
    await page.getByRole('textbox', { name: 'آپ کا نام' }).fill('مہمان');
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('heading', { name: 'Welcome to Beep' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Your name' }).inputValue(), 'مہمان');
    await guest.getStarted();
    await page.reload();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await stage.leave(guest);
  });

  it('can be switched to in the middle of a message, which stays, as does the open chat', async () => {
    const { page } = bilal;
    await bilal.type('half a sente');
    const chat = new URL(page.url()).hash;
    const box = page.locator('textarea');
    // Settings is another page; the chat is one step back.
    await bilal.goTo('Settings');
    await page.getByRole('radio', { name: 'اردو' }).check();
    await page.locator('html[lang="ur"][dir="rtl"]').waitFor();
    await page.goBack();
    await page.locator('[data-standing="linked"]').waitFor();
    assert.equal(new URL(page.url()).hash, chat);
    assert.equal(await box.inputValue(), 'half a sente');
    assert.doesNotMatch(await page.locator('nav').first().innerText(), /Chats|Settings/);
  });

  it('mirrors the whole screen', async () => {
    const { page } = bilal;
    const width = page.viewportSize()!.width;
    const send = await middleOf(page.locator('form button.primary'));
    const box = await middleOf(page.locator('textarea'));
    assert.ok(send < box, 'the arrow that sends is left of the text');
    const list = await middleOf(page.locator('beep-conversation-list'));
    const timeline = await middleOf(page.getByRole('log'));
    assert.ok(list > timeline, 'the list of chats is right of the chat');
    const rail = await middleOf(page.getByRole('navigation'));
    assert.ok(rail > width / 2, 'the way around is on the right');
    await bilal.page.keyboard.press('Control+End');
    const own = await say(bilal, 'میری بات');
    const ownBox = (await own.boundingBox())!;
    const logBox = (await page.getByRole('log').boundingBox())!;
    assert.ok(
      ownBox.x + ownBox.width / 2 < logBox.x + logBox.width / 2,
      'what one wrote oneself stands at the end of the line, which is left',
    );
    const arrow = await page
      .locator('form button.primary svg')
      .evaluate((svg) => getComputedStyle(svg).transform);
    assert.match(arrow, /matrix\(-1,/, 'the arrow points the way the text goes');
  });

  it('is shown in its own face, from its own server', async () => {
    const faces = await bilal.page.evaluate(async () => {
      await document.fonts.ready;
      return [...document.fonts].filter(({ status }) => status === 'loaded').map(({ family }) => family);
    });
    assert.ok(
      faces.some((family) => /naskh/i.test(family)),
      `loaded: ${faces.join(', ')}`,
    );
    const fetched = await bilal.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name)
        .filter((name) => name.endsWith('.woff2')),
    );
    for (const url of fetched) assert.equal(new URL(url).origin, stage.url);
    // Nastaliq is fetched when it is chosen, and only then.
    assert.ok(!fetched.some((url) => url.includes('nastaliq')));
  });

  it('each message runs in its own direction, in either language', async () => {
    const english = await say(bilal, 'The meeting is at ten.');
    const urdu = await say(bilal, 'اجلاس دس بجے ہے۔');
    const mixed = await say(bilal, MIXED);
    const direction = (message: Locator) =>
      message.locator('[dir="auto"]').evaluate((text) => getComputedStyle(text).direction);
    assert.deepEqual(
      [await direction(english), await direction(urdu), await direction(mixed)],
      ['ltr', 'rtl', 'rtl'],
    );
    assert.equal(await urdu.locator('[dir="auto"]').getAttribute('lang'), 'ur');
    const received = await ayesha.waitForMessage(MIXED);
    assert.equal(received.text, MIXED);
    const hers = ayesha.page.locator(`article[data-id="${received.id}"]`);
    assert.equal(await direction(hers), 'rtl');
  });

  it('counts and dates in Urdu, and machines read the same as ever', async () => {
    await bilal.page.locator('a[href="#/contacts"]').click();
    await ayesha.say('one');
    const row = bilal.page.locator('a[href^="#/chat/"]');
    await bilal.page.locator('nav a').first().click();
    await until('the unread message is told in Urdu', async () =>
      /[\u0600-\u06ff]/.test(await row.first().innerText()),
    );
    await row.first().click();
    await bilal.waitForDigest(() => ayesha.digest());
    await ayesha.waitForState('one', 'read');
  });

  it('Nastaliq can be chosen for reading, and is kept for offline', async () => {
    const { page } = bilal;
    await page.goto(`${stage.url}/#/settings`);
    const fetched = page.waitForRequest(/nastaliq.*\.woff2$/);
    await page.locator('input[name="face"][value="nastaliq"]').check();
    await fetched;
    await until('it is kept', () =>
      page.evaluate(async () => (await (await caches.open('beep-chosen-fonts')).keys()).length === 1),
    );
  });

  it('English is one click away, and the choice outlives the browser', async () => {
    // Closed, not killed: browsers write such a choice down some seconds later.
    await stage.browserOf(bilal).close();
    await stage.browserOf(bilal).open();
    bilal.moveTo(stage.browserOf(bilal).page);
    await bilal.page.goto(`${stage.url}/#/settings`);
    await bilal.page.locator('html[lang="ur"]').waitFor();
    await bilal.switchLanguage('en');
    await bilal.open('Ayesha');
    assert.equal(await bilal.page.locator('html').getAttribute('dir'), 'ltr');
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

const middleOf = async (what: Locator): Promise<number> => {
  const box = (await what.first().boundingBox())!;
  return box.x + box.width / 2;
};

/** Sends a text by the keyboard, whatever the screen's language, and gives its article. */
async function say({ page }: Person, text: string): Promise<Locator> {
  await page.locator('textarea').fill(text);
  await page.locator('textarea').press('Enter');
  const article = page.locator('article').filter({ hasText: text });
  await article.waitFor();
  return article;
}
