/** What others published, against our code. Skipped, with the reason, where the files are not at hand. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { verify } from '@noble/ed25519';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { seal, unseal } from './aead.js';
import { decodeCanonical, encode, utf8Bytes } from './codec.js';
import { ed25519PublicKey, ed25519Sign, isSignedBy, isSoundPublicKey } from './ed25519.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { assemble, takeApart, toBeSigned } from './sign1.js';
import { xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from './xwing.js';
import { bytesOf, randomnessOf } from '../../test/vectors/cast.js';
import { outsideVectors } from '../../test/vectors/outside.js';

/** A test per file: skipped if it is absent. An empty file is no reason to pass. */
function withVectors<T extends object>(
  file: string,
  what: string,
  run: (data: T) => void | Promise<void>,
): void {
  const vectors = outsideVectors<T>(file);
  if ('skip' in vectors) {
    console.log(`skipped: ${what}: ${vectors.skip}`);
    it(what, { skip: vectors.skip }, () => {});
    return;
  }
  it(what, () => {
    assert.ok(!Array.isArray(vectors.data) || vectors.data.length > 0);
    return run(vectors.data);
  });
}

const hex = hexToBytes;

describe('vectors of others', () => {
  withVectors<{ priv: string; pub: string; msg: string; sig: string }[]>(
    'rfc8032-ed25519.json',
    'RFC 8032 §7.1: keys and signatures come out the same, and verify',
    (rows) => {
      for (const { priv, pub, msg, sig } of rows) {
        const seed = hex(priv).slice(0, 32);
        assert.equal(bytesToHex(ed25519PublicKey(seed)), pub);
        assert.equal(bytesToHex(ed25519Sign(seed, hex(msg))), sig);
        assert.ok(isSignedBy(hex(pub), hex(sig), hex(msg)));
        assert.ok(!isSignedBy(hex(pub), hex(sig), concatBytes(hex(msg), Uint8Array.of(0))));
      }
    },
  );

  withVectors<{ message: string; pub_key: string; signature: string }[]>(
    'ed25519-speccheck.json',
    'ed25519-speccheck: the strict rules accept cases 2 to 5 alone, and the check of keys stops those',
    (rows) => {
      const strict = rows.map(({ message, pub_key, signature }) => {
        try {
          return verify(hex(signature), hex(message), hex(pub_key), { zip215: false });
        } catch {
          return false;
        }
      });
      assert.deepEqual(
        strict,
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((n) => n >= 2 && n <= 5),
      );
      const keys = rows.map(({ pub_key }) => isSoundPublicKey(hex(pub_key)));
      assert.deepEqual(
        keys,
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((n) => n === 6 || n === 7),
      );
      for (const { message, pub_key, signature } of rows)
        assert.ok(!isSignedBy(hex(pub_key), hex(signature), hex(message)));
    },
  );

  withVectors<{ seed: string; eseed: string; ss: string; pk: string; ct: string }[]>(
    'xwing.json',
    'X-Wing draft: keys, encapsulation and decapsulation come out the same',
    (rows) => {
      for (const { seed, eseed, ss, pk, ct } of rows) {
        assert.equal(bytesToHex(xwingPublicKey(hex(seed))), pk);
        const made = xwingEncapsulate(hex(pk), hex(eseed));
        assert.deepEqual([bytesToHex(made!.secret), bytesToHex(made!.ciphertext)], [ss, ct]);
        assert.equal(bytesToHex(xwingDecapsulate(hex(ct), hex(seed))!), ss);
      }
    },
  );

  withVectors<HpkeRow[]>(
    'hpke-pq.json',
    'HPKE working group, KEM 0x647a with HKDF-SHA256: secrets, keys, boxes and exports come out the same',
    async (rows) => {
      const ours = rows.filter(({ kem_id, kdf_id }) => kem_id === KEM && kdf_id === HKDF_SHA256);
      assert.ok(ours.length > 0, 'no row of our KEM and KDF');
      for (const row of ours) {
        const secret = xwingDecapsulate(hex(row.enc), hex(row.skRm))!;
        assert.equal(bytesToHex(secret), row.shared_secret);
        const context = schedule(secret, hex(row.info), row.aead_id);
        assert.equal(bytesToHex(context.key), row.key);
        assert.equal(bytesToHex(context.nonce), row.base_nonce);
        assert.equal(bytesToHex(context.exporter), row.exporter_secret);
        for (const { exporter_context, L, exported_value } of row.exports)
          assert.equal(bytesToHex(context.export(hex(exporter_context), L)), exported_value);
        for (const { aad, ct, nonce, pt } of row.encryptions)
          assert.equal(bytesToHex(chacha20poly1305(hex(row.key), hex(nonce), hex(aad)).decrypt(hex(ct))), pt);
      }
    },
  );

  withVectors<{
    input: { sign0: { key: { x_hex: string } } };
    intermediates: { ToBeSign_hex: string };
    output: { cbor: string };
  }>(
    'cose-eddsa-sig-01.json',
    'COSE working group, eddsa-sig-01: the bytes to sign come out the same, the signature verifies',
    ({ input, intermediates, output }) => {
      const [header, payload] = [hex('a201270300'), utf8Bytes('This is the content.')];
      const structure = encode(['Signature1', header, new Uint8Array(), payload]);
      assert.equal(bytesToHex(structure), intermediates.ToBeSign_hex.toLowerCase());
      const signature = hex(output.cbor.slice(-128).toLowerCase());
      assert.ok(isSignedBy(hex(input.sign0.key.x_hex), signature, structure));
      // Its algorithm number and its tag are not ours, so it is no signed object of Beep.
      for (const bytes of [hex(output.cbor.toLowerCase()), hex(output.cbor.toLowerCase()).slice(1)])
        assert.equal(takeApart('entry', bytes), null);
      // Ours differs from it in nothing but the protected header.
      const own = toBeSigned('entry', payload);
      const ownHeader = encode(new Map<number, number | string>([[1, -19], [16, 'beep/entry']])); // prettier-ignore
      assert.deepEqual(own, encode(['Signature1', ownHeader, new Uint8Array(), payload]));
      assert.deepEqual(takeApart('entry', assemble('entry', payload, signature)), { payload, signature });
    },
  );

  withVectors<{ hex: string; roundtrip: boolean; decoded?: unknown; diagnostic?: string }[]>(
    'cbor-appendix-a.json',
    'RFC 8949 appendix A: each value that Beep allows is read and written the same, all others are refused',
    (rows) => {
      const [read, refused] = [new Set<string>(), new Set<string>()];
      for (const row of rows) {
        const value = decodeCanonical(hex(row.hex));
        if (value === undefined) {
          refused.add(row.hex);
          continue;
        }
        read.add(row.hex);
        assert.ok(row.roundtrip, `${row.hex} has another encoding`);
        assert.equal(bytesToHex(encode(value)), row.hex);
        if ('decoded' in row && typeof row.decoded !== 'object') assert.deepEqual(value, row.decoded);
      }
      for (const [first, why] of Object.entries(NOT_BEEP)) {
        const all = rows.filter(({ hex }) => hex.startsWith(first));
        assert.ok(all.length > 0 && all.every(({ hex }) => refused.has(hex)), why);
      }
      const others = rows.filter(({ hex }) => !Object.keys(NOT_BEEP).some((first) => hex.startsWith(first)));
      assert.deepEqual(
        others.filter(({ hex }) => refused.has(hex)),
        [],
      );
      assert.equal(read.size + refused.size, new Set(rows.map(({ hex }) => hex)).size);
    },
  );
});

