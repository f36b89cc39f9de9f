/**
 * Table C for what is signed and passed on in groups: introductions, admin entries, proofs of forks, receipts. Hollow keys
 * (which fit every message), second forms of a signature, signatures of one kind in the place of another.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { encodeAdminBody } from '../../src/protocol/admin-body.js';
import { encodeTextBody, KIND } from '../../src/protocol/body.js';
import { openCard } from '../../src/protocol/card.js';
import { decodeCanonical, encode, type Wire } from '../../src/protocol/codec.js';
import { readEntry } from '../../src/protocol/entry.js';
import { idBytes, type ConversationId } from '../../src/protocol/ids.js';
import { openIntroduction } from '../../src/protocol/introduction.js';
import { openManifest } from '../../src/protocol/manifest.js';
import { openPrekeys } from '../../src/protocol/prekeys.js';
import { openReceipt, sealReceipt } from '../../src/protocol/receipt.js';
import { encodeItem, readItem } from '../../src/protocol/roster-item.js';
import { assemble, takeApart, toBeSigned, type SignedType } from '../../src/protocol/sign1.js';
import { openSignal } from '../../src/protocol/signal.js';
import { HOLLOW_KEYS, HOLLOW_SIGNATURE } from '../support/hollow-keys.js';
import { bytesOf, idOf } from '../vectors/cast.js';
import { withBytes } from '../vectors/mutations.js';
import { strictly } from '../vectors/strictly.js';
import { addBody, aForeignGroup, aSybil, introductionOf, itemOf, Pen } from './kit.js';

const SALT = new Uint8Array(16);
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const littleEndian = (n: bigint) => hexToBytes(n.toString(16).padStart(64, '0')).reverse();
const fromLittleEndian = (bytes: Uint8Array) => BigInt(`0x${bytesToHex(bytes.slice().reverse())}`);

/** Second forms of a signature: S plus once and more times the order, R in another encoding, R of small order. */
function secondForms(signature: Uint8Array): Uint8Array[] {
  const [r, s] = [signature.slice(0, 32), fromLittleEndian(signature.slice(32))];
  const more = Array.from({ length: 14 }, (_, i) => s + BigInt(i + 1) * ORDER).filter((n) => n < 2n ** 256n);
  return [
    ...more.map((n) => Uint8Array.of(...r, ...littleEndian(n))),
    Uint8Array.of(...r, ...littleEndian(ORDER - s)),
    ...HOLLOW_KEYS.map((point) => Uint8Array.of(...point, ...signature.slice(32))),
    HOLLOW_SIGNATURE,
    new Uint8Array(64),
  ];
}

const resigned = (bytes: Uint8Array, signature: Uint8Array): Uint8Array => {
  const parts = decodeCanonical(bytes) as readonly Wire[];
  return encode([...parts.slice(0, 3), signature]);
};
const signatureOf = (bytes: Uint8Array): Uint8Array => (decodeCanonical(bytes) as readonly Uint8Array[])[3]!;

async function aRoster() {
  const founder = await aSybil('founder');
  const friend = await aSybil('friend');
  const group = await aForeignGroup(founder);
  const added = await group.add(friend);
  const pen = new Pen(friend.deviceSeed, group.id);
  const twin = pen.twin();
  const [one, other] = [await pen.say('one'), await twin.say('other')];
  const [a, b] = [one, other].sort((x, y) => (x.entry.id < y.entry.id ? -1 : 1)) as [typeof one, typeof one];
  const row = {
    author: founder.device,
    deliveredCount: 1,
    deliveredId: group.created.entry.id,
    readCount: 0,
  };
  const receipt = await sealReceipt({ conversation: group.id, by: friend.device, rows: [row] }, friend.signAsDevice); // prettier-ignore
  return { founder, friend, group, added, fork: [a, b] as const, receipt };
}
const check = async (bytes: Uint8Array, group: ConversationId) => (await readItem(bytes, group)?.check(strictly)) ?? null; // prettier-ignore

describe('C2, P17: keys that fit everything', () => {
  it('C2 introduce nobody, as a person or as a device', async () => {
    const { founder } = await aRoster();
    for (const key of HOLLOW_KEYS) {
      const parts = (bytes: Uint8Array) => takeApart('manifest', bytes) ?? takeApart('card', bytes)!;
      const manifest = assemble('manifest', withBytes(parts(founder.manifest.bytes).payload, idBytes(founder.person), key), HOLLOW_SIGNATURE); // prettier-ignore
      const listed = assemble('manifest', withBytes(parts(founder.manifest.bytes).payload, idBytes(founder.device), key), signatureOf(founder.manifest.bytes)); // prettier-ignore
      const card = assemble('card', withBytes(parts(founder.card.bytes).payload, idBytes(founder.device), key), HOLLOW_SIGNATURE); // prettier-ignore
      for (const [one, two] of [
        [manifest, founder.card.bytes],
        [founder.manifest.bytes, card],
        [manifest, card],
        [listed, card],
      ] as const)
        // prettier-ignore
        assert.equal(openIntroduction(one, two), null);
    }
  });

  it('C2 write no admin entry, prove no fork and sign no receipt', async () => {
    const { founder, friend, group, added, fork, receipt } = await aRoster();
    for (const key of HOLLOW_KEYS) {
      const forged = (type: SignedType, bytes: Uint8Array, owner: Uint8Array) =>
        assemble(type, withBytes(takeApart(type, bytes)!.payload, owner, key), HOLLOW_SIGNATURE);
      const admin = encode([1, forged('entry', added.entry.bytes, idBytes(founder.device)), added.body]);
      assert.equal(await check(admin, group.id), null);
      const two = fork.map(({ entry }) => forged('entry', entry.bytes, idBytes(friend.device))) as [Uint8Array, Uint8Array]; // prettier-ignore
      for (const pair of [two, [two[1], two[0]]])
        assert.equal(await check(encode([3, ...pair]), group.id), null);
      assert.equal(await openReceipt(forged('receipt', receipt, idBytes(friend.device)), strictly), null);
    }
  });
});

