import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { resolve } from 'node:path';
import { TestServer } from './harness/server.js';

const DIST = resolve(process.env['DIST'] ?? resolve(import.meta.dirname, '../../dist'));

/** Written out, and not taken from the server's own source: what is law is said twice. */
const policyOf = (host: string) =>
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; " +
  "media-src 'self' blob:; font-src 'self'; " +
  `connect-src 'self' ws://${host}; ` +
  "worker-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html beep-sw ProseMirrorClipboard";

const PERMISSIONS =
  'accelerometer=(), autoplay=(self), browsing-topics=(), camera=(self), clipboard-read=(), clipboard-write=(self), ' +
  'compute-pressure=(), display-capture=(), encrypted-media=(), fullscreen=(self), gamepad=(), geolocation=(), ' +
  'gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), local-fonts=(), ' +
  'magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), ' +
  'publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), ' +
  'storage-access=(), sync-xhr=(), unload=(), usb=(), window-management=(), xr-spatial-tracking=()';

const EXACT = (host: string): Record<string, string> => ({
  'content-security-policy': policyOf(host),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
  'permissions-policy': PERMISSIONS,
});

/** What may stand beside them; anything else is one header too many. */
const ALSO = [
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'etag',
  'keep-alive',
  'last-modified',
  'transfer-encoding',
  'vary',
  'allow',
];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

describe('the headers of every answer (B1)', () => {
  let server: TestServer;
  let host: string;
  before(async () => {
    server = await TestServer.start();
    host = new URL(server.url).host;
  });
  after(() => server[Symbol.asyncDispose]());

  const ask = (path: string, method = 'GET', headers: Record<string, string> = {}): Promise<Answer> =>
    new Promise((done, failed) => {
      const asked = request({ host: 'localhost', port: server.port, path, method, headers }, (answer) => {
        answer.resume();
        answer.once('end', () => done({ status: answer.statusCode!, headers: answer.headers }));
      });
      asked.once('error', failed);
      asked.end();
    });

  const assertExact = ({ headers }: Answer, path: string) => {
    for (const [name, value] of Object.entries(EXACT(host)))
      assert.equal(headers[name], value, `${name} of ${path}`);
    const extra = Object.keys(headers).filter((name) => !ALSO.includes(name) && !(name in EXACT(host)));
    assert.deepEqual(extra, [], `of ${path}`);
  };

  it('are exact for every file of the build, and say how long it may be kept', async () => {
    const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(br|gz)$/.test(entry.name))
      .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(DIST.length));
    assert.ok(files.includes('/sw.js') && files.includes('/index.html'), 'this is a build');
    assert.ok(files.every((path) => !path.endsWith('.map')));
    for (const path of ['/', ...files]) {
      const answer = await ask(path);
      assert.equal(answer.status, 200, path);
      assertExact(answer, path);
      const isHashed = /^\/assets\/.+-[0-9a-f]{8}\.\w+$/.test(path);
      assert.equal(
        answer.headers['cache-control'],
        isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
        path,
      );
      if (path.startsWith('/assets/')) assert.ok(isHashed, `${path} carries its hash`);
    }
  });

  it('name the type of each kind of file', async () => {
    for (const [path, type] of [
      ['/', /^text\/html/],
      ['/sw.js', /^text\/javascript/],
      ['/manifest.webmanifest', /^application\/manifest\+json/],
      ['/icons/beep-192.png', /^image\/png/],
    ] as const) {
      assert.match((await ask(path)).headers['content-type'] ?? '', type, path);
    }
  });

  it('are exact where there is nothing, or nothing to be done', async () => {
    const missing = [
      '/nothing',
      '/assets/',
      '/assets',
      '/assets/main.js.map',
      '/.git/config',
      '/../package.json',
      '/%2e%2e/package.json',
      '/index.html/',
      '/sw.js.br',
      '//index.html',
      '/%00',
      '/%zz',
    ];
    for (const path of missing) {
      const answer = await ask(path);
      assert.equal(answer.status, 404, path);
      assertExact(answer, path);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await ask('/', method);
      assert.equal(answer.status, 405, method);
      assertExact(answer, method);
    }
    for (const path of ['/healthz', '/metrics']) assertExact(await ask(path), path);
    const head = await ask('/', 'HEAD');
    assert.equal(head.status, 200);
    assertExact(head, 'HEAD /');
  });

  it('are exact for a file that has not changed', async () => {
    const { headers } = await ask('/index.html');
    const again = await ask('/index.html', 'GET', { 'If-None-Match': String(headers.etag) });
    assert.equal(again.status, 304);
    assertExact(again, '304');
    assert.equal(again.headers['cache-control'], 'no-cache');
  });

  it('let nobody connect who comes by another name', async () => {
    const answer = await ask('/', 'GET', { Host: 'evil.example' });
    assert.equal(answer.status, 421);
    assert.match(String(answer.headers['content-security-policy']), /connect-src 'self';/);
  });
});
