import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { directConversationId } from './conversation-id.js';
import { idBytes, readConversationId, readDeviceId, readEntryId, readPersonId } from './ids.js';
import { rendezvousTopic } from './rendezvous.js';
import { ALICE, BOB, bytesOf, EVE } from '../../test/vectors/cast.js';

describe('an id', () => {
  it('is 32 bytes on the wire and 64 lowercase hex digits elsewhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        for (const read of [readPersonId, readDeviceId, readEntryId, readConversationId]) {
          const id = read(bytes)!;
          assert.match(id, /^[0-9a-f]{64}$/);
          assert.deepEqual(idBytes(id), bytes);
        }
      }),
      { numRuns: 1000 },
    );
  });

  for (const wrong of [
    new Uint8Array(31),
    new Uint8Array(33),
    'ab'.repeat(32),
    null,
    undefined,
    7,
    Array(32).fill(0),
  ])
    it(`is not ${JSON.stringify(wrong)?.slice(0, 40)}`, () => assert.equal(readDeviceId(wrong), null));
});

describe('the id of a direct conversation', () => {
  it('is the same from both sides and another for other people', () => {
    assert.equal(
      directConversationId(ALICE.person, BOB.person),
      directConversationId(BOB.person, ALICE.person),
    );
    const all = [[ALICE, BOB], [ALICE, EVE], [BOB, EVE], [ALICE, ALICE]] as const; // prettier-ignore
    assert.equal(new Set(all.map(([a, b]) => directConversationId(a.person, b.person))).size, 4);
  });
});

describe('the topic of a rendezvous', () => {
  it('is 22 characters, another one every day and for everybody', () => {
    const topics = [0, 1, 20_781, 20_782].map((day) => rendezvousTopic(bytesOf('rv', 16), day));
    topics.push(rendezvousTopic(bytesOf('other', 16), 20_781));
    for (const topic of topics) assert.match(topic, /^[A-Za-z0-9_-]{22}$/);
    assert.equal(new Set(topics).size, topics.length);
  });
});
