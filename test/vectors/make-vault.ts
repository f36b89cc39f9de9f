/** Vectors of what lies on disk. */
import { encode, utf8Bytes, type Wire } from '../../src/protocol/codec.js';
import {
  deriveIndexKey,
  deriveStoreKey,
  importVaultKey,
  indexTag,
  sealRecord,
} from '../../src/platform/crypto/sealed-record.js';
import { bytesOf } from './cast.js';
import type { Vectors } from './json.js';
import { flipped, withItem } from './mutations.js';

export async function makeVault(): Promise<Vectors> {
  const raw = bytesOf('vault key');
  const vaultKey = await importVaultKey(raw);
  const places: readonly { store: string; key: Wire }[] = [
    { store: 'entries', key: [bytesOf('conversation tag', 16), 7] },
    { store: 'settings', key: 'profile' },
  ];
  const accept = await Promise.all(
    places.map(async ({ store, key }) => {
      const [iv, plaintext] = [bytesOf(`iv of ${store}`, 12), utf8Bytes(`what ${store} keeps`)];
      const storeKey = await deriveStoreKey(vaultKey, store);
      return {
        store,
        keyCbor: encode(key),
        iv,
        plaintext,
        record: await sealRecord(storeKey, { store, key }, iv, plaintext),
      };
    }),
  );
  const { record } = accept[0]!;
  return {
    about: 'Records under the vault key (docs/protocol.md §10), and a tag that names a conversation on disk.',
    vaultKey: raw,
    accept,
    index: [
      {
        text: 'a conversation',
        tag: await indexTag(await deriveIndexKey(vaultKey), utf8Bytes('a conversation')),
      },
    ],
    refuseAsFirst: [
      { why: 'damaged', bytes: flipped(record, record.length - 1) },
      { why: 'the record of another place', bytes: accept[1]!.record },
      { why: 'key version 2', bytes: withItem(record, 0, 2) },
      { why: 'a field more', bytes: withItem(record, 3, null) },
    ],
  };
}
