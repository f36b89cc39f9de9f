import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { barriers } from './harness/axe.js';
import type { Language, Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'] as const;
const LANGUAGES: readonly Language[] = ['en', 'ur'];

/** Every look: wide and narrow, light and dark. What axe finds in each, with the look's name before it. */
async function barriersOfEveryLook(page: Page, what: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const each of await barriers(page)) found.push(`${what}, ${width} px, ${colorScheme}: ${each}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (overflow > 0) found.push(`${what}, ${width} px: ${overflow} px wider than the screen`);
    }
  }
  return found;
}

describe('nobody is shut out', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('عائشہ'), await stage.person('Bilal')];
    await stage.meet(ayesha, bilal);
    await bilal.say('The meeting is at ten.');
    await ayesha.say('اجلاس کل صبح دس بجے کمیٹی روم میں ہوگا۔');
    await bilal.waitForMessage('اجلاس کل صبح دس بجے کمیٹی روم میں ہوگا۔');
  });
  after(() => stage[Symbol.asyncDispose]());

  for (const language of LANGUAGES) {
    it(`on the first screen, in ${language}`, async () => {
      const guest = await stage.newcomer('Guest');
      await guest.switchLanguage(language);
      assert.deepEqual(await barriersOfEveryLook(guest.page, 'first run'), []);
      await stage.leave(guest);
    });

    it(`on every page, in ${language}`, async () => {
      const { page } = bilal;
      await bilal.switchLanguage(language);
      const chat = await page.evaluate(() => document.documentElement.lang);
      assert.equal(chat, language);
      const found: string[] = [];
      for (const place of [
        '/',
        '/drafts',
        '/contacts',
        '/settings',
        '/connection',
        '/traffic',
        '/about',
        `/chat/${await chatOf(bilal)}`,
        `/chat/${await chatOf(bilal)}/details`,
      ]) {
        await page.goto(`${stage.url}/#${place}`);
        await until(`${place} is there`, () =>
          page.evaluate((at) => location.hash === `#${at}` && !document.querySelector('.loading'), place),
        );
        await page.locator('main').locator('h1, h2, p').first().waitFor();
        // What these two say comes when they have looked.
        if (place === '/connection') await page.locator('[data-running="false"]').waitFor();
        if (place === '/traffic') await page.locator('li[data-kind]').first().waitFor();
        found.push(...(await barriersOfEveryLook(page, place)));
      }
      assert.deepEqual(found, []);
    });

    it(`in the dialog and with its faults, in ${language}`, async () => {
      const { page } = bilal;
      await bilal.switchLanguage(language);
      await page.goto(`${stage.url}/#/`);
      await page.getByRole('button', { name: language === 'en' ? 'New chat' : 'نئی چیٹ' }).click();
      await page.getByRole('dialog').getByRole('img').waitFor();
      await page.getByRole('dialog').getByRole('textbox').last().fill('nonsense');
      await page.keyboard.press('Enter');
      await page.locator('[data-kind="link-not-beep"]').waitFor();
      assert.deepEqual(await barriersOfEveryLook(page, 'new chat'), []);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.goto(`${stage.url}/#/add/nonsense`);
      await page.locator('[data-kind]').first().waitFor();
      assert.deepEqual(await barriersOfEveryLook(page, 'opened link'), []);
    });
  }

  it('in a second tab, and where Beep cannot run', async () => {
    const tab = await bilal.page.context().newPage();
    await tab.goto(stage.url);
    await tab.locator('[data-kind="other-tab"]').waitFor();
    assert.deepEqual(await barriersOfEveryLook(tab, 'other tab'), []);
    await tab.addInitScript(() => Reflect.deleteProperty(globalThis, 'BroadcastChannel'));
    await tab.reload();
    await tab.locator('[data-kind="unsupported-browser"]').waitFor();
    assert.deepEqual(await barriersOfEveryLook(tab, 'stopped'), []);
    await tab.close();
  });

  it('a keyboard is enough, from the first screen to a message sent', async () => {
    const link = await ayesha.myLink();
    const chandni = await stage.newcomer('Chandni');
    const { page } = chandni;
    const { keyboard } = page;
    const tabTo = async (name: string) => {
      await until(`the focus is on ${name}`, async () => {
        if ((await focusedName(page)) === name) return true;
        await keyboard.press('Tab');
        return (await focusedName(page)) === name;
      });
      assert.ok(await focusIsVisible(page), `one sees that ${name} has the focus`);
    };
    await tabTo('Your name');
    await keyboard.type('Chandni');
    await keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await tabTo('New chat');
    await keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await tabTo('Their link');
    await keyboard.insertText(link);
    await keyboard.press('Enter');
    await chandni.waitForStanding('linked');
    // Whoever begins to type in a chat means the message.
    await tabTo('Message');
    await keyboard.type('by hand');
    await keyboard.press('Enter');
    await chandni.waitForMessage('by hand');
    await ayesha.open('Chandni');
    await ayesha.waitForMessage('by hand');
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

/** The address of the one chat there is. */
async function chatOf(person: Person): Promise<string> {
  await person.page.goto(`${new URL(person.page.url()).origin}/#/`);
  const href = await person.page.locator('a[href^="#/chat/"]').first().getAttribute('href');
  return href!.slice('#/chat/'.length);
}

/** Accessible name of what has the focus, by the label or the text of it. */
const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const labels =
      at instanceof HTMLInputElement ? [...(at.labels ?? [])].map((label) => label.textContent) : [];
    return (at?.getAttribute('aria-label') ?? labels[0] ?? at?.textContent ?? '').trim();
  });

const focusIsVisible = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  });
