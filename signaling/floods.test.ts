import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { launch, residentBytes, type ServerProcess } from './test-process.js';
import { aDist, TestClient } from './test-server.js';

const IS_FULL = Boolean(process.env['BEEP_TEST_FULL']);
/** How long each attack lasts, in ms. */
const ATTACK_MS = IS_FULL ? 60_000 : 3_000;
const MAX_GROWTH_BYTES = 30 * 1024 * 1024;

/** A server in a process of its own, which somebody of good manners uses all the while. */
async function aVictim(t: TestContext) {
  // Room for new objects is what a busy server takes first; it is the same here for all, so that what grows is what is held.
  const server = launch(t, { PORT: '0', DIST: aDist(t), ALLOW_MISSING_ORIGIN: '1' }, [
    '--max-semi-space-size=2',
  ]);
  const port = Number(new URL(await server.ready()).port);
  const stunPort = await stunPortOf(port);
  const witness = await TestClient.join({ port }, { localAddress: '127.0.0.9' });
  t.after(() => witness.socket.terminate());
  witness.send({ type: 'subscribe', topics: ['witness'] });
  for (let i = 0; i < 15; i++) await ask(witness, i);
  return { server, port, stunPort, witness };
}

async function stunPortOf(port: number): Promise<number> {
  const client = new TestClient({ port }, { localAddress: '127.0.0.9' });
  const { stun } = await client.next();
  client.socket.terminate();
  return Number(/:(\d+)$/.exec((stun as string[])[0] ?? '')?.[1]);
}

/** One publication of the witness to itself. Returns how long it took, in ms. */
async function ask(witness: TestClient, number: number): Promise<number> {
  const startMs = performance.now();
  witness.send({ type: 'publish', topic: 'witness', data: number });
  assert.deepEqual(await witness.next(), { type: 'publish', topic: 'witness', data: number, clients: 1 });
  return performance.now() - startMs;
}

/**
 * Attacks for as long as an attack lasts, the witness asking ten times a second; then says how much the server grew, and
 * returns how long the witness waited, the 95th percentile in ms. The witness shares a processor with the attackers.
 */
async function withstands(
  t: TestContext,
  { server, witness }: { server: ServerProcess; witness: TestClient },
  attack: () => Promise<void>,
): Promise<number> {
  const before = residentBytes(server);
  const endMs = performance.now() + ATTACK_MS;
  let most = before;
  let isOver = false;
  const attacking = (async () => {
    while (performance.now() < endMs) await attack();
    isOver = true;
  })();
  const waits: number[] = [];
  while (!isOver) {
    waits.push(await ask(witness, waits.length));
    most = Math.max(most, residentBytes(server));
    await pause(100);
  }
  await attacking;
  waits.sort((a, b) => a - b);
  const p95 = waits[Math.floor(waits.length * 0.95)] ?? NaN;
  t.diagnostic(
    `p95 ${p95.toFixed(1)} ms of ${waits.length}; grew by ${((most - before) / 2 ** 20).toFixed(1)} MiB`,
  );
  assert.equal(server.child.exitCode, null);
  assert.ok(most - before <= MAX_GROWTH_BYTES, `grew by ${most - before} bytes`);
  return p95;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const HANDSHAKE = (port: number) =>
  `GET /signal HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n';

/** A bare socket to the server that reads and forgets. */
function bare(port: number, text: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // being refused is what it is for
  socket.resume();
  socket.write(text);
  return socket;
}

describe('the server withstands', () => {
  it('10 000 connections from one address, of which it holds 64', async (t) => {
    const victim = await aVictim(t);
    await withstands(t, victim, async () => {
      for (let lot = 0; lot < 100; lot++) {
        const sockets = Array.from({ length: 100 }, () => bare(victim.port, HANDSHAKE(victim.port)));
        await pause(25);
        for (const socket of sockets) socket.destroy();
      }
    });
  });

  it('requests that never end', async (t) => {
    const victim = await aVictim(t);
    await withstands(t, victim, async () => {
      const sockets = Array.from({ length: 400 }, () =>
        bare(victim.port, 'GET /signal HTTP/1.1\r\nHost: x\r\nA:'),
      );
      for (let i = 0; i < 10; i++) {
        await pause(100);
        for (const socket of sockets) if (socket.writable) socket.write('a');
      }
      for (const socket of sockets) socket.destroy();
    });
  });

  it('400 000 topics, of which it holds 64 for a connection', async (t) => {
    const victim = await aVictim(t);
    let topic = 0;
    await withstands(t, victim, async () => {
      const client = await TestClient.join(victim);
      while (client.socket.readyState === client.socket.OPEN && topic % 6_400 !== 6_399) {
        client.send({ type: 'subscribe', topics: Array.from({ length: 64 }, () => `topic-${topic++}`) });
        await pause(1);
      }
      topic++;
      client.socket.terminate();
      await pause(30);
    });
  });

  it('messages in thousands of fragments', async (t) => {
    const victim = await aVictim(t);
    await withstands(t, victim, async () => {
      const client = await TestClient.join(victim);
      for (let i = 0; i < 2_000; i++) client.socket.send('x', { fin: false });
      await client.closed;
      await pause(60);
    });
  });

  it('1 000 messages a second from each of 20', async (t) => {
    const victim = await aVictim(t);
    const p95 = await withstands(t, victim, async () => {
      const flooders = await Promise.all(Array.from({ length: 20 }, () => TestClient.join(victim)));
      for (let lot = 0; lot < 10; lot++) {
        for (const flooder of flooders)
          for (let i = 0; i < 100; i++)
            flooder.send({ type: 'publish', topic: 'witness-not', data: 'x'.repeat(500) });
        await pause(100);
      }
      for (const flooder of flooders) assert.notEqual(flooder.socket.readyState, flooder.socket.OPEN);
    });
    // In the short run other tests use the same processors.
    if (IS_FULL) assert.ok(p95 <= 100, `${p95} ms`);
  });

  it('100 000 packets of junk at its STUN port, and answers none', async (t) => {
    const victim = await aVictim(t);
    const socket = createSocket('udp4');
    t.after(() => socket.close());
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    let answers = 0;
    socket.on('message', () => answers++);
    const junk = [
      Buffer.alloc(0),
      Buffer.alloc(20),
      Buffer.alloc(600, 1),
      Buffer.from('000100002112a442', 'hex'),
    ];
    let sent = 0;
    await withstands(t, victim, async () => {
      for (let i = 0; i < 500; i++)
        socket.send(junk[sent++ % junk.length] as Buffer, victim.stunPort, '127.0.0.1');
      await pause(2);
    });
    t.diagnostic(`${sent} packets`);
    assert.equal(answers, 0);
    const request = Buffer.alloc(20);
    request.writeUInt16BE(1, 0);
    request.writeUInt32BE(0x2112a442, 4);
    // Some of the flood may fill the queue of the system yet, and what comes after it is lost: a client asks again.
    for (let i = 0; answers === 0 && i < 100; i++) {
      socket.send(request, victim.stunPort, '127.0.0.1');
      await pause(50);
    }
    assert.ok(answers > 0);
  });
});
