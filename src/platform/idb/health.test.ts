import { assert } from '@open-wc/testing';
import { deleteDB } from 'idb';
import { faultCode } from '../../../test/contract/harness.js';
import { withStore, type TestStore } from '../../../test/contract/idb-store.js';
import {
  aContact,
  aConversation,
  aConversationId,
  aDevice,
  aLog,
  aSelf,
  headOf,
} from '../../../test/contract/samples.js';
import type { EntryKey } from './database.js';

const conversation = aConversationId(20);
const ours = aDevice(1);

/** A store with a self, a contact and a conversation of two logs of six entries; then `damage`. */
const afterDamage = (
  damage: (store: TestStore) => Promise<unknown>,
  story: (store: TestStore) => Promise<void>,
) =>
  withStore(async (store) => {
    await store.repo.open();
    await store.repo.commit({ self: aSelf(), contacts: [aContact(20)] });
    const [own, theirs] = [await aLog(conversation, 1, 6), await aLog(conversation, 20, 6)];
    const heads = [headOf(own), headOf(theirs)];
    await store.repo.commit({ entries: [...own, ...theirs], conversations: [aConversation(20, { heads })] });
    await store.repo.close();
    await damage(store);
    await story(store);
  });

const cutEntries = (which: (seq: number) => boolean) => (store: TestStore) =>
  store.tamper(async (db) => {
    for (const key of await db.getAllKeys('entries')) if (which(key[2])) await db.delete('entries', key);
  });

async function seqsOf(store: TestStore, author = ours): Promise<number[]> {
  const repo = await store.reopen();
  const { conversations } = await repo.open();
  const run = await repo.run(conversation, author, 0, 100);
  const head = conversations[0]?.heads.find((candidate) => candidate.author === author);
  assert.equal(head?.seq, run.at(-1)?.entry.seq, 'the head is the last row');
  assert.equal(head?.id, run.at(-1)?.entry.id);
  assert.equal(head?.heldBytes ?? 0, run.length === 0 ? 0 : headOf(run).heldBytes, 'what is left is counted');
  return run.map(({ entry }) => entry.seq);
}

const openAgain = async (store: TestStore) => (await store.reopen()).open();
const clearSentinels = async ({ name }: TestStore) => {
  localStorage.removeItem(`${name}.sentinel`);
  await caches.delete(`${name}-sentinel`);
};

