import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { TurnServer } from './ice-servers.js';
import {
  encodeFrame,
  MAX_DATA_DEPTH,
  MAX_TOPIC_CHARS,
  MAX_TURN_URLS,
  MAX_TURN_WORD_CHARS,
  parseClientFrame,
  parseServerFrame,
  type ClientFrame,
  type ServerFrame,
} from './introducer-frames.js';
import { MAX_INTRODUCER_FRAME_CHARS } from './limits.js';

const publish = (data: string) => `{"type":"publish","topic":"t","data":${data}}`;
const RELAY: TurnServer = {
  urls: ['turn:10.0.0.1:3478', 'turns:relay.example.gov:443?transport=tcp'],
  username: '1800000000:x',
  credential: 'c2VjcmV0',
  ttlS: 600,
};
const welcome = (stun: unknown, day: unknown = 20_781) => JSON.stringify({ type: 'welcome', day, stun });
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('parseClientFrame', () => {
  const frames: ClientFrame[] = [
    { type: 'subscribe', topics: ['a', 'b'] },
    { type: 'unsubscribe', topics: [] },
    { type: 'publish', topic: 'room', data: 'AAEC' },
    { type: 'publish', topic: 'room', data: { type: 'announce', from: 'f3', list: [1, null, true] } },
    { type: 'publish', topic: 'room', data: null },
    { type: 'publish', topic: '\ud800', data: '\udfff' },
    { type: 'ping' },
  ];
  for (const frame of frames) {
    it(`reads back ${JSON.stringify(frame)}`, () => {
      assert.deepEqual(parseClientFrame(encodeFrame(frame)), { ok: true, value: frame });
    });
  }

  it('drops fields the vocabulary does not know', () => {
    const text = '{"type":"publish","topic":"t","data":"x","clients":9,"from":"me"}';
    assert.deepEqual(parseClientFrame(text), { ok: true, value: { type: 'publish', topic: 't', data: 'x' } });
  });

  it('accepts data as deep as the cap', () => {
    assert.equal(parseClientFrame(publish(nested(MAX_DATA_DEPTH))).ok, true);
  });

  for (const [what, text, error] of [
    ['an empty text', '', 'malformed'],
    ['an open brace', '{', 'malformed'],
    ['a number', '1e999', 'malformed'],
    ['null', 'null', 'malformed'],
    ['an array', '[{"type":"ping"}]', 'malformed'],
    ['no type', '{}', 'malformed'],
    ['a type that is no text', '{"type":7}', 'malformed'],
    ['a type behind __proto__', '{"__proto__":{"type":"ping"}}', 'malformed'],
    ['a type from the future', '{"type":"hello"}', 'unknown-type'],
    ['a type named like a method', '{"type":"toString"}', 'unknown-type'],
    ['topics as one text', '{"type":"subscribe","topics":"x"}', 'malformed'],
    ['topics as an object', '{"type":"subscribe","topics":{"length":1,"0":"x"}}', 'malformed'],
    ['a topic that is no text', '{"type":"subscribe","topics":[1]}', 'malformed'],
    ['an empty topic', '{"type":"subscribe","topics":[""]}', 'malformed'],
    ['a topic too long', `{"type":"subscribe","topics":["${'x'.repeat(MAX_TOPIC_CHARS + 1)}"]}`, 'malformed'],
    ['a thousand topics', `{"type":"subscribe","topics":[${Array(1000).fill('"x"').join()}]}`, 'malformed'],
    ['a publication without a topic', '{"type":"publish","data":"x"}', 'malformed'],
    ['a publication without data', '{"type":"publish","topic":"t"}', 'malformed'],
    ['data one level too deep', publish(nested(MAX_DATA_DEPTH + 2)), 'malformed'],
    ['data nested to the end of the frame', publish(nested(8000)), 'malformed'],
    ['nesting as the frame itself', '['.repeat(16_000), 'malformed'],
    ['a frame over the cap', `"${'x'.repeat(MAX_INTRODUCER_FRAME_CHARS)}"`, 'too-large'],
  ] as const) {
    it(`refuses ${what} as ${error}`, () => {
      assert.deepEqual(parseClientFrame(text), { ok: false, error });
    });
  }
});

