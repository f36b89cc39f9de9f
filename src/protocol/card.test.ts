import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { openCard, sealCard, type Card } from './card.js';
import type { Wire } from './codec.js';
import { idBytes, type PersonId } from './ids.js';
import { MAX_NAME_BYTES } from './limits.js';
import { isName } from './names.js';
import { ALICE, BOB, bytesOf, cardOf } from '../../test/vectors/cast.js';
import { itIsSigned, resigned } from '../../test/vectors/signed-suite.js';

const kind = { type: 'card', open: openCard, sign: ALICE.signAsDevice } as const;
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
const name = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...'محمدعلیKhan '), fc.string({ unit: 'grapheme' })),
    maxLength: 12,
  })
  .filter(isName);

describe('a card', () => {
  itIsSigned(kind, async () => (await cardOf(ALICE, { intro: bytesOf('intro', 16), hints: ['h'] })).bytes);

  it('reads back as it was made, and is made again with the same bytes', async () => {
    const cards = fc.record({
      name,
      rendezvous: bytes16,
      intro: fc.option(bytes16),
      hints: fc.array(fc.string({ maxLength: 20 }), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(cards, async (fields) => {
        const card: Card = { ...fields, person: ALICE.person, device: ALICE.device };
        const sealed = await sealCard(card, ALICE.signAsDevice);
        const opened = openCard(sealed.bytes);
        assert.deepEqual(opened, sealed);
        assert.deepEqual((await sealCard(opened!, ALICE.signAsDevice)).bytes, sealed.bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('is about 200 bytes long', async () => {
    const { byteLength } = (await cardOf(ALICE, { intro: bytesOf('intro', 16) })).bytes;
    assert.ok(byteLength > 180 && byteLength < 240, `${byteLength} bytes`);
  });

  it('may say that the device is anybody’s: that is for a manifest to decide', async () => {
    assert.equal(openCard((await cardOf(ALICE, { person: BOB.person })).bytes)?.person, BOB.person);
  });

  for (const [what, index, item] of [
    ['a person key of 31 bytes', 1, new Uint8Array(31)],
    ['a person key of small order', 1, Uint8Array.of(1, ...new Uint8Array(31))],
    ['a device key that is not the signer’s', 2, idBytes(BOB.device)],
    ['a rendezvous of 15 bytes', 3, new Uint8Array(15)],
    ['no rendezvous', 3, null],
    ['an empty name', 4, ''],
    ['a name with a bidi override', 4, 'Ali\u202eecilA'],
    ['a name that ends in a blank', 4, 'Alice '],
    ['a name above the cap', 4, 'a'.repeat(MAX_NAME_BYTES + 1)],
    ['no name', 4, null],
    ['an intro secret of 17 bytes', 5, new Uint8Array(17)],
    ['an intro secret of no bytes', 5, new Uint8Array()],
    ['five hints', 6, ['a', 'b', 'c', 'd', 'e']],
    ['a hint above the cap', 6, ['h'.repeat(257)]],
    ['a hint that is no text', 6, [new Uint8Array(1)]],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      const bytes = await resigned(kind, (await cardOf(ALICE)).bytes, index, item);
      assert.equal(openCard(bytes), null);
    });
  }

  it('may have the longest name and the longest hints', async () => {
    const card = await cardOf(ALICE, {
      name: 'a'.repeat(MAX_NAME_BYTES),
      hints: Array(4).fill('h'.repeat(256)),
    });
    assert.deepEqual(openCard(card.bytes), card);
  });

  it('names its person by key, not by name', async () => {
    const card = openCard((await cardOf(ALICE, { name: 'Bob' })).bytes);
    assert.equal(card?.person satisfies PersonId | undefined, ALICE.person);
  });
});
