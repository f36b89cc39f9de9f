import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { chromium, type BrowserContext } from 'playwright-core';
import { BROWSER_FLAGS, findBrowser, onPath } from '../scripts/find-browser.mjs';
import { issueLeaf } from './certificates.js';
import { startLan } from './lan.js';
import { openLocalCa } from './local-ca.js';
import { machineAddresses, machineNames } from './machine-names.js';
import { startServer } from './server.js';
import { aDist } from './test-server.js';

/** Why this cannot be tried here, or null. */
function whyNot(): string | null {
  if (process.platform !== 'linux' || onPath('certutil') === null)
    return 'certutil (libnss3-tools) is not installed';
  return machineAddresses().every((address) => address.startsWith('127.'))
    ? 'this machine has no network address'
    : null;
}

/** A browser with a profile and a home of its own, whose only extra trust is this CA. */
async function aBrowserThatTrusts(t: TestContext, caPath: string): Promise<BrowserContext> {
  const home = mkdtempSync(join(tmpdir(), 'beep-browser-'));
  const nssdb = join(home, '.pki', 'nssdb');
  mkdirSync(nssdb, { recursive: true });
  execFileSync('certutil', ['-d', `sql:${nssdb}`, '-N', '--empty-password']);
  execFileSync('certutil', ['-d', `sql:${nssdb}`, '-A', '-t', 'C,,', '-n', 'beep', '-i', caPath]);
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: (await findBrowser()).path,
    args: [...BROWSER_FLAGS],
    chromiumSandbox: false,
    env: { ...process.env, HOME: home, XDG_DATA_HOME: join(home, '.local', 'share') },
  });
  t.after(async () => {
    await context.close();
    rmSync(home, { recursive: true, force: true });
  });
  return context;
}

interface Seen {
  readonly isSecureContext: boolean;
  readonly isWorkerActive: boolean;
  readonly isIsolated: boolean;
  readonly welcome: string;
}

/** Runs in the page, so it is text: what the test's own loader adds to functions does not exist there. */
const LOOK_AROUND = `async (port) => {
  const policy = trustedTypes.createPolicy('beep-sw', { createScriptURL: (url) => url });
  await navigator.serviceWorker.register(policy.createScriptURL('/sw.js'));
  const { active } = await navigator.serviceWorker.ready;
  const socket = new WebSocket('wss://' + location.hostname + ':' + port + '/signal');
  const welcome = await new Promise((resolve, reject) => {
    socket.onmessage = (event) => resolve(event.data);
    socket.onerror = () => reject(new Error('wss was refused'));
  });
  socket.close();
  return { isSecureContext, isWorkerActive: active !== null, isIsolated: crossOriginIsolated, welcome };
}`;

describe('a browser that trusts the local CA', () => {
  it('finds a secure context with a service worker and wss at every address, and refuses a name beyond the constraints', async (t) => {
    const reason = whyNot();
    if (reason !== null) return t.skip(reason);
    const home = mkdtempSync(join(tmpdir(), 'beep-home-'));
    t.after(() => rmSync(home, { recursive: true, force: true }));
    const dist = aDist(t);
    const server = await startLan(
      { BEEP_HOME: home, PORT: '0', STUN_PORT: '0' },
      dist,
      () => undefined,
      () => undefined,
    );
    t.after(() => server.close());
    const ca = await openLocalCa(home, machineNames(), Date.now());
    const browser = await aBrowserThatTrusts(t, ca.certPath);
    const page = await browser.newPage();

    const address = machineAddresses().find((each) => !each.startsWith('127.') && !each.includes(':'));
    for (const host of ['localhost', address]) {
      await page.goto(`https://${host}:${server.port}/`);
      const seen = await page.evaluate<Seen>(`(${LOOK_AROUND})(${server.port})`);
      const { welcome, ...rest } = seen;
      assert.deepEqual(rest, { isSecureContext: true, isWorkerActive: true, isIsolated: true }, host);
      assert.match(welcome, /^\{"type":"welcome","day":\d+,"stun":\["stun:[\d.]+:\d+"\]\}$/);
    }

    const tls = await issueLeaf(ca.issued, [String(address), 'bank.example'], Date.now());
    const greedy = await startServer({ host: String(address), port: 0, stunPort: 0, dist, tls });
    t.after(() => greedy.close());
    await assert.rejects(page.goto(`https://${address}:${greedy.port}/`), /ERR_CERT_INVALID/);
  });
});
