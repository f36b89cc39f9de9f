/**
 * HPKE (RFC 9180, draft-ietf-hpke-hpke) in base mode with X-Wing, HKDF-SHA256 and AES-256-GCM: the `hpke` library,
 * with the same primitives under it that the rest of the protocol uses, so that it runs alike wherever this layer does.
 */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { CipherSuite, type AEAD, type KDF, type KEM, type Key, type KeyPair } from 'hpke';
import { seal, unseal } from './aead.js';
import { XWING, xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from './xwing.js';

/** A key as the library wants it: X-Wing private keys are their 32-byte seeds. */
class XWingKey implements Key {
  readonly algorithm = { name: 'X-Wing' };
  readonly extractable = true;
  readonly type: 'private' | 'public';
  readonly bytes: Uint8Array;
  constructor(type: 'private' | 'public', bytes: Uint8Array) {
    this.type = type;
    this.bytes = bytes;
  }
}

const refuse = (what: string): never => {
  throw new RangeError(what); // caught where the box is opened or sealed, below
};

const xwingKem = (randomBytes: (length: number) => Uint8Array) => (): KEM<XWingKey> => ({
  id: 0x647a,
  type: 'KEM',
  name: 'X-Wing',
  Nsecret: 32,
  Nenc: XWING.ciphertextBytes,
  Npk: XWING.publicBytes,
  Nsk: XWING.seedBytes,
  DeriveKeyPair: () => refuse('keys are made by xwingPublicKey'),
  GenerateKeyPair: () => refuse('keys are made by xwingPublicKey'),
  SerializePublicKey: (key) => Promise.resolve(key.bytes),
  SerializePrivateKey: (key) => Promise.resolve(key.bytes),
  DeserializePublicKey: (bytes) => Promise.resolve(new XWingKey('public', bytes)),
  DeserializePrivateKey: (bytes) => Promise.resolve(new XWingKey('private', bytes)),
  Encap: async (publicKey) => {
    const made = xwingEncapsulate(publicKey.bytes, randomBytes(XWING.encapsulationBytes));
    return made ? { shared_secret: made.secret, enc: made.ciphertext } : refuse('bad public key');
  },
  Decap: async (ciphertext, privateKey) =>
    xwingDecapsulate(ciphertext, privateKey.bytes) ?? refuse('bad ciphertext'),
});

const hkdfSha256 = (): KDF => ({
  id: 0x0001,
  type: 'KDF',
  name: 'HKDF-SHA256',
  Nh: 32,
  stages: 2,
  Extract: (salt, ikm) => Promise.resolve(extract(sha256, ikm, salt)),
  Expand: (prk, info, length) => Promise.resolve(expand(sha256, prk, info, length)),
  Derive: () => refuse('a one-stage KDF only'),
});

const aes256Gcm = (): AEAD => ({
  id: 0x0002,
  type: 'AEAD',
  name: 'AES-256-GCM',
  Nk: 32,
  Nn: 12,
  Nt: 16,
  Seal: (key, nonce, aad, plaintext) => Promise.resolve(seal(key, nonce, plaintext, aad)),
  Open: async (key, nonce, aad, box) => unseal(key, nonce, box, aad) ?? refuse('bad box'),
});

const suite = (randomBytes: (length: number) => Uint8Array) =>
  new CipherSuite<XWingKey>(xwingKem(randomBytes), hkdfSha256, aes256Gcm);

export interface HpkeSealed {
  /** The encapsulated key, 1120 bytes. */
  readonly encapsulated: Uint8Array;
  readonly box: Uint8Array;
  /** Further 32-byte secrets that only the opener can derive too. */
  readonly exportSecret: (label: Uint8Array) => Promise<Uint8Array>;
}

/** Seals `plaintext` to an X-Wing public key; null for a bad key. */
export async function hpkeSeal(
  publicKey: Uint8Array,
  info: Uint8Array,
  plaintext: Uint8Array,
  randomBytes: (length: number) => Uint8Array,
): Promise<HpkeSealed | null> {
  try {
    const { encapsulatedSecret, ctx } = await suite(randomBytes).SetupSender(
      new XWingKey('public', publicKey),
      { info },
    );
    const box = await ctx.Seal(plaintext);
    return { encapsulated: encapsulatedSecret, box, exportSecret: (label) => ctx.Export(label, 32) };
  } catch {
    return null; // the key came from a peer
  }
}

/** Opens a box with the 32-byte seed of the key it was sealed to; null if it is not for it. Never throws. */
export async function hpkeOpen(
  seed: Uint8Array,
  encapsulated: Uint8Array,
  info: Uint8Array,
  box: Uint8Array,
): Promise<{ readonly plaintext: Uint8Array; readonly exportSecret: HpkeSealed['exportSecret'] } | null> {
  try {
    const pair: KeyPair<XWingKey> = {
      privateKey: new XWingKey('private', seed),
      publicKey: new XWingKey('public', xwingPublicKey(seed)),
    };
    const noRandomness = () => refuse('opening needs no randomness');
    const ctx = await suite(noRandomness).SetupRecipient(pair, encapsulated, { info });
    return { plaintext: await ctx.Open(box), exportSecret: (label) => ctx.Export(label, 32) };
  } catch {
    return null; // sealed to another key, or not sealed at all
  }
}
