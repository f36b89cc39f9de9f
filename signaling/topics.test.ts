import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CLOSE_CODES } from '../src/protocol/introducer-frames.js';
import { createTopics, type Seat } from './topics.js';

const aSeat = () => {
  const heard: unknown[] = [];
  const refusals: number[] = [];
  const seat: Seat = {
    topics: [],
    deliver: (frame) => {
      heard.push(JSON.parse(textOf(frame)));
      return true;
    },
    refuse: (code) => refusals.push(code),
  };
  return { seat, heard, refusals };
};

/** The text in a whole frame of either length. */
const textOf = (frame: Buffer) => frame.subarray(frame[1] === 126 ? 4 : 2).toString();

const text = (frame: object) => Buffer.from(JSON.stringify(frame));
const caps = { perSeat: 3, total: 5 };

describe('topics', () => {
  it('pass a publication to everyone on the topic, its sender included, and count them', () => {
    const topics = createTopics(caps);
    const [a, b, c] = [aSeat(), aSeat(), aSeat()];
    for (const { seat } of [a, b]) topics.receive(seat, text({ type: 'subscribe', topics: ['room'] }));
    topics.receive(c.seat, text({ type: 'subscribe', topics: ['other'] }));

    assert.equal(topics.receive(a.seat, text({ type: 'publish', topic: 'room', data: 'x', more: 1 })), 2);
    const copy = { type: 'publish', topic: 'room', data: 'x', clients: 2 };
    assert.deepEqual([a.heard, b.heard, c.heard], [[copy], [copy], []]);
  });

  it('write a publication once and hand every receiver the same bytes', () => {
    const topics = createTopics(caps);
    const frames: Buffer[] = [];
    for (let i = 0; i < 3; i++) {
      const deliver = (frame: Buffer) => frames.push(frame) > 0;
      const seat: Seat = { topics: [], deliver, refuse: () => assert.fail() };
      topics.receive(seat, text({ type: 'subscribe', topics: ['room'] }));
    }
    topics.receive(aSeat().seat, text({ type: 'publish', topic: 'room', data: 'x' }));
    assert.equal(frames.length, 3);
    assert.equal(new Set(frames).size, 1);
  });

  for (const [who, holds] of [
    ['the only one', [true]],
    ['the first of two', [true, false]],
    ['the last of two', [false, true]],
  ] as const) {
    it(`leave the bytes alone that ${who} on the topic has still to send`, () => {
      const topics = createTopics(caps);
      const held: Buffer[] = [];
      for (const isSlow of holds) {
        const deliver = (frame: Buffer) => {
          if (isSlow) held.push(frame);
          return !isSlow;
        };
        const seat: Seat = { topics: [], deliver, refuse: () => assert.fail() };
        topics.receive(seat, text({ type: 'subscribe', topics: ['room'] }));
      }
      for (const data of ['x', 'y', 'z'])
        topics.receive(aSeat().seat, text({ type: 'publish', topic: 'room', data }));
      const heard = held.map((frame) => (JSON.parse(textOf(frame)) as { data: string }).data);
      assert.deepEqual(heard, ['x', 'y', 'z']);
    });
  }

  it('carry nothing to a topic that nobody is on', () => {
    assert.equal(
      createTopics(caps).receive(aSeat().seat, text({ type: 'publish', topic: 'empty', data: 'x' })),
      0,
    );
  });

  it('stop at unsubscribe and at leave, and keep nothing of who was there', () => {
    const topics = createTopics(caps);
    const [a, b] = [aSeat(), aSeat()];
    topics.receive(a.seat, text({ type: 'subscribe', topics: ['x', 'y'] }));
    topics.receive(b.seat, text({ type: 'subscribe', topics: ['y'] }));
    topics.receive(a.seat, text({ type: 'unsubscribe', topics: ['x', 'never held'] }));
    assert.equal(topics.topicCount(), 1);
    topics.leave(a.seat);
    topics.leave(a.seat);
    assert.equal(topics.receive(a.seat, text({ type: 'publish', topic: 'y', data: 1 })), 1);
    assert.deepEqual([a.heard.length, b.heard.length], [0, 1]);
    topics.leave(b.seat);
    assert.equal(topics.topicCount(), 0);
  });

  it('count a topic once however often it is asked for', () => {
    const topics = createTopics(caps);
    const a = aSeat();
    for (let i = 0; i < 10; i++) topics.receive(a.seat, text({ type: 'subscribe', topics: ['x', 'x'] }));
    topics.receive(a.seat, text({ type: 'publish', topic: 'x', data: 1 }));
    assert.deepEqual([a.refusals, a.heard.length, topics.topicCount()], [[], 1, 1]);
  });

  it('refuse the topic beyond the cap of a seat', () => {
    const topics = createTopics(caps);
    const a = aSeat();
    topics.receive(a.seat, text({ type: 'subscribe', topics: ['1', '2', '3'] }));
    assert.deepEqual(a.refusals, []);
    topics.receive(a.seat, text({ type: 'subscribe', topics: ['4', '5'] }));
    assert.deepEqual([a.refusals, topics.topicCount()], [[CLOSE_CODES.tooManyTopics], 3]);
  });

  it('refuse the topic beyond the cap of all, but still seat people on those that exist', () => {
    const topics = createTopics(caps);
    const [a, b, c] = [aSeat(), aSeat(), aSeat()];
    topics.receive(a.seat, text({ type: 'subscribe', topics: ['1', '2', '3'] }));
    topics.receive(b.seat, text({ type: 'subscribe', topics: ['4', '5', '1'] }));
    topics.receive(c.seat, text({ type: 'subscribe', topics: ['1'] }));
    assert.deepEqual([b.refusals, c.refusals], [[], []]);
    topics.receive(c.seat, text({ type: 'subscribe', topics: ['6'] }));
    assert.deepEqual(c.refusals, [CLOSE_CODES.full]);
  });

  it('answer ping with pong', () => {
    const a = aSeat();
    createTopics(caps).receive(a.seat, text({ type: 'ping' }));
    assert.deepEqual(a.heard, [{ type: 'pong' }]);
  });

  it('pass over a frame of a type from the future', () => {
    const a = aSeat();
    createTopics(caps).receive(a.seat, text({ type: 'hello' }));
    assert.deepEqual([a.heard, a.refusals], [[], []]);
  });

  it('refuse a frame that is none', () => {
    const a = aSeat();
    createTopics(caps).receive(a.seat, Buffer.from('{'));
    assert.deepEqual(a.refusals, [CLOSE_CODES.badFrame]);
  });
});
