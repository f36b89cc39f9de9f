import assert from 'node:assert/strict';
import { once } from 'node:events';
import { unlinkSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { LOG_STEP_MS } from './log.js';
import type { RunningServer } from './server.js';
import { aDist, aServer, INDEX, TestClient, until } from './test-server.js';

/** Written out, so that a change of the code shows here. `HOST` stands for the host of the request. */
const EXACT_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' ws://HOST; worker-src 'self'; manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html beep-sw ProseMirrorClipboard",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
  'x-permitted-cross-domain-policies': 'none',
  'permissions-policy':
    'accelerometer=(), autoplay=(self), browsing-topics=(), camera=(self), clipboard-read=(), clipboard-write=(self), compute-pressure=(), display-capture=(), encrypted-media=(), fullscreen=(self), gamepad=(), geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), serial=(), storage-access=(), sync-xhr=(), unload=(), usb=(), window-management=(), xr-spatial-tracking=()',
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly bytes: Buffer;
}

/** One request with the path exactly as given: no client tidies it up on the way. */
async function ask(
  server: RunningServer,
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const sent = request({ host: '127.0.0.1', port: server.port, path, agent: false, ...options });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return { status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString(), bytes };
}

function assertExactHeaders(headers: IncomingHttpHeaders, host: string): void {
  for (const [name, value] of Object.entries(EXACT_HEADERS)) {
    assert.equal(headers[name], value.replace('HOST', host), name);
  }
  for (const name of [
    'server',
    'x-powered-by',
    'clear-site-data',
    'service-worker-allowed',
    'strict-transport-security',
  ]) {
    assert.equal(headers[name], undefined, name);
  }
}

