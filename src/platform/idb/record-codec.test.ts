import { assert } from '@open-wc/testing';
import { plain } from '../../../test/contract/repo.contract.js';
import {
  aConversation,
  aConversationId,
  aDevice,
  aDraft,
  aLog,
  aPerson,
  aSelf,
  headOf,
} from '../../../test/contract/samples.js';
import { faultCode } from '../../../test/contract/harness.js';
import { decodeArray, encode, type Wire } from '../../protocol/codec.js';
import { idBytes, readEntryId } from '../../protocol/ids.js';
import {
  decodeConversation,
  decodeDraft,
  decodeSelf,
  encodeConversation,
  encodeDraft,
  encodeSelf,
} from './record-codec.js';

const version1 = (latest: Wire): Wire[] => [
  1,
  idBytes(aConversationId(20)),
  'direct',
  idBytes(aPerson(20)),
  [],
  [],
  3,
  latest,
];

/** With logs of devices 1 and 2, and these receipts: by which device, about whose log. */
const withReceipts = (rows: readonly (readonly [number, number])[]) =>
  aConversation(20, {
    heads: [1, 2].map((n) => ({ ...aHead, author: aDevice(n) })),
    receipts: rows.map(([by, author], i) => ({ by: aDevice(by), author: aDevice(author), deliveredSeq: i + 300, readSeq: i - 1 })), // prettier-ignore
  });
const aHead = { seq: 4, id: readEntryId(new Uint8Array(32).fill(3))!, orderMs: 5, fromSeq: 0, heldBytes: 9 };

describe('the record of a conversation', () => {
  it('reads as version 1 wrote it', () => {
    const latest = { text: 'salaam', sentAtMs: 5, orderMs: 6, own: true };
    assert.deepEqual(
      plain(decodeConversation(encode(version1(['salaam', 5, true, 6])))),
      plain(
        aConversation(20, {
          unread: 3,
          addedMs: 0,
          latest: { ...latest, id: null, kind: 'text', person: null },
        }),
      ),
    );
    assert.isNull(decodeConversation(encode(version1(null))).latest);
  });

  it('reads as version 2 wrote it: nobody’s share was measured', async () => {
    const { heldBytes: _, ...head } = headOf(await aLog(aConversationId(20), 20, 2));
    const heads = [[idBytes(head.author), head.seq, idBytes(head.id), head.orderMs, head.fromSeq]];
    const fields = [...version1(null).slice(1, 4), heads, [], 3, null, true, 'requests', 7];
    assert.deepEqual(
      plain(decodeConversation(encode([2, ...fields]))),
      plain(
        aConversation(20, {
          heads: [{ ...head, heldBytes: 0 }],
          unread: 3,
          isMentioned: true,
          shelf: 'requests',
          addedMs: 7,
          moreShares: [],
          signedReceipts: [],
        }),
      ),
    );
  });

  it('keeps what may be taken of whom, and receipts as they were signed', async () => {
    const record = aConversation(20, {
      heads: [headOf(await aLog(aConversationId(20), 20, 2))],
      isMentioned: true,
      moreShares: [{ person: aPerson(20), count: 2 }],
      signedReceipts: [{ by: aDevice(21), bytes: Uint8Array.of(1, 2) }],
    });
    const bytes = encodeConversation(record);
    assert.deepEqual(plain(decodeConversation(bytes)), plain(record));
  });

  it('reads as version 2 wrote it, with both devices of a receipt', () => {
    const head = [idBytes(aDevice(1)), 4, new Uint8Array(32), 5, 0];
    const receipt = [idBytes(aDevice(2)), idBytes(aDevice(1)), 4, -1];
    const wire = [2, ...version1(null).slice(1, 4), [head], [receipt], 0, null, true, 'chats', 7];
    const { receipts, isMentioned } = decodeConversation(encode(wire));
    assert.deepEqual(receipts, [{ by: aDevice(2), author: aDevice(1), deliveredSeq: 4, readSeq: -1 }]);
    assert.isTrue(isMentioned);
  });

  it('is written as version 5, where receipts name devices with and without a log', () => {
    const record = withReceipts([[2, 1], [9, 1], [9, 2], [2, 8], [8, 9]]); // prettier-ignore
    assert.deepEqual(plain(decodeConversation(encodeConversation(record))), plain(record));
  });

  it('is damaged if a receipt names a device that is not there', async () => {
    const at = (place: number): Wire[] => [4, ...version1(null).slice(1, 4), [], [[idBytes(aDevice(1))], [[0, place, 1, 1]]], 0, null, true, 'chats', 7, []]; // prettier-ignore
    const read = (place: number) => Promise.resolve().then(() => decodeConversation(encode(at(place))));
    assert.lengthOf((await read(0)).receipts, 1);
    for (const place of [1, -1]) assert.equal(await faultCode(read(place)), 'vault-damaged');
  });

  it('takes some 45 bytes for each member who says to hold what we wrote', () => {
    const devices = Array.from({ length: 300 }, (_, i) => i + 2);
    const bytes = (rows: readonly (readonly [number, number])[]) => encodeConversation(withReceipts(rows)).byteLength; // prettier-ignore
    const each = (bytes(devices.map((by) => [by, 1])) - bytes([])) / devices.length;
    assert.isBelow(each, 45);
  });

  for (const version of [0, 6]) {
    it(`of version ${version} is damaged`, async () => {
      const read = () =>
        Promise.resolve().then(() => decodeConversation(encode([version, ...version1(null).slice(1)])));
      assert.equal(await faultCode(read()), 'vault-damaged');
    });
  }
});

