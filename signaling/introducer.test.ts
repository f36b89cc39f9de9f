import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { CLOSE_CODES, parseServerFrame } from '../src/protocol/introducer-frames.js';
import { MAX_TOPICS } from '../src/protocol/limits.js';
import { SOCKETS_PER_CONNECTION } from './limits.js';
import { aServer, TestClient, until } from './test-server.js';

const DAY_MS = 86_400_000;

const SLOW_READERS = process.env['BEEP_TEST_FULL'] ? 10 : 1;

describe('the introducer', () => {
  it('welcomes a client with the day of its clock and STUN at the address the client reached', async (t) => {
    const server = await aServer(t, { nowMs: () => 20_781 * DAY_MS + 5 });
    const client = new TestClient(server);
    const welcome = await client.next();
    assert.deepEqual(welcome, { type: 'welcome', day: 20_781, stun: [`stun:127.0.0.1:${server.stunPort}`] });
    assert.equal(parseServerFrame(JSON.stringify(welcome)).ok, true);
    client.socket.close();
  });

  it('tells everyone of a new day', async (t) => {
    let nowMs = 20_781 * DAY_MS;
    const server = await aServer(t, { nowMs: () => nowMs, limits: { heartbeatMs: 300 } });
    const clients = await Promise.all([1, 2, 3].map(() => TestClient.join(server)));
    nowMs += DAY_MS;
    for (const client of clients) assert.equal((await client.next())['day'], 20_782);
    for (const client of clients) assert.deepEqual(await client.settle(), []);
  });

  it('carries the conversation of two y-webrtc clients as y-webrtc writes it', async (t) => {
    const server = await aServer(t);
    const [a, b] = [await TestClient.join(server), await TestClient.join(server)];
    const room = 'notes';
    // What SignalingConn sends on connect, then the announce of each, an offer by b, the answer by a.
    const announce = (from: string) => ({ type: 'publish', topic: room, data: { type: 'announce', from } });
    const signal = (from: string, to: string, kind: string) => ({
      type: 'publish',
      topic: room,
      data: {
        to,
        from,
        type: 'signal',
        token: 17.25,
        signal: { type: kind, sdp: 'v=0\r\no=- 1 2 IN IP4 0.0.0.0\r\n' },
      },
    });
    a.send({ type: 'subscribe', topics: [room] });
    a.send(announce('peer-a'));
    assert.deepEqual(await a.next(), { ...announce('peer-a'), clients: 1 });
    b.send({ type: 'subscribe', topics: [room] });
    b.send(announce('peer-b'));
    for (const frame of [
      announce('peer-b'),
      signal('peer-b', 'peer-a', 'offer'),
      signal('peer-a', 'peer-b', 'answer'),
    ]) {
      if (frame.data.from === 'peer-a') a.send(frame);
      else if (frame.data.type === 'signal') b.send(frame);
      assert.deepEqual(await a.next(), { ...frame, clients: 2 });
      assert.deepEqual(await b.next(), { ...frame, clients: 2 });
    }
    // With a password y-webrtc publishes text.
    a.send({ type: 'publish', topic: room, data: 'AQIDBA==' });
    assert.equal((await b.next())['data'], 'AQIDBA==');
    a.send({ type: 'unsubscribe', topics: [room] });
    assert.deepEqual((await a.settle()).length, 1);
    b.send({ type: 'publish', topic: room, data: 'x' });
    assert.equal((await b.settle()).at(-1)?.['clients'], 1);
    assert.deepEqual(await a.settle(), []);
  });

  it('forgets the topics of a device that leaves, however it leaves', async (t) => {
    const server = await aServer(t);
    const [polite, killed] = [await TestClient.join(server), await TestClient.join(server)];
    polite.send({ type: 'subscribe', topics: ['a', 'b'] });
    killed.send({ type: 'subscribe', topics: ['b', 'c'] });
    await Promise.all([polite.settle(), killed.settle()]);
    assert.deepEqual([server.figures().topics, server.figures().connections], [3, 2]);
    polite.socket.close();
    killed.socket.terminate();
    await until(() => server.figures().connections === 0);
    assert.equal(server.figures().topics, 0);
  });

  it('closes a connection that sends too fast, and only that one', async (t) => {
    const server = await aServer(t);
    const [flooder, other] = [await TestClient.join(server), await TestClient.join(server)];
    for (let i = 0; i < 100; i++) flooder.send({ type: 'ping' });
    assert.equal(await flooder.closed, CLOSE_CODES.tooFast);
    assert.deepEqual(await other.settle(), []);
  });

  it('lets a burst of 60 frames through', async (t) => {
    const server = await aServer(t);
    const client = await TestClient.join(server);
    for (let i = 0; i < 59; i++) client.send({ type: 'unsubscribe', topics: ['x'] });
    assert.deepEqual(await client.settle(), []);
  });

  it('charges a publication by its receivers', async (t) => {
    const server = await aServer(t, { limits: { framesPerSecond: 0.001 } });
    const receivers = await Promise.all(Array.from({ length: 33 }, () => TestClient.join(server)));
    for (const receiver of receivers) receiver.send({ type: 'subscribe', topics: ['room'] });
    await Promise.all(receivers.map((receiver) => receiver.settle()));
    const loud = await TestClient.join(server);
    // 33 receivers cost ceil(33 / 8) = 5 tokens of 60: the 13th publication finds none.
    for (let i = 0; i < 13; i++) loud.send({ type: 'publish', topic: 'room', data: i });
    assert.equal(await loud.closed, CLOSE_CODES.tooFast);
    const heard = await receivers[0]!.settle();
    assert.deepEqual(
      heard.map(({ data }) => data),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    );
  });

  it('holds as many topics for a connection as the limit says, and no more', async (t) => {
    const server = await aServer(t);
    const client = await TestClient.join(server);
    client.send({ type: 'subscribe', topics: Array.from({ length: MAX_TOPICS }, (_, i) => `t${i}`) });
    assert.deepEqual(await client.settle(), []);
    assert.equal(server.figures().topics, MAX_TOPICS);
    client.send({ type: 'subscribe', topics: ['one more'] });
    assert.equal(await client.closed, CLOSE_CODES.tooManyTopics);
    await until(() => server.figures().topics === 0);
  });

  it('holds as many topics in all as the limit says', async (t) => {
    const server = await aServer(t, { limits: { topics: 3 } });
    const [a, b] = [await TestClient.join(server), await TestClient.join(server)];
    a.send({ type: 'subscribe', topics: ['1', '2', '3'] });
    await a.settle();
    b.send({ type: 'subscribe', topics: ['3', '4'] });
    assert.equal(await b.closed, CLOSE_CODES.full);
    assert.deepEqual(await a.settle(), []);
  });

  it(`cuts readers that never read (${SLOW_READERS}), and keeps serving the others`, async (t) => {
    const server = await aServer(t, { limits: { framesPerSecond: 1e6, frameBurst: 1e6 } });
    const fast = await TestClient.join(server);
    const slow = await Promise.all(Array.from({ length: SLOW_READERS }, () => TestClient.join(server)));
    for (const client of slow) {
      client.send({ type: 'subscribe', topics: ['room'] });
      await client.settle();
      client.socket.pause();
    }
    const data = 'x'.repeat(16_000);
    let published = 0;
    while (server.figures().connections > 1) {
      fast.send({ type: 'publish', topic: 'room', data });
      assert.deepEqual(await fast.settle(), []);
      // The kernel's own buffers come first; a server that never cut would go on taking for ever.
      assert.ok(++published < 4_000, 'the slow reader was never cut');
    }
    for (const client of slow) {
      client.socket.resume();
      assert.equal(await client.closed, 1006);
    }
  });

  it('ends a connection that does not answer two pings, and keeps one that does', async (t) => {
    const server = await aServer(t, { limits: { heartbeatMs: 150 } });
    const alive = await TestClient.join(server);
    const dead = await TestClient.join(server, { autoPong: false });
    assert.equal(await dead.closed, 1006);
    assert.deepEqual(await alive.settle(), []);
  });

  it('refuses the connection beyond the limit of an address', async (t) => {
    const server = await aServer(t, { limits: { connectionsPerAddress: 2 } });
    const clients = [await TestClient.join(server), await TestClient.join(server)];
    assert.equal(await statusOf(server.port, {}), 429);
    clients[0]!.socket.close();
    await until(() => server.figures().connections === 1);
    await TestClient.join(server);
  });

  it('counts each socket of an address once, before it carries a connection, meanwhile and after', async (t) => {
    const server = await aServer(t, { limits: { connectionsPerAddress: 1 } });
    for (let i = 0; i <= SOCKETS_PER_CONNECTION; i++) {
      const client = await TestClient.join(server);
      client.socket.close();
      await until(() => server.figures().connections === 0);
    }
    const seated = await TestClient.join(server);
    const ask = async (): Promise<string> => {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined); // the server may reset it
      t.after(() => socket.destroy());
      socket.write(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
      const answer = once(socket, 'data').then(([bytes]) => String(bytes).slice(0, 12));
      return Promise.race([
        answer,
        new Promise<string>((resolve) => socket.on('close', () => resolve('closed'))),
      ]);
    };
    for (let i = 1; i < SOCKETS_PER_CONNECTION; i++) assert.equal(await ask(), 'HTTP/1.1 200');
    assert.equal(await ask(), 'closed');
    seated.socket.close();
    await until(() => server.figures().connections === 0);
    assert.equal(await ask(), 'HTTP/1.1 200');
  });

  it('counts by the address of the socket, whatever X-Forwarded-For says', async (t) => {
    const server = await aServer(t, { limits: { connectionsPerAddress: 1 } });
    await TestClient.join(server, { headers: { 'X-Forwarded-For': '10.0.0.1' } });
    assert.equal(await statusOf(server.port, { headers: { 'X-Forwarded-For': '10.0.0.2' } }), 429);
  });

  it('refuses new connections that come too fast from one address', async (t) => {
    const server = await aServer(t, { limits: { upgradeBurst: 3, upgradesPerSecond: 0.001 } });
    for (let i = 0; i < 3; i++) (await TestClient.join(server)).socket.close();
    assert.equal(await statusOf(server.port, {}), 429);
  });

  it('refuses the connection beyond its own limit', async (t) => {
    const server = await aServer(t, { limits: { connections: 1 } });
    await TestClient.join(server);
    assert.equal(await statusOf(server.port, {}), 503);
  });

  it('lets in pages of its own origins only', async (t) => {
    const server = await aServer(t, { allowMissingOrigin: false });
    for (const origin of [
      'http://evil.example',
      `https://localhost:${server.port}`,
      'http://localhost:1',
      'null',
      undefined,
    ]) {
      assert.equal(await statusOf(server.port, origin === undefined ? {} : { origin }), 403, origin);
    }
    for (const origin of [`http://localhost:${server.port}`, `http://127.0.0.1:${server.port}`]) {
      await TestClient.join(server, { origin });
    }
  });

  it('refuses to upgrade anywhere else, and by any other name', async (t) => {
    const server = await aServer(t);
    assert.equal(await statusOf(server.port, {}, '/'), 404);
    assert.equal(await statusOf(server.port, {}, '/signal/x'), 404);
    assert.equal(await statusOf(server.port, { headers: { Host: 'evil.example' } }), 421);
  });

  it('refuses an upgrade that is no WebSocket handshake, with the security headers', async (t) => {
    const server = await aServer(t);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      `GET /signal HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`,
    );
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    assert.match(text, /^HTTP\/1\.1 400 /);
    assert.match(text, /\r\nX-Frame-Options: DENY\r\n/);
  });

  it('drops a request that never ends', async (t) => {
    const server = await aServer(t);
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET /signal HTTP/1.1\r\nHost: local');
    const [text] = (await once(socket, 'data')) as [Buffer];
    assert.match(text.toString(), /^HTTP\/1\.1 408 /);
    await once(socket, 'close');
  });

  it('drains: says 1001 to everyone, takes nobody new, and is done in 2 s though one never answers', async (t) => {
    const server = await aServer(t);
    const polite = await TestClient.join(server);
    const deaf = await TestClient.join(server);
    deaf.socket.pause();
    const startMs = performance.now();
    const closing = server.close();
    assert.equal(await polite.closed, 1001);
    await closing;
    assert.ok(performance.now() - startMs < 2_000);
    assert.equal(server.figures().connections, 0);
    deaf.socket.terminate();
  });
});

/** The HTTP status that a handshake is refused with. */
function statusOf(port: number, options: object, path = '/signal'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, options);
    socket.on('open', () => reject(new Error('the connection was let in')));
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', () => undefined); // ws reports the abort that terminate() is
  });
}
