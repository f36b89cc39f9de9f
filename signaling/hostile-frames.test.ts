import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import type { RunningServer } from './server.js';
import { aServer, TestClient, until } from './test-server.js';

/** Frames at once out of the generator, and how often. */
const LOT = 10_000;
const LOTS = process.env['BEEP_TEST_FULL'] ? 100 : 1;

/** Lets one address come and talk as often as a fuzzer needs; what is tested is not the rate. */
const GENEROUS = { framesPerSecond: 1e9, frameBurst: 1e9, upgradesPerSecond: 1e9, upgradeBurst: 1e9 };

describe('a hostile frame', () => {
  for (const [what, frame, code] of [
    ['an open brace', '{', CLOSE_CODES.badFrame],
    ['nothing', '', CLOSE_CODES.badFrame],
    ['topics as text', '{"type":"subscribe","topics":"x"}', CLOSE_CODES.badFrame],
    ['a publication without data', '{"type":"publish","topic":"t"}', CLOSE_CODES.badFrame],
    ['arrays nested 8 000 deep', '['.repeat(8_000) + ']'.repeat(8_000), CLOSE_CODES.badFrame],
    [
      'data nested 8 000 deep',
      `{"type":"publish","topic":"t","data":${'['.repeat(8_000)}${']'.repeat(8_000)}}`,
      CLOSE_CODES.badFrame,
    ],
    ['a huge number', '{"type":1e99999}', CLOSE_CODES.badFrame],
    ['a poisoned prototype', '{"__proto__":{"type":"ping"}}', CLOSE_CODES.badFrame],
    ['a binary frame', Buffer.from('{"type":"ping"}'), 1003],
    ['a frame over the payload limit', 'x'.repeat(16 * 1024 + 1), 1009],
  ] as const) {
    it(`closes with ${code} on ${what} and keeps serving`, async (t) => {
      const { server, isServing } = await aServerWithWitness(t);
      const offender = await TestClient.join(server);
      offender.socket.send(frame);
      assert.equal(await offender.closed, code);
      await isServing();
    });
  }

  it('that is no UTF-8 is answered with 1007', async (t) => {
    const { server, isServing } = await aServerWithWitness(t);
    const offender = await TestClient.join(server);
    offender.socket.send(Buffer.from([0xff, 0xfe, 0xc0]), { binary: false });
    assert.equal(await offender.closed, 1007);
    await isServing();
  });

  it('in a thousand fragments ends the connection', async (t) => {
    const { server, isServing } = await aServerWithWitness(t);
    const offender = await TestClient.join(server);
    for (let i = 0; i < 1_000; i++) offender.socket.send('x', { fin: false });
    assert.notEqual(await offender.closed, 1000);
    await isServing();
  });

  it(`among ${LOTS * LOT} random ones never stops the server or disturbs another client`, async (t) => {
    const { server, isServing } = await aServerWithWitness(t);
    const types = fc.constantFrom('subscribe', 'unsubscribe', 'publish', 'ping', 'welcome');
    const frames = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json(),
      fc
        .record(
          { type: types, topics: fc.jsonValue(), topic: fc.jsonValue(), data: fc.jsonValue() },
          { requiredKeys: [] },
        )
        .map((frame) => JSON.stringify(frame)),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    const seed = Date.now();
    t.diagnostic(`seed ${seed}`);
    let offender = await TestClient.join(server);
    const sample = function* () {
      for (let lot = 0; lot < LOTS; lot++) yield* fc.sample(frames, { numRuns: LOT, seed: seed + lot });
    };
    let i = 0;
    for (const frame of sample()) {
      if (offender.socket.readyState !== offender.socket.OPEN) offender = await TestClient.join(server);
      offender.socket.send(frame, { binary: i % 11 === 0 });
      // Let what the server says arrive, or one offender would take all the frames to its grave.
      if (i % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (i % 1_000 === 0) await isServing();
      i++;
    }
    await isServing();
    offender.socket.terminate();
    await until(() => server.figures().connections === 1);
    assert.equal(server.figures().topics, 1);
  });

  it('of raw bytes after the handshake never stops the server', async (t) => {
    const { server, isServing } = await aServerWithWitness(t);
    const handshake =
      `GET /signal HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n';
    const sample = fc.sample(fc.uint8Array({ minLength: 1, maxLength: 300 }), 500);
    for (const [i, bytes] of sample.entries()) {
      const socket = connect(server.port, '127.0.0.1');
      socket.on('error', () => undefined); // the server may reset it
      socket.write(handshake);
      socket.end(bytes);
      socket.resume();
      await new Promise((resolve) => socket.on('close', resolve));
      if (i % 100 === 0) await isServing();
    }
    await until(() => server.figures().connections === 1);
    await isServing();
  });
});

/** A server and a client of good manners, which can say whether it is still served. */
async function aServerWithWitness(
  t: TestContext,
): Promise<{ server: RunningServer; isServing: () => Promise<void> }> {
  const server = await aServer(t, { limits: GENEROUS });
  const witness = await TestClient.join(server);
  witness.send({ type: 'subscribe', topics: ['witness-only-topic'] });
  let count = 0;
  const isServing = async (): Promise<void> => {
    witness.send({ type: 'publish', topic: 'witness-only-topic', data: ++count });
    assert.deepEqual(await witness.settle(), [
      { type: 'publish', topic: 'witness-only-topic', data: count, clients: 1 },
    ]);
  };
  return { server, isServing };
}
