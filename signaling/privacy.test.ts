import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { launch } from './test-process.js';
import { aDist, TestClient, until } from './test-server.js';

const CLIENTS = 50;

describe('of 50 clients from 50 addresses that have left', () => {
  it('the server keeps nothing: not in its memory, not in what it wrote, not in its metrics', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'beep-heap-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const server = launch(t, { PORT: '0', DIST: aDist(t), ALLOW_MISSING_ORIGIN: '1' }, [
      '--heapsnapshot-signal=SIGUSR2',
      `--diagnostic-dir=${folder}`,
    ]);
    const url = await server.ready();
    const port = Number(new URL(url).port);
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, (_, i) =>
        TestClient.join(
          { port },
          { localAddress: `127.0.77.${i + 1}`, headers: { 'User-Agent': `canary-agent-${i}` } },
        ),
      ),
    );
    for (const [i, client] of clients.entries()) {
      client.send({ type: 'subscribe', topics: [`canary-topic-${i}`] });
      client.send({ type: 'publish', topic: `canary-topic-${i}`, data: `canary-data-${i}` });
    }
    const snapshot = async () => {
      const before = readdirSync(folder).length;
      server.child.kill('SIGUSR2');
      await until(() => readdirSync(folder).length > before, 60_000);
      const file = join(folder, readdirSync(folder).sort().at(-1) ?? '');
      let text = '';
      await until(() => (text = readFileSync(file, 'utf8')).trimEnd().endsWith('"]}'), 60_000);
      rmSync(file);
      return text;
    };
    for (const client of clients) await client.settle();
    // The instrument works: while they are here, their topics are found.
    const meanwhile = await snapshot();
    assert.match(meanwhile, /canary-topic-0/);
    assert.match(meanwhile, /127\.0\.77\.1"/);

    for (const client of clients) client.socket.terminate();
    const { href } = new URL('/healthz', url);
    // Addresses go once they owe nothing; a client that comes after them leaves nothing of them in a buffer either.
    for (let i = 0; i < 40; i++) {
      await fetch(href);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const after = await snapshot();
    const found = after.match(/canary[-\w]*|127\.0\.77\.\d+/g) ?? [];
    assert.deepEqual([...new Set(found)].slice(0, 5), []);
    const metrics = await (await fetch(new URL('/metrics', url))).text();
    server.child.kill('SIGTERM');
    await server.ended;
    assert.doesNotMatch(metrics + server.said.out + server.said.err, /canary|127\.0\.77\./);
  });
});