describe('the health of the store', () => {
  it('is whole after an ordinary end', () =>
    afterDamage(
      async () => {},
      async (store) => {
        assert.equal((await openAgain(store)).health, 'whole');
      },
    ));

  it('is whole when only the sentinels were cleared, and they come back', () =>
    afterDamage(clearSentinels, async (store) => {
      assert.equal((await openAgain(store)).health, 'whole');
      assert.isNotNull(localStorage.getItem(`${store.name}.sentinel`));
      assert.isTrue(await caches.has(`${store.name}-sentinel`));
    }));

  for (const [what, forget] of [
    ['both sentinels', () => Promise.resolve()],
    ['the one in localStorage', ({ name }: TestStore) => caches.delete(`${name}-sentinel`)],
    [
      'the one in Cache Storage',
      ({ name }: TestStore) => Promise.resolve(localStorage.removeItem(`${name}.sentinel`)),
    ],
  ] as const) {
    it(`is lost when the database is gone, as ${what} can tell, and stays so until it is erased`, () =>
      afterDamage(
        async (store) => {
          await deleteDB(store.name);
          await forget(store);
        },
        async (store) => {
          assert.equal((await openAgain(store)).health, 'lost');
          const repo = await store.reopen();
          const opened = await repo.open();
          assert.deepEqual([opened.health, opened.self, opened.contacts], ['lost', null, []]);
          await repo.erase();
          assert.equal((await openAgain(store)).health, 'new');
        },
      ));
  }

  it('is new when the database and every memory of it are gone', () =>
    afterDamage(
      async (store) => {
        await deleteDB(store.name);
        await clearSentinels(store);
      },
      async (store) => assert.equal((await openAgain(store)).health, 'new'),
    ));

  it('is lost when a sentinel is there that cannot be read', () =>
    withStore(async (store) => {
      localStorage.setItem(`${store.name}.sentinel`, '{"commits":');
      assert.equal((await store.repo.open()).health, 'lost');
    }));

  for (const [what, damage] of [
    ['the self record is gone', (store: TestStore) => store.tamper((db) => db.clear('self'))],
    [
      'the self record does not open',
      (store: TestStore) => store.tamper((db) => db.put('self', new Uint8Array(90), 'self')),
    ],
    ['the vault key is gone', (store: TestStore) => store.tamper((db) => db.clear('vault'))],
  ] as const) {
    it(`is lost when ${what}, and nothing can be written over it`, () =>
      afterDamage(damage, async (store) => {
        const repo = await store.reopen();
        const { health, self, contacts } = await repo.open();
        assert.deepEqual([health, self, contacts], ['lost', null, []]);
        if (what === 'the vault key is gone') {
          assert.equal(await faultCode(repo.commit({ self: aSelf() })), 'storage-failed');
        }
        await repo.erase();
        assert.equal((await repo.open()).health, 'new');
      }));
  }

  it('is older when the store is behind its sentinel', () =>
    afterDamage(
      ({ name }) => Promise.resolve(localStorage.setItem(`${name}.sentinel`, '{"format":1,"commits":3}')),
      async (store) => {
        const opened = await openAgain(store);
        assert.deepEqual([opened.health, opened.self?.name], ['older', 'Amina Yusuf']);
        assert.deepEqual(await seqsOf(store), [0, 1, 2, 3, 4, 5]);
      },
    ));

  for (const [what, which, left] of [
    ['the last rows are gone', (seq: number) => seq > 3, [0, 1, 2, 3]],
    ['the very last row is gone', (seq: number) => seq === 5, [0, 1, 2, 3, 4]],
    ['a row in the middle is gone', (seq: number) => seq === 2, [0, 1]],
    ['the first row is gone', (seq: number) => seq === 0, []],
    ['all rows are gone', () => true, []],
  ] as const) {
    it(`is older when ${what}: the logs end before it`, () =>
      afterDamage(cutEntries(which), async (store) => {
        assert.equal((await openAgain(store)).health, 'older');
        assert.deepEqual(await seqsOf(store), [...left]);
        assert.deepEqual(await seqsOf(store, aDevice(20)), [...left]);
      }));
  }

  it('is older when a contact does not open: that one is dropped', () =>
    afterDamage(
      (store) =>
        store.tamper(async (db) => {
          const [key] = await db.getAllKeys('contacts');
          await db.put('contacts', new Uint8Array(40), key!);
        }),
      async (store) => {
        const opened = await openAgain(store);
        assert.deepEqual([opened.health, opened.contacts, opened.conversations.length], ['older', [], 1]);
      },
    ));

  it('is older when a conversation does not open: it is dropped with its entries', () =>
    afterDamage(
      (store) =>
        store.tamper(async (db) => {
          const [key] = await db.getAllKeys('conversations');
          await db.put('conversations', new Uint8Array(40), key!);
        }),
      async (store) => {
        const repo = await store.reopen();
        const opened = await repo.open();
        assert.deepEqual([opened.health, opened.conversations, opened.contacts.length], ['older', [], 1]);
        assert.deepEqual(await repo.page(conversation, null, 100), []);
        await store.tamper(async (db) => assert.equal(await db.count('entries'), 0));
      },
    ));

  it('is older at every start until this device has taken a new key, and whole from then on', () =>
    afterDamage(
      cutEntries((seq) => seq > 3),
      async (store) => {
        assert.equal((await openAgain(store)).health, 'older');
        const second = await store.reopen();
        assert.equal((await second.open()).health, 'older');
        await second.commit({ self: aSelf({ name: 'the same device' }) });
        const third = await store.reopen();
        assert.equal((await third.open()).health, 'older');
        await third.commit({ self: aSelf({ device: aDevice(9) }) });
        assert.equal((await openAgain(store)).health, 'whole');
        assert.deepEqual(await seqsOf(store), [0, 1, 2, 3]);
      },
    ));

  it('is older at the next start when a row turns out not to open', () =>
    afterDamage(
      (store) =>
        store.tamper(async (db) => {
          const keys = await db.getAllKeys('entries');
          const key = keys.find(([, , seq]) => seq === 4) as EntryKey;
          const row = (await db.get('entries', key))!;
          await db.put('entries', { ...row, record: row.record.slice(0, -1) }, key);
        }),
      async (store) => {
        const repo = await store.reopen();
        assert.equal((await repo.open()).health, 'whole');
        assert.equal(await faultCode(repo.page(conversation, null, 100)), 'vault-damaged');
        const again = await store.reopen();
        assert.equal((await again.open()).health, 'older');
        assert.equal((await again.page(conversation, null, 100)).length, 10);
      },
    ));
});
