import { assert } from '@open-wc/testing';
import { deleteDB, openDB } from 'idb';
import { faultCode } from '../../../test/contract/harness.js';
import { withStore } from '../../../test/contract/idb-store.js';
import { aSelf } from '../../../test/contract/samples.js';
import { createRandom } from '../random.js';
import { FORMAT, openDatabase } from './database.js';
import { createIdbRepo } from './idb-repo.js';

const random = createRandom();

describe('connections to the store', () => {
  it('lets a newer version in at once and says that it is gone', () =>
    withStore(async ({ name, repo }) => {
      const gone: string[] = [];
      await repo.open();
      await repo.commit({ self: aSelf() });
      repo.onGone((why) => gone.push(why));
      const newer = await openDB(name, FORMAT + 1);
      assert.deepEqual(gone, ['newer-version']);
      assert.equal(await faultCode(repo.commit({ self: aSelf() })), 'storage-failed');
      newer.close();
      const older = createIdbRepo({ random, name });
      assert.equal(await faultCode(older.open()), 'storage-newer');
      await deleteDB(name);
      assert.deepEqual(gone, ['newer-version']);
    }));

  it('says that it is gone when the database is deleted under it', () =>
    withStore(async ({ name, repo }) => {
      const gone: string[] = [];
      await repo.open();
      repo.onGone((why) => gone.push(why));
      await deleteDB(name);
      assert.deepEqual(gone, ['closed']);
    }));

  it('says once that it is gone when the browser closes it', () =>
    withStore(async ({ repo }) => {
      const gone: string[] = [];
      const databases: IDBDatabase[] = [];
      const transaction = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...args) {
        databases.push(this);
        return transaction.apply(this, args);
      };
      try {
        await repo.open();
      } finally {
        IDBDatabase.prototype.transaction = transaction;
      }
      repo.onGone((why) => gone.push(why));
      databases[0]!.dispatchEvent(new Event('close')); // what clearing the site's data does
      databases[0]!.dispatchEvent(new Event('close'));
      assert.deepEqual(gone, ['closed']);
      assert.equal(await faultCode(repo.commit({ self: aSelf() })), 'storage-failed');
    }));

  it('notices at the next commit that the store was emptied', () =>
    withStore(async ({ name, repo }) => {
      const gone: string[] = [];
      await repo.open();
      await repo.commit({ self: aSelf() });
      repo.onGone((why) => gone.push(why));
      const other = await openDB(name);
      await other.clear('meta');
      other.close();
      assert.equal(await faultCode(repo.commit({ self: aSelf() })), 'storage-failed');
      assert.deepEqual(gone, ['closed']);
    }));

  it('says that another window is in the way instead of waiting for ever', () =>
    withStore(async ({ name, repo }) => {
      await repo.open();
      await repo.close();
      const deaf = await openDB(name); // listens to no `versionchange`
      const patience = { blockedMs: 50, silentMs: 100 };
      const upgrading = openDatabase(name, () => {}, { version: FORMAT + 1, patience });
      assert.equal(await faultCode(upgrading), 'storage-blocked');
      assert.equal(
        await faultCode(openDatabase(name, () => {}, { patience })),
        'storage-blocked',
        'behind the other',
      );
      deaf.close();
      // What was given up opens late, and lets go at once: the store can be deleted.
      await deleteDB(name);
    }));

  it('cannot be read or written before it is open, and not after it is closed', () =>
    withStore(async ({ repo }) => {
      assert.equal(await faultCode(repo.commit({ self: aSelf() })), 'storage-failed');
      await repo.open();
      await repo.close();
      assert.equal(await faultCode(repo.commit({ self: aSelf() })), 'storage-failed');
      await repo.close();
    }));
});
