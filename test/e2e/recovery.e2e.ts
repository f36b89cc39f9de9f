import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { until } from './harness/until.js';

/** How long it takes until somebody has tried what they knew before, and calls where the person listens. */
const FOUND_WITHIN_MS = 240_000;

describe('24 words', () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  let again: Person;
  let words: readonly string[];

  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal')];
    await stage.meet(ayesha, bilal);
    await ayesha.say('from the old one');
    await bilal.waitForMessage('from the old one');
  });
  after(() => stage[Symbol.asyncDispose]());

  it('are shown, written down, and three of them given back', async () => {
    const { page } = ayesha;
    await ayesha.goTo('Settings');
    await page.getByRole('link', { name: 'Recovery words' }).click();
    await page.getByRole('button', { name: 'Show the words' }).click();
    words = await until('24 words', async () => {
      const shown = await page.locator('ol li').allInnerTexts();
      return shown.length === 24 && shown.map((word) => word.trim());
    });
    await page.getByRole('button', { name: 'I have written them down' }).click();
    for (const field of await page.getByRole('textbox', { name: /^Word \d+$/ }).all()) {
      const at = Number(/\d+/.exec((await field.getAttribute('id')) ?? '')?.[0]);
      await field.fill(words[at - 1]!);
    }
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByText('You have written them down.').waitFor();
  });

  it('make the same person on another device, and the one before says that it has ended', async () => {
    again = await stage.newcomer('Ayesha');
    const { page } = again;
    await page.getByRole('button', { name: 'I have 24 words' }).click();
    await page
      .getByRole('textbox', { name: 'Your 24 words' })
      .fill(`${words.slice(0, 23).join(' ')} nonsense `);
    await page.getByText('is not one of the words').waitFor();
    await page.getByRole('textbox', { name: 'Your 24 words' }).fill(words.join(' '));
    await page.getByText('All 24, and they go together.').waitFor();
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ayesha');
    await page.getByRole('button', { name: 'Begin with these words' }).click();
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    await ayesha.page.getByRole('heading', { name: 'This device was ended' }).waitFor({ timeout: 60_000 });
    await ayesha.page.reload();
    await ayesha.page.getByRole('heading', { name: 'This device was ended' }).waitFor();
  });

  it('bring the chats back, with what was said on the device before, and go on', async () => {
    await until('Bilal to be back', () => again.knows('Bilal'), FOUND_WITHIN_MS);
    await again.open('Bilal');
    await again.waitForMessage('from the old one');
    await again.say('from the new one');
    await bilal.waitForMessage('from the new one');
    await again.waitForState('from the new one', ['delivered', 'read']);
    assert.deepEqual(await again.texts(), await bilal.texts());
    await bilal.page
      .getByText(/new device/i)
      .first()
      .waitFor();
    assert.deepEqual(stage.trouble, []);
  });
});
