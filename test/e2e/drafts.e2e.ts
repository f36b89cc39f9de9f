import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { barriers } from './harness/axe.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** What the disk may lose of what was typed last before a browser is killed, in ms. */
const KEPT_WITHIN_MS = 200;

describe('drafts', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  const text = (): Locator => ayesha.page.getByRole('textbox', { name: 'Draft', exact: true });
  const tool = (name: string): Locator => ayesha.page.getByRole('toolbar').getByRole('button', { name });
  const list = (): Locator => ayesha.page.getByRole('list', { name: 'Drafts' });
  const press = (key: string) => ayesha.page.keyboard.press(key);
  const type = (words: string) => ayesha.page.keyboard.type(words);

  before(async () => {
    stage = await Stage.open();
    ayesha = await stage.person('Ayesha', { ownProcess: true });
  });
  after(() => stage[Symbol.asyncDispose]());

  it('one begins by a form of the office, and is written with looks, lists, a table and Urdu', async () => {
    const { page } = ayesha;
    await ayesha.goTo('Drafts');
    await page.getByText('New draft', { exact: true }).click();
    await page.getByRole('button', { name: 'Blank' }).click();
    await text().waitFor();
    await type('Closing of accounts');
    await press('Enter');
    await type('Statements are due on ');
    await tool('Bold').click();
    await type('4 December');
    await tool('Bold').click();
    await type('.');
    await press('Enter');
    await type('1. by head of account');
    await press('Enter');
    await type('with reasons');
    await press('Enter');
    await press('Enter');
    await type('تمام سیکشن افسران مطلع رہیں۔');
    await tool('Table').click();
    assert.equal(await text().locator('strong').innerText(), '4 December');
    assert.equal(await text().locator('ol > li').count(), 2);
    assert.equal(await text().locator('td').count(), 4);
    const urdu = text().locator('p', { hasText: 'سیکشن' });
    const isRightToLeft = await urdu.evaluate((p) => {
      const range = document.createRange();
      range.selectNodeContents(p);
      const [box] = range.getClientRects();
      const around = p.getBoundingClientRect();
      return around.right - box!.right < box!.left - around.left;
    });
    assert.ok(isRightToLeft, 'a paragraph in Urdu stands at the right');
    assert.deepEqual(await barriers(page), []);
  });

  it('a paste brings words and looks, and nothing else', async () => {
    await press('Control+End');
    await text().evaluate((host) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData(
        'text/html',
        '<p style="color:red">pasted <b>bold</b><img src="/x.png" onerror="alert(1)"></p>',
      );
      host.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await until('it to be there', async () => (await text().locator('strong').count()) === 2);
    assert.equal(await text().locator('[style], img:not(.ProseMirror-separator)').count(), 0);
  });

  it('all of it is there after the browser was killed 200 ms after the last key', async () => {
    await press('Control+Home');
    await type('Urgent: ');
    await ayesha.page.waitForTimeout(KEPT_WITHIN_MS);
    const before = await text().innerHTML();
    await stage.browserOf(ayesha).kill();
    await stage.reopen(ayesha);
    await ayesha.goTo('Drafts');
    await list()
      .getByRole('link', { name: /Urgent: Closing of accounts/ })
      .click();
    await text().waitFor();
    assert.equal(await text().innerHTML(), before);
  });

  it('is discarded once that was asked, and taken back', async () => {
    const { page } = ayesha;
    await page.getByRole('button', { name: 'More about this draft' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Discarded, kept for 30 days').click();
    assert.equal(await list().count(), 0);
    await page.getByRole('button', { name: 'Take back' }).click();
    await list()
      .getByRole('link', { name: /Urgent: Closing of accounts/ })
      .waitFor();
  });

  it('is printed alone, black on white', async () => {
    const { page } = ayesha;
    await list().getByRole('link').first().click();
    await text().waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const hidden of [
      page.getByRole('navigation'),
      page.getByRole('toolbar'),
      page.locator('beep-draft header'),
    ])
      await until('the rest to be gone', async () => !(await hidden.isVisible()));
    const [color, background] = await text().evaluate((host) => [
      getComputedStyle(host).color,
      getComputedStyle(host.closest('.paper')!).backgroundColor,
    ]);
    assert.deepEqual([color, background], ['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    await page.emulateMedia({ media: null, colorScheme: null });
  });

  it('is printed whole, on as many pages as it takes', async () => {
    const pages = async (): Promise<number> => {
      const pdf = await ayesha.page.pdf({ format: 'A4' });
      return pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    };
    assert.equal(await pages(), 1);
    await press('Control+End');
    await text().evaluate((host) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', Array.from({ length: 120 }, (_, i) => `Paragraph ${i}`).join('\n'));
      host.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await until('it to be there', async () => (await text().innerText()).includes('Paragraph 119'));
    assert.ok((await pages()) > 2);
  });

  it('breaks no rule of the page', () => stage.assertClean());
});
