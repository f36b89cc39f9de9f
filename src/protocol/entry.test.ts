import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { encodeTextBody, hashBody } from './body.js';
import { encode, type Wire } from './codec.js';
import { isBodyOf, readEntry, sealEntry, trustedEntry, type EntryHeader } from './entry.js';
import { idBytes, type ConversationId, type EntryId } from './ids.js';
import { MAX_AFTER, MAX_CBOR_BYTES, MAX_ORDER_MS, MAX_TIME_MS } from './limits.js';
import { sealSigned, signedId } from './sign1.js';
import { ALICE, BOB, bytesOf, idOf, NOW_MS } from '../../test/vectors/cast.js';
import { itIsSigned, payloadOf, resigned } from '../../test/vectors/signed-suite.js';
import { withItem } from '../../test/vectors/mutations.js';
import { openEntry } from '../../test/vectors/strictly.js';

const kind = {
  type: 'entry',
  open: openEntry,
  sign: ALICE.signAsDevice,
} as const;
const body = encodeTextBody(bytesOf('salt', 16), 'السلام علیکم');
const header: EntryHeader = {
  conversation: idOf<ConversationId>('talk'),
  author: ALICE.device,
  seq: 4,
  prev: idOf<EntryId>('third'),
  after: [idOf<EntryId>('x'), idOf<EntryId>('y')].sort(),
  sentAtMs: NOW_MS,
  orderMs: NOW_MS + 1,
  kind: 1,
  bodyHash: hashBody(body),
  bodyLength: body.byteLength,
  grant: null,
};
const sealed = async (changes: Partial<EntryHeader> = {}) =>
  (await sealEntry({ ...header, ...changes }, ALICE.signAsDevice)).bytes;
const ids = (count: number) => Array.from({ length: count }, (_, i) => bytesOf(`id ${i}`));
const inOrder = (list: Uint8Array[]) => list.sort((a, b) => Buffer.compare(a, b));

