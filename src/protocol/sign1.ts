import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeArray, encode, isBytes, sameBytes } from './codec.js';
import { isSignedBy, type IsSignedBy } from './ed25519.js';
import { MAX_CBOR_BYTES } from './limits.js';

/** Everything a key of Beep ever signs. The type is under the signature, so one kind never passes for another. */
export type SignedType =
  | 'manifest'
  | 'card'
  | 'prekeys'
  | 'entry'
  | 'receipt'
  | 'signal'
  | 'link'
  | 'hand-offer'
  | 'hand-answer'
  | 'authority'
  | 'badge'
  | 'pass'
  | 'revocations'
  | 'directory'
  | 'charge'
  | 'handover'
  | 'request'
  | 'door';

/** COSE algorithm number of Ed25519 (RFC 9864). */
const ALG_ED25519 = -19;

const NOTHING = new Uint8Array();

/** What is the same for every object of one type: each entry that is read needs it several times. */
interface Constants {
  /** The protected header: alg (RFC 9052) and typ (RFC 9596). */
  readonly header: Uint8Array;
  /** COSE's Sig_structure (RFC 9052 §4.4) up to the payload, which comes last. */
  readonly beforePayload: Uint8Array;
  /** The same with the head of the payload, by the payload's length: entries of a conversation have a few. */
  readonly befores: Map<number, Uint8Array>;
}

/** Lengths of one type that are remembered. */
const MAX_KNOWN_LENGTHS = 1_024;

const constants = new Map<SignedType, Constants>();

function constantsOf(type: SignedType): Constants {
  const known = constants.get(type);
  if (known) return known;
  const header = encode(
    new Map<number, number | string>([
      [1, ALG_ED25519],
      [16, `beep/${type}`],
    ]),
  );
  const beforePayload = encode(['Signature1', header, NOTHING, NOTHING]).slice(0, -1);
  const made = { header, beforePayload, befores: new Map<number, Uint8Array>() };
  constants.set(type, made);
  return made;
}

const protectedHeader = (type: SignedType): Uint8Array => constantsOf(type).header;

/** What stands before the bytes of a payload of `length` bytes. */
function beforeBytes(type: SignedType, length: number): Uint8Array {
  const { beforePayload, befores } = constantsOf(type);
  const known = befores.get(length);
  if (known) return known;
  const head = encode(new Uint8Array(length)).slice(0, -length || undefined);
  const before = concatBytes(beforePayload, head);
  if (befores.size < MAX_KNOWN_LENGTHS) befores.set(length, before);
  return before;
}

/** The bytes that a signature of `type` covers: COSE's Sig_structure (RFC 9052 §4.4). */
export const toBeSigned = (type: SignedType, payload: Uint8Array): Uint8Array =>
  concatBytes(beforeBytes(type, payload.byteLength), payload);

/** Puts a signed object together: COSE_Sign1, untagged (RFC 9052 §4.2). */
export const assemble = (type: SignedType, payload: Uint8Array, signature: Uint8Array): Uint8Array =>
  encode([protectedHeader(type), new Map(), payload, signature]);

export interface Sign1Parts {
  readonly payload: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** Takes a signed object of `type`, of at most `maxBytes`, apart and checks nothing but its form. Never throws. */
export function takeApart(
  type: SignedType,
  bytes: unknown,
  maxBytes: number = MAX_CBOR_BYTES,
): Sign1Parts | null {
  const wire = decodeArray(bytes, maxBytes);
  if (!wire || wire.length !== 4) return null;
  const [header, unprotected, payload, signature] = wire;
  if (!isBytes(header) || !sameBytes(header, protectedHeader(type))) return null;
  if (!(unprotected instanceof Map) || unprotected.size !== 0) return null;
  if (!isBytes(payload) || !isBytes(signature, 64)) return null;
  return { payload, signature };
}

/** Whether `publicKey` signed `parts` as a `type`. */
export const isSigned = (
  type: SignedType,
  parts: Sign1Parts,
  publicKey: Uint8Array,
  by: IsSignedBy = isSignedBy,
): boolean => by(publicKey, parts.signature, toBeSigned(type, parts.payload));

/**
 * Checks a 64-byte signature: what the `Keys` port offers to this layer. Says what `isSignedBy` says of the same
 * arguments, by quicker means where the machine has them.
 */
export type Verify = (publicKey: Uint8Array, signature: Uint8Array, bytes: Uint8Array) => Promise<boolean>;

/** As `isSigned`, by `verify`. */
export const checkSigned = (
  type: SignedType,
  parts: Sign1Parts,
  publicKey: Uint8Array,
  verify: Verify,
): Promise<boolean> => verify(publicKey, parts.signature, toBeSigned(type, parts.payload));

/** Names a signed object by what was signed, without the signature: a second signature makes no second object. */
export const signedId = (type: SignedType, payload: Uint8Array): Uint8Array =>
  sha256.create().update(beforeBytes(type, payload.byteLength)).update(payload).digest();

/** Signs bytes: what the `Signer` port offers to this layer. */
export type Sign = (bytes: Uint8Array) => Promise<Uint8Array>;

/** Signs `payload` as a `type` and returns the signed object. */
export async function sealSigned(type: SignedType, payload: Uint8Array, sign: Sign): Promise<Uint8Array> {
  return assemble(type, payload, await sign(toBeSigned(type, payload)));
}