describe('parseServerFrame', () => {
  const frames: ServerFrame[] = [
    { type: 'welcome', day: 20_781, stun: [] },
    { type: 'welcome', day: 0, stun: ['stun:127.0.0.1:3478', 'stun:[::1]:1', 'stun:[2001:db8::ff]:65535'] },
    {
      type: 'welcome',
      day: 1,
      stun: ['stun:[1:2:3:4:5:6:7:8]:9', 'stun:[::ffff:10.0.0.1]:9', 'stun:[::]:9'],
    },
    { type: 'welcome', day: 1, stun: [], turn: RELAY },
    {
      type: 'welcome',
      day: 1,
      stun: [],
      turn: { ...RELAY, urls: ['turn:[::1]:3478?transport=tcp'], ttlS: 86_400 },
    },
    { type: 'publish', topic: 't', data: 'AA-_', clients: 2 },
    { type: 'pong' },
  ];
  for (const frame of frames) {
    it(`reads back ${JSON.stringify(frame)}`, () => {
      assert.deepEqual(parseServerFrame(encodeFrame(frame)), { ok: true, value: frame });
    });
  }

  for (const [what, text, error] of [
    ['an open brace', '{', 'malformed'],
    ['a frame of a client', '{"type":"subscribe","topics":["a"]}', 'unknown-type'],
    ['data that is an object', '{"type":"publish","topic":"t","data":{},"clients":1}', 'malformed'],
    ['data that is not base64url', '{"type":"publish","topic":"t","data":"a b","clients":1}', 'malformed'],
    ...(
      [
        ['no relay but null', null],
        ['a relay without URLs', { ...RELAY, urls: [] }],
        ['a relay with too many URLs', { ...RELAY, urls: Array(MAX_TURN_URLS + 1).fill(RELAY.urls[0]) }],
        ['a relay of another scheme', { ...RELAY, urls: ['https://10.0.0.1:443'] }],
        ['a relay without a port', { ...RELAY, urls: ['turn:10.0.0.1'] }],
        ['a relay at no address', { ...RELAY, urls: ['turn:10.0.0.256:3478'] }],
        ['a relay with an account in its URL', { ...RELAY, urls: ['turn:me@10.0.0.1:3478'] }],
        ['a relay by another transport', { ...RELAY, urls: ['turn:10.0.0.1:3478?transport=sctp'] }],
        ['a relay without a user name', { ...RELAY, username: '' }],
        ['a relay with a user name of two lines', { ...RELAY, username: 'a\nb' }],
        ['a relay with a long credential', { ...RELAY, credential: 'x'.repeat(MAX_TURN_WORD_CHARS + 1) }],
        ['a relay for no time', { ...RELAY, ttlS: 0 }],
        ['a relay for two days', { ...RELAY, ttlS: 172_800 }],
        ['a relay for half a second', { ...RELAY, ttlS: 0.5 }],
      ] as const
    ).map(
      ([what, turn]) =>
        [what, JSON.stringify({ type: 'welcome', day: 1, stun: [], turn }), 'malformed'] as const,
    ),
    ['a negative count', '{"type":"publish","topic":"t","data":"","clients":-1}', 'malformed'],
    ['a huge count', '{"type":"publish","topic":"t","data":"","clients":1e308}', 'malformed'],
    ['no count', '{"type":"publish","topic":"t","data":""}', 'malformed'],
    ['a day before the epoch', welcome([], -1), 'malformed'],
    ['a broken day', welcome([], 1.5), 'malformed'],
    ['a day past the year 9999', welcome([], 2_932_897), 'malformed'],
    ['no STUN list', '{"type":"welcome","day":1}', 'malformed'],
    ['five STUN servers', welcome(Array(5).fill('stun:10.0.0.1:3478')), 'malformed'],
    ['a STUN server by name', welcome(['stun:stun.example.com:3478']), 'malformed'],
    ['a STUN server without a port', welcome(['stun:10.0.0.1']), 'malformed'],
    ['port 0', welcome(['stun:10.0.0.1:0']), 'malformed'],
    ['port 65536', welcome(['stun:10.0.0.1:65536']), 'malformed'],
    ['an octet over 255', welcome(['stun:10.0.0.256:1']), 'malformed'],
    ['an octal octet', welcome(['stun:10.0.0.010:1']), 'malformed'],
    ['an IPv6 address without brackets', welcome(['stun:::1:3478']), 'malformed'],
    ['an IPv6 address with two gaps', welcome(['stun:[1::2::3]:1']), 'malformed'],
    ['an IPv6 address of nine words', welcome(['stun:[1:2:3:4:5:6:7:8:9]:1']), 'malformed'],
    ['an IPv6 address with a zone', welcome(['stun:[fe80::1%25eth0]:1']), 'malformed'],
    ['TURN', welcome(['turn:10.0.0.1:3478']), 'malformed'],
    ['a query after the port', welcome(['stun:10.0.0.1:1?transport=tcp']), 'malformed'],
    ['a frame over the cap', `"${'x'.repeat(MAX_INTRODUCER_FRAME_CHARS)}"`, 'too-large'],
  ] as const) {
    it(`refuses ${what} as ${error}`, () => {
      assert.deepEqual(parseServerFrame(text), { ok: false, error });
    });
  }
});