describe('an entry', () => {
  itIsSigned(kind, () => sealed());

  it('reads back as it was made, and is made again with the same bytes and id', async () => {
    const id = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytesToHex(bytes) as EntryId);
    const headers = fc.record({
      position: fc.option(fc.tuple(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), id)),
      after: fc.uniqueArray(id, { maxLength: MAX_AFTER }).map((after) => after.sort()),
      sentAtMs: fc.nat({ max: MAX_TIME_MS }),
      later: fc.nat({ max: MAX_ORDER_MS - MAX_TIME_MS }),
      kind: fc.nat({ max: 0xffff }),
      bodyLength: fc.nat({ max: MAX_CBOR_BYTES }),
      grant: fc.option(id),
    });
    await fc.assert(
      fc.asyncProperty(headers, async ({ position, later, ...fields }) => {
        const [seq, prev] = position ?? [0, null];
        const made = await sealEntry(
          { ...header, ...fields, seq, prev, orderMs: fields.sentAtMs + later },
          ALICE.signAsDevice,
        );
        assert.deepEqual(await openEntry(made.bytes), made);
        assert.deepEqual(trustedEntry(made.bytes), made);
        assert.deepEqual((await sealEntry(made, ALICE.signAsDevice)).bytes, made.bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('tells a wrong form from a wrong signature', async () => {
    const bytes = await sealed();
    assert.equal(readEntry(bytes.slice(1)), null);
    const forged = withItem(bytes, 3, bytesOf('a signature', 64));
    assert.ok(readEntry(forged));
    assert.equal(await openEntry(forged), null);
  });

  it('cannot be attributed to anyone but its signer', async () => {
    const forged = await sealSigned('entry', payloadOf('entry', await sealed()), BOB.signAsDevice);
    assert.equal(await openEntry(forged), null);
  });

  it('is named by what was signed, so that a second signature makes no second entry', async () => {
    const bytes = await sealed();
    const again = withItem(bytes, 3, bytesOf('another signature', 64));
    const [first, second] = [trustedEntry(bytes), trustedEntry(again)];
    assert.equal(first?.id, second?.id);
    assert.equal(first?.id, bytesToHex(signedId('entry', payloadOf('entry', bytes))));
  });

  it('has another id for any other content', async () => {
    const made = await sealEntry(header, ALICE.signAsDevice);
    const changes: Partial<EntryHeader>[] = [
      { conversation: idOf('other') },
      { seq: 5 },
      { prev: idOf('other') },
      { after: [] },
      { sentAtMs: NOW_MS - 1 },
      { orderMs: NOW_MS + 2 },
      { kind: 2 },
      { bodyHash: bytesOf('other') },
      { bodyLength: 1 },
      { grant: idOf('other') },
    ];
    const all = await Promise.all(
      changes.map((change) => sealEntry({ ...header, ...change }, ALICE.signAsDevice)),
    );
    assert.equal(new Set([made, ...all].map(({ id }) => id)).size, changes.length + 1);
  });

  for (const [what, index, item] of [
    ['a conversation of 33 bytes', 1, new Uint8Array(33)],
    ['an author that is not the signer', 2, idBytes(BOB.device)],
    ['an author of small order', 2, Uint8Array.of(1, ...new Uint8Array(31))],
    ['a seq below zero', 3, -1],
    ['seq 0 with an entry before it', 3, 0],
    ['no entry before it', 4, null],
    ['an entry before it named by 16 bytes', 4, new Uint8Array(16)],
    ['seen entries out of order', 5, inOrder(ids(3)).reverse()],
    ['the same seen entry twice', 5, [bytesOf('id 0'), bytesOf('id 0')]],
    ['more seen entries than the cap', 5, inOrder(ids(MAX_AFTER + 1))],
    ['a seen entry that is no id', 5, [null]],
    ['a time after 9999', 6, MAX_TIME_MS + 1],
    ['a time before 1970', 6, -1],
    ['a place in the order before its own time', 7, NOW_MS - 1],
    ['a place in the order after the last one', 7, MAX_ORDER_MS + 1],
    ['a kind above 65535', 8, 0x10000],
    ['a kind below zero', 8, -1],
    ['a hash of 31 bytes', 9, new Uint8Array(31)],
    ['no hash', 9, null],
    ['a body above the cap', 10, MAX_CBOR_BYTES + 1],
    ['a grant of 31 bytes', 11, new Uint8Array(31)],
  ] satisfies [string, number, Wire][]) {
    it(`is refused with ${what}`, async () => {
      const bytes = await resigned(kind, await sealed(), index, item);
      assert.equal(await openEntry(bytes), null);
      if (index !== 2) assert.equal(trustedEntry(bytes), null);
    });
  }

  it('may have seen as many entries as the cap, and give a grant', async () => {
    const after = inOrder(ids(MAX_AFTER)).map((id) => bytesToHex(id) as EntryId);
    assert.ok(await openEntry(await sealed({ after, grant: idOf('grant') })));
  });

  it('is about 250 bytes long without seen entries', async () => {
    const { byteLength } = await sealed({ after: [] });
    assert.ok(byteLength > 240 && byteLength < 270, `${byteLength} bytes`);
  });
});

describe('a body', () => {
  it('is an entry’s if every byte of it is', () => {
    assert.ok(isBodyOf(header, body));
    assert.ok(!isBodyOf(header, body.slice(1)));
    assert.ok(!isBodyOf(header, Uint8Array.of(...body, 0)));
    assert.ok(!isBodyOf({ ...header, bodyLength: body.byteLength - 1 }, body));
    for (const index of body.keys()) {
      const damaged = body.slice();
      damaged[index]! ^= 1;
      assert.ok(!isBodyOf(header, damaged));
    }
  });

  it('with another salt has another hash', () => {
    assert.notDeepEqual(hashBody(encodeTextBody(bytesOf('pepper', 16), 'السلام علیکم')), hashBody(body));
    assert.deepEqual(hashBody(encode([])).byteLength, 32);
  });
});
