import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { readBus } from './bus-options.js';
import { NatsBus } from './nats-bus.js';
import { urlCredentials } from './nats-credentials.js';
import type { NatsServer } from './nats-link.js';
import type { RunningServer } from './server.js';
import { noNats, TestNats } from './test-nats.js';
import { aServer, TestClient, until } from './test-server.js';

const aNodeAt = (t: TestContext, url: string, log: string[] = []): Promise<RunningServer> =>
  aServer(t, { ...readBus({ BUS_URL: url }), log: (line) => log.push(line) });

const isUp = (...nodes: RunningServer[]) => until(() => nodes.every((node) => node.figures().bus === 'up'));
const isDown = (...nodes: RunningServer[]) =>
  until(() => nodes.every((node) => node.figures().bus === 'down'));

/** A client on a topic of its own. */
async function listener(node: RunningServer, topic: string): Promise<TestClient> {
  const client = await TestClient.join(node);
  client.send({ type: 'subscribe', topics: [topic] });
  await client.settle();
  return client;
}

/** Publishes, again and again as devices do, until it has arrived. Returns how often it arrived. */
async function reaches(from: TestClient, topic: string, to: TestClient): Promise<number> {
  const data = `d${Math.random().toString(36).slice(2)}`;
  let count = 0;
  await until(async () => {
    from.send({ type: 'publish', topic, data });
    await from.settle();
    await new Promise((resolve) => setTimeout(resolve, 60));
    count = (await to.settle()).filter((frame) => frame['data'] === data).length;
    return count > 0;
  }, 10_000);
  return count;
}

describe('nodes that share a NATS server', { skip: noNats }, () => {
  it('introduce two who are on different nodes, and hand each publication on once', async (t) => {
    const nats = await TestNats.start(t);
    const [one, two] = [await aNodeAt(t, nats.url), await aNodeAt(t, nats.url)];
    await isUp(one, two);
    const [a, b] = [await listener(one, 'of-a'), await listener(two, 'of-b')];
    assert.equal(await reaches(a, 'of-b', b), 1);
    assert.equal(await reaches(b, 'of-a', a), 1);
    // A topic with any characters, and someone on it at both nodes: the publisher's node does not hear itself.
    const room = 'a room.*.> of y-webrtc';
    for (const client of [a, b]) client.send({ type: 'subscribe', topics: [room] });
    await Promise.all([a.settle(), b.settle()]);
    assert.equal(await reaches(a, room, b), 1);
    a.send({ type: 'publish', topic: room, data: 'last' });
    assert.deepEqual(await a.settle(), [{ type: 'publish', topic: room, data: 'last', clients: 1 }]);
  });

  it('hear nothing of topics that nobody on them holds', async (t) => {
    const nats = await TestNats.start(t);
    const [one, two] = [await aNodeAt(t, nats.url), await aNodeAt(t, nats.url)];
    await isUp(one, two);
    const [a, b] = [await listener(one, 'of-a'), await listener(two, 'of-b')];
    for (let i = 0; i < 20; i++) a.send({ type: 'publish', topic: 'of-somebody-else', data: 'x' });
    assert.equal(await reaches(a, 'of-b', b), 1);
    const heard = two.figures().busFrames;
    b.send({ type: 'unsubscribe', topics: ['of-b'] });
    await b.settle();
    await new Promise((resolve) => setTimeout(resolve, 100)); // the bus has no word for "done" that a client would see
    for (let i = 0; i < 20; i++) a.send({ type: 'publish', topic: 'of-b', data: 'x' });
    await a.settle();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(two.figures().busFrames, heard);
    assert.ok(heard < 20);
  });

  it('go on each by itself while the bus is away, say so, and meet again when it is back', async (t) => {
    const nats = await TestNats.start(t);
    const log: string[] = [];
    const [one, two] = [await aNodeAt(t, nats.url, log), await aNodeAt(t, nats.url)];
    await isUp(one, two);
    const [a, b, c] = [await listener(one, 'of-a'), await listener(two, 'of-b'), await listener(one, 'of-c')];
    assert.equal(await reaches(a, 'of-b', b), 1);

    await nats.kill();
    await isDown(one, two);
    for (let i = 0; i < 20; i++) {
      a.send({ type: 'publish', topic: 'of-c', data: `${i}` });
      await a.settle();
      assert.deepEqual(await c.settle(), [{ type: 'publish', topic: 'of-c', data: `${i}`, clients: 1 }]);
    }
    a.send({ type: 'publish', topic: 'of-b', data: 'lost' });
    await a.settle();
    const d = await listener(two, 'of-d'); // who comes while it is down is found once it is up
    for (const client of [a, b, c, d]) assert.equal(client.socket.readyState, client.socket.OPEN);

    await nats.start();
    await isUp(one, two);
    assert.equal(await reaches(a, 'of-b', b), 1);
    assert.equal(await reaches(a, 'of-d', d), 1);
    await one.close();
    const events = log.map((line) =>
      /"event":"(\w+)","code":(\d+),"count":(\d+)/.exec(line)?.slice(1).join(' '),
    );
    assert.deepEqual(events, ['start 0 1', 'error 1 1', 'stop 0 1']);
  });

  it('notice a bus that hangs, and leave nothing in memory for it', async (t) => {
    const nats = await TestNats.start(t);
    const server: NatsServer = {
      host: '127.0.0.1',
      port: nats.port,
      tls: false,
      credentials: urlCredentials(new URL(nats.url)),
    };
    const counts = new Map<string, number>();
    const count = (event: string, code: number) =>
      void counts.set(`${event} ${code}`, (counts.get(`${event} ${code}`) ?? 0) + 1);
    const times = { connectMs: 1_000, pingMs: 300, firstPauseMs: 50, mostPauseMs: 200 };
    const bus = new NatsBus([server], { onFrame: () => undefined, count }, times);
    t.after(() => bus.close());
    await until(() => bus.state === 'up');
    nats.signal('SIGSTOP');
    const frame = Buffer.alloc(16 * 1024, 'x');
    for (let i = 0; i < 2_000; i++) bus.publish('t', frame); // 32 MB to one that does not read
    assert.ok((counts.get('limit 4408') ?? 0) > 1_000);
    await until(() => bus.state === 'down');
    assert.equal(counts.get('error 1'), 1);
    nats.signal('SIGCONT');
    await until(() => bus.state === 'up');
  });

  it('find another server of the bus when theirs is gone', async (t) => {
    const [first, second] = [await TestNats.start(t), await TestNats.start(t)];
    const both = `${first.url},${second.url}`;
    const node = await aNodeAt(t, both);
    const other = await aNodeAt(t, second.url);
    await isUp(node, other);
    await first.kill();
    const [a, b] = [await listener(node, 'of-a'), await listener(other, 'of-b')];
    assert.equal(await reaches(a, 'of-b', b), 1);
    assert.equal(await reaches(b, 'of-a', a), 1);
  });

  it('prove who they are by name and password or by token, and are turned away without', async (t) => {
    for (const [args, right] of [
      [['--user', 'beep', '--pass', 'p@ss:w'], 'beep:p%40ss%3Aw'],
      [['--auth', 'a-token'], 'a-token'],
    ] as const) {
      const nats = await TestNats.start(t, args);
      const log: string[] = [];
      const welcome = await aNodeAt(t, nats.url.replace('//', `//${right}@`), log);
      const stranger = await aNodeAt(t, nats.url, log);
      await isUp(welcome);
      assert.equal(stranger.figures().bus, 'down');
      await Promise.all([welcome.close(), stranger.close()]);
      assert.match(log.join('\n'), /"event":"reject","code":2/);
      assert.doesNotMatch(log.join('\n'), /p@ss|p%40|token|beep|127\.0\.0\.1/);
    }
  });
});

