import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createMemoryRandom } from '../../test/support/memory-ports.js';
import { ALICE, bytesOf, idOf, NOW_MS } from '../../test/vectors/cast.js';
import { encodeTextBody, hashBody, KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import { sealEntry } from '../protocol/entry.js';
import type { ConversationId, EntryId } from '../protocol/ids.js';
import { MAX_PIECE_BYTES, MAX_UPDATE_PARTS } from '../protocol/limits.js';
import { joinPieces, sayPieces, sayUpdate, updatesIn } from './draft-updates.js';
import type { Saying } from './next-entry.js';
import type { StoredEntry } from './ports.js';

const ports = { random: createMemoryRandom('draft updates') };
const session = bytesOf('session', 16);
const aText: Saying = { kind: KIND.text, body: encodeTextBody(bytesOf('salt', 16), 'remark'), grant: null };
const update = (bytes: Uint8Array): readonly Saying[] => sayUpdate(session, bytes, ports)!;

async function logOf(sayings: readonly Saying[], fromSeq = 0): Promise<readonly StoredEntry[]> {
  const log: StoredEntry[] = [];
  for (const { kind, body } of sayings) {
    const seq = fromSeq + log.length;
    const prev = log.at(-1)?.entry.id ?? (seq === 0 ? null : idOf<EntryId>('before'));
    const entry = await sealEntry(
      {
        conversation: idOf<ConversationId>('draft'),
        author: ALICE.device,
        seq,
        prev,
        after: [],
        sentAtMs: NOW_MS,
        orderMs: NOW_MS + seq,
        kind,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      ALICE.signAsDevice,
    );
    log.push({ entry, body });
  }
  return log;
}

const large = bytesOf('large', 8_000);
const three = new Uint8Array(2 * MAX_PIECE_BYTES + 1).fill(7);

describe('a change of a draft in a log', () => {
  it('comes back as it went, however large, among whatever else is said', async () => {
    const log = await logOf([aText, ...update(large), ...update(three), aText, ...update(Uint8Array.of(1))]);
    const { updates, lastSeq } = updatesIn(log);
    assert.deepEqual(
      updates.map(({ bytes }) => bytes),
      [large, three, Uint8Array.of(1)],
    );
    assert.equal(lastSeq, log.length - 1);
  });

  it('waits for parts that have not come', async () => {
    const log = await logOf([...update(large), ...update(three)], 5);
    const { updates, lastSeq } = updatesIn(log.slice(0, -1));
    assert.deepEqual([updates.length, lastSeq], [1, 5]);
    const rest = updatesIn(log.slice(1));
    assert.deepEqual([rest.updates[0]?.bytes, rest.lastSeq], [three, 8]);
  });

  it('is passed over where its parts are out of place, and nothing else with it', async () => {
    const [first, second, third] = update(three) as [Saying, Saying, Saying];
    const other = sayUpdate(bytesOf('other', 16), three, ports)!;
    for (const broken of [
      [first, third, second],
      [second, third],
      [first, aText, second, third],
      [first, other[1]!, third],
      [first, second, first],
    ]) {
      const { updates, lastSeq } = updatesIn(await logOf([...broken, aText, ...update(large)]));
      assert.deepEqual(
        updates.map(({ bytes }) => bytes),
        [large],
      );
      assert.equal(lastSeq, broken.length + 1);
    }
  });

  it('is read to the same, wherever a log is cut in two', async () => {
    const log = await logOf([...update(three), aText, ...update(large), ...update(three)]);
    const whole = updatesIn(log).updates.map(({ bytes }) => bytes);
    fc.assert(
      fc.property(fc.nat(log.length), (at) => {
        const first = updatesIn(log.slice(0, at));
        const second = updatesIn(log.slice(first.lastSeq + 1));
        const both = [...first.updates, ...second.updates].map(({ bytes }) => bytes);
        return both.length === whole.length && both.every((bytes, i) => sameBytes(bytes, whole[i]!));
      }),
    );
  });

  it('is not said if it is larger than anybody takes', () => {
    assert.equal(sayUpdate(session, new Uint8Array(MAX_UPDATE_PARTS * MAX_PIECE_BYTES + 1), ports), null);
  });
});

describe('pieces in a log', () => {
  it('come back as they went, and only as they went', async () => {
    const log = await logOf([...sayPieces(three, ports)]);
    assert.deepEqual(joinPieces(log), three);
    assert.equal(joinPieces([...log, ...(await logOf([aText]))]), null);
  });
});