/** What comes back for raw bytes, until the server ends the connection. */
async function rawAnswer(server: RunningServer, bytes: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const aClock = () => {
  let offsetMs = 0;
  return { nowMs: () => Date.now() + offsetMs, pass: (ms: number) => (offsetMs += ms) };
};

describe('the app server', () => {
  for (const [path, status, cache, type] of [
    ['/', 200, 'no-cache', 'text/html;charset=utf-8'],
    ['/?from=home-screen', 200, 'no-cache', 'text/html;charset=utf-8'],
    ['/index.html', 200, 'no-cache', 'text/html;charset=utf-8'],
    ['/sw.js', 200, 'no-cache', 'text/javascript'],
    ['/manifest.webmanifest', 200, 'no-cache', 'application/manifest+json'],
    ['/icon.svg', 200, 'no-cache', 'image/svg+xml'],
    ['/assets/app-Ab3dEf_9.js', 200, 'public, max-age=31536000, immutable', 'text/javascript'],
    ['/assets/words-eadeedfd.js', 200, 'public, max-age=31536000, immutable', 'text/javascript'],
    ['/assets/engine-Ab3dEf_9.wasm', 200, 'public, max-age=31536000, immutable', 'application/wasm'],
    ['/assets/plain.css', 200, 'no-cache', 'text/css'],
    ['/healthz', 200, 'no-store', 'text/plain; charset=utf-8'],
    ['/metrics', 200, 'no-store', 'text/plain; charset=utf-8'],
    ['/nowhere', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/assets/app-Ab3dEf_9.js.map', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/index.html.br', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/index', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/assets', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/assets/', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/.env', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/.secret/key', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/signal', 404, 'no-store', 'text/plain; charset=utf-8'],
    ['/ca.crt', 404, 'no-store', 'text/plain; charset=utf-8'],
  ] as const) {
    it(`answers ${path} with ${status}, ${cache}, and the exact headers`, async (t) => {
      const server = await aServer(t);
      const { status: got, headers } = await ask(server, path);
      assert.equal(got, status);
      assert.equal(headers['cache-control'], cache);
      assert.equal(headers['content-type'], type);
      assertExactHeaders(headers, `127.0.0.1:${server.port}`);
    });
  }

  for (const path of [
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/..\\..\\etc\\passwd',
    '/%252e%252e/etc/passwd',
    '//etc/passwd',
    '/assets//plain.css',
    '/index.html%00.js',
    '/%ff',
    '/%',
    '/index.html%3f',
    `/${'a'.repeat(5000)}`,
    'http://evil.example/index.html',
    '*',
  ]) {
    it(`finds nothing at ${path.slice(0, 50)}`, async (t) => {
      const server = await aServer(t);
      const { status, headers } = await ask(server, path);
      assert.equal(status, 404);
      assertExactHeaders(headers, `127.0.0.1:${server.port}`);
      assert.equal((await ask(server, '/healthz')).status, 200);
    });
  }

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE']) {
    it(`refuses ${method}`, async (t) => {
      const server = await aServer(t);
      const { status, headers } = await ask(server, '/', { method });
      assert.deepEqual([status, headers.allow], [405, 'GET, HEAD']);
      assertExactHeaders(headers, `127.0.0.1:${server.port}`);
    });
  }

  it('answers HEAD with the headers alone', async (t) => {
    const { status, headers, body } = await ask(await aServer(t), '/', { method: 'HEAD' });
    assert.deepEqual([status, headers['content-length'], body], [200, String(INDEX.length), '']);
  });

  it('serves the copy that a browser prefers, and 304 for one it holds', async (t) => {
    const server = await aServer(t);
    const brotli = await ask(server, '/', { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    assert.deepEqual(
      [brotli.headers['content-encoding'], String(brotliDecompressSync(brotli.bytes))],
      ['br', INDEX],
    );
    assert.equal(brotli.headers.vary, 'Accept-Encoding');
    assert.equal(brotli.headers['content-type'], 'text/html;charset=utf-8');
    const gzip = await ask(server, '/', { headers: { 'accept-encoding': 'gzip' } });
    assert.deepEqual([gzip.headers['content-encoding'], String(gunzipSync(gzip.bytes))], ['gzip', INDEX]);
    const plain = await ask(server, '/');
    const again = await ask(server, '/', { headers: { 'if-none-match': plain.headers.etag ?? '' } });
    assert.deepEqual([again.status, again.headers['cache-control'], again.body], [304, 'no-cache', '']);
    assertExactHeaders(again.headers, `127.0.0.1:${server.port}`);
  });

  it('serves whole files whatever range is asked for', async (t) => {
    const server = await aServer(t);
    for (const range of ['bytes=10-5', 'bytes=0-1', 'bytes=-', 'bytes=99999-', 'bytes=a-b']) {
      assert.deepEqual(
        (await ask(server, '/assets/plain.css', { headers: { range } })).body,
        'body{}',
        range,
      );
    }
  });

  it('goes by its own names only', async (t) => {
    const server = await aServer(t);
    for (const host of ['evil.example', `evil.example:${server.port}`, 'localhost', '10.0.0.1']) {
      const { status, headers, body } = await ask(server, '/', { headers: { host } });
      assert.equal(status, 421, host);
      assert.match(String(headers['content-security-policy']), /connect-src 'self';/);
      assert.doesNotMatch(JSON.stringify(headers) + body, /evil/);
    }
    const byName = await ask(server, '/', { headers: { host: `localhost:${server.port}` } });
    assertExactHeaders(byName.headers, `localhost:${server.port}`);
  });

  it('speaks wss and HSTS for an origin whose TLS ends in a proxy in front', async (t) => {
    const server = await aServer(t, { origins: [new URL('https://beep.example.gov')] });
    const { headers } = await ask(server, '/', { headers: { host: 'beep.example.gov' } });
    assert.match(
      String(headers['content-security-policy']),
      /connect-src 'self' wss:\/\/beep\.example\.gov;/,
    );
    assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  });

  it('survives a file that vanishes and a folder that is rebuilt', async (t) => {
    const dist = aDist(t);
    const server = await aServer(t, { dist });
    assert.equal((await ask(server, '/sw.js')).status, 200);
    unlinkSync(join(dist, 'sw.js'));
    assert.equal((await ask(server, '/sw.js')).status, 404);
  });

  for (const [what, bytes, status] of [
    ['a request that is none', 'HELLO\r\n\r\n', 400],
    ['a head that is too large', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(9000)}\r\n\r\n`, 431],
    [
      'two lengths',
      'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
      400,
    ],
  ] as const) {
    it(`refuses ${what} with ${status} and the exact headers`, async (t) => {
      const server = await aServer(t);
      const answer = await rawAnswer(server, bytes);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${status} `));
      assert.match(answer, /\r\nX-Content-Type-Options: nosniff\r\n/);
      assert.match(answer, /\r\nContent-Security-Policy: default-src 'none'; /);
      assert.equal((await ask(server, '/healthz')).body, 'ok');
    });
  }
});

describe('/metrics', () => {
  it('shows counts of five and more, and is not for callers beyond a proxy', async (t) => {
    const clock = aClock();
    const server = await aServer(t, { nowMs: clock.nowMs, limits: { heartbeatMs: 300 } });
    for (let i = 0; i < 5; i++) await TestClient.join(server);
    clock.pass(LOG_STEP_MS);
    await until(async () => (await ask(server, '/metrics')).body.includes('beep_connections 5'));
    assert.doesNotMatch((await ask(server, '/metrics')).body, /beep_topics|127\.0\.0\.1/);
    for (const header of ['x-forwarded-for', 'forwarded', 'via']) {
      assert.equal((await ask(server, '/metrics', { headers: { [header]: 'x' } })).status, 404, header);
    }
  });
});
