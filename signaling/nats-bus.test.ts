import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { connect } from '@nats-io/transport-node';
import type { MakeBus } from './bus.js';
import { readBus } from './bus-options.js';
import { NatsBus, type NatsServers } from './nats-bus.js';
import type { RunningServer } from './server.js';
import { freePort, noNats, TestNats } from './test-nats.js';
import { launch } from './test-process.js';
import { aDist, aServer, TestClient, until } from './test-server.js';

const aNodeAt = async (t: TestContext, url: string, log: string[] = []): Promise<RunningServer> =>
  aServer(t, { ...(await readBus({ BUS_URL: url })), log: (line) => log.push(line) });

const serverAt = (port: number): NatsServers => ({
  hosts: ['127.0.0.1'],
  addresses: [`127.0.0.1:${port}`],
  tls: false,
  login: null,
});

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

/** Publishes, again and again as devices do, until one has arrived. Returns how often at most any of them did. */
async function reaches(from: TestClient, topic: string, to: TestClient): Promise<number> {
  const name = `d${Math.random().toString(36).slice(2)}`;
  const heard = new Map<unknown, number>();
  let said = 0;
  await until(async () => {
    // Each with a number of its own: on a busy machine the first may come after the second was said.
    from.send({ type: 'publish', topic, data: `${name} ${said++}` });
    await from.settle();
    await new Promise((resolve) => setTimeout(resolve, 60));
    for (const { data } of await to.settle())
      if (String(data).startsWith(name)) heard.set(data, (heard.get(data) ?? 0) + 1);
    return heard.size > 0;
  }, 10_000);
  return Math.max(...heard.values());
}

