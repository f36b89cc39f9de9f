import { Fault } from '../domain/fault.js';
import type { RegistryStore } from './ports.js';

/** The store that `load` gives, loaded with its first use. Where it cannot be loaded, each use is a Fault 'storage-failed'. */
export function loadingRegistry(load: () => Promise<RegistryStore>): RegistryStore {
  let loading: Promise<RegistryStore> | null = null;
  const store = (): Promise<RegistryStore> =>
    (loading ??= load().catch((cause: unknown) => {
      loading = null; // the next use tries again
      throw new Fault('storage-failed', { cause });
    }));
  return {
    docs: async () => (await store()).docs(),
    commit: async (change) => (await store()).commit(change),
    pageHashes: async () => (await store()).pageHashes(),
    pages: async (hashes) => (await store()).pages(hashes),
    changePages: async (change) => (await store()).changePages(change),
  };
}
