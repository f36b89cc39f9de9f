import type { DraftStore } from '../../app/draft-docs.js';
import type { RegistryStore } from '../../app/ports.js';
import { Fault } from '../../domain/fault.js';

/** What `load` gives, loaded with its first use. Where it cannot be loaded, each use is a Fault 'storage-failed'. */
function loading<Store>(load: () => Promise<Store>): () => Promise<Store> {
  let loading: Promise<Store> | null = null;
  return () =>
    (loading ??= load().catch((cause: unknown) => {
      loading = null; // the next use tries again
      throw new Fault('storage-failed', { cause });
    }));
}

/** See `loading`. */
export function loadingDraftStore(load: () => Promise<DraftStore>): DraftStore {
  const store = loading(load);
  return {
    list: async () => (await store()).list(),
    updates: async (id) => (await store()).updates(id),
    keep: async (record, update) => (await store()).keep(record, update),
    replace: async (record, update) => (await store()).replace(record, update),
    remove: async (id) => (await store()).remove(id),
  };
}

/** See `loading`. */
export function loadingRegistryStore(load: () => Promise<RegistryStore>): RegistryStore {
  const store = loading(load);
  return {
    docs: async () => (await store()).docs(),
    commit: async (change) => (await store()).commit(change),
    pageHashes: async () => (await store()).pageHashes(),
    pages: async (hashes) => (await store()).pages(hashes),
    changePages: async (change) => (await store()).changePages(change),
  };
}