/** How many subscriptions a NATS server holds, asked at its monitor. */
async function subscriptionsAt(monitor: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${monitor}/varz`);
  return ((await answer.json()) as { subscriptions: number }).subscriptions;
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
    const monitor = await freePort();
    const nats = await TestNats.start(t, ['-m', String(monitor)]);
    const [one, two] = [await aNodeAt(t, nats.url), await aNodeAt(t, nats.url)];
    await isUp(one, two);
    const [a, b] = [await listener(one, 'of-a'), await listener(two, 'of-b')];
    for (let i = 0; i < 20; i++) a.send({ type: 'publish', topic: 'of-somebody-else', data: 'x' });
    assert.equal(await reaches(a, 'of-b', b), 1);
    const heard = two.figures().busFrames;
    const before = await subscriptionsAt(monitor);
    b.send({ type: 'unsubscribe', topics: ['of-b'] });
    await until(async () => (await subscriptionsAt(monitor)) === before - 1);
    for (let i = 0; i < 20; i++) a.send({ type: 'publish', topic: 'of-b', data: 'x' });
    await a.settle();
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(two.figures().busFrames, heard);
    assert.ok(heard < 20);
  });

  it('have at most 1,024 subscriptions, however many topics are held, and hear nothing over 16 KiB', async (t) => {
    const monitor = await freePort();
    const nats = await TestNats.start(t, ['-m', String(monitor)]);
    const node = await aNodeAt(t, nats.url);
    await isUp(node);
    const subscriptions = () => subscriptionsAt(monitor);
    const before = await subscriptions();
    const a = await listener(node, 'of-a');
    const crowd = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        TestClient.join(node, { localAddress: `127.0.0.${1 + (i % 8)}` }),
      ),
    );
    for (const [i, client] of crowd.entries()) {
      for (let j = 0; j < 2; j++)
        client.send({ type: 'subscribe', topics: Array.from({ length: 32 }, (_, k) => `t${i}-${j}-${k}`) });
      await client.settle();
    }
    assert.equal(node.figures().topics, 200 * 2 * 32 + 1);
    await until(async () => (await subscriptions()) === before + 1_024);

    const other = await connect({ servers: nats.url });
    t.after(() => other.close());
    const frame = (data: string) => `{"type":"publish","topic":"of-a","data":"${data}"}`;
    for (const data of ['x'.repeat(16_384), 'fits'])
      for (let shard = 0; shard < 1_024; shard++) other.publish(`beep.${shard}`, frame(data));
    await other.flush();
    await until(() => node.figures().busFrames >= 1_000);
    const heard = await a.settle();
    assert.ok(heard.length > 0);
    assert.deepEqual([...new Set(heard.map(({ data }) => data))], ['fits']);

    for (const client of crowd) client.socket.terminate();
    await until(async () => (await subscriptions()) === before + 1);
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
    const counts = new Map<string, number>();
    const count = (event: string, code: number) =>
      void counts.set(`${event} ${code}`, (counts.get(`${event} ${code}`) ?? 0) + 1);
    const times = { connectMs: 1_000, pingMs: 300, pauseMs: 50 };
    const bus = new NatsBus(serverAt(nats.port), { onFrame: () => undefined, count }, times);
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
      const { bus } = await readBus({ BUS_URL: nats.url });
      let refusals = 0;
      const counted: MakeBus = (events) => {
        const count: typeof events.count = (event, code) => {
          if (event === 'reject') refusals++;
          events.count(event, code);
        };
        return bus?.({ ...events, count }) ?? assert.fail();
      };
      const stranger = await aServer(t, { bus: counted, log: (line) => log.push(line) });
      await isUp(welcome);
      await until(() => refusals > 0);
      assert.equal(stranger.figures().bus, 'down');
      await Promise.all([welcome.close(), stranger.close()]);
      assert.match(log.join('\n'), /"event":"reject","code":2/);
      assert.doesNotMatch(log.join('\n'), /p@ss|p%40|token|beep|127\.0\.0\.1/);
    }
  });
});

describe('a bus that is none', () => {
  it('is dialled again and again, and the server starts and serves without it', async (t) => {
    const times: number[] = [];
    const port = await aGate(t, (socket) => {
      times.push(performance.now());
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    let lost = 0;
    const bus = new NatsBus(
      serverAt(port),
      { onFrame: () => assert.fail(), count: (event) => void (event === 'error' && lost++) },
      { connectMs: 500, pingMs: 500, pauseMs: 50 },
    );
    t.after(() => bus.close());
    bus.join('t');
    bus.publish('t', Buffer.from('{}'));
    bus.leave('t');
    await until(() => times.length === 5);
    assert.ok((times[4] ?? 0) - (times[0] ?? 0) >= 4 * 50);
    assert.equal(lost, 1);
    assert.equal(bus.state, 'down');
  });

  it('is not dialled any more once it was closed, whether or not it was ever there', async (t) => {
    let dials = 0;
    const port = await aGate(t, (socket) => {
      dials++;
      socket.end();
    });
    const bus = new NatsBus(
      serverAt(port),
      { onFrame: () => assert.fail(), count: () => undefined },
      { connectMs: 500, pingMs: 500, pauseMs: 20 },
    );
    await until(() => dials > 1);
    bus.close();
    const before = dials;
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(dials <= before + 1); // one may have been under way
  });

  it('gets no word in the clear that was to be said over TLS', async (t) => {
    let said = '';
    let dials = 0;
    const port = await aGate(t, (socket) => {
      dials++;
      socket.on('data', (chunk) => (said += chunk.toString('latin1')));
      socket.write(INFO);
    });
    const node = await aNodeAt(t, `tls://beep:secret@127.0.0.1:${port}`);
    await until(() => dials === 2);
    assert.equal(said, '');
    assert.equal(node.figures().bus, 'down');
  });

  it('may say anything at any time: the server lives, gets back to it, and writes down nothing of it', async (t) => {
    const before = [
      'CANARY\r\n',
      'INFO CANARY\r\n',
      'INFO {"CANARY":',
      `INFO ${'['.repeat(9_000)}CANARY\r\n`,
      '\0\xffCANARY',
    ];
    const after = [
      'CANARY\r\n',
      'MSG CANARY\r\n',
      'MSG CANARY 1 -5\r\nCANARY\r\n',
      'MSG beep.1 1 4\r\nCANARY-CANARY\r\n',
      'HMSG CANARY 1 9 3\r\nCANARY\r\n',
      'INFO {CANARY\r\n',
      "-ERR 'CANARY'\r\n",
      '-ERR \'Permissions Violation for Subscription to "CANARY"\'\r\n',
      "-ERR 'Authorization Violation CANARY'\r\n",
      'PONG\r\nPONG\r\nPONG\r\nCANARY\r\n',
      Buffer.from(`M${'\xff'.repeat(40_000)}CANARY`, 'latin1').toString('latin1'),
    ];
    const scripts = [
      ...before.map((text) => ({ text, isTaken: false })),
      ...after.map((text) => ({ text, isTaken: true })),
    ];
    let dials = 0;
    const port = await aGate(t, (socket) => {
      const script = scripts[dials++ % scripts.length] ?? assert.fail();
      if (!script.isTaken) return void socket.end(script.text, 'latin1');
      socket.write(INFO);
      socket.on('data', (chunk) => {
        if (!chunk.includes('PING')) return;
        socket.write('PONG\r\n');
        setTimeout(() => socket.end(script.text, 'latin1'), 20);
      });
    });
    const node = launch(t, {
      PORT: '0',
      DIST: aDist(t),
      ALLOW_MISSING_ORIGIN: '1',
      BUS_URL: `nats://beep:secret@127.0.0.1:${port}`,
    });
    const url = await node.ready();
    const client = await TestClient.join({ port: Number(new URL(url).port) });
    client.send({ type: 'subscribe', topics: ['t'] });
    await until(() => dials > scripts.length, 90_000);
    client.send({ type: 'publish', topic: 't', data: 'x' });
    assert.deepEqual(await client.settle(), [{ type: 'publish', topic: 't', data: 'x', clients: 1 }]);
    client.socket.terminate();
    node.child.kill('SIGTERM');
    assert.equal(await node.ended, 0);
    const { out, err } = node.said;
    assert.doesNotMatch(out + err, /CANARY|67, 65, 78|43 41 4e|secret/i);
    assert.equal(out.trim().split('\n').length, 1, out); // that it is ready
    for (const line of err.trim().split('\n'))
      assert.match(line, /^\{"t":"[^"]+","event":"\w+","code":\d+,"count":\d+\}$/);
  });
});

const INFO = 'INFO {"server_id":"x","version":"2.9.10","proto":1,"max_payload":1048576}\r\n';

/** A server on loopback that is no NATS. Returns its port. */
async function aGate(t: TestContext, onSocket: (socket: Socket) => void): Promise<number> {
  const gate = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  t.after(() => gate.close());
  await once(gate, 'listening');
  return (gate.address() as { port: number }).port;
}