/** Beginnings of what RFC 8949 allows and Beep does not. */
const NOT_BEEP: Record<string, string> = {
  '1bffffffffffffffff': 'a number above 2^53',
  '3bffffffffffffffff': 'a number below -2^53',
  c0: 'a tag: date and time',
  c1: 'a tag: seconds since 1970',
  c2: 'a tag: big number',
  c3: 'a tag: negative big number',
  d7: 'a tag: expected conversion to base16',
  d8: 'a tag: encoded CBOR, or a URI',
  f9: 'a half float',
  fa: 'a float',
  fb: 'a double',
  f7: 'undefined',
  f0: 'an unassigned simple value',
  f8: 'a simple value of two bytes',
  '5f': 'a byte string of indefinite length',
  '7f': 'a text of indefinite length',
  '9f': 'an array of indefinite length',
  bf: 'a map of indefinite length',
  '83018202039f': 'an array of indefinite length inside',
  '83019f': 'an array of indefinite length inside',
  '826161bf': 'a map of indefinite length inside',
};

const [KEM, HKDF_SHA256, AES_256_GCM] = [0x647a, 0x0001, 0x0002];

interface HpkeRow {
  readonly kem_id: number;
  readonly kdf_id: number;
  readonly aead_id: number;
  readonly info: string;
  readonly skRm: string;
  readonly enc: string;
  readonly shared_secret: string;
  readonly key: string;
  readonly base_nonce: string;
  readonly exporter_secret: string;
  readonly encryptions: readonly { aad: string; ct: string; nonce: string; pt: string }[];
  readonly exports: readonly { exporter_context: string; L: number; exported_value: string }[];
}

