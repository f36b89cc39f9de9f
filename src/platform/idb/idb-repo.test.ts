import { assert } from '@open-wc/testing';
import { mochaHarness } from '../../../test/contract/mocha-harness.js';
import { plain, repoContract } from '../../../test/contract/repo.contract.js';
import { MAX_ANNOTATIONS } from '../../app/ports.js';
import { KIND } from '../../protocol/body.js';
import type { MessageBody } from '../../protocol/message-body.js';
import { aConversationId, aDevice, aDraft, aLog, anEntry, aSelf } from '../../../test/contract/samples.js';
import { createRandom } from '../random.js';
import { createIdbRepo } from './idb-repo.js';
import { withStore } from '../../../test/contract/idb-store.js';

const random = createRandom();
let stores = 0;

repoContract(mochaHarness, 'the IndexedDB store', () => {
  const name = `contract-${stores++}`;
  return {
    repo: () => createIdbRepo({ random, name }),
    dispose: () => createIdbRepo({ random, name }).erase(),
  };
});

describe('the IndexedDB store', () => {
  it('pages by cursor where there is no getAllRecords, and finds the same', () =>
    withStore(async ({ repo }) => {
      const conversation = aConversationId(20);
      const log = await aLog(conversation, 2, 7);
      await repo.open();
      await repo.commit({ self: aSelf(), entries: log });
      const before = { orderMs: log[5]!.entry.orderMs, id: log[5]!.entry.id };
      const fast = [await repo.page(conversation, null, 3), await repo.page(conversation, before, 100)];
      const getAllRecords = Object.getOwnPropertyDescriptor(IDBIndex.prototype, 'getAllRecords');
      assert.isDefined(getAllRecords, 'this browser has it, so both ways are tried');
      delete (IDBIndex.prototype as { getAllRecords?: unknown }).getAllRecords;
      try {
        const slow = [await repo.page(conversation, null, 3), await repo.page(conversation, before, 100)];
        assert.deepEqual(plain(slow), plain(fast));
        assert.deepEqual(plain(fast[0]), plain(log.slice(4)));
        assert.equal(fast[1]!.length, 5);
      } finally {
        Object.defineProperty(IDBIndex.prototype, 'getAllRecords', getAllRecords!);
      }
    }));

  it('finds of what one device says about a message the newest, however much it says, and all that others say', () =>
    withStore(async ({ repo }) => {
      const conversation = aConversationId(20);
      const [target] = await aLog(conversation, 2, 1);
      const says: MessageBody = { kind: KIND.note, target: target!.entry.id };
      const notes = await Promise.all(
        Array.from({ length: MAX_ANNOTATIONS + 3 }, (_, seq) =>
          anEntry({ conversation, author: 3, seq, says }),
        ),
      );
      const others = await Promise.all(
        [4, 5].map((author) => anEntry({ conversation, author, seq: 0, says })),
      );
      await repo.open();
      await repo.commit({ self: aSelf(), entries: [target!, ...notes, ...others] });
      const found = await repo.about(conversation, [target!.entry.id]);
      const seqsOf = (author: number) =>
        found
          .flatMap(({ entry }) => (entry.author === aDevice(author) ? entry.seq : []))
          .sort((a, b) => a - b);
      assert.deepEqual(
        seqsOf(3),
        Array.from({ length: MAX_ANNOTATIONS }, (_, i) => i + 3),
      );
      assert.deepEqual([seqsOf(4), seqsOf(5)], [[0], [0]]);
    }));

  it('writes as one strict transaction, and drafts as relaxed ones that merge', () =>
    withStore(async ({ repo }) => {
      await repo.open();
      const seen: string[] = [];
      const transaction = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (stores, mode, options) {
        if (mode === 'readwrite') seen.push(options?.durability ?? 'default');
        return transaction.call(this, stores, mode, options);
      };
      try {
        const entries = await aLog(aConversationId(20), 2, 5);
        await repo.commit({
          self: aSelf(),
          entries,
          drafts: [{ conversation: aConversationId(20), draft: aDraft('x') }],
        });
        assert.deepEqual(seen, ['strict']);
        const saves = Array.from({ length: 50 }, (_, i) =>
          repo.saveDraft(aConversationId(20), aDraft('x'.repeat(i))),
        );
        await Promise.all(saves);
        assert.deepEqual(seen, ['strict', 'relaxed']);
      } finally {
        IDBDatabase.prototype.transaction = transaction;
      }
    }));
});