describe('a bus that is none', () => {
  it('is dialled again and again with pauses that grow, and the server starts and serves without it', async (t) => {
    const times: number[] = [];
    const gate = createServer((socket) => {
      times.push(performance.now());
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(0, '127.0.0.1');
    t.after(() => gate.close());
    await once(gate, 'listening');
    const { port } = gate.address() as { port: number };
    const server = { host: '127.0.0.1', port, tls: false, credentials: () => ({}) };
    let lost = 0;
    const bus = new NatsBus(
      [server],
      { onFrame: () => assert.fail(), count: (event) => void (event === 'error' && lost++) },
      { connectMs: 500, pingMs: 500, firstPauseMs: 20, mostPauseMs: 10_000 },
    );
    t.after(() => bus.close());
    bus.join('t');
    bus.publish('t', Buffer.from('{}'));
    bus.leave('t');
    await until(() => times.length === 7);
    // Each pause is at least half its step, and the sixth step is 640 ms.
    assert.ok((times[6] ?? 0) - (times[0] ?? 0) > 600);
    assert.equal(lost, 1);
    assert.equal(bus.state, 'down');
  });

  it('gets no word in the clear that was to be said over TLS', async (t) => {
    let said = '';
    const gate = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => (said += chunk.toString('latin1')));
      socket.write('INFO {"max_payload":1048576}\r\n');
    }).listen(0, '127.0.0.1');
    t.after(() => gate.close());
    await once(gate, 'listening');
    const { port } = gate.address() as { port: number };
    const node = await aNodeAt(t, `tls://beep:secret@127.0.0.1:${port}`);
    await until(() => said !== '');
    assert.equal(said.charCodeAt(0), 22); // a TLS handshake record
    assert.doesNotMatch(said, /secret|CONNECT/);
    assert.equal(node.figures().bus, 'down');
  });
});
