import type { RegistryDoc, RegistryStore } from '../../app/ports.js';
import { encode, isBytes } from '../../protocol/codec.js';
import { hexText } from '../../protocol/ids.js';
import { DOC_KINDS_OF_REGISTRY, type DocName } from '../../protocol/registry-records.js';
import type { Vault } from '../crypto/vault.js';
import type { Database, Tag } from './database.js';
import { isDamage } from './load.js';
import { readFields } from './record-fields.js';
import { faultOf } from './storage-fault.js';
import { inTransaction } from './write-batch.js';

/** What is there between the opening of the store and its end. */
interface Session {
  readonly db: Database;
  readonly vault: Vault;
}

/**
 * The `RegistryStore` port over the database and the vault of the app's own store. `current` throws where there is none. Keys of
 * pages are their hashes: they tell nothing to whoever does not hold the page already.
 */
export function createRegistryStore(
  current: () => Session,
  inOrder: <T>(task: () => Promise<T>) => Promise<T>,
): RegistryStore {
  const tagOf = ({ kind, key }: DocName, vault: Vault) => vault.tag(`${kind} ${hexText(key)}`);

  return {
    docs: () =>
      read(async ({ db, vault }) => {
        const tx = db.transaction('registry');
        const [keys, records] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll(), tx.done]);
        const opened = await Promise.all(records.map((record, i) => openDoc(vault, keys[i]!, record)));
        return opened.filter((doc) => doc !== null);
      }),
    commit: ({ put = [], drop = [] }) =>
      inOrder(async () => {
        const { db, vault } = current();
        const rows = await Promise.all(
          put.map(async (doc) => {
            const tag = await tagOf(doc, vault);
            return { tag, record: await vault.seal({ store: 'registry', key: tag }, encodeDoc(doc)) };
          }),
        );
        const tags = await Promise.all(drop.map((doc) => tagOf(doc, vault)));
        await inTransaction(db, 'strict', ['registry'], async (tx) => {
          const store = tx.objectStore('registry');
          await Promise.all([
            ...tags.map((tag) => store.delete(tag)),
            ...rows.map(({ tag, record }) => store.put(record, tag)),
          ]);
        });
      }),
    pageHashes: () =>
      read(async ({ db }) => (await db.getAllKeys('registryPages')).map((key) => new Uint8Array(key))),
    pages: (hashes) =>
      read(async ({ db, vault }) => {
        const tx = db.transaction('registryPages');
        const records = await Promise.all([...hashes.map((hash) => tx.store.get(plain(hash))), tx.done]);
        return Promise.all(
          hashes.map((hash, i) => {
            const record = records[i];
            return isBytes(record) ? orNull(() => vault.open(pagePlace(hash), record)) : null;
          }),
        );
      }),
    changePages: ({ put = [], drop = [] }) =>
      inOrder(async () => {
        const { db, vault } = current();
        const rows = await Promise.all(
          put.map(async ({ hash, bytes }) => ({ hash, record: await vault.seal(pagePlace(hash), bytes) })),
        );
        // A page that is lost is fetched again: nothing was promised to anybody.
        await inTransaction(db, 'relaxed', ['registryPages'], async (tx) => {
          const store = tx.objectStore('registryPages');
          await Promise.all([
            ...drop.map((hash) => store.delete(plain(hash))),
            ...rows.map(({ hash, record }) => store.put(record, plain(hash))),
          ]);
        });
      }),
  };

  async function read<T>(run: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await run(current());
    } catch (error) {
      throw faultOf(error);
    }
  }
}

const pagePlace = (hash: Uint8Array) => ({ store: 'registryPages', key: hash });

const plain = (hash: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(hash);

const encodeDoc = ({ kind, key, bytes }: RegistryDoc): Uint8Array => encode([1, kind, key, bytes]);

const openDoc = (vault: Vault, tag: Tag, record: Uint8Array): Promise<RegistryDoc | null> =>
  orNull(async () =>
    readFields(await vault.open({ store: 'registry', key: new Uint8Array(tag) }, record), 1, (next) => ({
      kind: next.oneOf(DOC_KINDS_OF_REGISTRY),
      key: next.bytes(),
      bytes: next.bytes(),
    })),
  );

/** What does not open is fetched again, or was signed for a key that is asked for again. */
async function orNull<T>(open: () => Promise<T>): Promise<T | null> {
  try {
    return await open();
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}
