import { assert } from '@open-wc/testing';
import type { DraftStore } from '../../app/draft-docs.js';
import { Fault } from '../../domain/fault.js';
import { readDraftId } from '../../protocol/ids.js';
import { loadingDraftStore } from './loading-draft-store.js';

const ids = [1, 2, 3].map((n) => readDraftId(new Uint8Array(16).fill(n))!);

/** Says what it was asked for. */
function listening(): { readonly store: DraftStore; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const store: DraftStore = {
    list: () => Promise.resolve([]),
    updates: () => Promise.resolve([]),
    keep: () => Promise.resolve(),
    replace: () => Promise.resolve(),
    remove(id) {
      asked.push(id);
      return Promise.resolve();
    },
  };
  return { store, asked };
}

describe('the store of drafts that is loaded with its first use', () => {
  it('is loaded once, and does what was asked meanwhile in that order', async () => {
    const { store, asked } = listening();
    let loads = 0;
    const lazy = loadingDraftStore(() => {
      loads++;
      return new Promise((resolve) => setTimeout(resolve, 5, store));
    });
    assert.equal(loads, 0);
    await Promise.all(ids.map((id) => lazy.remove(id)));
    assert.deepEqual(asked, ids);
    assert.equal(loads, 1);
  });

  it('fails as a store does where it cannot be loaded, and tries again with the next use', async () => {
    const { store } = listening();
    let isThere = false;
    const lazy = loadingDraftStore(() =>
      isThere ? Promise.resolve(store) : Promise.reject(new TypeError('no such module')),
    );
    const fault = await lazy.list().catch((error: unknown) => error);
    assert.instanceOf(fault, Fault);
    assert.equal((fault as Fault).code, 'storage-failed');
    isThere = true;
    assert.deepEqual(await lazy.list(), []);
  });
});
