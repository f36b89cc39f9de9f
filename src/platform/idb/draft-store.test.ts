import { assert } from '@open-wc/testing';
import { withStore, type TestStore } from '../../../test/contract/idb-store.js';
import { aConversationId, aSelf } from '../../../test/contract/samples.js';
import { aDraftRecord } from '../../../test/support/memory-drafts.js';
import type { DraftDocRecord } from '../../app/draft-docs.js';
import { readDeviceId, readDraftId } from '../../protocol/ids.js';

const id = readDraftId(new Uint8Array(16).fill(7))!;
const other = readDraftId(new Uint8Array(16).fill(8))!;
const aDraft = (changes: Partial<DraftDocRecord> = {}): DraftDocRecord =>
  aDraftRecord({
    id,
    conversation: aConversationId(20),
    subject: 'Leave',
    firstLine: 'چھٹی',
    createdMs: 5,
    changedMs: 6,
    ...changes,
  });
const update = (n: number): Uint8Array => new Uint8Array([n, n, n]);

const used = (story: (store: TestStore) => Promise<void>) =>
  withStore(async (store) => {
    await store.repo.open();
    await store.repo.commit({ self: aSelf() });
    await story(store);
  });

async function again(store: TestStore): Promise<TestStore['repo']> {
  const repo = await store.reopen();
  await repo.open();
  return repo;
}
const plain = (updates: readonly Uint8Array[]) => updates.map((one) => [...one]);

describe('the store of drafts', () => {
  it('keeps records and updates, each draft’s in their order', () =>
    used(async (store) => {
      const { drafts } = store.repo;
      await drafts.keep(aDraft(), update(1));
      await drafts.keep(aDraft({ id: other, conversation: null, discardedMs: 9 }), update(9));
      await drafts.keep(aDraft({ subject: 'Leave from Monday', changedMs: 7 }), update(2));
      await drafts.keep(aDraft({ subject: 'Leave from Tuesday', changedMs: 8 }), null);
      const { drafts: found } = await again(store);
      const records = (await found.list()).toSorted((a, b) => (a.id < b.id ? -1 : 1));
      assert.deepEqual(records, [
        aDraft({ subject: 'Leave from Tuesday', changedMs: 8 }),
        aDraft({ id: other, conversation: null, discardedMs: 9 }),
      ]);
      assert.deepEqual(plain(await found.updates(id)), plain([update(1), update(2)]));
      await found.keep(aDraft(), update(3));
      assert.deepEqual(plain(await found.updates(id)), plain([update(1), update(2), update(3)]));
      assert.deepEqual(plain(await found.updates(other)), plain([update(9)]));
    }));

  it('keeps what belongs to one that is shared', () =>
    used(async (store) => {
      const device = readDeviceId(new Uint8Array(32).fill(3))!;
      const shared = {
        conversation: aConversationId(21),
        session: { device, id: new Uint8Array(16).fill(4), saidClock: 9 },
        isUnsaid: true,
        merged: [{ device, seq: 7 }],
        clients: [5, 2 ** 53 - 1],
        heard: [update(1), update(2)],
      };
      await store.repo.drafts.keep(aDraft({ shared }), null);
      const { drafts: found } = await again(store);
      assert.deepEqual(await found.list(), [aDraft({ shared })]);
    }));

  it('puts one update in the place of all, and goes on behind it', () =>
    used(async (store) => {
      const { drafts } = store.repo;
      for (const n of [1, 2, 3]) await drafts.keep(aDraft(), update(n));
      await drafts.replace(aDraft({ changedMs: 7 }), update(50));
      await drafts.keep(aDraft(), update(51));
      const { drafts: found } = await again(store);
      assert.deepEqual(plain(await found.updates(id)), plain([update(50), update(51)]));
    }));

  it('takes a draft out with all its updates, and no other', () =>
    used(async (store) => {
      const { drafts } = store.repo;
      await drafts.keep(aDraft(), update(1));
      await drafts.keep(aDraft({ id: other }), update(2));
      await drafts.remove(id);
      const { drafts: found } = await again(store);
      assert.deepEqual(
        (await found.list()).map((record) => record.id),
        [other],
      );
      assert.deepEqual(
        [await found.updates(id), plain(await found.updates(other))],
        [[], plain([update(2)])],
      );
    }));

  it('gives the updates before one that does not open, and lists what opens', () =>
    used(async (store) => {
      const { drafts } = store.repo;
      for (const n of [1, 2, 3]) await drafts.keep(aDraft(), update(n));
      await drafts.keep(aDraft({ id: other }), null);
      await store.repo.close();
      await store.tamper(async (db) => {
        const keys = await db.getAllKeys('draftUpdates');
        await db.put('draftUpdates', new Uint8Array(60), keys[1]!);
        const [first] = await db.getAllKeys('draftDocs');
        await db.put('draftDocs', new Uint8Array(60), first!);
      });
      const { drafts: found } = await again(store);
      assert.deepEqual(plain(await found.updates(id)), plain([update(1)]));
      assert.lengthOf(await found.list(), 1);
    }));

  it('leaves nothing of a draft readable on disk', () =>
    used(async (store) => {
      const secret = new TextEncoder().encode('ye raaz ki baat hai');
      await store.repo.drafts.keep(aDraft({ subject: 'ye raaz ki baat hai' }), secret);
      await store.repo.close();
      await store.tamper(async (db) => {
        const rows = [...(await db.getAll('draftDocs')), ...(await db.getAll('draftUpdates'))];
        assert.lengthOf(rows, 2);
        for (const row of rows) assert.notInclude(new TextDecoder('latin1').decode(row), 'raaz');
      });
    }));
});