describe('both parsers', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.json({ maxDepth: 6 }),
    fc
      .record(
        {
          type: fc.oneof(
            fc.constantFrom('subscribe', 'unsubscribe', 'publish', 'ping', 'welcome', 'pong'),
            fc.jsonValue(),
          ),
          topics: fc.jsonValue(),
          topic: fc.jsonValue(),
          data: fc.jsonValue(),
          clients: fc.jsonValue(),
          day: fc.jsonValue(),
          stun: fc.jsonValue(),
          __proto__: fc.jsonValue(),
        },
        { requiredKeys: ['type'] },
      )
      .map((frame) => JSON.stringify(frame)),
  );

  it('never throw, and what they accept survives another round trip', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const parse of [parseClientFrame, parseServerFrame]) {
          const first = parse(text);
          if (first.ok) assert.deepEqual(parse(encodeFrame(first.value)), first);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('the frames of a closed introducer', () => {
  const KEY = 'A'.repeat(43);
  const reads = (frame: unknown): boolean => parseServerFrame(JSON.stringify(frame)).ok;

  it('are read as they were written', () => {
    const challenge = { type: 'challenge', nonce: KEY, authorities: [KEY, KEY, KEY, KEY] } as const;
    const welcome = { type: 'welcome', day: 1, stun: [], ticket: KEY } as const;
    for (const frame of [challenge, welcome])
      assert.deepEqual(parseServerFrame(encodeFrame(frame)), { ok: true, value: frame });
    const proof = { type: 'prove', proof: 'A'.repeat(5_462) } as const;
    assert.deepEqual(parseClientFrame(encodeFrame(proof)), { ok: true, value: proof });
  });

  it('are refused with anything in them that is not so', () => {
    for (const bad of ['', KEY.slice(1), `${KEY}A`, `${KEY.slice(1)}B`, `${KEY.slice(1)}=`, 7, null, [KEY]]) {
      assert.equal(reads({ type: 'challenge', nonce: bad, authorities: [KEY] }), false);
      assert.equal(reads({ type: 'challenge', nonce: KEY, authorities: [KEY, bad] }), false);
      assert.equal(reads({ type: 'welcome', day: 1, stun: [], ticket: bad }), false);
    }
    for (const bad of [undefined, KEY, {}, [], [KEY, KEY, KEY, KEY, KEY]])
      assert.equal(reads({ type: 'challenge', nonce: KEY, authorities: bad }), false);
    for (const bad of [undefined, 7, 'A B', '+/', 'A'.repeat(5_463)])
      assert.equal(parseClientFrame(JSON.stringify({ type: 'prove', proof: bad })).ok, false);
  });
});
