import { decodeArray, encode, isBytes, isText } from './codec.js';
import { idBytes, readDeviceId, readPersonId, type DeviceId, type PersonId } from './ids.js';
import { isName } from './names.js';
import { isSoundPublicKey } from './ed25519.js';
import { isSigned, sealSigned, takeApart, type Sign } from './sign1.js';

/** A device's self-introduction: in a contact link with a secret, on a link without one. */
export interface Card {
  readonly person: PersonId;
  readonly device: DeviceId;
  /** 16 bytes: where the device listens, see `rendezvousTopic`. */
  readonly rendezvous: Uint8Array;
  readonly name: string;
  /** 16 bytes that let one stranger reach the device once; null where no stranger is meant. */
  readonly intro: Uint8Array | null;
  /** Introducers where the device may be found besides the one of the link's own origin; none are made yet. */
  readonly hints: readonly string[];
}

declare const verified: unique symbol;
/** A card that its device signed. That the device is the person's, only a manifest can say. */
export interface VerifiedCard extends Card {
  readonly bytes: Uint8Array;
  readonly [verified]: true;
}

const VERSION = 1;
const MAX_HINTS = 4;
const MAX_HINT_BYTES = 256;

/** Signs a card with the device key. */
export async function sealCard(card: Card, sign: Sign): Promise<VerifiedCard> {
  const payload = encode([
    VERSION,
    idBytes(card.person),
    idBytes(card.device),
    card.rendezvous,
    card.name,
    card.intro,
    card.hints,
  ]);
  return { ...card, bytes: await sealSigned('card', payload, sign) } as VerifiedCard;
}

/** Reads and checks a card; null if anything is wrong. Never throws. */
export const openCard = (bytes: unknown): VerifiedCard | null => readCard(bytes, true);

/** Reads back a card that was checked before it was stored under the vault key; null if it is none. */
export const trustedCard = (bytes: unknown): VerifiedCard | null => readCard(bytes, false);

function readCard(bytes: unknown, isUntrusted: boolean): VerifiedCard | null {
  const parts = takeApart('card', bytes);
  const wire = parts && decodeArray(parts.payload);
  if (!wire || wire.length !== 7 || wire[0] !== VERSION) return null;
  const person = readPersonId(wire[1]);
  const device = readDeviceId(wire[2]);
  const [rendezvous, name, intro, hints] = [wire[3], wire[4], wire[5], wire[6]];
  if (!person || !device || !isBytes(rendezvous, 16) || !isName(name)) return null;
  if (intro !== null && !isBytes(intro, 16)) return null;
  if (!Array.isArray(hints) || hints.length > MAX_HINTS) return null;
  if (!hints.every((hint): hint is string => isText(hint, MAX_HINT_BYTES))) return null;
  if (isUntrusted && !(isSigned('card', parts, idBytes(device)) && isSoundPublicKey(idBytes(person))))
    return null;
  return {
    person,
    device,
    rendezvous,
    name,
    intro,
    hints,
    bytes: bytes as Uint8Array,
  } as unknown as VerifiedCard;
}
