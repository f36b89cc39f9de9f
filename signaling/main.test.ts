import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { launch } from './test-process.js';
import { aDist } from './test-server.js';

describe('the server process', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`says when it is ready, and on ${signal} sends everyone away and exits with 0 in 2 s`, async (t) => {
      const server = launch(t, { PORT: '0', DIST: aDist(t) });
      const url = await server.ready();
      assert.match(url, /^http:\/\/localhost:\d+$/);
      assert.equal((await fetch(`${url}/healthz`)).status, 200);
      const client = new WebSocket(`${url.replace('http', 'ws')}/signal`, { origin: url });
      await once(client, 'open');
      const startMs = performance.now();
      server.child.kill(signal);
      assert.equal((await once(client, 'close'))[0], 1001);
      assert.equal(await server.ended, 0);
      assert.ok(performance.now() - startMs < 2_000);
    });
  }

  it('writes nothing about a client, whatever the client does', async (t) => {
    const server = launch(t, { PORT: '0', DIST: aDist(t) });
    const url = await server.ready();
    await fetch(`${url}/canary-path?canary=query`, { headers: { 'User-Agent': 'canary-agent' } });
    const client = new WebSocket(`${url.replace('http', 'ws')}/signal`, { origin: url });
    await once(client, 'open');
    client.send('{"type":"subscribe","topics":["canary-topic"]}');
    client.send('{"type":"publish","topic":"canary-topic","data":"canary-data"}');
    client.send('canary-garbage');
    assert.equal((await once(client, 'close'))[0], 4400);
    server.child.kill('SIGTERM');
    await server.ended;
    assert.doesNotMatch(server.said.out + server.said.err, /canary|127\.0\.0\.1/);
    for (const line of server.said.err.trim().split('\n')) {
      assert.deepEqual(Object.keys(JSON.parse(line) as object), ['t', 'event', 'code', 'count'], line);
    }
    assert.match(server.said.err, /"event":"reject","code":4400,"count":1/);
  });

  it('says in one sentence that its port is taken, and exits with 1', async (t) => {
    const holder = createServer().listen(0, '127.0.0.1');
    t.after(() => holder.close());
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const server = launch(t, { PORT: String(port), DIST: aDist(t) });
    assert.equal(await server.ended, 1);
    assert.equal(server.said.out, '');
    assert.equal(
      server.said.err,
      `Port ${port} is taken by another program. Choose another one, for example PORT=${port + 1}.\n`,
    );
  });

  it('says that the STUN port it was told to use is taken, and exits with 1', async (t) => {
    const port = await aTakenUdpPort(t);
    const server = launch(t, { PORT: '0', STUN_PORT: String(port), DIST: aDist(t) });
    assert.equal(await server.ended, 1);
    assert.match(
      server.said.err,
      new RegExp(`^UDP port ${port} \\(STUN\\) is taken .* STUN_PORT=${port + 1}\\.\\n$`),
    );
  });

  it('asks for a build when there is none, and exits with 1', async (t) => {
    const server = launch(t, { PORT: '0', DIST: '/nowhere/dist' });
    assert.equal(await server.ended, 1);
    assert.equal(server.said.err, 'There is no built app in /nowhere/dist. Run "npm run build" first.\n');
  });

  it('says in one sentence what is wrong with a setting, and exits with 1', async (t) => {
    const server = launch(t, { PORT: 'eighty', DIST: aDist(t) });
    assert.equal(await server.ended, 1);
    assert.match(server.said.err, /^PORT=eighty is not a port\. [^\n]+\n$/);
  });
});

async function aTakenUdpPort(t: TestContext): Promise<number> {
  const holder = createSocket('udp4');
  t.after(() => holder.close());
  holder.bind(0, '127.0.0.1');
  await once(holder, 'listening');
  return holder.address().port;
}
