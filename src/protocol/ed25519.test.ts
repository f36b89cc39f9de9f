import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Point } from '@noble/ed25519';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { openCard, sealCard } from './card.js';
import { openCredential } from './credential.js';
import { encode } from './codec.js';
import { ed25519PublicKey, ed25519Sign, isSignedBy, isSoundPublicKey } from './ed25519.js';
import { readDeviceId } from './ids.js';
import { ALICE, bytesOf, cardOf, manifestOf } from '../../test/vectors/cast.js';
import { allFlips, withItem } from '../../test/vectors/mutations.js';

// The eight points of small order: their canonical encodings, then the others that decode to them
// (Chalkias et al., "Taming the many EdDSAs", 2020, table 1).
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
];
const OTHER_ENCODINGS = [
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
];
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

const bigEndianHex = (n: bigint) => n.toString(16).padStart(64, '0');
const littleEndian = (n: bigint) => hexToBytes(bigEndianHex(n)).reverse();
const fromLittleEndian = (bytes: Uint8Array) => BigInt(`0x${bytesToHex(bytes.slice().reverse())}`);

const message = bytesOf('message');
const seed = bytesOf('seed');
const publicKey = ed25519PublicKey(seed);
const signature = ed25519Sign(seed, message);

describe('a public key', () => {
  for (const hex of SMALL_ORDER) {
    it(`is not the point of small order ${hex}`, () => {
      assert.ok(Point.fromBytes(hexToBytes(hex)).isSmallOrder());
      assert.ok(!isSoundPublicKey(hexToBytes(hex)));
    });
  }

  for (const hex of OTHER_ENCODINGS) {
    it(`is not another encoding of one, ${hex}`, () => assert.ok(!isSoundPublicKey(hexToBytes(hex))));
  }

  it('is not of mixed order: a good key plus any point of small order', () => {
    for (const hex of SMALL_ORDER.slice(1)) {
      const mixed = Point.fromBytes(publicKey).add(Point.fromBytes(hexToBytes(hex)));
      assert.ok(!mixed.isSmallOrder());
      assert.ok(!isSoundPublicKey(mixed.toBytes()), hex);
    }
  });

  it('is not an encoding with y at or above the prime', () => {
    for (let above = 0n; above < 19n; above++) {
      const y = littleEndian(2n ** 255n - 19n + above);
      assert.ok(!isSoundPublicKey(y));
      y[31]! |= 0x80;
      assert.ok(!isSoundPublicKey(y));
    }
  });

  it('is a point of prime order, asked once or twice', () => {
    for (let i = 0; i < 50; i++) {
      const key = ed25519PublicKey(bytesOf(`seed ${i}`));
      assert.deepEqual([isSoundPublicKey(key), isSoundPublicKey(key)], [true, true]);
    }
  });

  it('is exactly 32 bytes, whatever was asked about before', () => {
    assert.ok(isSoundPublicKey(publicKey));
    for (const wrong of [
      publicKey.slice(1),
      Uint8Array.of(...publicKey, 0),
      new Uint8Array(64),
      new Uint8Array(),
    ])
      assert.ok(!isSoundPublicKey(wrong));
    assert.ok(!isSoundPublicKey(Uint8Array.of(...publicKey, ...publicKey)));
  });

  it('is remembered rightly through more keys than are remembered', () => {
    const bad = hexToBytes(SMALL_ORDER[0]!);
    for (let i = 0; i < 5000; i++)
      isSoundPublicKey(Uint8Array.of(i & 255, i >> 8, ...new Uint8Array(29), 0xff));
    assert.deepEqual([isSoundPublicKey(publicKey), isSoundPublicKey(bad)], [true, false]);
  });
});

describe('a signature', () => {
  it('is its signer’s over its bytes', () => assert.ok(isSignedBy(publicKey, signature, message)));

  it('of a key that fits everything fits nothing here', () => {
    // This pair verifies any message in libraries that check the equation alone.
    const identity = hexToBytes(SMALL_ORDER[0]!);
    const hollow = Uint8Array.of(...identity, ...new Uint8Array(32));
    assert.ok(!isSignedBy(identity, hollow, message));
    for (const hex of [...SMALL_ORDER, ...OTHER_ENCODINGS])
      assert.ok(!isSignedBy(hexToBytes(hex), hollow, message));
  });

  it('has no second form: S plus the order of the group is refused', () => {
    const s = fromLittleEndian(signature.slice(32));
    for (const times of [1n, 2n, 7n]) {
      const other = Uint8Array.of(...signature.slice(0, 32), ...littleEndian(s + times * ORDER));
      assert.ok(!isSignedBy(publicKey, other, message));
    }
  });

  it('has no S of the order itself or above', () => {
    for (const s of [ORDER, ORDER + 1n, 2n ** 256n - 1n])
      assert.ok(
        !isSignedBy(publicKey, Uint8Array.of(...signature.slice(0, 32), ...littleEndian(s)), message),
      );
  });

  it('is refused with R of small order or in another encoding', () => {
    for (const hex of [...SMALL_ORDER, ...OTHER_ENCODINGS])
      assert.ok(!isSignedBy(publicKey, Uint8Array.of(...hexToBytes(hex), ...signature.slice(32)), message));
  });

  it('is refused with any byte of it, of the key or of the message damaged', () => {
    for (const [, damaged] of allFlips(signature)) assert.ok(!isSignedBy(publicKey, damaged, message));
    for (const [, damaged] of allFlips(publicKey)) assert.ok(!isSignedBy(damaged, signature, message));
    for (const [, damaged] of allFlips(message)) assert.ok(!isSignedBy(publicKey, signature, damaged));
  });

  it('is 64 bytes long, of a key of 32 bytes', () => {
    assert.ok(!isSignedBy(publicKey, signature.slice(1), message));
    assert.ok(!isSignedBy(publicKey, Uint8Array.of(...signature, 0), message));
    assert.ok(!isSignedBy(publicKey.slice(1), signature, message));
    assert.ok(!isSignedBy(Uint8Array.of(...publicKey, 0), signature, message));
  });
});

describe('a bad key', () => {
  const identity = hexToBytes(SMALL_ORDER[0]!);
  const hollow = async () => Uint8Array.of(...identity, ...new Uint8Array(32));

  it('enrols nobody: neither as a device nor as a person', async () => {
    const card = { ...(await cardOf(ALICE)), device: readDeviceId(identity)! };
    assert.equal(openCard((await sealCard(card, hollow)).bytes), null);
    assert.equal(openCard((await cardOf(ALICE, { person: readDeviceId(identity) as never })).bytes), null);
  });

  it('shows nobody in a handshake', async () => {
    const device = readDeviceId(identity)!;
    const row = { device, label: '', fromMs: 0 };
    const [manifest, card] = [await manifestOf(ALICE, { devices: [row] }), await cardOf(ALICE)];
    const bad = { ...card, device };
    const bytes = encode([1, identity, manifest.bytes, [], (await sealCard(bad, hollow)).bytes, 'b', []]);
    assert.equal(openCredential(bytes), null);
    assert.equal(openCredential(withItem(bytes, 4, card.bytes)), null);
  });
});
