import { assert } from '@open-wc/testing';
import { faultCode, hex } from '../../../test/contract/harness.js';
import { encode } from '../../protocol/codec.js';
import { hkdfExpand, hkdfExtract, mac } from '../../protocol/kdf.js';
import { unseal } from '../../protocol/aead.js';
import { createRandom } from '../random.js';
import {
  deriveIndexKey,
  deriveStoreKey,
  importVaultKey,
  indexTag,
  openRecord,
  sealRecord,
} from './sealed-record.js';
import { generateVaultKey, openVault } from './vault.js';

const random = createRandom();
const raw = Uint8Array.from({ length: 32 }, (_, i) => i);
const iv = Uint8Array.from({ length: 12 }, (_, i) => 100 + i);
const place = { store: 'contacts', key: Uint8Array.of(1, 2, 3) };
const plaintext = new TextEncoder().encode('Amina');

describe('a vault record', () => {
  it('is what another implementation makes of the same key, place and nonce', async () => {
    const record = await sealRecord(
      await deriveStoreKey(await importVaultKey(raw), 'contacts'),
      place,
      iv,
      plaintext,
    );
    const storeKey = hkdfExpand(hkdfExtract(new Uint8Array(32), raw), 'beep/1 store contacts');
    // [1, iv, 5 bytes of ciphertext and 16 of tag]
    assert.equal(hex(record.subarray(0, 16)), `83014c${hex(iv)}55`);
    const aad = encode([place.store, place.key]);
    assert.deepEqual(unseal(storeKey, iv, record.slice(16), aad), plaintext);
  });

  it('names things as HMAC-SHA-256 does, cut to 16 bytes', async () => {
    const tag = await indexTag(await deriveIndexKey(await importVaultKey(raw)), plaintext);
    const indexKey = hkdfExpand(hkdfExtract(new Uint8Array(32), raw), 'beep/1 index');
    assert.equal(hex(tag), hex(mac(indexKey, plaintext).subarray(0, 16)));
  });

  it('opens nowhere but in its own place, and not after any change', async () => {
    const vaultKey = await importVaultKey(raw);
    const storeKey = await deriveStoreKey(vaultKey, 'contacts');
    const record = await sealRecord(storeKey, place, iv, plaintext);
    assert.deepEqual(await openRecord(storeKey, place, record), plaintext);
    const refused: [string, Promise<unknown>][] = [
      ['another key', openRecord(storeKey, { ...place, key: Uint8Array.of(1, 2, 4) }, record)],
      ['another store', openRecord(storeKey, { ...place, store: 'drafts' }, record)],
      ['another store key', openRecord(await deriveStoreKey(vaultKey, 'drafts'), place, record)],
      ['nothing', openRecord(storeKey, place, undefined)],
      ['a string', openRecord(storeKey, place, 'record')],
      ['a key of the future', openRecord(storeKey, place, encode([2, iv, record.slice(16)]))],
      ['a nonce too short', openRecord(storeKey, place, encode([1, iv.slice(1), record.slice(16)]))],
      ['an empty box', openRecord(storeKey, place, encode([1, iv, new Uint8Array()]))],
      ['something more', openRecord(storeKey, place, encode([1, iv, record.slice(16), 0]))],
    ];
    for (const at of record.keys()) {
      const changed = record.slice();
      changed[at]! ^= 0x10;
      refused.push([`byte ${at} changed`, openRecord(storeKey, place, changed)]);
    }
    for (const [what, opening] of refused) assert.equal(await faultCode(opening), 'vault-damaged', what);
  });
});

describe('Vault', () => {
  it('never seals the same text into the same bytes, and always tags it alike', async () => {
    const vault = openVault(await generateVaultKey(random), random);
    const other = openVault(await generateVaultKey(random), random);
    const records = await Promise.all(Array.from({ length: 50 }, () => vault.seal(place, plaintext)));
    assert.equal(new Set(records.map(hex)).size, 50);
    assert.equal(hex(await vault.tag('Amina')), hex(await vault.tag('Amina')));
    assert.notEqual(hex(await vault.tag('Amina')), hex(await vault.tag('Aminá')));
    assert.notEqual(hex(await vault.tag('Amina')), hex(await other.tag('Amina')));
    assert.equal(await faultCode(other.open(place, records[0])), 'vault-damaged');
  });

  it('has a key that no script can take out', async () => {
    const key = await generateVaultKey(random);
    assert.isFalse(key.extractable);
    assert.deepEqual(key.usages, ['deriveKey']);
  });
});
