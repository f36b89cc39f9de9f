import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { chunksOf, Joiner } from '../../src/platform/co-drafting/chunks.js';
import { letThrough } from '../../src/platform/co-drafting/frames.js';
import { isOnlyOf, readUpdate } from '../../src/platform/co-drafting/gate.js';
import { YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { plainParagraph } from '../../src/domain/draft-content.js';

const RUNS = 1_000;
const [OURS, THEIRS, EVES] = [11, 22, 33] as const;

const memo = (subject: string, ...lines: string[]) => ({ subject, blocks: lines.map(plainParagraph) });

/** A document of somebody, with what they wrote as an update. */
function written(client: number, ...lines: string[]): Uint8Array {
  const doc = new YjsDoc([], client);
  doc.setContent(memo('Leave', ...lines));
  return doc.encode();
}

const stateOf = (doc: YjsDoc): string => Buffer.from(doc.encode()).toString('hex');

function syncMessage(type: number, bytes: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, bytes);
  return encoding.toUint8Array(encoder);
}

function presence(entries: readonly (readonly [client: number, json: string])[]): Uint8Array {
  const inner = encoding.createEncoder();
  encoding.writeVarUint(inner, entries.length);
  for (const [client, json] of entries) {
    encoding.writeVarUint(inner, client);
    encoding.writeVarUint(inner, 1);
    encoding.writeVarString(inner, json);
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner));
  return encoding.toUint8Array(encoder);
}

describe('the gate of a draft (P10)', () => {
  it('takes what was written under the client it is said to be of, and nothing else', () => {
    const update = written(THEIRS, 'From Monday.');
    assert.equal(readUpdate(update)?.client, THEIRS);
    const doc = new YjsDoc([], OURS);
    const before = stateOf(doc);
    for (const client of [OURS, EVES]) {
      assert.equal(doc.take(update, client), 'refused');
      assert.equal(stateOf(doc), before);
    }
    assert.equal(doc.take(update, THEIRS), 'taken');
    assert.deepEqual(doc.content(), memo('Leave', 'From Monday.'));
  });

  it('refuses an update that mixes in what another wrote', () => {
    const both = Y.mergeUpdates([written(THEIRS, 'one'), written(EVES, 'two')]);
    const doc = new YjsDoc([], OURS);
    for (const client of [OURS, THEIRS, EVES]) assert.equal(doc.take(both, client), 'refused');
    assert.deepEqual(doc.content().blocks, new YjsDoc([]).content().blocks);
  });

  it(`neither throws nor takes another's text from ${RUNS} damaged updates`, () => {
    const doc = new YjsDoc([], OURS);
    doc.setContent(memo('Leave', 'ours'));
    const theirs = written(THEIRS, 'From Monday.', 'تک');
    fc.assert(
      fc.property(fc.nat(theirs.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = theirs.with(at, theirs[at]! ^ flip);
        const mine = doc.clockOf(OURS);
        const mayBe = isOnlyOf(damaged, THEIRS);
        const copy = new YjsDoc([doc.encode()], OURS);
        const isTaken = copy.take(damaged, THEIRS) === 'taken';
        assert.ok(!isTaken || mayBe);
        assert.equal(copy.clockOf(OURS), mine, 'nobody writes under our client');
        assert.equal(copy.clockOf(EVES), 0);
        copy.content(); // may be anything, and is read without a word
        copy.close();
      }),
      { numRuns: RUNS },
    );
  });

  it('reads no update from random bytes, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        readUpdate(bytes);
        letThrough(bytes, THEIRS);
      }),
      { numRuns: 20_000 },
    );
  });

  it('keeps nothing of a deletion of 200 kB of what is not there', () => {
    const doc = new YjsDoc([], OURS);
    doc.setContent(memo('Leave', 'x'.repeat(1_000)));
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 0); // no structs
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, OURS);
    const ranges = 50_000;
    encoding.writeVarUint(encoder, ranges);
    for (let i = 0; i < ranges; i++) {
      encoding.writeVarUint(encoder, 100_000 + 2 * i);
      encoding.writeVarUint(encoder, 1);
    }
    const update = encoding.toUint8Array(encoder);
    assert.ok(update.byteLength > 200_000);
    const before = stateOf(doc);
    assert.notEqual(doc.take(update, THEIRS), 'taken', 'nobody takes out what is still to be written');
    assert.equal(stateOf(doc), before);
    assert.deepEqual(doc.content(), memo('Leave', 'x'.repeat(1_000)));
  });
});

describe('what passes between two who have a draft open', () => {
  it('is a change of the sender’s own, and not what they give on of others', () => {
    const update = written(THEIRS, 'one');
    assert.equal(letThrough(syncMessage(2, update), THEIRS).kind, 'update');
    assert.equal(letThrough(syncMessage(2, update), EVES).kind, 'nothing');
    for (const type of [0, 1]) assert.equal(letThrough(syncMessage(type, update), THEIRS).kind, 'nothing');
    assert.equal(letThrough(Uint8Array.of(3), THEIRS).kind, 'nothing');
    assert.equal(letThrough(new Uint8Array(), THEIRS).kind, 'garbage');
  });

  it('is the sender’s own caret, without a name, and nobody else’s', () => {
    const cursor = { anchor: { type: null }, head: { type: null } };
    const spoof = JSON.stringify({ user: { name: 'The Minister' }, cursor, more: 'x' });
    const passed = letThrough(
      presence([
        [EVES, spoof],
        [THEIRS, spoof],
      ]),
      THEIRS,
    );
    assert.ok(passed.kind === 'presence');
    assert.deepEqual(passed.message, presence([[THEIRS, JSON.stringify({ cursor })]]));
    assert.equal(letThrough(presence([[EVES, spoof]]), THEIRS).kind, 'nothing');
    const huge = JSON.stringify({ cursor: { ...cursor, more: 'x'.repeat(5_000) } });
    assert.equal(letThrough(presence([[THEIRS, huge]]), THEIRS).kind, 'nothing');
    const gone = letThrough(presence([[THEIRS, 'null']]), THEIRS);
    assert.deepEqual(gone, { kind: 'presence', message: presence([[THEIRS, 'null']]) });
  });

  it('comes whole, however large, in pieces that every channel takes', () => {
    for (const size of [0, 1, 16_382, 16_383, 16_384, 300_000]) {
      const message = new Uint8Array(size).map((_, i) => i % 251);
      const joiner = new Joiner();
      const chunks = [...chunksOf(message)];
      assert.ok(chunks.every(({ byteLength }) => byteLength <= 16 * 1024));
      const joined = chunks.map((chunk) => joiner.take(chunk));
      assert.ok(joined.slice(0, -1).every((one) => one === null));
      assert.deepEqual(joined.at(-1), message);
    }
  });

  it('is put together up to 4 MiB, and no more is held', () => {
    const joiner = new Joiner();
    const more = new Uint8Array(16 * 1024);
    more[0] = 1;
    assert.throws(() => {
      for (let i = 0; i < 300; i++) joiner.take(more);
    }, RangeError);
    assert.throws(() => new Joiner().take(Uint8Array.of(2, 1)), RangeError);
    assert.throws(() => new Joiner().take(new Uint8Array()), RangeError);
  });
});
