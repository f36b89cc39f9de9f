import type { RegistryDoc, RegistryFiles, RegistryStore } from '../../src/app/ports.js';
import { Fault } from '../../src/domain/fault.js';
import { hexText } from '../../src/protocol/ids.js';
import type { DocName } from '../../src/protocol/registry-records.js';

/** What a memory registry keeps, and what outlives it. */
export interface MemoryRegistry {
  readonly docs: Map<string, RegistryDoc>;
  readonly pages: Map<string, Uint8Array>;
  /** While true, every write fails with 'storage-full'. */
  full: boolean;
}

export const createMemoryRegistry = (): MemoryRegistry => ({
  docs: new Map(),
  pages: new Map(),
  full: false,
});

const nameText = ({ kind, key }: DocName): string => `${kind} ${hexText(key)}`;

/** A `RegistryStore` over `disk` that never loses anything. */
export function createMemoryRegistryStore(disk = createMemoryRegistry()): RegistryStore {
  const write = (change: () => void): Promise<void> => {
    if (disk.full) return Promise.reject(new Fault('storage-full'));
    change();
    return Promise.resolve();
  };
  return {
    docs: () => Promise.resolve([...disk.docs.values()]),
    commit: ({ put = [], drop = [] }) =>
      write(() => {
        for (const doc of drop) disk.docs.delete(nameText(doc));
        for (const doc of put) disk.docs.set(nameText(doc), doc);
      }),
    pageHashes: () => Promise.resolve([...disk.pages.keys()].map(fromHex)),
    pages: (hashes) => Promise.resolve(hashes.map((hash) => disk.pages.get(hexText(hash)) ?? null)),
    changePages: ({ put = [], drop = [] }) =>
      write(() => {
        for (const hash of drop) disk.pages.delete(hexText(hash));
        for (const { hash, bytes } of put) disk.pages.set(hexText(hash), bytes);
      }),
  };
}

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));

/** Files by their paths, as an introducer would serve them. */
export interface MemoryRegistryFiles extends RegistryFiles {
  readonly files: Map<string, Uint8Array>;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
}

export function createMemoryRegistryFiles(files = new Map<string, Uint8Array>()): MemoryRegistryFiles {
  const asked: string[] = [];
  return {
    files,
    asked,
    read(path, maxBytes) {
      asked.push(path);
      const bytes = files.get(path);
      return Promise.resolve(bytes && bytes.byteLength <= maxBytes ? bytes : null);
    },
  };
}
