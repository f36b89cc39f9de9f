import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { encode, type Wire } from './codec.js';
import type { DeviceId } from './ids.js';
import { MAX_ENTRIES_PER_GIVE, MAX_RECORD_BYTES, MAX_VECTOR_ROWS, MAX_WAITING_GIVES } from './limits.js';
import { encodeRecord, parseRecord, type LinkRecord } from './record.js';
import { bytesOf } from '../../test/vectors/cast.js';
import { allTruncations } from '../../test/vectors/mutations.js';

const tag = bytesOf('tag', 16);
const id = bytesOf('id');
const row: Wire = [id, 0, tag];

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const blob = fc.uint8Array({ maxLength: 200 });
const rows = fc.array(
  fc.record(
    {
      author: bytes(32).map((key) => bytesToHex(key) as DeviceId),
      seq: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      idPrefix: bytes(16),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 20 },
);
const places = rows.map((all) => all.map(({ author, seq }) => ({ author, seq })));
const entries = fc.array(fc.tuple(blob, fc.option(blob)), { minLength: 1, maxLength: MAX_ENTRIES_PER_GIVE });
const records: fc.Arbitrary<LinkRecord> = fc.oneof(
  fc.tuple(bytes(16), rows).map(([tag, rows]) => ({ type: 'have', tag, rows }) as const),
  fc.tuple(bytes(16), rows).map(([tag, rows]) => ({ type: 'have-part', tag, rows }) as const),
  fc
    .tuple(bytes(16), fc.oneof(bytes(16), rows), bytes(16), bytes(16), fc.option(bytes(16)))
    .map(([tag, logs, said, heard, roster]) => ({ type: 'sum', tag, logs, said, heard, roster }) as const),
  fc
    .tuple(
      bytes(16),
      rows.filter((all) => all.length > 0),
    )
    .map(([tag, rows]) => ({ type: 'news', tag, rows }) as const),
  bytes(16).map((tag) => ({ type: 'prune', tag }) as const),
  fc.tuple(bytes(16), places).map(([tag, rows]) => ({ type: 'graft', tag, rows }) as const),
  fc.tuple(bytes(16), entries).map(([tag, entries]) => ({ type: 'give', tag, entries }) as const),
  fc
    .tuple(bytes(16), fc.boolean(), fc.integer({ min: 1, max: MAX_WAITING_GIVES }))
    .map(([tag, took, count]) => ({ type: 'ack', tag, took, count }) as const),
  fc.tuple(bytes(16), blob).map(([tag, bytes]) => ({ type: 'receipt', tag, bytes }) as const),
  fc
    .tuple(fc.constantFrom('manifest', 'prekeys', 'card'), blob)
    .map(([kind, bytes]) => ({ type: 'doc', kind, bytes }) as const),
  fc.boolean().map((answer) => ({ type: 'live', answer }) as const),
  fc.constant({ type: 'rekey' } as const),
  fc.constant({ type: 'bye' } as const),
  fc.tuple(bytes(16), fc.boolean()).map(([tag, isOn]) => ({ type: 'typing', tag, isOn }) as const),
  fc.boolean().map((isActive) => ({ type: 'presence', isActive }) as const),
  fc
    .tuple(bytes(16), bytes(16), fc.string({ minLength: 1, maxLength: 60 }))
    .map(([tag, session, signal]) => ({ type: 'draft-signal', tag, session, signal }) as const),
);

describe('a record', () => {
  it('reads back as it was made, and is made again with the same bytes', () => {
    fc.assert(
      fc.property(records, (record) => {
        const bytes = encodeRecord(record);
        const parsed = parseRecord(bytes);
        if (bytes.byteLength > MAX_RECORD_BYTES) {
          assert.deepEqual(parsed, { ok: false, error: 'too-large' });
          return;
        }
        assert.deepEqual(parsed, { ok: true, value: record });
        assert.deepEqual(encodeRecord(record), bytes);
      }),
      { numRuns: 3000 },
    );
  });

  for (const record of [
    { type: 'have', tag, rows: [{ author: bytesToHex(id) as DeviceId, seq: 7, idPrefix: tag }] },
    { type: 'give', tag, entries: [[bytesOf('entry', 50), bytesOf('body', 20)], [bytesOf('e', 9), null]] }, // prettier-ignore
    { type: 'ack', tag, took: true, count: 3 },
    { type: 'have-part', tag, rows: [{ author: bytesToHex(id) as DeviceId, seq: 7, idPrefix: tag }] },
    { type: 'sum', tag, logs: bytesOf('digest', 16), said: tag, heard: tag, roster: tag },
    { type: 'news', tag, rows: [{ author: bytesToHex(id) as DeviceId, seq: 7, idPrefix: tag }] },
    { type: 'prune', tag },
    { type: 'graft', tag, rows: [{ author: bytesToHex(id) as DeviceId, seq: 7 }] },
    { type: 'receipt', tag, bytes: bytesOf('receipt', 70) },
    { type: 'doc', kind: 'card', bytes: bytesOf('card', 90) },
    { type: 'live', answer: false },
    { type: 'rekey' },
    { type: 'bye' },
    { type: 'typing', tag, isOn: true },
    { type: 'presence', isActive: true },
    { type: 'draft-signal', tag, session: tag, signal: 'hello' },
  ] satisfies LinkRecord[]) {
    it(`of type ${record.type} is refused when cut anywhere, or with a byte behind it`, () => {
      for (const damaged of allTruncations(encodeRecord(record)))
        assert.deepEqual(parseRecord(damaged), { ok: false, error: 'malformed' });
    });
    it(`of type ${record.type} is refused with a field more or less`, () => {
      const items = [...(encodeItems(record) as Wire[])];
      for (const other of [[...items, null], items.slice(0, -1)])
        assert.deepEqual(parseRecord(encode(other)), { ok: false, error: 'malformed' });
    });
  }

  for (const [what, bytes, error] of [
    ['an oversized record', new Uint8Array(MAX_RECORD_BYTES + 1), 'too-large'],
    ['nothing', new Uint8Array(), 'malformed'],
    ['an empty array', encode([]), 'malformed'],
    ['a map', encode(new Map([[1, 1]])), 'malformed'],
    ['a type below zero', encode([-1]), 'malformed'],
    ['a type as text', encode(['have', tag, []]), 'malformed'],
    ['type 0', encode([0]), 'unknown-type'],
    ['a type from the near future', encode([14, tag]), 'unknown-type'],
    ['the last type that may not be ignored', encode([63]), 'unknown-type'],
    ['a type that may be ignored', encode([127, 'whatever', [tag]]), 'ignorable-type'],
    ['a type far off', encode([Number.MAX_SAFE_INTEGER]), 'ignorable-type'],
    ['a type as a float', Uint8Array.of(0x81, 0xf9, 0x47, 0x00), 'malformed'],
    ['a non-canonical length', Uint8Array.of(0x98, 0x03, ...encode([1, tag, []]).slice(1)), 'malformed'],
    ['a tag of 15 bytes', encode([1, tag.slice(1), []]), 'malformed'],
    ['a tag of 17 bytes', encode([3, Uint8Array.of(...tag, 0), true]), 'malformed'],
    ['a tag as text', encode([1, '0123456789abcdef', []]), 'malformed'],
    ['rows that are no list', encode([1, tag, null]), 'malformed'],
    ['a row of two', encode([1, tag, [[id, 0]]]), 'malformed'],
    ['a row of four', encode([1, tag, [[id, 0, tag, 0]]]), 'malformed'],
    ['a row that is no list', encode([1, tag, [id]]), 'malformed'],
    ['a seq below zero', encode([1, tag, [[id, -1, tag]]]), 'malformed'],
    ['an author of 31 bytes', encode([1, tag, [[id.slice(1), 0, tag]]]), 'malformed'],
    ['a whole id where 16 bytes of it belong', encode([1, tag, [[id, 0, id]]]), 'malformed'],
    ['more rows than the cap', encode([1, tag, Array<Wire>(MAX_VECTOR_ROWS + 1).fill(row)]), 'malformed'],
    ['a part of a have with a row of two', encode([13, tag, [[id, 0]]]), 'malformed'],
    ['a part of a have with more rows than the cap', encode([13, tag, Array<Wire>(MAX_VECTOR_ROWS + 1).fill(row)]), 'malformed'], // prettier-ignore
    ['a sum of 15 bytes', encode([9, tag, tag.slice(1), tag, tag, tag]), 'malformed'],
    ['a sum of 32 bytes', encode([9, tag, id, tag, tag, tag]), 'malformed'],
    ['a sum as text', encode([9, tag, '0123456789abcdef', tag, tag, tag]), 'malformed'],
    ['a sum of logs alone', encode([9, tag, tag]), 'malformed'],
    ['a sum of a row of two', encode([9, tag, [[id, 0]], tag, tag, null]), 'malformed'],
    ['a sum of more rows than the cap', encode([9, tag, Array<Wire>(MAX_VECTOR_ROWS + 1).fill(row), tag, tag, null]), 'malformed'], // prettier-ignore
    ['a sum without what was said', encode([9, tag, tag, null, tag, null]), 'malformed'],
    ['a sum with half of what was heard', encode([9, tag, tag, tag, tag.slice(8), null]), 'malformed'],
    ['a sum with a roster of 32 bytes', encode([9, tag, tag, tag, tag, id]), 'malformed'],
    ['no news', encode([10, tag, []]), 'malformed'],
    ['news that is no list', encode([10, tag, id]), 'malformed'],
    ['news with a row of one', encode([10, tag, [[id]]]), 'malformed'],
    ['news with a row of two', encode([10, tag, [[id, 0]]]), 'malformed'],
    ['news of a seq below zero', encode([10, tag, [[id, -1, tag]]]), 'malformed'],
    ['news of a seq beyond all counting', encode([10, tag, [[id, 2 ** 53, tag]]]), 'malformed'],
    ['news of half an author', encode([10, tag, [[tag, 0, tag]]]), 'malformed'],
    ['more news than the cap', encode([10, tag, Array<Wire>(MAX_VECTOR_ROWS + 1).fill(row)]), 'malformed'],
    ['a prune of rows', encode([11, tag, [[id, 0]]]), 'malformed'],
    ['a prune of no conversation', encode([11]), 'malformed'],
    ['a graft under half a tag', encode([12, tag.slice(8), []]), 'malformed'],
    ['a graft of nothing said', encode([12, tag]), 'malformed'],
    ['a graft from a seq below zero', encode([12, tag, [[id, -1]]]), 'malformed'],
    ['a graft of more logs than the cap', encode([12, tag, Array<Wire>(MAX_VECTOR_ROWS + 1).fill([id, 0])]), 'malformed'], // prettier-ignore
    ['a gift of nothing', encode([2, tag, []]), 'malformed'],
    ['more entries than the cap', encode([2, tag, Array<Wire>(MAX_ENTRIES_PER_GIVE + 1).fill([tag, null])]), 'malformed'], // prettier-ignore
    ['an entry that is no byte string', encode([2, tag, [['entry', null]]]), 'malformed'],
    ['a body that is no byte string', encode([2, tag, [[id, 'body']]]), 'malformed'],
    ['an entry without a place for its body', encode([2, tag, [[id]]]), 'malformed'],
    ['an entry with a field more', encode([2, tag, [[id, null, null]]]), 'malformed'],
    ['an ack that says neither', encode([3, tag, null]), 'malformed'],
    ['an ack that says a number', encode([3, tag, 1]), 'malformed'],
    ['a receipt as text', encode([4, tag, 'receipt']), 'malformed'],
    ['a document of kind 0', encode([5, 0, id]), 'malformed'],
    ['a document of kind 5', encode([5, 5, id]), 'malformed'],
    ['a document of kind -1', encode([5, -1, id]), 'malformed'],
    ['a document as text', encode([5, 1, 'manifest']), 'malformed'],
    ['a sign of life that says neither', encode([6, null]), 'malformed'],
    ['writing without a conversation', encode([64, true]), 'malformed'],
    ['writing that says a number', encode([64, tag, 1]), 'malformed'],
    ['a signal of nothing', encode([66, tag, tag, '']), 'malformed'],
    ['a signal of no session', encode([66, tag, null, 'hello']), 'malformed'],
    ['a signal that is too long', encode([66, tag, tag, 'a'.repeat(12 * 1024 + 1)]), 'malformed'],
    ['presence that says neither', encode([65, null]), 'malformed'],
  ] as const) {
    it(`is not ${what}: ${error}`, () => assert.deepEqual(parseRecord(bytes), { ok: false, error }));
  }

  it('may have as many rows and entries as the caps allow', () => {
    const have = encode([1, tag, Array<Wire>(MAX_VECTOR_ROWS).fill(row)]);
    assert.ok(parseRecord(have).ok);
    assert.ok(parseRecord(encode([2, tag, Array<Wire>(MAX_ENTRIES_PER_GIVE).fill([tag, null])])).ok);
    assert.ok(have.byteLength <= MAX_RECORD_BYTES - 1, `${have.byteLength} bytes`);
    const newsRow: Wire = [id, Number.MAX_SAFE_INTEGER, tag];
    const news = encode([10, tag, Array<Wire>(MAX_VECTOR_ROWS).fill(newsRow)]);
    assert.ok(parseRecord(news).ok && news.byteLength <= MAX_RECORD_BYTES - 1);
  });
});

function encodeItems(record: LinkRecord): unknown {
  const [head, ...rest] = Object.values(record) as Wire[];
  if (record.type === 'have') return [1, tag, [[id, 7, tag]]];
  if (record.type === 'have-part') return [13, tag, [[id, 7, tag]]];
  if (record.type === 'news') return [10, tag, [[id, 7, tag]]];
  if (record.type === 'graft') return [12, tag, [[id, 7]]];
  if (record.type === 'doc') return [5, 3, record.bytes];
  const numbers = { give: 2, ack: 3, receipt: 4, live: 6, rekey: 7, bye: 8, sum: 9, prune: 11, typing: 64, presence: 65, 'draft-signal': 66 } as const; // prettier-ignore
  return [numbers[head as keyof typeof numbers], ...rest];
}
