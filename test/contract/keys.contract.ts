import type { Keys } from '../../src/app/ports.js';
import { Point, utils } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { ed25519PublicKey, isSignedBy } from '../../src/protocol/ed25519.js';
import { seal, unseal } from '../../src/protocol/aead.js';
import { faultCode, hex, type Harness } from './harness.js';

/** What every `Keys` promises. `make` gives the keys of one vault, and those of another. */
export function keysContract(
  { describe, it, assert }: Harness,
  name: string,
  make: () => Promise<{ keys: Keys; others: Keys }>,
): void {
  const bytes = new TextEncoder().encode('an order');

  describe(`${name} keeps the contract of Keys`, () => {
    it('makes keys whose signatures the protocol accepts', async () => {
      const { keys } = await make();
      const { signer } = await keys.generate();
      assert.ok(isSignedBy(signer.publicKey, await signer.sign(bytes), bytes));
    });

    it('opens what it sealed as the same key', async () => {
      const { keys } = await make();
      const { signer, sealed } = await keys.generate();
      const opened = await keys.open(sealed);
      assert.equal(hex(opened.publicKey), hex(signer.publicKey));
      assert.equal(hex(await opened.sign(bytes)), hex(await signer.sign(bytes)));
    });

    it('makes the key of a seed that is given, and lets go of the seed of its own accord', async () => {
      const { keys } = await make();
      const seed = new Uint8Array(32).fill(8);
      const { signer, sealed } = await keys.generate(seed);
      assert.equal(hex(signer.publicKey), hex(ed25519PublicKey(new Uint8Array(32).fill(8))));
      assert.equal(hex(seed), hex(new Uint8Array(32).fill(8))); // it is the caller's to wipe
      seed.fill(0);
      assert.ok(isSignedBy(signer.publicKey, await signer.sign(bytes), bytes));
      const revealed = await keys.reveal(sealed);
      assert.equal(hex(revealed), hex(new Uint8Array(32).fill(8)));
      revealed.fill(0);
      assert.equal(hex(await keys.reveal(sealed)), hex(new Uint8Array(32).fill(8)));
    });

    it('checks signatures as the protocol does, also those that libraries disagree about', async () => {
      const { keys } = await make();
      const { signer } = await keys.generate();
      const good = await signer.sign(bytes);
      const changed = good.slice();
      changed[40]! ^= 1;
      const hollow = Uint8Array.of(1, ...new Uint8Array(31)); // the neutral element: one signature fits all
      for (const [publicKey, signature, accepted] of [
        [signer.publicKey, good, true],
        [signer.publicKey, changed, false],
        [signer.publicKey, good.slice(1), false],
        [(await keys.generate()).signer.publicKey, good, false],
        [hollow, Uint8Array.of(...hollow, ...new Uint8Array(32)), false],
        [ed25519PublicKey(TORSION_SEED), signedWithTorsion(bytes), true], // refused by an equation without the cofactor
      ] as const) {
        assert.equal(isSignedBy(publicKey, signature, bytes), accepted);
        assert.equal(await keys.verify(publicKey, signature, bytes), accepted);
      }
    });

    it('seals and opens as the protocol does', async () => {
      const { keys } = await make();
      const key = new Uint8Array(32).fill(5);
      for (const length of [0, 1, 16_000]) {
        const nonce = new Uint8Array(12).fill(length % 256);
        const box = seal(key, nonce, new Uint8Array(length).fill(9));
        assert.equal(hex(await keys.seal(key, nonce, new Uint8Array(length).fill(9))), hex(box));
        const changed = box.slice();
        changed[changed.length - 1]! ^= 1;
        const otherNonce = nonce.slice().fill(77);
        for (const [withKey, withNonce, given] of [
          [key, nonce, box],
          [key, nonce, changed],
          [key, nonce, box.slice(1)],
          [key, nonce, box.slice(0, 15)],
          [key, otherNonce, box],
          [new Uint8Array(32), nonce, box],
        ] as const) {
          const expected = unseal(withKey, withNonce, given);
          const opened = await keys.unseal(withKey, withNonce, given);
          assert.equal(opened && hex(opened), expected && hex(expected));
        }
        assert.equal((await keys.unseal(key, nonce, box))?.byteLength, length);
      }
    });

    it('never makes the same key twice', async () => {
      const { keys } = await make();
      const made = [await keys.generate(), await keys.generate()];
      assert.equal(new Set(made.map(({ signer }) => hex(signer.publicKey))).size, 2);
    });

    it('refuses a sealed key that was changed, cut, or sealed by another vault', async () => {
      const { keys, others } = await make();
      const { sealed } = await keys.generate();
      const changed = sealed.slice();
      changed[changed.length - 1]! ^= 1;
      for (const bad of [changed, sealed.slice(0, -1), new Uint8Array(), (await others.generate()).sealed]) {
        assert.equal(await faultCode(keys.open(bad)), 'vault-damaged');
        assert.equal(await faultCode(keys.reveal(bad)), 'vault-damaged');
      }
    });
  });
}

export const TORSION_SEED = new Uint8Array(32).fill(5);

/** A signature by TORSION_SEED whose R has a part of order 8: canonical, and right by the cofactored equation only. */
export function signedWithTorsion(bytes: Uint8Array): Uint8Array {
  const { scalar } = utils.getExtendedPublicKey(TORSION_SEED);
  const order = Point.CURVE().n;
  const nonce = 12_345n;
  const torsion = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const r = Point.BASE.multiply(nonce).add(torsion).toBytes();
  const k = fromLittleEndian(sha512(Uint8Array.of(...r, ...ed25519PublicKey(TORSION_SEED), ...bytes)));
  let s = (nonce + k * scalar) % order;
  const signature = new Uint8Array(64);
  signature.set(r);
  for (let i = 32; i < 64; i++, s >>= 8n) signature[i] = Number(s & 0xffn);
  return signature;
}

const fromLittleEndian = (bytes: Uint8Array): bigint =>
  bytes.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
