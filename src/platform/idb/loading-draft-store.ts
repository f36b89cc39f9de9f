import type { DraftStore } from '../../app/draft-docs.js';

/** The store that `load` gives, loaded with its first use. */
export function loadingDraftStore(load: () => Promise<DraftStore>): DraftStore {
  let loading: Promise<DraftStore> | null = null;
  const store = (): Promise<DraftStore> =>
    (loading ??= load().catch((error: unknown) => {
      loading = null; // the next use tries again
      throw error;
    }));
  return {
    list: async () => (await store()).list(),
    updates: async (id) => (await store()).updates(id),
    keep: async (record, update) => (await store()).keep(record, update),
    replace: async (record, update) => (await store()).replace(record, update),
    remove: async (id) => (await store()).remove(id),
  };
}
