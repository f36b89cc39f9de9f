import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
} from 'node:crypto';
import { argon2id } from 'hash-wasm';
import { PKCS8_PREFIX, SPKI_PREFIX } from '../src/protocol/ed25519-der.js';
import { ToolFault } from './fault.js';

/** A private key as it lies on disk: AES-256-GCM under a key that Argon2id (RFC 9106) makes of the passphrase. All bytes base64. */
export interface SealedKey {
  readonly kdf: 'argon2id';
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: string;
  readonly nonce: string;
  /** The 32-byte seed, sealed, with the tag behind it. */
  readonly box: string;
}

/** An issuer's key, in memory while a command runs. */
export interface IssuerKey {
  readonly publicKey: Uint8Array;
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
}

const COST = { memoryKib: 64 * 1024, passes: 3, lanes: 1 } as const;
/** What a file may ask for: more would keep the machine busy for minutes. */
const MOST = { memoryKib: 1024 * 1024, passes: 16, lanes: 8 } as const;
const TAG_BYTES = 16;
export const LEAST_PASSPHRASE_CHARS = 12;

export const newSeed = (): Uint8Array => new Uint8Array(randomBytes(32));

/** The key of a seed, by Node's own Ed25519: signatures are the same as anybody's (RFC 8032), and made many times as fast. */
export function keyOf(seed: Uint8Array): IssuerKey {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(SPKI_PREFIX.byteLength)),
    sign: (bytes) => Promise.resolve(new Uint8Array(sign(null, bytes, key))),
  };
}

/** Seals a seed. @throws ToolFault where the passphrase is too short */
export async function sealKey(seed: Uint8Array, passphrase: string): Promise<SealedKey> {
  if ([...passphrase].length < LEAST_PASSPHRASE_CHARS)
    throw new ToolFault(`A passphrase needs ${LEAST_PASSPHRASE_CHARS} characters or more. Nothing was made.`);
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', await stretch(passphrase, { ...COST, salt }), nonce);
  const box = Buffer.concat([cipher.update(seed), cipher.final(), cipher.getAuthTag()]);
  return {
    kdf: 'argon2id',
    ...COST,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    box: box.toString('base64'),
  };
}

/** Opens a key. @throws ToolFault where the passphrase is another, or the file is damaged */
export async function openKey(sealed: SealedKey, passphrase: string): Promise<IssuerKey> {
  const { memoryKib, passes, lanes } = sealed;
  const isFit = memoryKib <= MOST.memoryKib && passes <= MOST.passes && lanes <= MOST.lanes;
  if (sealed.kdf !== 'argon2id' || !isFit)
    throw new ToolFault('The key file asks for what this tool does not do.');
  const salt = Buffer.from(sealed.salt, 'base64');
  const box = Buffer.from(sealed.box, 'base64');
  const key = await stretch(passphrase, { memoryKib, passes, lanes, salt });
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'base64'));
    cipher.setAuthTag(box.subarray(-TAG_BYTES));
    const seed = Buffer.concat([cipher.update(box.subarray(0, -TAG_BYTES)), cipher.final()]);
    return keyOf(new Uint8Array(seed));
  } catch {
    throw new ToolFault('The key does not open: the passphrase is another one, or the file is damaged.');
  }
}

const stretch = (
  passphrase: string,
  {
    memoryKib,
    passes,
    lanes,
    salt,
  }: {
    readonly memoryKib: number;
    readonly passes: number;
    readonly lanes: number;
    readonly salt: Uint8Array;
  },
): Promise<Uint8Array> =>
  argon2id({
    password: passphrase.normalize('NFKC'),
    salt,
    memorySize: memoryKib,
    iterations: passes,
    parallelism: lanes,
    hashLength: 32,
    outputType: 'binary',
  });
