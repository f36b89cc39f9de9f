import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { SharedBrowser } from './harness/shared-browser.js';
import { TestServer } from './harness/server.js';

/** What a page of somebody else does with y-webrtc as it is published: nothing of it knows Beep. */
const PAGE = `
  import * as Y from 'yjs';
  import { WebrtcProvider } from 'y-webrtc';
  globalThis.join = (signaling, stun) => {
    const doc = new Y.Doc();
    globalThis.text = doc.getText('notes');
    globalThis.provider = new WebrtcProvider('a room of others', doc, {
      signaling: [signaling],
      filterBcConns: false,
      peerOpts: { config: { iceServers: [{ urls: stun }] } },
    });
  };
`;

interface YWebrtcPage {
  join(signaling: string, stun: string): void;
  readonly text: { insert(at: number, text: string): void; toString(): string };
  readonly provider: { destroy(): void };
}

describe('two clients of y-webrtc, as it is published', () => {
  let server: TestServer;
  let browser: SharedBrowser;
  before(async () => {
    server = await TestServer.start();
    browser = new SharedBrowser();
  });
  after(async () => {
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  it('find each other through the introducer, and sync both ways', async () => {
    const { outputFiles } = await build({
      stdin: { contents: PAGE, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'browser',
      define: { global: 'globalThis', 'process.env.NODE_ENV': '"production"' },
      logLevel: 'error',
    });
    const script = outputFiles[0]?.text ?? assert.fail('nothing was bundled');
    const pages = [];
    for (const name of ['one', 'two']) {
      const profile = await browser.open({ origins: [new URL(server.url).origin] });
      // The page's own policy allows no script but its own; what a test runs comes from outside of it.
      await profile.page.goto(`${server.url}/healthz`);
      await profile.page.evaluate(script);
      await profile.page.evaluate(
        ([signaling, stun]) => (globalThis as unknown as YWebrtcPage).join(signaling, stun),
        [`${server.url.replace('http', 'ws')}/signal`, `stun:127.0.0.1:${server.stunPort}`] as const,
      );
      await profile.page.evaluate(
        (text) => (globalThis as unknown as YWebrtcPage).text.insert(0, text),
        `${name};`,
      );
      pages.push(profile.page);
    }
    const holds = (text: string) => text.includes('one;') && text.includes('two;');
    const texts: string[] = [];
    const endMs = performance.now() + 30_000;
    while (texts.filter(holds).length < 2) {
      assert.ok(performance.now() < endMs, `after 30 s: ${JSON.stringify(texts)}`);
      texts.length = 0;
      for (const page of pages)
        texts.push(await page.evaluate(() => (globalThis as unknown as YWebrtcPage).text.toString()));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.equal(texts[0], texts[1]);
  });
});
