import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createMemoryClock,
  createMemoryIntroducer,
  createMemoryRandom,
} from '../../test/support/memory-ports.js';
import { blobToText } from '../protocol/blob-text.js';
import { encodeFrame, parseClientFrame, type ClientFrame } from '../protocol/introducer-frames.js';
import { rendezvousTopic } from '../protocol/rendezvous.js';
import { IntroducerSession } from './introducer-session.js';
import type { Introducer, IntroducerEvents } from './ports.js';

const OURS = new Uint8Array(16).fill(1);
const THEIRS = new Uint8Array(16).fill(2);
const WELCOME = encodeFrame({ type: 'welcome', day: 100, stun: ['stun:10.0.0.1:3478'] });

function aSession() {
  const [clock, introducer] = [createMemoryClock(), createMemoryIntroducer()];
  const blobs: Uint8Array[] = [];
  let ups = 0;
  const session = new IntroducerSession(
    { clock, introducer, random: createMemoryRandom('back-off') },
    () => OURS,
    { onUp: () => ups++, onBlob: (blob) => void blobs.push(blob) },
  );
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const say = async (frame: string): Promise<void> => {
    introducer.say(frame);
    await settle();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };
  const start = async (): Promise<void> => {
    session.start();
    await settle();
  };
  const heard = (): ClientFrame[] =>
    introducer.received.map((frame) => {
      const parsed = parseClientFrame(frame);
      assert.ok(parsed.ok);
      return parsed.value;
    });
  return { session, introducer, blobs, start, settle, say, pass, heard, ups: () => ups };
}

const topicsOn = (days: readonly number[]) => days.map((day) => rendezvousTopic(OURS, day));

