import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { Agent, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { MAX_REGISTRY_DOC_BYTES } from '../src/protocol/limits.js';
import { readPublished, registryPath } from './registry-files.js';
import { aServer } from './test-server.js';

const HASH = 'ab'.repeat(32);
const PAGE = `pages/${HASH}.cbor`;

/** A folder as the registrar's tool leaves it, in a folder that holds more than it; all of it goes away with the test. */
function aRegistry(t: TestContext) {
  const outer = mkdtempSync(join(tmpdir(), 'beep-registry-'));
  t.after(() => rmSync(outer, { recursive: true, force: true }));
  const folder = join(outer, 'registry');
  for (const name of ['revocations', 'directories', 'pages', 'badges'])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(outer, 'tls.key'), 'a private key');
  const put = (path: string, content: string | Uint8Array) => writeFileSync(join(folder, path), content);
  return { outer, folder, put };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function served(t: TestContext, registryDir: string) {
  const { port } = await aServer(t, { registryDir });
  /** One request with the path exactly as given. */
  const ask = async (
    path: string,
    headers: Readonly<Record<string, string>> = {},
    method = 'GET',
    agent: Agent | false = false,
  ): Promise<Answer> => {
    const sent = request({ host: '127.0.0.1', port, path: `/registry/${path}`, agent, headers, method });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
  };
  return { ask, statusOf: async (path: string) => (await ask(path)).status };
}

describe('a path below /registry/', () => {
  it('names a file by its exact name, and nothing else', () => {
    for (const [path, isForAll, isImmutable] of [
      ['authority.cbor', true, false],
      ['index.json', false, false],
      [`revocations/${HASH}.cbor`, false, false],
      [`directories/${HASH}.cbor`, false, false],
      [PAGE, false, true],
      [`badges/${HASH}.cbor`, true, false],
    ] as const)
      assert.deepEqual(registryPath(`/registry/${path}`), { path: `/${path}`, isForAll, isImmutable });
  });

  it('leads nowhere else, however it is written', async (t) => {
    const { outer, folder, put } = aRegistry(t);
    put('index.json', '{}');
    put(PAGE, 'page');
    const { statusOf } = await served(t, folder);
    assert.ok(outer);
    for (const path of [
      '../tls.key',
      'pages/../index.json',
      'pages/../../tls.key',
      'pages/..%2f..%2ftls.key',
      '%2e%2e/tls.key',
      'pages/%2e%2e%5c%2e%2e%5ctls.key',
      'pages\\..\\..\\tls.key',
      './index.json',
      '/index.json',
      'index.json/',
      'index.json%00',
      'index.json%20',
      'index.json?x=1',
      'index.json#x',
      'INDEX.JSON',
      'index.json.gz',
      `${PAGE}/`,
      `pages//${HASH}.cbor`,
      `pages/${HASH}`,
      `pages/${HASH.toUpperCase()}.cbor`,
      `pages/${HASH}0.cbor`,
      `pages/${HASH.slice(1)}.cbor`,
      `pages/${HASH}.cbor%0a`,
      'pages',
      'pages/',
      '',
      'office.json',
      '.git/config',
    ]) {
      assert.equal(await statusOf(path), 404, path);
      assert.equal(registryPath(`/registry/${path}`), null, path);
    }
    assert.equal(await statusOf(PAGE), 200);
  });
});

describe('what lies in the folder', () => {
  it('is not served where a link leads out of it, to a file or through a folder', async (t) => {
    const { outer, folder, put } = aRegistry(t);
    symlinkSync('../../tls.key', join(folder, PAGE));
    symlinkSync(join(outer, 'tls.key'), join(folder, 'authority.cbor'));
    symlinkSync(join(folder, 'nothing'), join(folder, 'index.json'));
    mkdirSync(join(outer, 'elsewhere'));
    writeFileSync(join(outer, 'elsewhere', `${HASH}.cbor`), 'a private key');
    rmSync(join(folder, 'badges'), { recursive: true });
    symlinkSync('../elsewhere', join(folder, 'badges'));
    symlinkSync(`${HASH}.cbor`, join(folder, 'directories', `${HASH}.cbor`)); // to itself
    const { statusOf } = await served(t, folder);
    for (const path of [
      PAGE,
      'authority.cbor',
      'index.json',
      `badges/${HASH}.cbor`,
      `directories/${HASH}.cbor`,
    ])
      assert.equal(await statusOf(path), 404, path);
    put(`revocations/${HASH}.cbor`, 'list');
    assert.equal(await statusOf(`revocations/${HASH}.cbor`), 200);
  });

  it('is served where links stay in it, and where the folder is one', async (t) => {
    const { outer, folder, put } = aRegistry(t);
    mkdirSync(join(folder, '..data'));
    put('..data/index.json', '{}');
    symlinkSync('..data/index.json', join(folder, 'index.json'));
    symlinkSync('registry', join(outer, 'current'));
    const { ask } = await served(t, join(outer, 'current'));
    assert.equal((await ask('index.json')).body.toString(), '{}');
  });

  it('is not served beside it: a folder of the same beginning is another one', (t) => {
    const { outer, folder } = aRegistry(t);
    mkdirSync(join(outer, 'registry-private'));
    writeFileSync(join(outer, 'registry-private', 'authority.cbor'), 'x');
    symlinkSync('../registry-private/authority.cbor', join(folder, 'authority.cbor'));
    assert.equal(readPublished(folder, '/authority.cbor'), null);
  });

  it('is served up to the size of a document, and not beyond', async (t) => {
    const { folder, put } = aRegistry(t);
    const { ask, statusOf } = await served(t, folder);
    put(PAGE, Buffer.alloc(MAX_REGISTRY_DOC_BYTES, 7));
    const { status, headers, body } = await ask(PAGE);
    assert.deepEqual(
      [status, headers['content-length'], body.length],
      [200, `${MAX_REGISTRY_DOC_BYTES}`, MAX_REGISTRY_DOC_BYTES],
    );
    put(PAGE, Buffer.alloc(MAX_REGISTRY_DOC_BYTES + 1));
    assert.equal(await statusOf(PAGE), 404);
    truncateSync(join(folder, PAGE), 2 ** 40);
    assert.equal(await statusOf(PAGE), 404);
    put(PAGE, '');
    assert.deepEqual([(await ask(PAGE)).headers['content-length'], await statusOf(PAGE)], ['0', 200]);
  });

  it('is not served where it is no file, and is not waited for', async (t) => {
    const { folder } = aRegistry(t);
    const { statusOf } = await served(t, folder);
    mkdirSync(join(folder, PAGE));
    writeFileSync(join(folder, PAGE, 'index'), 'x');
    execFileSync('mkfifo', [join(folder, 'index.json')]);
    for (const path of [PAGE, 'index.json', 'index.json', 'index.json', 'index.json', 'index.json'])
      assert.equal(await statusOf(path), 404, path);
    rmSync(folder, { recursive: true });
    assert.equal(await statusOf('authority.cbor'), 404, 'nothing was published yet');
  });
});

describe('an answer', () => {
  it('names what is in it, and is left out for whoever has just that', async (t) => {
    const { folder, put } = aRegistry(t);
    const { ask } = await served(t, folder);
    put('index.json', '{"a":1}');
    put(PAGE, 'page');
    const { headers, status } = await ask('index.json');
    const { etag = '' } = headers;
    assert.deepEqual([status, /^"[\w-]{43}"$/u.test(etag)], [200, true]);
    for (const named of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await ask('index.json', { 'If-None-Match': named });
      assert.deepEqual([same.status, same.body.length, same.headers.etag], [304, 0, etag], named);
      assert.equal(same.headers['cache-control'], 'no-cache');
      assert.equal(same.headers['content-length'], undefined);
      assert.match(String(same.headers['content-security-policy']), /default-src 'none'/u);
    }
    for (const other of ['"other"', '', etag.replaceAll('"', '')])
      assert.equal((await ask('index.json', { 'If-None-Match': other })).status, 200, other);
    // Of the same length, and by its date as old: what is in it counts.
    const atS = 1_700_000_000;
    utimesSync(join(folder, 'index.json'), atS, atS);
    put('index.json', '{"a":2}');
    utimesSync(join(folder, 'index.json'), atS, atS);
    const newer = await ask('index.json', { 'If-None-Match': etag });
    assert.deepEqual([newer.status, newer.body.toString()], [200, '{"a":2}']);
    const page = await ask(PAGE);
    const pageAgain = await ask(PAGE, { 'If-None-Match': page.headers.etag ?? '' });
    assert.deepEqual(
      [pageAgain.status, pageAgain.headers['cache-control']],
      [304, 'private, max-age=31536000, immutable'],
    );
  });

  it('is given to GET and HEAD only, and always whole', async (t) => {
    const { folder, put } = aRegistry(t);
    const { ask } = await served(t, folder);
    put(PAGE, 'a page');
    const head = await ask(PAGE, {}, 'HEAD');
    assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, '6', 0]);
    assert.equal(head.headers['content-type'], 'application/cbor');
    for (const range of ['bytes=0-1', 'bytes=5-2', 'bytes=99-', 'bytes=-1', 'x']) {
      const { status, body } = await ask(PAGE, { Range: range });
      assert.deepEqual([status, body.toString()], [200, 'a page'], range);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
      const { status, headers } = await ask(PAGE, {}, method);
      assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD'], method);
    }
  });

  it('is all of one file, while others are put in its place', async (t) => {
    const { folder, put } = aRegistry(t);
    const { ask } = await served(t, folder);
    const contents = [Buffer.alloc(200_000, 'a'), Buffer.alloc(70_000, 'b'), Buffer.alloc(0)];
    put(PAGE, contents[0]!);
    // Another program publishes, by turns as the registrar's tool does and as `cp` would: into the same file.
    for (const how of ['renameSync(path + ".new", path)', 'writeFileSync(path, next)']) {
      const program = `
        const { renameSync, writeFileSync } = require('node:fs');
        const path = process.argv[1];
        const contents = [Buffer.alloc(200_000, 'a'), Buffer.alloc(70_000, 'b')];
        for (let i = 0; ; i++) {
          const next = contents[i % 2];
          writeFileSync(path + '.new', next);
          ${how};
        }`;
      const writer = spawn(process.execPath, ['-e', program, join(folder, PAGE)], { stdio: 'inherit' });
      t.after(() => writer.kill());
      const seen = new Map<string, number>();
      const agent = new Agent({ keepAlive: true, maxSockets: 4 });
      const ends = Date.now() + 60_000;
      try {
        for (let asked = 0; asked < 400 || (seen.size < 2 && Date.now() < ends); asked++) {
          const { status, headers, body } = await ask(PAGE, {}, 'GET', agent);
          if (status === 404) continue; // it changed each time that it was read
          assert.deepEqual([status, headers['content-length']], [200, `${body.length}`]);
          const [first = 0] = body;
          seen.set(`${body.length} ${first}`, (seen.get(`${body.length} ${first}`) ?? 0) + 1);
          if (how.startsWith('rename')) assert.ok(contents.some((one) => one.equals(body)));
        }
      } finally {
        agent.destroy();
        writer.kill();
      }
      assert.ok(seen.size >= 2, [...seen].join(', '));
    }
    renameSync(join(folder, PAGE), join(folder, 'pages', 'gone'));
    assert.equal((await ask(PAGE)).status, 404);
  });
});
