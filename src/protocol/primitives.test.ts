import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hexToBytes } from '@noble/hashes/utils.js';
import { seal, unseal } from './aead.js';
import { utf8Bytes } from './codec.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { XWING, xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from './xwing.js';
import { bytesOf, randomnessOf } from '../../test/vectors/cast.js';
import { allFlips, allTruncations } from '../../test/vectors/mutations.js';

const [key, nonce, aad] = [bytesOf('key'), bytesOf('nonce', 12), bytesOf('aad', 20)];
const text = utf8Bytes('stand by');

describe('the sealed box', () => {
  it('is AES-256-GCM: test case 14 of the GCM specification', () => {
    const box = seal(new Uint8Array(32), new Uint8Array(12), new Uint8Array(16));
    assert.deepEqual(box, hexToBytes('cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919'));
  });

  it('opens under exactly its key, nonce and additional data', () => {
    const box = seal(key, nonce, text, aad);
    assert.equal(box.byteLength, text.byteLength + 16);
    assert.deepEqual(unseal(key, nonce, box, aad), text);
    assert.equal(unseal(bytesOf('other'), nonce, box, aad), null);
    assert.equal(unseal(key, bytesOf('other', 12), box, aad), null);
    assert.equal(unseal(key, nonce, box), null);
    for (const [, damaged] of allFlips(box)) assert.equal(unseal(key, nonce, damaged, aad), null);
    for (const damaged of allTruncations(box)) assert.equal(unseal(key, nonce, damaged, aad), null);
    assert.deepEqual(unseal(key, nonce, seal(key, nonce, new Uint8Array())), new Uint8Array());
  });
});

describe('X-Wing', () => {
  const seed = bytesOf('seed');
  const publicKey = xwingPublicKey(seed);
  const made = xwingEncapsulate(publicKey, bytesOf('encapsulation', XWING.encapsulationBytes))!;

  it('gives both sides one secret, of the sizes it says', () => {
    assert.deepEqual(
      [publicKey.byteLength, made.ciphertext.byteLength, made.secret.byteLength],
      [XWING.publicBytes, XWING.ciphertextBytes, 32],
    );
    assert.deepEqual(xwingDecapsulate(made.ciphertext, seed), made.secret);
  });

  it('gives another secret for a damaged ciphertext or another seed, never a fault', () => {
    assert.notDeepEqual(xwingDecapsulate(made.ciphertext, bytesOf('other')), made.secret);
    for (const index of [0, 500, 1087, 1088, 1119]) {
      const damaged = made.ciphertext.slice();
      damaged[index]! ^= 1;
      assert.notDeepEqual(xwingDecapsulate(damaged, seed), made.secret);
    }
  });

  it('is null for keys and ciphertexts of another length', () => {
    for (const wrong of [new Uint8Array(), publicKey.slice(1), Uint8Array.of(...publicKey, 0)])
      assert.equal(xwingEncapsulate(wrong, bytesOf('e', 64)), null);
    for (const wrong of [new Uint8Array(), made.ciphertext.slice(1), Uint8Array.of(...made.ciphertext, 0)])
      assert.equal(xwingDecapsulate(wrong, seed), null);
  });

  it('is null for a key whose numbers are not reduced (FIPS 203 §7.2)', () => {
    const unreduced = publicKey.slice();
    unreduced.fill(0xff, 0, 3);
    assert.equal(xwingEncapsulate(unreduced, bytesOf('e', 64)), null);
  });

  it('is null for an X25519 point of small order, which would fix its half of the secret', () => {
    for (const point of [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]) {
      assert.equal(
        xwingEncapsulate(Uint8Array.of(...publicKey.slice(0, 1184), ...point), bytesOf('e', 64)),
        null,
      );
      assert.equal(xwingDecapsulate(Uint8Array.of(...made.ciphertext.slice(0, 1088), ...point), seed), null);
    }
  });
});

describe('HPKE', () => {
  const seed = bytesOf('hpke');
  const info = utf8Bytes('info');
  const sealed = async () => (await hpkeSeal(xwingPublicKey(seed), info, text, randomnessOf('hpke')))!;

  it('opens what was sealed, and both sides export the same secrets', async () => {
    const { encapsulated, box, exportSecret } = await sealed();
    const opened = (await hpkeOpen(seed, encapsulated, info, box))!;
    assert.deepEqual(opened.plaintext, text);
    const [a, b] = [utf8Bytes('a'), utf8Bytes('b')];
    assert.deepEqual(await opened.exportSecret(a), await exportSecret(a));
    assert.notDeepEqual(await opened.exportSecret(a), await exportSecret(b));
  });

  it('is null for another key, info, encapsulation or box', async () => {
    const { encapsulated, box } = await sealed();
    assert.equal(await hpkeOpen(bytesOf('other'), encapsulated, info, box), null);
    assert.equal(await hpkeOpen(seed, encapsulated, utf8Bytes('other'), box), null);
    for (const [, damaged] of allFlips(box))
      assert.equal(await hpkeOpen(seed, encapsulated, info, damaged), null);
    for (const wrong of [encapsulated.slice(1), new Uint8Array(1120), new Uint8Array()])
      assert.equal(await hpkeOpen(seed, wrong, info, box), null);
    assert.equal(await hpkeSeal(new Uint8Array(1216), info, text, randomnessOf('r')), null);
  });
});
