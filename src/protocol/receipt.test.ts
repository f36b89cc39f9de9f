import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Wire } from './codec.js';
import { idBytes, type ConversationId, type EntryId } from './ids.js';
import { MAX_VECTOR_ROWS } from './limits.js';
import { sealReceipt, type Receipt } from './receipt.js';
import { ALICE, BOB, bytesOf, idOf } from '../../test/vectors/cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';
import { openReceiptStrictly as openReceipt } from '../../test/vectors/strictly.js';

const kind = { type: 'receipt', open: openReceipt, sign: ALICE.signAsDevice } as const;
const line = {
  author: BOB.device,
  deliveredCount: 7,
  deliveredId: idOf<EntryId>('seventh'),
  readCount: 5,
};
const sealed = (changes: Partial<Receipt> = {}) =>
  sealReceipt(
    { conversation: idOf<ConversationId>('talk'), by: ALICE.device, rows: [line], ...changes },
    ALICE.signAsDevice,
  );

describe('a receipt', () => {
  itIsSigned(kind, () => sealed());

  it('reads back as it was made, and is made again with the same bytes', async () => {
    const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const rows = fc.array(
      fc.tuple(count, fc.double({ min: 0, max: 1, noNaN: true })).map(([deliveredCount, share]) => ({
        ...line,
        deliveredCount,
        readCount: Math.floor(deliveredCount * share),
      })),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (rows) => {
        const bytes = await sealed({ rows });
        const opened = await openReceipt(bytes);
        assert.deepEqual(opened, { conversation: idOf('talk'), by: ALICE.device, rows });
        assert.deepEqual(await sealReceipt(opened!, ALICE.signAsDevice), bytes);
      }),
      { numRuns: 1000 },
    );
  });

  const [author, id] = [idBytes(BOB.device), bytesOf('seventh')];
  for (const [what, index, item] of [
    ['a conversation of 31 bytes', 1, new Uint8Array(31)],
    ['a device that is not the signer', 2, idBytes(BOB.device)],
    ['more read than delivered', 3, [[author, 7, id, 8]]],
    ['nothing delivered', 3, [[author, 0, id, 0]]],
    ['less than nothing delivered', 3, [[author, -1, id, 0]]],
    ['less than nothing read', 3, [[author, 7, id, -1]]],
    ['a count as text', 3, [[author, '7', id, 0]]],
    ['an id of 16 bytes', 3, [[author, 7, id.slice(16), 0]]],
    ['no id', 3, [[author, 7, null, 0]]],
    ['an author of 33 bytes', 3, [[Uint8Array.of(...author, 0), 7, id, 0]]],
    ['a row of three', 3, [[author, 7, id]]],
    ['a row of five', 3, [[author, 7, id, 0, 0]]],
    ['a row that is no array', 3, [id]],
    ['more rows than the cap', 3, Array<Wire>(MAX_VECTOR_ROWS + 1).fill([author, 7, id, 0])],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      assert.equal(await openReceipt(await resigned(kind, await sealed(), index, item)), null);
    });
  }

  it('may hold as many rows as the cap, all of it read', async () => {
    const rows = Array<typeof line>(MAX_VECTOR_ROWS).fill({ ...line, readCount: 7 });
    assert.equal((await openReceipt(await sealed({ rows })))?.rows.length, MAX_VECTOR_ROWS);
  });
});
