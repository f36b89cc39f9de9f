import { assert } from '@open-wc/testing';
import { deleteDB, openDB } from 'idb';
import { withStore, type TestStore } from '../../../test/contract/idb-store.js';
import { plain } from '../../../test/contract/repo.contract.js';
import {
  aContact,
  aConversation,
  aConversationId,
  aLog,
  anEntry,
  aSelf,
  headOf,
} from '../../../test/contract/samples.js';
import { KIND } from '../../protocol/body.js';
import type { EntryRow } from './database.js';

const conversation = aConversationId(20);

/** Makes of a store what Beep wrote when the format was 1: its tables, its one index, and rows without what came later. */
async function putBackToFormat1(store: TestStore): Promise<void> {
  const tables = new Map<string, [IDBValidKey, unknown][]>();
  await store.tamper(async (db) => {
    for (const name of db.objectStoreNames) {
      const [keys, values] = await Promise.all([db.getAllKeys(name), db.getAll(name)]);
      tables.set(
        name,
        keys.map((key, i) => [key as IDBValidKey, values[i]]),
      );
    }
  });
  await deleteDB(store.name);
  const old = await openDB(store.name, 1, {
    upgrade(db) {
      for (const name of ['vault', 'meta', 'self', 'contacts', 'conversations', 'drafts'])
        db.createObjectStore(name);
      db.createObjectStore('entries').createIndex('place', 'place', { unique: true });
    },
  });
  for (const name of old.objectStoreNames) {
    for (const [key, value] of tables.get(name) ?? []) {
      if (name !== 'entries') await old.put(name, value, key);
      else {
        const { place, complete, record } = value as EntryRow;
        await old.put(name, { place, complete, record }, key);
      }
    }
  }
  old.close();
}

describe('a store of format 1', () => {
  it('is taken over whole, and takes in what came with format 2', () =>
    withStore(async (store) => {
      const log = await aLog(conversation, 20, 4);
      await store.repo.open();
      await store.repo.commit({
        self: aSelf(),
        contacts: [aContact(20)],
        entries: log,
        conversations: [aConversation(20, { heads: [headOf(log)] })],
      });
      await store.repo.close();
      await putBackToFormat1(store);

      const repo = await store.reopen();
      const opened = await repo.open();
      assert.deepEqual([opened.health, opened.contacts.length, opened.conversations.length], ['whole', 1, 1]);
      assert.deepEqual(plain(await repo.page(conversation, null, 10)), plain(log));

      const target = log[0]!.entry.id;
      const note = await anEntry({ conversation, author: 1, seq: 0, says: { kind: KIND.note, target } });
      await repo.commit({
        entries: [note, log[0]!],
        stars: [{ entry: log[1]!.entry, isStarred: true }],
        conversations: [aConversation(20, { heads: [headOf(log), headOf([note])] })],
      });
      assert.deepEqual(plain(await repo.about(conversation, [target])), plain([note]));
      assert.deepEqual(plain(await repo.stars()), plain([{ ...log[1]!, isStarred: true }]));
      assert.equal((await repo.page(conversation, null, 10)).length, 4);
      const again = await store.reopen();
      assert.equal((await again.open()).health, 'whole');
    }));
});
