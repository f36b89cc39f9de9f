import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const readers = ({ page }: Person) => page.getByRole('textbox', { name: 'Their code' });
const button = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true });

async function openByHand(person: Person): Promise<void> {
  await button(person, 'New chat').click();
  await button(person, 'Connect without the server').click();
}

/** The text of the code that somebody shows. */
async function codeOf({ page }: Person, name: 'First code' | 'Second code'): Promise<string> {
  const field = page.getByRole('textbox', { name, exact: true });
  await field.waitFor();
  return field.inputValue();
}

describe('two people without the server', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [
      await stage.person('Ayesha Khan', { ownProcess: true }),
      await stage.person('Bilal', { ownProcess: true }),
    ];
    for (const person of [ayesha, bilal]) await person.waitForOffline();
    await stage.server.kill();
    // From here on nobody is told by the server of anything, not even of STUN.
    for (const person of [ayesha, bilal]) {
      await stage.browserOf(person).kill();
      await stage.reopen(person);
    }
  });
  after(() => stage[Symbol.asyncDispose]());

  it('meet by two codes that they paste, and chat both ways with receipts', async () => {
    for (const person of [ayesha, bilal]) await openByHand(person);
    await button(ayesha, 'Show my code').click();
    const first = await codeOf(ayesha, 'First code');
    assert.match(first, /^BEEP-OFFER-1:[A-Z2-7]{200,1200}$/);
    await readers(bilal).fill(first);
    await bilal.page.getByText('This is the code of').waitFor();
    await button(bilal, 'Answer').click();
    const second = await codeOf(bilal, 'Second code');
    assert.match(second, /^BEEP-ANSWER-1:[A-Z2-7]{200,1200}$/);
    await readers(ayesha).fill(second);
    await button(ayesha, 'Connect').click();
    for (const person of [ayesha, bilal])
      await person.page.getByRole('link', { name: 'Open the chat' }).last().click();

    await ayesha.say('The server is down; can you read this?');
    await bilal.waitForMessage('The server is down; can you read this?');
    await ayesha.waitForState('The server is down; can you read this?', 'read');
    await bilal.say('I can.');
    await ayesha.waitForMessage('I can.');
    await bilal.waitForState('I can.', 'read');
    assert.deepEqual(await ayesha.texts(), await bilal.texts());
    await until('both show the same', async () => (await ayesha.digest()) === (await bilal.digest()));
  });

  it('are told what is wrong with a code that was used, or is their own', async () => {
    await openByHand(ayesha);
    await button(ayesha, 'Show my code').click();
    await readers(ayesha).fill(await codeOf(ayesha, 'First code'));
    await button(ayesha, 'Connect').click();
    await ayesha.waitForAlert('hand-own');
    await ayesha.page.keyboard.press('Escape');
  });
});
