import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { encodeFrame, MAX_TOPIC_CHARS, parseClientFrame } from '../src/protocol/introducer-frames.js';
import { readPlainPublish } from './plain-publish.js';

const read = (text: string) => readPlainPublish(Buffer.from(text));
const base64url = (limits: { minLength: number; maxLength: number }) =>
  fc.string({ ...limits, unit: fc.constantFrom(...'ABCXYZabcxyz0189-_') });

describe('readPlainPublish', () => {
  it('knows every publication that a client of ours writes', () => {
    const topics = base64url({ minLength: 1, maxLength: MAX_TOPIC_CHARS });
    fc.assert(
      fc.property(topics, base64url({ minLength: 0, maxLength: 2_000 }), (topic, data) => {
        assert.equal(read(encodeFrame({ type: 'publish', topic, data })), topic);
      }),
    );
  });

  it('never knows what the parser would read otherwise, whatever byte is changed, added or left out', () => {
    const frame = encodeFrame({ type: 'publish', topic: 'Topic-1', data: 'AbC_9-' });
    const edits = fc.record({
      at: fc.nat(frame.length),
      cut: fc.nat(2),
      put: fc.string({ maxLength: 2, unit: 'binary-ascii' }),
    });
    fc.assert(
      fc.property(edits, ({ at, cut, put }) => {
        const text = frame.slice(0, at) + put + frame.slice(at + cut);
        const topic = read(text);
        if (topic === null) return;
        const parsed = parseClientFrame(text);
        assert.ok(parsed.ok && parsed.value.type === 'publish');
        assert.equal(parsed.value.topic, topic);
        assert.equal(encodeFrame(parsed.value), text, 'passing it on is not the same as writing it anew');
      }),
      { numRuns: 50_000 },
    );
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['another frame', '{"type":"ping"}'],
    ['no topic', '{"type":"publish","topic":"","data":"x"}'],
    ['a long topic', `{"type":"publish","topic":"${'x'.repeat(MAX_TOPIC_CHARS + 1)}","data":"x"}`],
    ['an object as data', '{"type":"publish","topic":"t","data":{}}'],
    ['an escape', '{"type":"publish","topic":"t","data":"\\u0041"}'],
    ['a space', '{"type":"publish","topic":"t","data":"x" }'],
    ['another order', '{"type":"publish","data":"x","topic":"t"}'],
    ['one more field', '{"type":"publish","topic":"t","data":"x","to":"y"}'],
    ['something after the end', '{"type":"publish","topic":"t","data":"x"}}'],
    ['a frame cut short', '{"type":"publish","topic":"t","data":"x'],
    ['letters beyond ASCII', '{"type":"publish","topic":"t","data":"س"}'],
  ] as const) {
    it(`leaves ${what} to the parser`, () => assert.equal(read(text), null));
  }
});
