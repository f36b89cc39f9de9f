import type { DraftStore } from '../../app/draft-docs.js';
import { Fault } from '../../domain/fault.js';

/** The store that `load` gives, loaded with its first use. Where it cannot be loaded, each use is a Fault 'storage-failed'. */
export function loadingDraftStore(load: () => Promise<DraftStore>): DraftStore {
  let loading: Promise<DraftStore> | null = null;
  const store = (): Promise<DraftStore> =>
    (loading ??= load().catch((cause: unknown) => {
      loading = null; // the next use tries again
      throw new Fault('storage-failed', { cause });
    }));
  return {
    list: async () => (await store()).list(),
    updates: async (id) => (await store()).updates(id),
    keep: async (record, update) => (await store()).keep(record, update),
    replace: async (record, update) => (await store()).replace(record, update),
    remove: async (id) => (await store()).remove(id),
  };
}
