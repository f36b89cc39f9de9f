import { assert } from '@open-wc/testing';
import { mochaHarness } from '../../../test/contract/mocha-harness.js';
import { withStore } from '../../../test/contract/idb-store.js';
import { aDoc, aPage, registryStoreContract } from '../../../test/contract/registry-store.contract.js';
import { aSelf } from '../../../test/contract/samples.js';

registryStoreContract(mochaHarness, 'the store in IndexedDB', (story) =>
  withStore(async (store) => {
    await store.repo.open();
    await store.repo.commit({ self: aSelf() });
    await story(await store.repo.loadRegistry(), async () => {
      const repo = await store.reopen();
      await repo.open();
      return repo.loadRegistry();
    });
  }),
);

describe('the registry at rest', () => {
  it('shows nothing of a document, and leaves out what somebody has changed', () =>
    withStore(async (store) => {
      await store.repo.open();
      await store.repo.commit({ self: aSelf() });
      const registry = await store.repo.loadRegistry();
      const page = aPage(0xab);
      await registry.commit({ put: [aDoc('revocations', 0xab, ...Array<number>(64).fill(0xab)), aDoc('charge', 2, 7)] }); // prettier-ignore
      await registry.changePages({ put: [page] });
      await store.tamper(async (db) => {
        const [keys, rows] = [await db.getAllKeys('registry'), await db.getAll('registry')];
        const all = [
          ...keys.map((key) => new Uint8Array(key)),
          ...rows,
          ...(await db.getAll('registryPages')),
        ];
        for (const bytes of all) assert.notInclude([...bytes].join(), Array(8).fill(0xab).join());
        const [first] = keys;
        await db.put('registry', rows[0]!.with(-1, rows[0]!.at(-1)! ^ 1), first);
        // One row in the place of another, and a page under another’s name.
        await db.put('registry', rows[0]!, keys[1]);
        const [hash] = await db.getAllKeys('registryPages');
        await db.put('registryPages', (await db.get('registryPages', hash!))!, new Uint8Array(32).fill(1));
      });
      const repo = await store.reopen();
      await repo.open();
      const again = await repo.loadRegistry();
      assert.deepEqual(await again.docs(), []);
      const [moved, kept] = await again.pages([new Uint8Array(32).fill(1), page.hash]);
      assert.isNull(moved);
      assert.deepEqual([...kept!], [...page.bytes]);
    }));
});
