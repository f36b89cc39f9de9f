/**
 * An offer and an answer that two people carry to each other by hand, as QR codes or pasted texts, where there is no
 * introducer (docs/protocol.md §5.5). The offer is signed; whoever sees it sees what it says. The answer is signed and
 * sealed under a secret from the offer.
 */
import { seal, unseal } from './aead.js';
import { readCarriedText, type CarriedText, type CarriedTextError } from './carried-text.js';
import { decodeArray, encode, isBytes, isCount, sameBytes } from './codec.js';
import { compactWire, readCompact, type CompactDescription } from './compact-description.js';
import { isSoundPublicKey } from './ed25519.js';
import { idBytes, readDeviceId, readPersonId, type DeviceId, type PersonId } from './ids.js';
import { hkdfExpand, hkdfExtract } from './kdf.js';
import { MAX_HAND_BYTES, MAX_TIME_MS } from './limits.js';
import { isName } from './names.js';
import type { Result } from './result.js';
import { isSigned, sealSigned, signedId, takeApart, type Sign } from './sign1.js';

export interface HandOffer {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly name: string;
  /** 16 random bytes of this offer alone. */
  readonly secret: Uint8Array;
  /** By the maker's clock. */
  readonly expiresMs: number;
  /** With one candidate at least. */
  readonly description: CompactDescription;
}

declare const verified: unique symbol;
/** An offer that its device signed. That the device is the person's, only the handshake shows. */
export interface VerifiedHandOffer extends HandOffer {
  /** 32 bytes: what was signed. An answer repeats it. */
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

export interface HandAnswer {
  readonly person: PersonId;
  readonly device: DeviceId;
  readonly description: CompactDescription;
}

const VERSION = 1;

/** Reads the text of an offer or answer, see `readCarriedText`. */
export const readHandText = (text: string): Result<CarriedText, CarriedTextError> =>
  readCarriedText(text, ['offer', 'answer'], MAX_HAND_BYTES);

/** Signs an offer with the device key. */
export async function sealHandOffer(offer: HandOffer, sign: Sign): Promise<VerifiedHandOffer> {
  const payload = encode([
    VERSION,
    idBytes(offer.person),
    idBytes(offer.device),
    offer.name,
    offer.secret,
    offer.expiresMs,
    compactWire(offer.description),
  ]);
  const bytes = await sealSigned('hand-offer', payload, sign);
  return { ...offer, id: signedId('hand-offer', payload), bytes } as VerifiedHandOffer;
}

/** Reads and checks an offer; null if anything is wrong. Never throws. */
export function openHandOffer(bytes: Uint8Array): VerifiedHandOffer | null {
  const parts = bytes.byteLength <= MAX_HAND_BYTES ? takeApart('hand-offer', bytes) : null;
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 7 || wire[0] !== VERSION) return null;
  const [person, device] = [readPersonId(wire[1]), readDeviceId(wire[2])];
  const [name, secret, expiresMs] = [wire[3], wire[4], wire[5]];
  const description = readCompact(wire[6]);
  if (!person || !device || !isName(name) || !isBytes(secret, 16)) return null;
  if (!isCount(expiresMs, MAX_TIME_MS) || !description?.candidates.length) return null;
  if (!isSigned('hand-offer', parts, idBytes(device)) || !isSoundPublicKey(idBytes(person))) return null;
  const id = signedId('hand-offer', parts.payload);
  return { person, device, name, secret, expiresMs, description, id, bytes } as VerifiedHandOffer;
}

/** The 8-byte name by which an answer says which offer it is to, and the key it is sealed under. */
function answerKeys(secret: Uint8Array) {
  const prk = hkdfExtract('beep/1 hand', secret);
  return { name: hkdfExpand(prk, 'name', 8), key: hkdfExpand(prk, 'answer') };
}

/** Signs an answer with the device key, and seals it for whoever made the offer, or has seen it. */
export async function sealHandAnswer(
  answer: HandAnswer,
  { id, secret }: Pick<VerifiedHandOffer, 'id' | 'secret'>,
  sign: Sign,
  randomBytes: (length: number) => Uint8Array,
): Promise<Uint8Array> {
  const payload = encode([
    VERSION,
    id,
    idBytes(answer.person),
    idBytes(answer.device),
    compactWire(answer.description),
  ]);
  const signed = await sealSigned('hand-answer', payload, sign);
  const { name, key } = answerKeys(secret);
  const nonce = randomBytes(12);
  return encode([VERSION, name, nonce, seal(key, nonce, signed, name)]);
}

/** Whether an answer says that it is to the offer with this secret. Never throws. */
export function isAnswerTo(bytes: Uint8Array, { secret }: Pick<VerifiedHandOffer, 'secret'>): boolean {
  const name = decodeArray(bytes)?.[1];
  return isBytes(name, 8) && sameBytes(name, answerKeys(secret).name);
}

/** Opens and checks an answer to an offer of ours; null if anything is wrong. Never throws. */
export function openHandAnswer(
  bytes: Uint8Array,
  { id, secret }: Pick<VerifiedHandOffer, 'id' | 'secret'>,
): HandAnswer | null {
  const sealed = bytes.byteLength <= MAX_HAND_BYTES ? decodeArray(bytes) : null;
  if (!sealed || sealed.length !== 4 || sealed[0] !== VERSION) return null;
  const [, name, nonce, box] = sealed;
  const keys = answerKeys(secret);
  if (!isBytes(name, 8) || !sameBytes(name, keys.name) || !isBytes(nonce, 12) || !isBytes(box)) return null;
  const parts = takeApart('hand-answer', unseal(keys.key, nonce, box, name));
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 5 || wire[0] !== VERSION) return null;
  const [person, device] = [readPersonId(wire[2]), readDeviceId(wire[3])];
  const description = readCompact(wire[4]);
  if (!isBytes(wire[1], 32) || !sameBytes(wire[1], id) || !person || !device || !description) return null;
  if (!isSoundPublicKey(idBytes(person))) return null;
  if (!isSigned('hand-answer', parts, idBytes(device))) return null;
  return { person, device, description };
}
