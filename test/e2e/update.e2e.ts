import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { makeNextVersion, withoutCompressedCopies } from './harness/next-version.js';
import { Person } from './harness/person.js';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const ROOT = resolve(import.meta.dirname, '../..');
const DIST = resolve(process.env['DIST'] ?? join(ROOT, 'dist'));

describe('an update', { skip: lacksProc() }, () => {
  let stage: Stage;
  let folder: string;
  let dist: string;
  let next: string;
  let ayesha: Person;
  let bilal: Person;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'beep-update-'));
    [dist, next] = [join(folder, 'dist'), join(folder, 'next')];
    await cp(DIST, dist, { recursive: true });
    await withoutCompressedCopies(dist);
    await makeNextVersion(dist, next);
    stage = await Stage.open({ env: { DIST: dist } });
    [ayesha, bilal] = [await stage.person('Ayesha'), await stage.person('Bilal', { ownProcess: true })];
    await stage.meet(ayesha, bilal);
    await bilal.waitForOffline();
  });
  after(async () => {
    await stage[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** What the hourly look does. Resolves when the browser has taken in, or refused, what it found. */
  const lookForUpdate = (person: Person): Promise<string> =>
    person.page.evaluate(async () => {
      const registration = (await navigator.serviceWorker.getRegistration())!;
      await registration.update().catch(() => undefined);
      const worker = registration.installing;
      if (!worker) return registration.waiting ? 'waiting' : 'none';
      return new Promise<string>((done) => {
        worker.addEventListener('statechange', () => {
          if (worker.state === 'installed') done('waiting');
          if (worker.state === 'redundant') done('refused');
        });
      });
    });
  const publish = async (version: string) => {
    await rm(dist, { recursive: true });
    await cp(version, dist, { recursive: true });
  };
  /** The version that runs, as Settings shows it. */
  const versionOf = async (person: Person): Promise<string> => {
    await person.goTo('Settings');
    const line = person.page.getByText(/^Version /);
    return (await line.innerText()).replace('Version', '').trim();
  };

  describe('that is broken', () => {
    let broken: string;
    beforeEach(async () => {
      broken = join(folder, 'broken');
      await rm(broken, { recursive: true, force: true });
      await cp(next, broken, { recursive: true });
    });

    const damages: Record<string, () => Promise<void>> = {
      'lacks a file': async () => rm(await aboutChunk(broken)),
      'was copied by halves': async () => {
        const path = await aboutChunk(broken);
        const code = await readFile(path);
        await writeFile(path, code.subarray(0, code.length / 2));
      },
      'has a worker that does not run': () => writeFile(join(broken, 'sw.js'), 'this is no program ('),
    };
    for (const [what, damage] of Object.entries(damages)) {
      it(`because it ${what} changes nothing`, async () => {
        const old = await versionOf(bilal);
        await damage();
        await publish(broken);
        assert.notEqual(await lookForUpdate(bilal), 'waiting');
        assert.ok(!(await bilal.alerts()).includes('update'));
        await bilal.page.reload();
        assert.equal(await versionOf(bilal), old);
        await bilal.page.goto(`${stage.url}/#/about`);
        await bilal.page.getByRole('heading', { name: 'What Beep can and cannot do' }).waitFor();
        await bilal.open('Ayesha');
        await bilal.waitForStanding('linked', 60_000);
      });
    }
  });

  it('waits, and says so, while the old version works on to its last page', async () => {
    await bilal.open('Ayesha');
    await bilal.type('half a sente');
    const tab = new Person('Bilal', await bilal.page.context().newPage());
    await tab.visit(stage.url);
    const born = await bilal.page.evaluate(() => performance.timeOrigin);
    await publish(next);
    assert.equal(await lookForUpdate(bilal), 'waiting');
    await bilal.waitForAlert('update');
    assert.equal(await bilal.draft(), 'half a sente');
    // Pages that were never opened before: their files are gone from the server.
    for (const [path, heading] of [
      ['contacts', 'Contacts'],
      ['settings', 'Settings'],
      ['about', 'What Beep can and cannot do'],
    ] as const) {
      await bilal.page.goto(`${stage.url}/#/${path}`);
      await bilal.page.getByRole('heading', { name: heading }).waitFor();
    }
    await bilal.open('Ayesha');
    assert.equal(await bilal.draft(), 'half a sente');
    await ayesha.say('while it waits');
    await bilal.waitForMessage('while it waits');
    assert.equal(await bilal.page.evaluate(() => performance.timeOrigin), born, 'nothing reloaded by itself');
  });

  it('comes with consent alone, to every tab, and the draft is there', async () => {
    const old = await versionOf(bilal);
    await bilal.open('Ayesha');
    await bilal.type('half a sentence mo');
    const tab = bilal.page.context().pages()[1]!;
    const reloads = [bilal.page, tab].map((page) => page.waitForEvent('load'));
    await bilal.page.getByRole('button', { name: 'Update now' }).click();
    await Promise.all(reloads);
    // Of two tabs that load at once, either may be the one that works.
    const working = await until('one of the tabs works', async () => {
      for (const page of [bilal.page, tab])
        if (await page.getByRole('navigation', { name: 'Main' }).isVisible()) return page;
      return null;
    });
    bilal.moveTo(working);
    await bilal.open('Ayesha');
    assert.equal(await bilal.draft(), 'half a sentence mo');
    await bilal.waitForStanding('linked', 60_000);
    await bilal.say('half a sentence more');
    await bilal.waitForState('half a sentence more', 'read');
    assert.notEqual(await versionOf(bilal), old);
    assert.ok(!(await bilal.alerts()).includes('update'));
  });

  it('opens offline as well, in the new version', async () => {
    const version = await versionOf(bilal);
    await stage.server.kill();
    await stage.browserOf(bilal).kill();
    await stage.reopen(bilal);
    assert.equal(await versionOf(bilal), version);
    await bilal.open('Ayesha');
    await bilal.waitForMessage('half a sentence more');
    await stage.server.start();
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

/** A chunk that is seldom asked for, which only the worker fetches. */
async function aboutChunk(version: string): Promise<string> {
  const name = (await readdir(join(version, 'assets'))).find((each) => /^beep-about-.*\.js$/.test(each));
  return join(version, 'assets', name!);
}
