import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ed25519PublicKey, ed25519Sign, isSignedBy } from '../src/protocol/ed25519.js';
import { signedWithTorsion, TORSION_SEED } from '../test/contract/keys.contract.js';
import { allFlips } from '../test/vectors/mutations.js';
import { isSignedNatively } from './native-ed25519.js';

const bytes = new TextEncoder().encode('an order');
const seed = new Uint8Array(32).fill(7);
const publicKey = ed25519PublicKey(seed);
const signature = ed25519Sign(seed, bytes);

describe('a signature checked by OpenSSL', () => {
  it('is what the standard makes, for these bytes and by this key', () => {
    assert.ok(isSignedNatively(publicKey, signature, bytes));
    assert.ok(!isSignedNatively(publicKey, signature, bytes.subarray(1)));
    assert.ok(!isSignedNatively(ed25519PublicKey(TORSION_SEED), signature, bytes));
  });

  it('is none when damaged, cut, or by what is no key', () => {
    for (const [index, damaged] of allFlips(signature))
      assert.ok(!isSignedNatively(publicKey, damaged, bytes), `byte ${index}`);
    for (const length of [0, 32, 63])
      assert.ok(!isSignedNatively(publicKey, signature.slice(0, length), bytes));
    for (const key of [publicKey.slice(1), new Uint8Array(), new Uint8Array(32).fill(2)])
      assert.ok(!isSignedNatively(key, signature, bytes));
  });

  it('is none in a second form: with the order of the group added to S', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const second = signature.slice();
    let s = order + [...signature.subarray(32)].reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
    for (let i = 32; i < 64; i++, s >>= 8n) second[i] = Number(s & 0xffn);
    assert.ok(!isSignedNatively(publicKey, second, bytes));
  });

  it('may be none where the rule of all devices takes it, never the other way', () => {
    const odd = signedWithTorsion(bytes);
    const key = ed25519PublicKey(TORSION_SEED);
    assert.ok(isSignedBy(key, odd, bytes));
    assert.ok(!isSignedNatively(key, odd, bytes));
  });
});