/** RFC 9180 §5.1 for base mode and HKDF-SHA256, written out here so that the library is not its own witness. */
function schedule(secret: Uint8Array, info: Uint8Array, aead: number) {
  const id = (n: number) => Uint8Array.of(n >> 8, n & 0xff);
  const suite = concatBytes(utf8Bytes('HPKE'), id(KEM), id(HKDF_SHA256), id(aead));
  const labeled = (label: string) => concatBytes(utf8Bytes('HPKE-v1'), suite, utf8Bytes(label));
  const labeledExtract = (salt: Uint8Array, label: string, ikm: Uint8Array) =>
    extract(sha256, concatBytes(labeled(label), ikm), salt);
  const labeledExpand = (prk: Uint8Array, label: string, context: Uint8Array, length: number) =>
    expand(sha256, prk, concatBytes(id(length), labeled(label), context), length);
  const none = new Uint8Array();
  const context = concatBytes(
    Uint8Array.of(0),
    labeledExtract(none, 'psk_id_hash', none),
    labeledExtract(none, 'info_hash', info),
  );
  const prk = labeledExtract(secret, 'secret', none);
  const exporter = labeledExpand(prk, 'exp', context, 32);
  return {
    key: labeledExpand(prk, 'key', context, 32),
    nonce: labeledExpand(prk, 'base_nonce', context, 12),
    exporter,
    export: (label: Uint8Array, length: number) => labeledExpand(exporter, 'sec', label, length),
  };
}

describe('HPKE with our suite', () => {
  const seed = bytesOf('hpke recipient');
  const [info, plaintext] = [utf8Bytes('info'), utf8Bytes('stand by')];

  it('seals what the schedule of RFC 9180 opens, and exports the same', async () => {
    const made = (await hpkeSeal(xwingPublicKey(seed), info, plaintext, randomnessOf('hpke')))!;
    const context = schedule(xwingDecapsulate(made.encapsulated, seed)!, info, AES_256_GCM);
    assert.deepEqual(unseal(context.key, context.nonce, made.box), plaintext);
    assert.deepEqual(await made.exportSecret(utf8Bytes('x')), context.export(utf8Bytes('x'), 32));
  });

  it('opens what the schedule of RFC 9180 seals, and exports the same', async () => {
    const { secret, ciphertext } = xwingEncapsulate(xwingPublicKey(seed), bytesOf('encapsulation', 64))!;
    const context = schedule(secret, info, AES_256_GCM);
    const opened = await hpkeOpen(seed, ciphertext, info, seal(context.key, context.nonce, plaintext));
    assert.deepEqual(opened?.plaintext, plaintext);
    assert.deepEqual(await opened.exportSecret(utf8Bytes('x')), context.export(utf8Bytes('x'), 32));
  });
});
