import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { untilDraftIsKept } from './harness/on-disk.js';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';

/** How long a link may take to come back by itself, in ms: heartbeat, back-off and a busy machine. */
const BACK_WITHIN_MS = 60_000;

describe('offline', { skip: lacksProc() }, () => {
  let stage: Stage;
  let ayesha: Person;
  let bilal: Person;
  /** Everything said in the story so far, in order. */
  const said: string[] = [];
  const sayAll = async (person: Person, ...texts: string[]) => {
    for (const text of texts) await person.say(text);
    said.push(...texts);
  };

  before(async () => {
    stage = await Stage.open();
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal', { ownProcess: true })];
    await stage.meet(ayesha, bilal);
    await sayAll(ayesha, 'before everything');
    await bilal.waitForMessage('before everything');
    for (const person of [ayesha, bilal]) await person.waitForOffline();
  });
  after(() => stage[Symbol.asyncDispose]());

  it('chats go on while the server is dead, and no new links can be made', async () => {
    await stage.server.kill();
    await ayesha.waitForConnection(false);
    await bilal.waitForConnection(false);
    await sayAll(ayesha, 'is anybody there without the server?');
    await ayesha.waitForState('is anybody there without the server?', 'read');
    await sayAll(bilal, 'I am');
    await bilal.waitForState('I am', 'read');
    assert.equal(await ayesha.page.locator('[data-standing="linked"]').count(), 1);
  });

  it('the app opens in a browser that was started again, with the history and the draft', async () => {
    await untilDraftIsKept(bilal.page, () => bilal.type('half a sente'));
    await stage.browserOf(bilal).kill();
    await stage.reopen(bilal);
    await bilal.open('Ayesha');
    assert.equal(await bilal.draft(), 'half a sente');
    for (const text of said) await bilal.waitForMessage(text);
    assert.deepEqual(await bilal.texts(), said);
    assert.equal((await bilal.connection()).up, false);
  });

  it('every page opens, in a new tab too', async () => {
    const { page } = bilal;
    for (const place of ['Drafts', 'Contacts', 'Settings', 'Chats'] as const) {
      await bilal.goTo(place);
      await page.getByRole('heading', { name: place }).first().waitFor();
    }
    await page.getByRole('button', { name: 'New chat' }).click();
    await page.getByRole('img', { name: 'QR code of my card' }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(stage.url);
    await tab.getByRole('heading', { name: 'Beep is open in another tab' }).waitFor();
    await tab.close();
    await page.reload();
    await bilal.open('Ayesha');
    assert.equal(await bilal.draft(), 'half a sente');
  });

  it('what is sent meanwhile waits, and says so', async () => {
    await sayAll(bilal, 'half a sentence', 'second', 'third');
    assert.equal(await bilal.draft(), '');
    await ayesha.waitForStanding('away');
    await sayAll(ayesha, 'mine, while you were away');
    for (const [person, text] of [
      [bilal, 'third'],
      [ayesha, 'mine, while you were away'],
    ] as const) {
      const message = await person.waitForMessage(text);
      assert.equal(message.state, 'saved');
      const article = person.page.locator(`article[data-id="${message.id}"]`);
      assert.match(await article.innerText(), /On this device/);
    }
  });

  it('it waits through another death of the browser', async () => {
    await stage.browserOf(bilal).kill();
    await stage.reopen(bilal);
    await bilal.open('Ayesha');
    assert.equal((await bilal.waitForMessage('third')).state, 'saved');
  });

  it('goes by itself, in order and once, when the server is back, without a reload', async () => {
    const mark = await ayesha.page.evaluate(() => performance.timeOrigin);
    await stage.server.start();
    await bilal.waitForState('third', ['delivered', 'read'], BACK_WITHIN_MS);
    await ayesha.waitForState('mine, while you were away', ['delivered', 'read'], BACK_WITHIN_MS);
    await ayesha.waitForDigest(() => bilal.digest());
    const [hers, his] = [await ayesha.texts(), await bilal.texts()];
    assert.deepEqual(hers, his);
    assert.deepEqual([...hers].sort(), [...said].sort());
    const from = hers.filter((text) => ['half a sentence', 'second', 'third'].includes(text));
    assert.deepEqual(from, ['half a sentence', 'second', 'third']);
    assert.equal(await ayesha.page.evaluate(() => performance.timeOrigin), mark);
  });

  it('comes back after the server has restarted in the middle of a call for somebody', async () => {
    for (let round = 0; round < 3; round++) {
      await stage.browserOf(bilal).kill();
      await stage.reopen(bilal);
      await stage.server.kill();
      await stage.server.start();
      await bilal.open('Ayesha');
      await bilal.waitForStanding('linked', BACK_WITHIN_MS);
      await sayAll(bilal, `after restart ${round}`);
      await bilal.waitForState(`after restart ${round}`, ['delivered', 'read']);
      await ayesha.waitForMessage(`after restart ${round}`);
    }
    await ayesha.waitForDigest(() => bilal.digest());
    await ayesha.waitForConnection(true, BACK_WITHIN_MS);
  });

  it('notices a sleeper, and finds them again when they wake', async () => {
    const wake = stage.browserOf(bilal).sleep();
    try {
      await ayesha.waitForStanding('away', 30_000);
      await sayAll(ayesha, 'are you asleep?');
      assert.equal((await ayesha.waitForMessage('are you asleep?')).state, 'saved');
    } finally {
      wake();
    }
    await bilal.waitForMessage('are you asleep?', BACK_WITHIN_MS);
    await ayesha.waitForState('are you asleep?', 'read');
    await sayAll(bilal, 'not any more');
    await bilal.waitForState('not any more', 'read');
    assert.deepEqual(await ayesha.texts(), await bilal.texts());
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});
