import { sha256 } from '@noble/hashes/sha2.js';
import type { RegistryDoc, RegistryStore } from '../../src/app/ports.js';
import { hex, type Harness } from './harness.js';

/** A document of some kind; its key is 32 times `key`. */
export const aDoc = (kind: RegistryDoc['kind'], key: number, ...bytes: readonly number[]): RegistryDoc => ({
  kind,
  key: new Uint8Array(32).fill(key),
  bytes: new Uint8Array(bytes),
});

export const aPage = (fill: number) => {
  const bytes = new Uint8Array(3_000).fill(fill);
  return { hash: sha256(bytes), bytes };
};

/** What every `RegistryStore` promises. `story` gets a store, and the same one after a restart. */
export function registryStoreContract(
  { describe, it, assert }: Harness,
  name: string,
  withRegistry: (
    story: (store: RegistryStore, restart: () => Promise<RegistryStore>) => Promise<void>,
  ) => Promise<void>,
): void {
  const docsOf = async (store: RegistryStore) =>
    (await store.docs()).map(({ kind, key, bytes }) => `${kind} ${key[0]} ${hex(bytes)}`).sort();

  describe(`${name} keeps the contract of RegistryStore`, () => {
    it('is empty at first', () =>
      withRegistry(async (store) => {
        assert.deepEqual([await store.docs(), await store.pageHashes(), await store.pages([])], [[], [], []]);
      }));

    it('keeps documents over a restart, one of each name', () =>
      withRegistry(async (store, restart) => {
        await store.commit({
          put: [aDoc('revocations', 1, 1), aDoc('directory', 1, 2), aDoc('charge', 2, 3)],
        });
        await store.commit({ put: [aDoc('revocations', 1, 4)] });
        const kept = ['charge 2 03', 'directory 1 02', 'revocations 1 04'];
        assert.deepEqual(await docsOf(store), kept);
        assert.deepEqual(await docsOf(await restart()), kept);
      }));

    it('takes documents out by their names, and knows no difference where there is none', () =>
      withRegistry(async (store, restart) => {
        await store.commit({ put: [aDoc('revocations', 1, 1), aDoc('directory', 1, 2)] });
        await store.commit({ drop: [aDoc('revocations', 1), aDoc('charge', 9)] });
        assert.deepEqual(await docsOf(await restart()), ['directory 1 02']);
      }));

    it('puts what one change both takes out and puts in', () =>
      withRegistry(async (store) => {
        await store.commit({ put: [aDoc('revocations', 1, 1)] });
        await store.commit({ put: [aDoc('revocations', 1, 2)], drop: [aDoc('revocations', 1)] });
        assert.deepEqual(await docsOf(store), ['revocations 1 02']);
      }));

    it('keeps pages by their hashes over a restart, and gives them in the order asked for', () =>
      withRegistry(async (store, restart) => {
        const [a, b, c] = [aPage(1), aPage(2), aPage(3)];
        await store.changePages({ put: [a, b] });
        const again = await restart();
        assert.deepEqual(
          (await again.pageHashes()).map(hex).sort(),
          [a, b].map(({ hash }) => hex(hash)).sort(),
        );
        const found = await again.pages([b.hash, c.hash, a.hash, b.hash]);
        assert.deepEqual(
          found.map((bytes) => bytes && hex(bytes)),
          [hex(b.bytes), null, hex(a.bytes), hex(b.bytes)],
        );
      }));

    it('lets pages go', () =>
      withRegistry(async (store, restart) => {
        const [a, b, c] = [aPage(1), aPage(2), aPage(3)];
        await store.changePages({ put: [a, b] });
        await store.changePages({ put: [c], drop: [a.hash] });
        const again = await restart();
        assert.deepEqual(
          (await again.pageHashes()).map(hex).sort(),
          [b, c].map(({ hash }) => hex(hash)).sort(),
        );
        assert.deepEqual(await again.pages([a.hash]), [null]);
      }));
  });
}
