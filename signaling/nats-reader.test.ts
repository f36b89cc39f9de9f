import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NatsReader } from './nats-reader.js';

const aReader = (maxPayloadBytes = 16) => {
  const heard: unknown[] = [];
  const reader = new NatsReader(
    {
      onInfo: (info) => heard.push(info),
      onMessage: (subject, payload) => heard.push([subject, payload.toString('latin1')]),
      onTooLarge: () => heard.push('too large'),
      onPing: () => heard.push('ping'),
      onPong: () => heard.push('pong'),
      onError: () => heard.push('error'),
    },
    maxPayloadBytes,
  );
  return { heard, read: (text: string) => reader.read(Buffer.from(text, 'latin1')) };
};

const TALK =
  'INFO {"max_payload":1048576,"nonce":"n","tls_required":true}\r\nPING\r\n+OK\r\nMSG beep.a 1 5\r\na\r\nbc\r\n' +
  `MSG beep.b 2 reply 17\r\n${'x'.repeat(17)}\r\nMSG beep.c 3 0\r\n\r\nPONG\r\n-ERR 'Permissions Violation'\r\n`;
const HEARD = [
  { wantsTls: true, nonce: 'n', maxPayload: 1_048_576 },
  'ping',
  ['beep.a', 'a\r\nbc'],
  'too large',
  ['beep.c', ''],
  'pong',
  'error',
];

describe('what a NATS server writes', () => {
  it('is read however it is cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(TALK.length)), (cuts) => {
        const { heard, read } = aReader();
        const ends = [...cuts, TALK.length].sort((a, b) => a - b);
        ends.forEach((end, i) => assert.ok(read(TALK.slice(i === 0 ? 0 : ends[i - 1], end))));
        assert.deepEqual(heard, HEARD);
      }),
      { numRuns: 300 },
    );
  });

  for (const [what, text] of [
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
    ['an INFO that is no JSON', 'INFO {\r\n'],
    ['an INFO that is no object', 'INFO null\r\n'],
    ['a message without a size', 'MSG beep.a 1\r\n'],
    ['a message of a negative size', 'MSG beep.a 1 -1\r\n\r\n'],
    ['a message that is longer than it says', 'MSG beep.a 1 1\r\nabcd\r\n'],
    ['a line without end', 'x'.repeat(65 * 1024)],
  ] as const) {
    it(`is given up when it is ${what}`, () => assert.equal(aReader().read(text), false));
  }

  it('makes us keep nothing of a message over the bound', () => {
    const { heard, read } = aReader();
    assert.ok(read('MSG beep.a 1 2000000000\r\n'));
    const piece = 'x'.repeat(1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 2_000; i++) assert.ok(read(piece));
    assert.ok(process.memoryUsage().arrayBuffers - before < 64_000_000);
    assert.ok(read('\r\nPING\r\n'));
    assert.deepEqual(heard, ['too large', 'ping']);
  });

  it('never throws, whatever it is', () => {
    const words = fc.constantFrom('MSG beep.a 1 ', 'INFO ', 'PING', '-ERR ', '{}', '\r\n', '3', 'abc', '\0');
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ unit: 'binary', maxLength: 20 }))), (parts) => {
        const { read } = aReader();
        for (const part of parts) if (!read(part)) return;
      }),
      { numRuns: 3_000 },
    );
  });
});
