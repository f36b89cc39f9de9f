import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, before, describe, it } from 'node:test';
import type { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** How long a link may take to come back, in ms. */
const BACK_WITHIN_MS = 60_000;
const LOCAL_STORAGE = 'Default/Local Storage';

describe('a store that is damaged', { skip: lacksProc() }, () => {
  let stage: Stage;
  let folder: string;
  let ayesha: Person;
  let bilal: Person;

  before(async () => {
    stage = await Stage.open();
    folder = await mkdtemp(join(tmpdir(), 'beep-damage-'));
  });
  after(async () => {
    await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  describe('in the middle of a conversation', () => {
    beforeEach(async () => {
      [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal', { ownProcess: true })];
      await stage.meet(ayesha, bilal);
      await bilal.say('before');
      await ayesha.say('an answer');
      await bilal.waitForMessage('an answer');
      await bilal.waitForState('before', 'read');
      // Copies of this profile are opened, one of them while there is no server.
      await bilal.waitForOffline();
    });
    afterEach(() => stage.leave(ayesha, bilal));

    it('and comes back empty is called gone, and nobody is asked for a name as if they were new', async () => {
      const browser = stage.browserOf(bilal);
      // The browser writes localStorage down after some seconds; until then, a kill takes the memory of the store as well.
      await until('the device has written down that a store is here', () =>
        isIn(join(browser.profile, LOCAL_STORAGE), 'beep.sentinel'),
      );
      await browser.kill();
      await rm(join(browser.profile, 'Default/IndexedDB'), { recursive: true });
      await stage.reopen(bilal);
      await bilal.page.getByRole('heading', { name: 'The messages on this device are gone' }).waitFor();
      assert.deepEqual(await bilal.alerts(), ['damaged']);
      assert.equal(await bilal.page.getByRole('textbox').count(), 0);
      // Not even a reload makes it forget.
      await bilal.page.reload();
      await bilal.waitForAlert('damaged');

      // Only a second yes begins anew, and then the two can meet again.
      await bilal.page.getByRole('button', { name: 'Begin again' }).click();
      await bilal.page.getByRole('button', { name: 'Yes, begin again' }).click();
      await bilal.getStarted();
      await bilal.addContact(await ayesha.myLink());
      await bilal.waitForStanding('linked');
      await bilal.say('as somebody new');
      await bilal.waitForState('as somebody new', ['delivered', 'read']);
    });

    it('and is taken away in mid-session is noticed at once', async () => {
      const debug = await bilal.page.context().newCDPSession(bilal.page);
      await debug.send('Storage.clearDataForOrigin', { origin: stage.url, storageTypes: 'indexeddb' });
      await bilal.waitForAlert('damaged', 5_000);
      assert.equal(await bilal.page.getByRole('textbox').count(), 0, 'nothing more can be written into it');
      await bilal.page.reload();
      await bilal.waitForAlert('damaged');
    });

    // Both kinds of restore: of the database alone, which the device's memory of itself gives away; and of everything,
    // which looks whole to the device and only the other side can tell.
    for (const whole of [false, true]) {
      it(`and was put back from a copy ${whole ? 'of everything' : 'of the database alone'} goes on under a new key`, async () => {
        const browser = stage.browserOf(bilal);
        await browser.close();
        const copy = join(folder, whole ? 'whole' : 'part');
        await cp(browser.profile, copy, { recursive: true });

        await stage.reopen(bilal);
        await bilal.open('Ayesha');
        await bilal.waitForStanding('linked', BACK_WITHIN_MS);
        for (const text of ['after the copy 1', 'after the copy 2']) await bilal.say(text);
        await bilal.waitForState('after the copy 2', ['delivered', 'read']);
        await ayesha.say('answered after the copy');
        await bilal.waitForMessage('answered after the copy');
        const oldDevice = (await bilal.waitForMessage('after the copy 1')).author;
        const all = await ayesha.texts();

        await browser.close();
        await restore(copy, browser.profile, whole);
        await stage.reopen(bilal);
        await bilal.open('Ayesha');
        if (!whole) await bilal.waitForAlert('recovered');
        // What only the other side still has comes back.
        for (const text of all) await bilal.waitForMessage(text, BACK_WITHIN_MS);
        await bilal.waitForAlert('recovered', BACK_WITHIN_MS);
        const next = await bilal.say('after the restore');
        assert.notEqual(next.author, oldDevice, 'the old key signs nothing more');
        await bilal.waitForState('after the restore', ['delivered', 'read'], BACK_WITHIN_MS);
        await ayesha.say('glad you are back');
        await bilal.waitForMessage('glad you are back');
        await ayesha.waitForDigest(() => bilal.digest());
        const [hers, his] = [await ayesha.texts(), await bilal.texts()];
        assert.deepEqual(his, hers);
        assert.deepEqual(hers, [...all, 'after the restore', 'glad you are back']);
        await assertNoFault(ayesha);
      });
    }

    it('and was put back, then written to before anybody could tell, loses and doubles nothing', async () => {
      const browser = stage.browserOf(bilal);
      await browser.close();
      const copy = join(folder, 'early');
      await cp(browser.profile, copy, { recursive: true });
      await stage.reopen(bilal);
      await bilal.open('Ayesha');
      await bilal.waitForStanding('linked', BACK_WITHIN_MS);
      for (const text of ['true 1', 'true 2', 'true 3']) await bilal.say(text);
      await bilal.waitForState('true 3', ['delivered', 'read']);

      await browser.close();
      await restore(copy, browser.profile, true);
      // Nobody can be reached, so nobody can say that the old key has signed more than this store knows.
      await stage.server.kill();
      await stage.reopen(bilal);
      await bilal.open('Ayesha');
      for (const text of ['other 1', 'other 2']) await bilal.say(text);
      await stage.server.start();
      const all = ['before', 'an answer', 'true 1', 'true 2', 'true 3', 'other 1', 'other 2'];
      for (const text of all) {
        await bilal.waitForMessage(text, BACK_WITHIN_MS);
        await ayesha.waitForMessage(text, BACK_WITHIN_MS);
      }
      await bilal.waitForState('other 2', ['delivered', 'read'], BACK_WITHIN_MS);
      await ayesha.waitForDigest(() => bilal.digest(), BACK_WITHIN_MS);
      const [hers, his] = [await ayesha.texts(), await bilal.texts()];
      assert.deepEqual(his, hers);
      assert.deepEqual([...hers].sort(), [...all].sort());
      await assertNoFault(ayesha);
    });
  });

  it('left nothing behind that should not be', () => assert.deepEqual(stage.trouble, []));
});

/** Whether any file below a folder has these words in it. */
async function isIn(folder: string, words: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(words)) return true;
  return false;
}

/** Puts an earlier copy of a profile back, with what localStorage remembers or without. */
async function restore(copy: string, profile: string, whole: boolean): Promise<void> {
  const folders = ['Default/IndexedDB', ...(whole ? [LOCAL_STORAGE, 'Default/Service Worker'] : [])];
  for (const each of folders) {
    await rm(join(profile, each), { recursive: true, force: true });
    await cp(join(copy, each), join(profile, each), { recursive: true });
  }
}

/** Nobody was called an intruder, and nothing was refused. */
async function assertNoFault(person: Person): Promise<void> {
  const kinds = await until('the alerts', () => person.alerts());
  assert.deepEqual(
    kinds.filter((kind) => kind !== 'not-persistent'),
    [],
  );
}
