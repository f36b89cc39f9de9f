import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';

const OFFICIAL = new URL('../../src/app/official.ts', import.meta.url);
const isMissing = existsSync(OFFICIAL) ? false : 'the app does not hold badges yet';

const button = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true });
const status = ({ page }: Person, words: string) => page.getByText(words, { exact: true }).first();

/** Opens the details of whom one writes with. */
async function openDetails(person: Person, name: string): Promise<void> {
  await person.open(name);
  await person.page.getByRole('heading', { name }).getByRole('link').click();
  await person.page.getByRole('heading', { name: 'Safety number' }).waitFor();
}

/** The digits as they stand on the screen, and as they are read out. */
async function digitsOf({ page }: Person): Promise<string> {
  const list = page.getByRole('list', { name: 'Safety number' }).first();
  await list.waitFor();
  return (await list.textContent())!.replaceAll(/\s+/g, '');
}

/** The code that somebody shows, with the window left open. */
async function codeOf(person: Person): Promise<string> {
  await button(person, 'Verify').click();
  return person.page.getByRole('textbox', { name: 'My code' }).inputValue();
}

async function compare({ page }: Person, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Their code' }).fill(code);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
}

describe('two people who compare their keys', { skip: isMissing || lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha Khan'), await stage.person('Bilal')];
    await stage.meet(ayesha, bilal);
    await openDetails(ayesha, 'Bilal');
    await openDetails(bilal, 'Ayesha Khan');
  });
  after(() => stage[Symbol.asyncDispose]());

  it('see the same sixty digits', async () => {
    const digits = await digitsOf(ayesha);
    assert.match(digits, /^\d{120}$/, 'sixty to see, sixty to hear');
    assert.equal(await digitsOf(bilal), digits);
    for (const person of [ayesha, bilal]) await status(person, 'Unverified').waitFor();
  });

  it('are warned of a code that is not the other’s', async () => {
    const own = await codeOf(bilal);
    await compare(bilal, own);
    await bilal.page.getByRole('alert').filter({ hasText: 'The keys are not the same.' }).waitFor();
    await button(bilal, 'Close').click();
    await status(bilal, 'Unverified').waitFor();
  });

  it('verify by a code that one pastes and by digits that the other reads, and find it so after a reload', async () => {
    const code = await codeOf(ayesha);
    assert.match(code, /^BEEP-VERIFY-1:[A-Z2-7]+$/);
    await codeOf(bilal);
    await compare(bilal, code);
    await bilal.page.getByRole('alert').filter({ hasText: 'The keys are the same.' }).waitFor();
    await button(bilal, 'Close').click();
    await button(ayesha, 'The digits are the same').click();
    await ayesha.page.getByRole('alert').filter({ hasText: 'The keys are the same.' }).waitFor();
    await button(ayesha, 'Close').click();
    for (const person of [ayesha, bilal]) {
      await status(person, 'Verified in person').waitFor();
      await person.page.reload();
      await status(person, 'Verified in person').waitFor();
    }
  });

  it('take it back', async () => {
    await button(bilal, 'Remove verification').click();
    await status(bilal, 'Unverified').waitFor();
    await status(ayesha, 'Verified in person').waitFor();
  });
});
