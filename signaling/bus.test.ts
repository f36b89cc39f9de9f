import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import type { BusEvents, BusState, MakeBus } from './bus.js';
import { BUS_FRAMES_PER_TOPIC } from './limits.js';
import { aServer, TestClient, until } from './test-server.js';

/** A bus that a test holds in its hands. */
function aBus() {
  const done: string[] = [];
  const bus = { state: 'up' as BusState, events: null as BusEvents | null, done };
  const make: MakeBus = (events) => {
    bus.events = events;
    return {
      get state() {
        return bus.state;
      },
      join: (topic) => done.push(`join ${topic}`),
      leave: (topic) => done.push(`leave ${topic}`),
      publish: (topic, frame) => done.push(`publish ${topic} ${frame.toString()}`),
      close: () => done.push('close'),
    };
  };
  const say = (frame: unknown) =>
    bus.events?.onFrame(Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame)));
  return { ...bus, bus, make, say };
}

/** A server on a bus, a client on its topic "mine", and the log once the server is closed. */
async function aNode(t: TestContext) {
  const lines: string[] = [];
  const { bus, make, say, done } = aBus();
  const server = await aServer(t, { bus: make, log: (line) => lines.push(line) });
  const client = await TestClient.join(server);
  client.send({ type: 'subscribe', topics: ['mine'] });
  await client.settle();
  const log = async () => {
    await server.close();
    return lines.map((line) => {
      const { event, code, count } = JSON.parse(line) as { event: string; code: number; count: number };
      return `${event} ${code} x${count}`;
    });
  };
  return { server, client, bus, say, done, log };
}

describe('a node on a bus', () => {
  it('joins a topic with the first on it and leaves with the last', async (t) => {
    const { server, client, done } = await aNode(t);
    const other = await TestClient.join(server);
    other.send({ type: 'subscribe', topics: ['mine', 'other'] });
    await other.settle();
    assert.deepEqual(done, ['join mine', 'join other']);
    client.send({ type: 'unsubscribe', topics: ['mine'] });
    await client.settle();
    other.socket.terminate();
    await until(() => done.length === 4);
    assert.deepEqual(done.slice(2).sort(), ['leave mine', 'leave other']);
  });

  it('passes a publication on once, however many are on its topic here, and nothing else that was in it', async (t) => {
    const { client, done } = await aNode(t);
    client.send('{"type":"publish","topic":"mine","data":"abc"}');
    client.send('{"type":"publish", "topic":"room", "data":{"a":1}, "secret":"x"}');
    assert.deepEqual(await client.settle(), [{ type: 'publish', topic: 'mine', data: 'abc', clients: 1 }]);
    assert.deepEqual(done.slice(1), [
      'publish mine {"type":"publish","topic":"mine","data":"abc"}',
      'publish room {"type":"publish","topic":"room","data":{"a":1}}',
    ]);
  });

  it('hands on what comes over the bus, counting those here, and gives nothing back to it', async (t) => {
    const { server, client, say, done } = await aNode(t);
    say({ type: 'publish', topic: 'mine', data: 'abc' });
    say({ type: 'publish', topic: 'mine', data: { deep: [1] }, clients: 9 });
    assert.deepEqual(await client.settle(), [
      { type: 'publish', topic: 'mine', data: 'abc', clients: 1 },
      { type: 'publish', topic: 'mine', data: { deep: [1] }, clients: 1 },
    ]);
    assert.deepEqual(done, ['join mine']);
    assert.equal(server.figures().busFrames, 2);
  });

  it('drops and counts what is no publication, and goes on', async (t) => {
    const { client, say, log } = await aNode(t);
    const bad = [
      '',
      '{',
      'null',
      '\xff\xfe',
      '{"type":"publish","topic":"mine","data":"abc","topic":"other"}',
      '{"type":"publish","topic":"mine"}',
      `{"type":"publish","topic":"mine","data":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
      '{"type":"subscribe","topics":["x"]}',
      '{"type":"welcome","day":1,"stun":[]}',
      '{"type":"ping"}',
    ];
    for (const frame of bad) say(frame);
    // For nobody here: that is no fault, since topics share a subscription.
    say({ type: 'publish', topic: 'nobody-is-on-this', data: 'x' });
    say('{"type":"publish","topic":"nobody-is-on-this","data":');
    say('{"type":"publish", "topic":"nobody-is-on-this", "data":{}}');
    say({ type: 'publish', topic: 'mine', data: 'good' });
    assert.deepEqual(await client.settle(), [{ type: 'publish', topic: 'mine', data: 'good', clients: 1 }]);
    assert.deepEqual(await log(), ['start 0 x1', `reject 4400 x${bad.length}`, 'stop 0 x1']);
  });

  it('takes so much of one topic in a second, and another topic is not the worse for it', async (t) => {
    const { client, say, log } = await aNode(t);
    client.send({ type: 'subscribe', topics: ['quiet'] });
    await client.settle();
    const flood = 10 * BUS_FRAMES_PER_TOPIC;
    for (let i = 0; i < flood; i++) say({ type: 'publish', topic: 'mine', data: 'x' });
    say({ type: 'publish', topic: 'quiet', data: 'y' });
    const heard = await client.settle();
    assert.deepEqual(heard.at(-1), { type: 'publish', topic: 'quiet', data: 'y', clients: 1 });
    // The flood may have lasted into a second second, on a slow machine into a third.
    assert.ok(heard.length >= BUS_FRAMES_PER_TOPIC && heard.length <= 3 * BUS_FRAMES_PER_TOPIC + 1);
    const dropped = flood - (heard.length - 1);
    assert.ok((await log()).includes(`limit ${CLOSE_CODES.tooFast} x${dropped}`));
  });

  it('hands on what is for a topic of any characters', async (t) => {
    const { client, say } = await aNode(t);
    const topics = ['a room.*.> of y-webrtc', 'a "quoted" one\\', 'ایک کمرہ'];
    client.send({ type: 'subscribe', topics });
    await client.settle();
    for (const topic of topics) say({ type: 'publish', topic, data: 'x' });
    assert.deepEqual(
      (await client.settle()).map(({ topic }) => topic),
      topics,
    );
  });

  it('is not used up by what is for nobody here', async (t) => {
    const { client, say, log } = await aNode(t);
    for (let i = 0; i < 30_000; i++) say(`{"type":"publish","topic":"else-${i}","data":"x"}`);
    say({ type: 'publish', topic: 'mine', data: 'y' });
    assert.deepEqual(await client.settle(), [{ type: 'publish', topic: 'mine', data: 'y', clients: 1 }]);
    assert.deepEqual(await log(), ['start 0 x1', 'stop 0 x1']);
  });

  it('says on /healthz that the bus is down, and is well all the same', async (t) => {
    const { server, bus } = await aNode(t);
    const health = async () => {
      const answer = await fetch(`http://127.0.0.1:${server.port}/healthz`);
      return [answer.status, await answer.text()];
    };
    assert.deepEqual(await health(), [200, 'ok']);
    bus.state = 'down';
    assert.deepEqual(await health(), [200, 'ok, bus down']);
  });
});
