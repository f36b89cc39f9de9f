import { assert } from '@open-wc/testing';
import { plain } from '../../../test/contract/repo.contract.js';
import {
  aConversation,
  aConversationId,
  aDraft,
  aLog,
  aPerson,
  headOf,
} from '../../../test/contract/samples.js';
import { faultCode } from '../../../test/contract/harness.js';
import { encode, type Wire } from '../../protocol/codec.js';
import { idBytes } from '../../protocol/ids.js';
import { decodeConversation, decodeDraft, encodeConversation, encodeDraft } from './record-codec.js';

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
        }),
      ),
    );
  });

  it('is written as version 3', async () => {
    const record = aConversation(20, {
      heads: [headOf(await aLog(aConversationId(20), 20, 2))],
      isMentioned: true,
      moreShares: [{ person: aPerson(20), count: 2 }],
    });
    const bytes = encodeConversation(record);
    assert.deepEqual(plain(decodeConversation(bytes)), plain(record));
  });

  for (const version of [0, 4]) {
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
