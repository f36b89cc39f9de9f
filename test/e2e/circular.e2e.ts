import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { Locator } from 'playwright-core';
import { barriers } from './harness/axe.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const OWN = { ownProcess: true } as const;

/** A file that the circular names; it goes its own way. */
const ANNEX = {
  name: 'annex A.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from('office,hours\nBlock C,9 to 2\n'),
};

describe('a circular', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  let chand: Person;
  let dua: Person;
  let file: Buffer;

  const text = ({ page }: Person): Locator => page.getByRole('textbox', { name: 'Draft', exact: true });
  /** What stands in the draft, without the names of those who are in it. */
  const words = (person: Person): Promise<string> =>
    text(person).evaluate((draft) => {
      const copy = draft.cloneNode(true) as HTMLElement;
      for (const caret of copy.querySelectorAll('.others-caret')) caret.remove();
      return [...copy.children].map(({ textContent }) => textContent).join('\n');
    });
  const button = ({ page }: Person, name: string | RegExp): Locator => page.getByRole('button', { name });
  const reads = (person: Person, sought: string) =>
    until(`${person.name} reads “${sought}”`, async () => (await words(person)).includes(sought), 30_000);
  const approval = ({ page }: Person): Locator => page.locator('beep-draft-approval section');
  const stands = (person: Person, state: string) =>
    until(
      `it is ${state} for ${person.name}`,
      async () => (await approval(person).getAttribute('data-state')) === state,
      30_000,
    );

  /** Opens the one draft in the list. */
  async function openDraft(person: Person, name: string | RegExp): Promise<void> {
    await person.goTo('Drafts');
    await person.page.getByRole('link', { name }).first().click();
  }

  /** The browser is shut, and opened again later. */
  const shuts = (person: Person): Promise<void> => stage.browserOf(person).kill();
  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal, chand, dua] = [
      await stage.person('Ayesha', OWN),
      await stage.person('Bilal', OWN),
      await stage.person('Chand', OWN),
      await stage.person('Dua', OWN),
    ];
    await stage.meet(ayesha, bilal);
    await stage.meet(ayesha, chand);
    await stage.meet(bilal, chand);
    await stage.meet(chand, dua);
  });
  after(() => stage[Symbol.asyncDispose]());

  it('is begun by one, in English and Urdu, and shared with two who may edit', async () => {
    const { page } = ayesha;
    await ayesha.goTo('Drafts');
    await page.getByText('New draft', { exact: true }).click();
    await button(ayesha, 'Blank').click();
    await text(ayesha).waitFor();
    await page.keyboard.type('Office hours گشتی مراسلہ');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Offices close at 3 pm on Fridays.');
    await page.keyboard.press('Enter');
    await page.keyboard.type('دفاتر جمعہ کو تین بجے بند ہوں گے۔');
    await page.locator('beep-draft-toolbar input[type=file]').setInputFiles(ANNEX);
    await page.locator('beep-draft-toolbar [role=status]', { hasText: 'does not travel' }).waitFor();
    await button(ayesha, 'Share').click();
    for (const name of ['Bilal', 'Chand']) await page.getByRole('checkbox', { name }).check();
    await page.locator('beep-share-draft').getByRole('button', { name: 'Share' }).click();
    await until('she goes on in what is shared', async () =>
      (await page.locator('.acts .people').innerText()).includes('Bilal'),
    );
    for (const person of [bilal, chand]) {
      await openDraft(person, /Office hours/);
      await reads(person, 'Offices close at 3 pm');
      await text(person).locator('beep-attachment').getByText(ANNEX.name).waitFor();
    }
  });

  it('shows each where the others are, under the names of their links', async () => {
    await text(ayesha).locator('p', { hasText: 'Offices close' }).click();
    for (const person of [bilal, chand])
      await until(`${person.name} sees her caret`, async () =>
        (await person.page.locator('.others-caret bdi').allTextContents()).includes('Ayesha'),
      );
    assert.equal(await ayesha.page.locator('.others-caret bdi', { hasText: 'Ayesha' }).count(), 0);
  });

  it('is corrected by each while another is away, and comes together', async () => {
    await shuts(bilal);
    await text(ayesha).locator('p', { hasText: 'Offices close' }).click();
    await ayesha.page.keyboard.press('End');
    await ayesha.page.keyboard.type(' Duty staff stay.');
    await reads(chand, 'Duty staff stay.');
    await stage.reopen(bilal);
    await openDraft(bilal, /Office hours/);
    await reads(bilal, 'Duty staff stay.');
    await shuts(chand);
    await text(bilal).locator('p', { hasText: 'دفاتر' }).click();
    await bilal.page.keyboard.press('End');
    await bilal.page.keyboard.type(' عملۂ ڈیوٹی موجود رہے گا۔');
    await reads(ayesha, 'عملۂ ڈیوٹی');
    await stage.reopen(chand);
    await openDraft(chand, /Office hours/);
    await reads(chand, 'عملۂ ڈیوٹی');
    await until(
      'all three read the same',
      async () => new Set(await Promise.all([ayesha, bilal, chand].map(words))).size === 1,
      30_000,
    );
  });

  it('is put up for approval by two, returned once, put up again, and approved in order', async () => {
    const { page } = ayesha;
    const putUp = async (): Promise<void> => {
      await button(ayesha, /^Put up/).click();
      const dialog = page.locator('beep-put-up');
      for (const name of ['Bilal', 'Chand']) await dialog.getByRole('checkbox', { name }).check();
      await dialog.getByRole('textbox', { name: 'Remarks' }).fill('Please approve. براہِ منظوری');
      await dialog.getByRole('button', { name: 'Put up', exact: true }).click();
    };
    await putUp();
    await button(bilal, 'Return with remarks').waitFor();
    await bilal.page.locator('beep-draft-approval textarea').fill('Two o’clock, please.');
    await until('what was put up is there', () => button(bilal, 'Return with remarks').isEnabled());
    await button(bilal, 'Return with remarks').click();
    await stands(ayesha, 'returned');
    await text(ayesha).locator('p', { hasText: 'Offices close' }).click();
    await page.keyboard.press('Home');
    for (let i = 0; i < 'Offices close at '.length; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await page.keyboard.type('2');
    await reads(bilal, 'close at 2 pm');
    await putUp();
    await stands(bilal, 'waiting');
    await shuts(ayesha); // she need not be there
    await until('Bilal is asked again', () => button(bilal, 'Approve').isEnabled(), 30_000);
    await button(bilal, 'Approve').click();
    await until('Chand is asked', () => button(chand, 'Approve').isEnabled(), 30_000);
    assert.deepEqual(await barriers(chand.page), []);
    await button(chand, 'Approve').click();
    await stands(chand, 'approved');
    await stage.reopen(ayesha);
    await openDraft(ayesha, /Office hours/);
    await stands(ayesha, 'approved');
    assert.equal(await button(ayesha, /^Send/).count(), 0, 'whoever was last in line sends it');
  });

  it('is sent by the last in line, with the trail, and everybody sees that it was', async () => {
    await button(chand, 'Send…').click();
    const dialog = chand.page.locator('beep-send-draft');
    await dialog.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Dua' });
    await dialog.getByRole('button', { name: 'Send now' }).click();
    await chand.page.getByRole('link', { name: 'Open the memo' }).waitFor();
    await stands(ayesha, 'sent');
    await dua.goTo('Chats');
    await dua.open('Chand');
    await dua.page.getByRole('link', { name: 'Open the memo' }).click();
    await dua.page.getByRole('heading', { name: 'Every signature is good' }).waitFor();
    const page = await dua.page.locator('beep-memo .page').innerText();
    for (const words of [
      'Offices close at 2 pm',
      'عملۂ ڈیوٹی',
      'Put up by Ayesha',
      'Approved by Bilal',
      'Approved by Chand',
      'Sent by Chand',
    ])
      assert.ok(page.includes(words), `“${words}” in ${page}`);
    assert.deepEqual(await barriers(dua.page), []);
    const download = dua.page.waitForEvent('download');
    await button(dua, 'Save as file').click();
    const saved = await download;
    assert.equal(saved.suggestedFilename(), 'Office hours گشتی مراسلہ.memo');
    file = await readFile(await saved.path());
  });

  it('proves itself to somebody who knows nobody, without any network; and not once it was altered', async () => {
    const esha = await stage.person('Esha', OWN);
    await esha.goTo('Drafts');
    await esha.page.getByRole('link', { name: 'Check a file' }).click();
    await esha.page.getByRole('heading', { name: 'Check a file' }).waitFor();
    await stage.server.stop();
    const choose = (buffer: Buffer) =>
      esha.page
        .locator('input[type=file]')
        .first()
        .setInputFiles({ name: 'a.memo', mimeType: 'application/octet-stream', buffer });
    await choose(file);
    await esha.page.getByRole('heading', { name: 'Every signature is good' }).waitFor();
    const page = await esha.page.locator('beep-check-memo .page').innerText();
    for (const words of ['Offices close at 2 pm', 'Approved by Bilal', 'not among the people you know'])
      assert.ok(page.includes(words), `“${words}” in ${page}`);
    const annex = esha.page.locator('beep-attachment');
    for (const [buffer, verdict] of [
      [ANNEX.buffer, 'not a byte of it differs'],
      [Buffer.concat([ANNEX.buffer, Buffer.from('.')]), 'another file'],
    ] as const) {
      await annex.locator('input[type=file]').setInputFiles({ ...ANNEX, buffer });
      await annex.locator('[role=status]', { hasText: verdict }).waitFor();
    }
    const altered = Buffer.from(file);
    const at = altered.indexOf('close at 2 pm');
    altered.write('close at 5 pm', at);
    await choose(altered);
    await esha.waitForAlert('memo-altered');
    assert.equal(await esha.page.getByRole('heading', { name: 'Every signature is good' }).count(), 0);
  });

  it('left nothing behind that should not be', async () => {
    for (const person of [ayesha, bilal, chand]) await person.goTo('Chats'); // what was live ends with the draft
    await stage.assertClean();
  });
});
