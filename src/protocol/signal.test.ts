import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Wire } from './codec.js';
import { idBytes } from './ids.js';
import { MAX_TIME_MS } from './limits.js';
import { openSignal, sealSignal, type Signal } from './signal.js';
import { ALICE, BOB, bytesOf, NOW_MS } from '../../test/vectors/cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';

const kind = { type: 'signal', open: openSignal, sign: ALICE.signAsDevice } as const;
const signal: Signal = {
  to: BOB.device,
  from: ALICE.device,
  sid: bytesOf('sid', 16),
  sentAtMs: NOW_MS,
  kind: 'offer',
  fromRendezvous: ALICE.rendezvous,
  detail: 'v=0\r\n',
};
const sealed = (changes: Partial<Signal> = {}) => sealSignal({ ...signal, ...changes }, ALICE.signAsDevice);

describe('a signal', () => {
  itIsSigned(kind, () => sealed());

  it('reads back as it was made, and is made again with the same bytes', async () => {
    const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const signals = fc.record({
      sid: bytes16,
      sentAtMs: fc.nat({ max: MAX_TIME_MS }),
      kind: fc.constantFrom('offer', 'answer', 'refusal'),
      fromRendezvous: bytes16,
      detail: fc.string({ maxLength: 100 }),
    } satisfies { [K in keyof Omit<Signal, 'to' | 'from'>]: fc.Arbitrary<Signal[K]> });
    await fc.assert(
      fc.asyncProperty(signals, async (fields) => {
        const bytes = await sealed(fields);
        const opened = openSignal(bytes);
        assert.deepEqual(opened, { ...signal, ...fields });
        assert.deepEqual(await sealSignal(opened!, ALICE.signAsDevice), bytes);
      }),
      { numRuns: 1000 },
    );
  });

  for (const [what, index, item] of [
    ['a receiver of 31 bytes', 1, new Uint8Array(31)],
    ['a sender that is not the signer', 2, idBytes(BOB.device)],
    ['an attempt named by 15 bytes', 3, new Uint8Array(15)],
    ['a time after 9999', 4, MAX_TIME_MS + 1],
    ['a time before 1970', 4, -1],
    ['kind 0', 5, 0],
    ['kind 4', 5, 4],
    ['a kind as text', 5, 'offer'],
    ['a rendezvous of 17 bytes', 6, new Uint8Array(17)],
    ['no rendezvous', 6, null],
    ['a detail above 5 KiB', 7, 'a'.repeat(5 * 1024 + 1)],
    ['a detail above 5 KiB in bytes only', 7, 'ے'.repeat(2561)],
    ['a decomposed detail', 7, 'e\u0301'],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      assert.equal(openSignal(await resigned(kind, await sealed(), index, item)), null);
    });
  }

  it('may carry a detail of 5 KiB', async () => {
    assert.equal(openSignal(await sealed({ detail: 'a'.repeat(5 * 1024) }))?.detail.length, 5 * 1024);
  });
});
