/** Signatures, keys and sealed records, beside the same by the code of the runtime. */
import { generateKeyPairSync, webcrypto } from 'node:crypto';
import { PKCS8_PREFIX } from '../../src/protocol/ed25519-der.js';
import { ed25519PublicKey, ed25519Sign, isSignedBy, isSoundPublicKey } from '../../src/protocol/ed25519.js';
import { Opener, Sealer } from '../../src/protocol/link/ciphers.js';
import { XWING, xwingDecapsulate, xwingEncapsulate, xwingPublicKey } from '../../src/protocol/xwing.js';
import { bytesOf } from '../../test/vectors/cast.js';
import { report } from '../figure.js';
import { cpuUsEach, cpuUsOnceEach } from './measure.js';

const { subtle } = webcrypto;
const FRESH_KEYS = 400;
const MESSAGE = bytesOf('message', 300);

export async function measureSignatures(): Promise<void> {
  const seed = bytesOf('signer');
  const publicKey = ed25519PublicKey(seed);
  const privateKey = await subtle.importKey('pkcs8', Buffer.concat([PKCS8_PREFIX, seed]), 'Ed25519', false, [
    'sign',
  ]);
  const verifyKey = await subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  const signature = ed25519Sign(seed, MESSAGE);
  const us = await cpuUsEach({
    sign: () => ed25519Sign(seed, MESSAGE),
    verify: () => {
      if (!isSignedBy(publicKey, signature, MESSAGE)) throw new Error('A good signature was refused.');
    },
    webSign: () => subtle.sign('Ed25519', privateKey, MESSAGE),
    webVerify: () => subtle.verify('Ed25519', verifyKey, signature, MESSAGE),
  });
  report({
    name: 'Ed25519 sign, in script (browsers sign by WebCrypto where they can)',
    value: us.sign,
    unit: 'us CPU',
    anchor: { WebCrypto: us.webSign },
    ratio: us.sign / us.webSign,
  });
  report({
    name: 'Ed25519 verify, strict',
    value: us.verify,
    unit: 'us CPU',
    anchor: { WebCrypto: us.webVerify },
    ratio: us.verify / us.webVerify,
  });

  const keys = Array.from({ length: FRESH_KEYS }, freshPublicKey);
  const importUs = cpuUsOnceEach(keys, (key) => {
    if (!isSoundPublicKey(key)) throw new Error('A good key was refused.');
  });
  report({
    name: 'Ed25519 key checked on first sight',
    value: importUs,
    unit: 'us CPU',
    anchor: { 'strict verify': us.verify },
    ratio: importUs / us.verify,
  });
}

const freshPublicKey = (): Uint8Array =>
  new Uint8Array(
    generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
  );

export async function measureKeyExchange(): Promise<void> {
  const seed = bytesOf('x-wing', XWING.seedBytes);
  const publicKey = xwingPublicKey(seed);
  const randomness = bytesOf('randomness', XWING.encapsulationBytes);
  const made = xwingEncapsulate(publicKey, randomness)!;
  const x25519 = (await subtle.generateKey({ name: 'X25519' }, false, [
    'deriveBits',
  ])) as webcrypto.CryptoKeyPair;
  const us = await cpuUsEach({
    'keys made': () => xwingPublicKey(seed),
    encapsulated: () => xwingEncapsulate(publicKey, randomness),
    decapsulated: () => xwingDecapsulate(made.ciphertext, seed),
    x25519: () => subtle.deriveBits({ name: 'X25519', public: x25519.publicKey }, x25519.privateKey, 256),
  });
  for (const name of ['keys made', 'encapsulated', 'decapsulated'] as const) {
    report({
      name: `X-Wing ${name}`,
      value: us[name],
      unit: 'us CPU',
      anchor: { 'WebCrypto X25519, half of it and not post-quantum': us.x25519 },
      ratio: us[name] / us.x25519,
    });
  }
}

/** The records of a link: AES-256-GCM in script, because WebCrypto's calls would let records overtake one another. */
export async function measureRecords(): Promise<void> {
  const key = bytesOf('record key');
  const webKey = await subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
  for (const [name, bytes] of [
    ['300 B', 300],
    ['15 KiB', 15 * 1024],
  ] as const) {
    const record = bytesOf('record', 256);
    const plaintext = new Uint8Array(bytes).map((_, i) => record[i % record.byteLength]!);
    const iv = bytesOf('record iv', 12);
    const frame = new Sealer({ key: key.slice(), iv }).seal(plaintext);
    const us = await cpuUsEach({
      seal: () => new Sealer({ key, iv }).seal(plaintext),
      open: () => {
        if (!new Opener({ key, iv }).open(frame)) throw new Error('A good record was refused.');
      },
      webSeal: () => subtle.encrypt({ name: 'AES-GCM', iv }, webKey, plaintext),
      webOpen: () => subtle.decrypt({ name: 'AES-GCM', iv }, webKey, frame),
    });
    for (const [verb, own, web] of [
      ['sealed', us.seal, us.webSeal],
      ['opened', us.open, us.webOpen],
    ] as const)
      report({
        name: `record of ${name} ${verb}`,
        value: own,
        unit: 'us CPU',
        anchor: { WebCrypto: web },
        ratio: own / web,
      });
  }
}