describe('C1: a signature has one form', () => {
  it('C1 in introductions, admin entries, proofs of forks and receipts', async () => {
    const { founder, group, added, fork, receipt } = await aRoster();
    assert.ok(await check(encodeItem(introductionOf(founder)), group.id));
    assert.ok(await check(encodeItem(itemOf(added)), group.id));
    assert.ok(await check(encode([3, fork[0].entry.bytes, fork[1].entry.bytes]), group.id));
    assert.ok(await openReceipt(receipt, strictly));
    const every = (bytes: Uint8Array) => secondForms(signatureOf(bytes)).map((form) => resigned(bytes, form));
    for (const manifest of every(founder.manifest.bytes)) assert.equal(openIntroduction(manifest, founder.card.bytes), null); // prettier-ignore
    for (const card of every(founder.card.bytes))
      assert.equal(openIntroduction(founder.manifest.bytes, card), null);
    for (const entry of every(added.entry.bytes)) assert.equal(await check(encode([1, entry, added.body]), group.id), null); // prettier-ignore
    for (const entry of every(fork[1].entry.bytes)) assert.equal(await check(encode([3, fork[0].entry.bytes, entry]), group.id), null); // prettier-ignore
    for (const bytes of every(receipt)) assert.equal(await openReceipt(bytes, strictly), null);
  });
});

describe('C4: a signature of one kind is none of another', () => {
  it('C4 the full matrix: each payload, signed as each kind, opens as that kind only', async () => {
    const { founder, group, added, receipt } = await aRoster();
    const key = founder.signAsDevice;
    const payloads: Readonly<Record<string, Uint8Array>> = {
      manifest: takeApart('manifest', founder.manifest.bytes)!.payload,
      card: takeApart('card', founder.card.bytes)!.payload,
      entry: takeApart('entry', added.entry.bytes)!.payload,
      receipt: takeApart('receipt', receipt)!.payload,
    };
    const types = ['manifest', 'card', 'prekeys', 'entry', 'receipt', 'signal', 'link'] as const;
    const openers = {
      manifest: openManifest,
      card: openCard,
      prekeys: openPrekeys,
      entry: readEntry,
      receipt: (bytes: Uint8Array) => openReceipt(bytes, strictly),
      signal: openSignal,
    } as const;
    let tried = 0;
    for (const [own, payload] of Object.entries(payloads)) {
      for (const signedAs of types) {
        const signature = await key(toBeSigned(signedAs, payload));
        for (const carriedAs of types) {
          const bytes = assemble(carriedAs, payload, signature);
          for (const [opener, open] of Object.entries(openers)) {
            tried++;
            const opened = await open(bytes);
            if (opener === own && carriedAs === own && (signedAs === own || own === 'entry')) continue;
            assert.equal(
              opened,
              null,
              `${own} signed as ${signedAs}, carried as ${carriedAs}, opened as ${opener}`,
            );
          }
          if (own === 'entry' && signedAs !== 'entry') {
            assert.equal(await check(encode([1, bytes, added.body]), group.id), null);
          }
        }
      }
    }
    assert.equal(tried, 4 * 7 * 7 * 6);
  });

  it('C4 what was signed for one group, place or body is nothing in another', async () => {
    const { founder, friend, group, added, receipt } = await aRoster();
    const other = idOf<ConversationId>('another group');
    assert.equal(await check(encodeItem(itemOf(added)), other), null);
    const moved = assemble('entry', withBytes(takeApart('entry', added.entry.bytes)!.payload, idBytes(group.id), idBytes(other)), signatureOf(added.entry.bytes)); // prettier-ignore
    assert.equal(await check(encode([1, moved, added.body]), other), null);
    const swapped = encodeAdminBody(SALT, addBody(founder, { knows: [group.created.entry.id] }));
    assert.equal(await check(encode([1, added.entry.bytes, swapped]), group.id), null);
    const text = await new Pen(friend.deviceSeed, group.id).write(
      KIND.text,
      encodeTextBody(SALT, 'no admin entry'),
    );
    assert.equal(await check(encode([1, text.entry.bytes, text.body]), group.id), null);
    const elsewhere = assemble('receipt', withBytes(takeApart('receipt', receipt)!.payload, idBytes(group.id), idBytes(other)), signatureOf(receipt)); // prettier-ignore
    assert.equal(await openReceipt(elsewhere, strictly), null);
    assert.equal(await check(encode([2, friend.manifest.bytes, founder.card.bytes]), group.id), null);
    assert.equal(await check(bytesOf('noise', 200), group.id), null);
  });
});
