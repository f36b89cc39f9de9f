import { sha256 } from '@noble/hashes/sha2.js';
import { seal, unseal } from '../aead.js';
import { decodeArray, encode, isBytes } from '../codec.js';
import { openCredential, type Credential } from '../credential.js';
import { idBytes } from '../ids.js';
import { mac, sameMac } from '../kdf.js';
import { isSignedBy } from '../ed25519.js';
import { toBeSigned, type Sign } from '../sign1.js';

export type Role = 'initiator' | 'responder';

// Each key seals exactly one message, so the nonce may be constant.
const NONCE = new Uint8Array(12);

const linkPayload = (role: Role, th1: Uint8Array, credential: Uint8Array): Uint8Array =>
  encode([role, th1, sha256(credential)]);

const finished = (
  key: Uint8Array,
  th1: Uint8Array,
  credential: Uint8Array,
  signature: Uint8Array,
): Uint8Array => mac(key, sha256(encode([th1, credential, signature])));

/** One side's proof of who it is: credential, signature over role and transcript, and MAC, sealed. */
export async function sealProof(
  role: Role,
  th1: Uint8Array,
  credential: Uint8Array,
  keys: { readonly seal: Uint8Array; readonly finish: Uint8Array },
  sign: Sign,
): Promise<Uint8Array> {
  const signature = await sign(toBeSigned('link', linkPayload(role, th1, credential)));
  const proof = encode([credential, signature, finished(keys.finish, th1, credential, signature)]);
  return seal(keys.seal, NONCE, proof, th1);
}

/** Opens the other side's proof and checks all of it; null if anything is wrong. Never throws. */
export function openProof(
  role: Role,
  th1: Uint8Array,
  sealed: Uint8Array,
  keys: { readonly seal: Uint8Array; readonly finish: Uint8Array },
): Credential | null {
  const proof = unseal(keys.seal, NONCE, sealed, th1);
  const wire = proof && decodeArray(proof);
  if (!wire || wire.length !== 3) return null;
  const [bytes, signature, finish] = wire;
  if (!isBytes(bytes) || !isBytes(signature, 64) || !isBytes(finish, 32)) return null;
  if (!sameMac(finish, finished(keys.finish, th1, bytes, signature))) return null;
  const credential = openCredential(bytes);
  if (!credential) return null;
  const signed = toBeSigned('link', linkPayload(role, th1, bytes));
  return isSignedBy(idBytes(credential.device), signature, signed) ? credential : null;
}
