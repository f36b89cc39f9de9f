import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Wire } from './codec.js';
import { idBytes } from './ids.js';
import { MAX_PREKEYS, MAX_TIME_MS } from './limits.js';
import { openPrekeys, sealPrekeys, type Prekeys } from './prekeys.js';
import { ALICE, BOB, bytesOf, NOW_MS } from '../../test/vectors/cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';

const kind = { type: 'prekeys', open: openPrekeys, sign: ALICE.signAsDevice } as const;
// Any 1216 bytes will do here: whether they are a key shows when something is sealed to them.
const key = (label: string) => ({
  kid: bytesOf(`${label} kid`, 8),
  notAfterMs: NOW_MS,
  publicKey: bytesOf(`${label} key`, 1216),
});
const sealed = (changes: Partial<Prekeys> = {}) =>
  sealPrekeys(
    { device: ALICE.device, number: 3, keys: [key('new'), key('old')], ...changes },
    ALICE.signAsDevice,
  );

describe('a prekey list', () => {
  itIsSigned(kind, () => sealed({ keys: [] }));

  it('reads back as it was made, and is made again with the same bytes', async () => {
    const time = fc.nat({ max: MAX_TIME_MS });
    const kid = fc.uint8Array({ minLength: 8, maxLength: 8 });
    const keys = fc.array(
      fc.record(
        { kid, notAfterMs: time, publicKey: fc.constant(bytesOf('k', 1216)) },
        { noNullPrototype: true },
      ),
      {
        maxLength: MAX_PREKEYS,
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), keys, async (number, keys) => {
        const bytes = await sealed({ number, keys });
        const opened = openPrekeys(bytes);
        assert.deepEqual(opened, { device: ALICE.device, number, keys });
        assert.deepEqual(await sealPrekeys(opened!, ALICE.signAsDevice), bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('is refused with any sixty-fourth byte of a key damaged', async () => {
    const bytes = await sealed();
    for (let index = 0; index < bytes.byteLength; index += 64) {
      const damaged = bytes.slice();
      damaged[index]! ^= 1;
      assert.equal(openPrekeys(damaged), null);
    }
  });

  const { kid, publicKey } = key('new');
  for (const [what, index, item] of [
    ['a device key that is not the signer’s', 1, idBytes(BOB.device)],
    ['a number below zero', 2, -1],
    ['a key of 1215 bytes', 3, [[kid, 0, publicKey.slice(1)]]],
    ['a key of 1217 bytes', 3, [[kid, 0, Uint8Array.of(...publicKey, 0)]]],
    ['a key name of 7 bytes', 3, [[kid.slice(1), 0, publicKey]]],
    ['a time after 9999', 3, [[kid, MAX_TIME_MS + 1, publicKey]]],
    ['a time before 1970', 3, [[kid, -1, publicKey]]],
    ['a row of two', 3, [[kid, 0]]],
    ['a row of four', 3, [[kid, 0, publicKey, 0]]],
    ['a row that is no array', 3, [kid]],
    ['more keys than the cap', 3, Array<Wire>(MAX_PREKEYS + 1).fill([kid, 0, publicKey])],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      assert.equal(openPrekeys(await resigned(kind, await sealed(), index, item)), null);
    });
  }
});