describe('the record of a draft', () => {
  const conversation = aConversationId(20);

  it('reads as version 1 wrote it: a text and nothing else', () => {
    const bytes = encode([1, idBytes(conversation), 'half a wo']);
    assert.deepEqual(decodeDraft(bytes), { conversation, draft: aDraft('half a wo') });
  });

  it('is written as version 2, with what goes with the text', async () => {
    const [first, second] = await aLog(conversation, 20, 2);
    const edit = { message: second!.entry.id, text: '' };
    const row = { conversation, draft: aDraft('', { reply: first!.entry.id, isUrgent: true, edit }) };
    assert.deepEqual(decodeDraft(encodeDraft(row)), row);
  });

  for (const [what, wire] of [
    ['of version 3', [3, idBytes(conversation), 'x', null, false, false, null]],
    ['with a field too few', [2, idBytes(conversation), 'x', null, false, false]],
    ['whose reply is no id', [2, idBytes(conversation), 'x', 'y', false, false, null]],
    ['whose change has no text', [2, idBytes(conversation), 'x', null, false, false, [new Uint8Array(32)]]],
  ] as const) {
    it(`${what} is damaged`, async () => {
      const read = () => Promise.resolve().then(() => decodeDraft(encode(wire as unknown as Wire[])));
      assert.equal(await faultCode(read()), 'vault-damaged');
    });
  }
});

describe('the record of our own person', () => {
  const written = (): Wire[] => [...decodeArray(encodeSelf(aSelf()))!] as Wire[];

  it('reads as versions 3 and 4 wrote it', () => {
    const fields = written().slice(1);
    const before4 = encode([3, ...fields.slice(0, -2)]);
    const before5 = encode([4, ...fields.slice(0, -1)]);
    assert.deepEqual(plain(decodeSelf(before4)), plain(aSelf({ endedBy: null, askedMs: null })));
    assert.deepEqual(plain(decodeSelf(before5)), plain(aSelf({ askedMs: null })));
  });

  it('is written as version 5', () => {
    assert.equal(written()[0], 5);
    for (const askedMs of [null, 1_700_000_000_000])
      assert.equal(decodeSelf(encodeSelf(aSelf({ askedMs }))).askedMs, askedMs);
  });
});
