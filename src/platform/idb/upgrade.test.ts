import { assert } from '@open-wc/testing';
import { deleteDB, openDB } from 'idb';
import { withStore, type TestStore } from '../../../test/contract/idb-store.js';
import { plain } from '../../../test/contract/repo.contract.js';
import {
  aContact,
  aConversation,
  aConversationId,
  aDevice,
  aLog,
  anEntry,
  aSelf,
  headOf,
} from '../../../test/contract/samples.js';
import { KIND } from '../../protocol/body.js';
import type { StoredEntry } from '../../app/ports.js';
import { encode } from '../../protocol/codec.js';
import type { Vault } from '../crypto/vault.js';
import type { EntryKey, EntryRow } from './database.js';
import { rowPlace } from './entry-rows.js';

const conversation = aConversationId(20);

/** Makes of a store what Beep wrote when the format was 1: its tables, its one index, and rows without what came later. */
async function putBackToFormat1(store: TestStore, vault: Vault, log: readonly StoredEntry[]): Promise<void> {
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
        const stored = log[(key as EntryKey)[2]]!;
        const [place] = (value as EntryRow).places!;
        const plaintext = encode([1, stored.entry.bytes, stored.body]);
        const record = await vault.seal(rowPlace(key as EntryKey), plaintext);
        await old.put(name, { place, complete: true, record }, key);
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
      const vault = store.repo.vault();
      await store.repo.close();
      await putBackToFormat1(store, vault, log);

      const repo = await store.reopen();
      const opened = await repo.open();
      assert.deepEqual([opened.health, opened.contacts.length, opened.conversations.length], ['whole', 1, 1]);
      assert.deepEqual(plain(await repo.page(conversation, null, 10)), plain(log));
      assert.deepEqual(plain(await repo.run(conversation, aDevice(20), 1, 2)), plain(log.slice(1, 3)));

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
