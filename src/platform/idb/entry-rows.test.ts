import { assert } from '@open-wc/testing';
import { withStore, type TestStore } from '../../../test/contract/idb-store.js';
import { faultCode } from '../../../test/contract/harness.js';
import {
  aConversation,
  aConversationId,
  aDevice,
  aLog,
  aSelf,
  headOf,
} from '../../../test/contract/samples.js';
import type { StoredEntry } from '../../app/ports.js';
import { firstSeqOf, lastSeqOf, LEAST_ROW_ENTRIES, MAX_ROW_ENTRIES } from './entry-rows.js';

const conversation = aConversationId(20);

async function rowsOf(store: TestStore): Promise<[number, number][]> {
  let rows: [number, number][] = [];
  await store.tamper(async (db) => {
    rows = (await db.getAllKeys('entries')).map((key) => [firstSeqOf(key), lastSeqOf(key)]);
  });
  await (await store.reopen()).open();
  return rows;
}

const withLog = (length: number, story: (store: TestStore, log: StoredEntry[]) => Promise<void>) =>
  withStore(async (store) => {
    const log = await aLog(conversation, 2, length);
    await store.repo.open();
    await store.repo.commit({ self: aSelf(), conversations: [aConversation(20)] });
    await story(store, log);
  });

describe('the rows of a log', () => {
  it('are few for a long run that comes at once, and one for each entry of a short one', () =>
    withLog(300, async (store, log) => {
      const short = LEAST_ROW_ENTRIES - 1;
      await store.repo.commit({ entries: log.slice(0, short) });
      await store.repo.commit({ entries: log.slice(short) });
      const singles = Array.from({ length: short }, (_, seq) => [seq, seq]);
      const first = short + MAX_ROW_ENTRIES;
      assert.deepEqual(await rowsOf(store), [
        ...singles,
        [short, first - 1],
        [first, first + MAX_ROW_ENTRIES - 1],
        [first + MAX_ROW_ENTRIES, 299],
      ]);
    }));

  it('that were written one by one are folded together once there are many', () =>
    withLog(MAX_ROW_ENTRIES + 5, async (store, log) => {
      for (const stored of log) await store.repo.commit({ entries: [stored] });
      await store.repo.commit({ conversations: [aConversation(20, { heads: [headOf(log)] })] });
      await store.repo.close();
      const last = MAX_ROW_ENTRIES - 1;
      const singles = [1, 2, 3, 4, 5].map((i) => [last + i, last + i]);
      assert.deepEqual(await rowsOf(store), [[0, last], ...singles]);
      const repo = await store.reopen();
      assert.equal((await repo.open()).health, 'whole');
      assert.equal((await repo.run(conversation, aDevice(2), 0, 1000)).length, log.length);
    }));

  it('end before one of many entries that does not open', () =>
    withLog(300, async (store, log) => {
      await store.repo.commit({ entries: log, conversations: [aConversation(20, { heads: [headOf(log)] })] });
      await store.tamper(async (db) => {
        const keys = await db.getAllKeys('entries');
        const row = (await db.get('entries', keys[1]!))!;
        await db.put('entries', { ...row, record: row.record.slice(0, -1) }, keys[1]!);
      });
      let repo = await store.reopen();
      assert.equal((await repo.open()).health, 'whole');
      assert.equal(await faultCode(repo.run(conversation, aDevice(2), 0, 1000)), 'vault-damaged');
      repo = await store.reopen();
      const { health, conversations } = await repo.open();
      assert.deepEqual([health, conversations[0]?.heads[0]?.seq], ['older', MAX_ROW_ENTRIES - 1]);
      assert.equal((await repo.run(conversation, aDevice(2), 0, 1000)).length, MAX_ROW_ENTRIES);
    }));

  it('are missed when the last one of many entries is gone', () =>
    withLog(300, async (store, log) => {
      await store.repo.commit({ entries: log, conversations: [aConversation(20, { heads: [headOf(log)] })] });
      await store.tamper(async (db) => db.delete('entries', (await db.getAllKeys('entries')).at(-1)!));
      const { health, conversations } = await (await store.reopen()).open();
      assert.deepEqual([health, conversations[0]?.heads[0]?.seq], ['older', 2 * MAX_ROW_ENTRIES - 1]);
    }));
});