describe('the introducer', () => {
  it('is listened to on the addresses of its yesterday, today and tomorrow', async () => {
    const { session, start, say, heard, ups } = aSession();
    await start();
    assert.equal(session.state.value.state, 'connecting');
    await say(WELCOME);
    assert.deepEqual(session.state.value, { state: 'connected', nonsense: false });
    assert.deepEqual(heard(), [{ type: 'subscribe', topics: topicsOn([99, 100, 101]) }]);
    assert.deepEqual([session.ice.stun, ups()], [['stun:10.0.0.1:3478'], 1]);
  });

  it('is moved with when its day changes, without a second "it is up"', async () => {
    const { start, say, heard, ups } = aSession();
    await start();
    await say(WELCOME);
    await say(encodeFrame({ type: 'welcome', day: 101, stun: [] }));
    assert.deepEqual(heard().slice(1), [
      { type: 'unsubscribe', topics: topicsOn([99, 100, 101]) },
      { type: 'subscribe', topics: topicsOn([100, 101, 102]) },
    ]);
    assert.equal(ups(), 1);
  });

  it('names a relay for as long as that takes the credentials, and is not subscribed to anew for new ones', async () => {
    const { session, start, say, heard, pass } = aSession();
    const turn = { urls: ['turn:10.0.0.1:3478'], username: 'u', credential: 'c', ttlS: 20 };
    await start();
    await say(encodeFrame({ type: 'welcome', day: 100, stun: [], turn }));
    assert.deepEqual(session.ice, { stun: [], turn });
    await pass(19_000);
    assert.deepEqual(session.ice.turn, turn);
    await say(encodeFrame({ type: 'welcome', day: 100, stun: [], turn: { ...turn, username: 'v' } }));
    await pass(19_000);
    assert.equal(session.ice.turn?.username, 'v');
    await pass(1_000);
    assert.equal(session.ice.turn, null);
    assert.equal(heard().filter(({ type }) => type !== 'ping').length, 1);
  });

  it('has no yesterday on its first day', async () => {
    const { start, say, heard } = aSession();
    await start();
    await say(encodeFrame({ type: 'welcome', day: 0, stun: [] }));
    assert.deepEqual(heard(), [{ type: 'subscribe', topics: topicsOn([0, 1]) }]);
  });

  it('carries what is published both ways', async () => {
    const { session, start, say, heard, blobs } = aSession();
    await start();
    assert.equal(session.publish(THEIRS, Uint8Array.of(1)), false);
    await say(WELCOME);
    assert.equal(session.publish(THEIRS, Uint8Array.of(1, 2)), true);
    const data = blobToText(Uint8Array.of(1, 2));
    assert.deepEqual(heard().at(-1), { type: 'publish', topic: rendezvousTopic(THEIRS, 100), data });
    await say(encodeFrame({ type: 'publish', topic: 'any', data, clients: 1 }));
    assert.deepEqual(blobs, [Uint8Array.of(1, 2)]);
  });

  for (const [what, frame] of [
    ['a web page', '<!doctype html><title>Printer</title>'],
    ['half of an object', '{'],
    ['a list', '[]'],
    ['a day that is no number', '{"type":"welcome","day":"today","stun":[]}'],
    ['a day before all days', '{"type":"welcome","day":-1,"stun":[]}'],
    ['a STUN server by name', '{"type":"welcome","day":1,"stun":["stun:stun.example.org:3478"]}'],
    ['a publication before any welcome', '{"type":"publish","topic":"t","data":"","clients":1}'],
    ['a megabyte', 'x'.repeat(1_000_000)],
  ] as const) {
    it(`that begins with ${what} talks nonsense, and is tried again`, async () => {
      const { session, start, say, pass } = aSession();
      await start();
      await say(frame);
      assert.deepEqual(session.state.value, { state: 'offline', nonsense: true });
      await pass(2_000);
      assert.deepEqual(session.state.value, { state: 'connecting', nonsense: true });
      await say(WELCOME);
      assert.deepEqual(session.state.value, { state: 'connected', nonsense: false });
    });
  }

  it('that says nothing after it was reached talks nonsense too', async () => {
    const { session, start, pass } = aSession();
    await start();
    await pass(10_000);
    assert.deepEqual(session.state.value, { state: 'offline', nonsense: true });
  });

  it('may pass on what nobody of us would have published', async () => {
    const { session, start, say, blobs } = aSession();
    await start();
    await say(WELCOME);
    for (const frame of [
      '{',
      '{"type":"publish","topic":"t","data":{"a":1},"clients":1}',
      '{"type":"later"}',
    ])
      await say(frame);
    assert.deepEqual([session.state.value.state, blobs], ['connected', []]);
  });

  it('is pinged, and given up when it does not answer', async () => {
    const { session, start, say, pass, heard } = aSession();
    await start();
    await say(WELCOME);
    await pass(30_000);
    assert.deepEqual(heard().at(-1), { type: 'ping' });
    await say(encodeFrame({ type: 'pong' }));
    await pass(30_000);
    assert.equal(session.state.value.state, 'connected');
    await pass(10_000);
    assert.equal(session.state.value.state, 'offline');
  });

  it('has to answer sooner when something has woken us', async () => {
    const { session, start, say, pass } = aSession();
    await start();
    await say(WELCOME);
    session.wake();
    await pass(2_900);
    assert.equal(session.state.value.state, 'connected');
    await pass(200);
    assert.equal(session.state.value.state, 'offline');
  });

  it('says how long it takes to answer, if it does in time', async () => {
    const { session, start, say, pass, heard } = aSession();
    assert.equal(await session.roundTrip(1_000), null);
    await start();
    await say(WELCOME);
    assert.equal(session.day, 100);
    const answered = session.roundTrip(1_000);
    assert.deepEqual(heard().at(-1), { type: 'ping' });
    await pass(40);
    await say(encodeFrame({ type: 'pong' }));
    assert.equal(await answered, 40);
    const tooLate = session.roundTrip(1_000);
    await pass(1_000);
    assert.equal(await tooLate, null);
    await say(encodeFrame({ type: 'pong' }));
    await pass(10_000);
    assert.deepEqual([session.state.value.state, session.day], ['connected', 100]);
  });

  it('that is dead is tried ever more seldom, at least every 8 s, and at once when something has woken us', async () => {
    const { session, introducer, start, settle, pass } = aSession();
    introducer.answers = false;
    const tries: number[] = [];
    let seconds = 0;
    session.state.subscribe(() => session.state.value.state === 'connecting' && tries.push(seconds));
    await start();
    for (; seconds < 300; seconds++) await pass(1_000);
    const pauses = tries.slice(1).map((second, i) => second - tries[i]!);
    assert.ok(pauses.length >= 36, `${pauses.length} tries in five minutes`);
    assert.ok(Math.max(...pauses) <= 9 && pauses[0]! <= 3, pauses.join(' '));
    introducer.answers = true;
    const before = tries.length;
    session.wake();
    await settle();
    assert.equal(tries.length, before + 1);
  });

  it('is left when we stop, for good', async () => {
    const { session, start, say, pass, introducer } = aSession();
    await start();
    await say(WELCOME);
    session.stop();
    const before = introducer.received.length;
    await pass(600_000);
    session.wake();
    await pass(600_000);
    assert.deepEqual([session.state.value.state, introducer.received.length], ['offline', before]);
  });

  for (const awayMs of [100, 1_000, 3_000, 5_000, 8_000, 20_000, 60_000]) {
    it(`that was away for ${awayMs / 1_000} s gets its 200 devices back within 10 s, at most a quarter of them in one second`, () => {
      for (let restart = 0; restart < 20; restart++) {
        const arrivals = returnOfTheHerd(awayMs, `${awayMs} ${restart}`);
        assert.equal(arrivals.length, HERD);
        assert.ok(Math.max(...arrivals) <= 10_000, `the last came after ${Math.max(...arrivals)} ms`);
        const buckets = new Map<number, number>();
        for (const ms of arrivals)
          buckets.set(Math.floor(ms / 1_000), (buckets.get(Math.floor(ms / 1_000)) ?? 0) + 1);
        const largest = Math.max(...buckets.values());
        assert.ok(largest <= HERD / 4, `${largest} of ${HERD} in one second, restart ${restart}`);
      }
    });
  }
});

const HERD = 200;

/** Ms after which each of a herd is connected again, counted from when the introducer is back. */
function returnOfTheHerd(awayMs: number, seed: string): number[] {
  const clock = createMemoryClock();
  let isThere = true;
  let connected: IntroducerEvents[] = [];
  const introducer: Introducer = {
    connect: (events) => {
      clock.after(1, () => {
        if (!isThere) return events.onClose();
        connected.push(events);
        events.onOpen();
        events.onFrame(WELCOME);
      });
      return { send: () => undefined, close: () => undefined };
    },
  };
  let backAtMs = 0;
  const arrivals: number[] = [];
  for (let i = 0; i < HERD; i++) {
    const random = createMemoryRandom(`${seed} ${i}`);
    new IntroducerSession({ clock, introducer, random }, () => OURS, {
      onUp: () => void arrivals.push(clock.monotonicMs() - backAtMs),
      onBlob: () => undefined,
    }).start();
  }
  clock.advance(10);
  assert.equal(arrivals.splice(0).length, HERD);
  isThere = false;
  const lost = connected;
  connected = [];
  for (const events of lost) events.onClose();
  clock.advance(awayMs);
  isThere = true;
  backAtMs = clock.monotonicMs();
  clock.advance(35_000);
  return arrivals;
}
