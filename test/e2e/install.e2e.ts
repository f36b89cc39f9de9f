import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Stage } from './harness/stage.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

describe('installing', { skip: lacksProc() }, () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open();
  });
  after(() => stage[Symbol.asyncDispose]());

  it('the browser finds nothing that keeps Beep from being installed', async () => {
    const bilal = await stage.person('Bilal');
    await bilal.waitForOffline();
    const { page } = bilal;
    const debug = await page.context().newCDPSession(page);
    const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
    assert.deepEqual(
      // Automation runs in a profile of the private kind, which cannot install anything.
      installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'),
      [],
    );
    const { errors, data } = await debug.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    const manifest = JSON.parse(data ?? '') as Record<string, unknown>;
    assert.equal(manifest['name'], 'Beep');
    assert.equal(manifest['display'], 'standalone');
    const icons = manifest['icons'] as { src: string; sizes: string; purpose?: string }[];
    assert.ok(icons.some(({ sizes }) => sizes === '512x512'));
    assert.ok(icons.some(({ purpose }) => purpose === 'maskable'));
    for (const { src } of icons) assert.equal((await fetch(new URL(src, stage.url))).status, 200, src);
  });

  it('Settings shows the steps, and a button once the browser offers it', async () => {
    const bilal = await stage.person('Bilal', { initScript: offerNothing });
    const { page } = bilal;
    await bilal.goTo('Settings');
    await page.getByText('Open the menu of your browser.').waitFor();
    await page.evaluate(() => {
      const offer = new Event('beforeinstallprompt', { cancelable: true });
      Object.assign(offer, {
        prompt: () => {
          (globalThis as { asked?: boolean }).asked = true;
          return Promise.resolve();
        },
        userChoice: Promise.resolve({ outcome: 'accepted' }),
      });
      window.dispatchEvent(offer);
      if (!offer.defaultPrevented) throw new Error('the browser would have asked by itself');
    });
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    await until('the browser was asked', () =>
      page.evaluate(() => (globalThis as { asked?: boolean }).asked),
    );
    await page.evaluate(() => window.dispatchEvent(new Event('appinstalled')));
    await page.getByText('Beep runs as an installed app.').waitFor();
  });

  it('an iPhone is told to install first, before there is anything to lose', async () => {
    const amir = await stage.stranger('Amir', {
      userAgent: IPHONE,
      viewport: { width: 390, height: 844 },
      initScript: offerNothing,
    });
    const { page } = amir;
    await page.goto(stage.url);
    await page.getByRole('heading', { name: 'Install Beep first' }).waitFor();
    await page.getByText('Tap the Share button of Safari.').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Your name' }).count(), 0);
    await page.getByRole('button', { name: 'Use Beep in this tab all the same' }).click();
    await amir.getStarted();
  });

  it('asks the browser to keep the messages when a person wants that, and shows the answer', async () => {
    const bilal = await stage.person('Bilal', { initScript: promiseNothing });
    const { page } = bilal;
    await bilal.waitForAlert('not-persistent');
    await page.getByRole('button', { name: 'Keep them' }).click();
    await page.getByText('The browser said no for now.').first().waitFor();
    await bilal.goTo('Settings');
    await page.getByText('The browser may clear Beep’s messages').waitFor();
    await page.evaluate(() => Object.assign(globalThis, { willPersist: true }));
    await page.getByRole('button', { name: 'Ask the browser to keep them' }).click();
    await page.getByText('The browser keeps Beep’s messages until you delete them.').waitFor();
    await until('the warning is gone', async () => !(await bilal.alerts()).includes('not-persistent'));
    await page.getByText(/Beep uses .+ here, of .+ that the browser allows\./).waitFor();
  });

  it('left nothing behind that should not be', () => stage.assertClean());
});

/** Runs in the page first: a browser that does not promise to keep anything until `willPersist` is set. */
function promiseNothing(): void {
  const answer = () => Promise.resolve((globalThis as { willPersist?: boolean }).willPersist === true);
  Object.assign(StorageManager.prototype, { persisted: answer, persist: answer });
}

/** Runs in the page first: a browser that never offers to install by itself, as Safari; a test's own offer goes through. */
function offerNothing(): void {
  addEventListener('beforeinstallprompt', (event) => {
    if (!event.isTrusted) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
}
