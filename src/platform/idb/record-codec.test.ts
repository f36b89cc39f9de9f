import { assert } from '@open-wc/testing';
import { plain } from '../../../test/contract/repo.contract.js';
import { aConversation, aConversationId, aPerson } from '../../../test/contract/samples.js';
import { faultCode } from '../../../test/contract/harness.js';
import { encode, type Wire } from '../../protocol/codec.js';
import { idBytes } from '../../protocol/ids.js';
import { decodeConversation, encodeConversation } from './record-codec.js';

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

  it('is written as version 2', () => {
    const record = aConversation(20, { isMentioned: true });
    const bytes = encodeConversation(record);
    assert.deepEqual(plain(decodeConversation(bytes)), plain(record));
  });

  for (const version of [0, 3]) {
    it(`of version ${version} is damaged`, async () => {
      const read = () =>
        Promise.resolve().then(() => decodeConversation(encode([version, ...version1(null).slice(1)])));
      assert.equal(await faultCode(read()), 'vault-damaged');
    });
  }
});
