import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { barriers } from './harness/axe.js';
import { TestBrowser } from './harness/browser.js';
import { TestServer } from './harness/server.js';
import { SharedBrowser } from './harness/shared-browser.js';
import { lacksProc } from './harness/tools.js';
import { until } from './harness/until.js';

/** Either screen that a first visit may end on, in either language, says that the app runs. */
const APP_IS_UP = 'beep-app';

describe('the first view of the built app', { skip: lacksProc() }, () => {
  let server: TestServer;
  const shared = new SharedBrowser();
  const open = (options: { locale?: string } = {}) => shared.open({ origins: [server.url], ...options });

  before(async () => {
    server = await TestServer.start();
  });
  after(async () => {
    await shared[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('starts within the policy, asks no other host and shuts nobody out', async () => {
    await using browser = await open();
    await browser.page.goto(server.url);
    await browser.page.locator(APP_IS_UP).waitFor();
    assert.deepEqual(await barriers(browser.page), []);
    assert.equal(await browser.page.title(), 'Beep');
    assert.deepEqual(browser.trouble, []);
  });

  it('notices what must not happen, so that the silence above means something', async () => {
    await using browser = await open();
    // Refused at once, but asked.
    await assert.rejects(
      (await browser.context.newPage()).goto('http://127.0.0.1:1/'),
      /ERR_UNSAFE_PORT|ERR_CONNECTION_REFUSED/,
    );
    await browser.page.goto(server.url);
    await browser.page.evaluate(() => {
      const style = document.createElement('p');
      style.setAttribute('style', 'color: red');
      document.body.append(style);
      setTimeout(() => {
        throw new Error('planted');
      });
    });
    await until('all three are noticed', () =>
      ['policy', 'error', 'foreign-host'].every((kind) => browser.trouble.some((each) => each.kind === kind)),
    );
  });

  it('speaks Urdu from right to left where the browser does', async () => {
    await using browser = await open({ locale: 'ur-PK' });
    await browser.page.goto(server.url, { waitUntil: 'commit' });
    await browser.page.locator('html[lang="ur"][dir="rtl"]').waitFor();
    await browser.page.locator(APP_IS_UP).waitFor();
    assert.equal(await browser.page.locator('html').getAttribute('dir'), 'rtl');
    assert.deepEqual(await barriers(browser.page), []);
    assert.deepEqual(browser.trouble, []);
  });

  it('opens from the device while the server is dead, also in a browser that was killed', async () => {
    await using browser = await TestBrowser.open({ origins: [server.url] });
    await browser.page.goto(server.url);
    await browser.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await server.kill();
    try {
      await browser.kill();
      await browser.open();
      await browser.page.goto(server.url);
      await browser.page.locator(APP_IS_UP).waitFor();
      await browser.page.goto(`${server.url}/#/settings`);
      assert.deepEqual(browser.trouble, []);
    } finally {
      await server.start();
    }
  });

  it('is served from the device from its very first visit on', async () => {
    await using browser = await open();
    await browser.page.goto(server.url);
    await browser.page.locator(APP_IS_UP).waitFor();
    const born = await browser.page.evaluate(() => performance.timeOrigin);
    await until('the worker serves this page', () =>
      browser.page.evaluate(() => navigator.serviceWorker.controller !== null),
    );
    assert.equal(await browser.page.evaluate(() => performance.timeOrigin), born, 'without a reload');
    assert.deepEqual(browser.trouble, []);
  });

  it('can be installed', async () => {
    await using browser = await open();
    await browser.page.goto(server.url);
    const debug = await browser.context.newCDPSession(browser.page);
    const { installabilityErrors } = await debug.send('Page.getInstallabilityErrors');
    // Private profiles cannot install, and automation runs in one of the kind.
    assert.deepEqual(
      installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
      [],
    );
    const { errors, data } = await debug.send('Page.getAppManifest');
    assert.deepEqual(errors, []);
    assert.equal(JSON.parse(data ?? '{}').name, 'Beep');
  });

  it('says in plain words that a browser is too old', async () => {
    await using browser = await open();
    await browser.context.addInitScript(() => {
      delete (String.prototype as { isWellFormed?: unknown }).isWellFormed;
    });
    await browser.page.goto(server.url);
    await browser.page.getByText('This browser cannot run Beep').waitFor();
    await browser.page.getByText('یہ براؤزر بیپ نہیں چلا سکتا').waitFor();
    assert.equal(await browser.page.locator('#app').isVisible(), false);
    assert.deepEqual(await barriers(browser.page), []);
  });

  it('says in plain words that it could not be loaded', async () => {
    await using browser = await open();
    await browser.context.route(/\/assets\/main-/, (route) => route.abort());
    await browser.page.goto(server.url);
    await browser.page.getByText('Beep could not be loaded completely').waitFor();
  });

  it('says so where scripts are switched off', async () => {
    const response = await fetch(server.url);
    assert.match(await response.text(), /<noscript>[\s\S]*Beep needs JavaScript[\s\S]*<\/noscript>/);
  });
});
