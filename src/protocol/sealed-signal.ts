/**
 * How signals cross the introducer (docs/protocol.md §5): the server sees random-looking blobs of a few sizes.
 * An offer is sealed to the receiver's prekey, or under a secret both ends hold; an answer under a key from the offer.
 */
import { seal, unseal } from './aead.js';
import { decodeArray, encode, isBytes, sameBytes } from './codec.js';
import { hpkeOpen, hpkeSeal } from './hpke.js';
import { idBytes, type DeviceId } from './ids.js';
import { hkdfExpand, hkdfExtract } from './kdf.js';
import { MAX_SIGNAL_BYTES } from './limits.js';
import { pad, unpad } from './padding.js';
import type { Prekey } from './prekeys.js';

type RandomBytes = (length: number) => Uint8Array;

/** How an offer is sealed. `intro`: the secret of a contact link. `reunion`: one kept from an earlier link. */
export type OfferKey =
  | { readonly mode: 'prekey'; readonly to: DeviceId; readonly prekey: Prekey }
  | { readonly mode: 'intro' | 'reunion'; readonly secret: Uint8Array };

const VERSION = 1;
const MODE = { prekey: 1, intro: 2, reunion: 3, answer: 4 } as const;
const PAD_STEP_BYTES = 2048;
const REPLY_LABEL = encode('beep/1 signal reply');

const padSignal = (signal: Uint8Array): Uint8Array =>
  pad(signal, Math.ceil((signal.byteLength + 1) / PAD_STEP_BYTES) * PAD_STEP_BYTES);

const prekeyInfo = (to: DeviceId, kid: Uint8Array): Uint8Array => encode(['beep/1 signal', idBytes(to), kid]);

/** The 8-byte name, the key and the answer's key that come of a shared secret. */
function secretKeys(mode: 'intro' | 'reunion', secret: Uint8Array) {
  const prk = hkdfExtract(`beep/1 ${mode}`, secret);
  return {
    name: hkdfExpand(prk, 'name', 8),
    key: hkdfExpand(prk, 'signal'),
    replyKey: hkdfExpand(prk, 'signal reply'),
  };
}

export interface SealedOffer {
  /** What goes to the introducer. */
  readonly blob: Uint8Array;
  /** 32 bytes under which the answer to this offer comes. */
  readonly replyKey: Uint8Array;
}

/** Seals a signed offer; null if the key given for it is bad. */
export async function sealOffer(
  signal: Uint8Array,
  by: OfferKey,
  randomBytes: RandomBytes,
): Promise<SealedOffer | null> {
  const padded = padSignal(signal);
  if (by.mode === 'prekey') {
    const { kid, publicKey } = by.prekey;
    const sealed = await hpkeSeal(publicKey, prekeyInfo(by.to, kid), padded, randomBytes);
    if (!sealed) return null;
    const blob = encode([VERSION, MODE.prekey, kid, sealed.encapsulated, sealed.box]);
    return { blob, replyKey: await sealed.exportSecret(REPLY_LABEL) };
  }
  const { name, key, replyKey } = secretKeys(by.mode, by.secret);
  const nonce = randomBytes(12);
  return { blob: encode([VERSION, MODE[by.mode], name, nonce, seal(key, nonce, padded, name)]), replyKey };
}

/** Seals a signed answer or refusal under the `replyKey` of the offer `sid` (16 bytes). */
export function sealAnswer(
  signal: Uint8Array,
  sid: Uint8Array,
  replyKey: Uint8Array,
  randomBytes: RandomBytes,
): Uint8Array {
  const nonce = randomBytes(12);
  return encode([VERSION, MODE.answer, sid, nonce, seal(replyKey, nonce, padSignal(signal), sid)]);
}

/** Everything a device can open offers with. */
export interface OfferSecrets {
  /** Our own devices whose name senders may have used, the newest first. */
  readonly devices: readonly DeviceId[];
  readonly prekeys: readonly { readonly kid: Uint8Array; readonly seed: Uint8Array }[];
  readonly intros: readonly Uint8Array[];
  readonly reunions: readonly Uint8Array[];
}

export type OpenedBlob =
  | {
      readonly type: 'offer';
      /** The signed signal, unchecked. */
      readonly signal: Uint8Array;
      readonly replyKey: Uint8Array;
      /** The secret that opened it. */
      readonly by:
        { readonly mode: 'prekey' } | { readonly mode: 'intro' | 'reunion'; readonly secret: Uint8Array };
    }
  /** To be opened with `openAnswer` by whoever made the offer `sid`. */
  | {
      readonly type: 'answer';
      readonly sid: Uint8Array;
      readonly nonce: Uint8Array;
      readonly box: Uint8Array;
    };

/** Takes a blob from the introducer apart; null if it is not for us, or not a signal at all. Never throws. */
export async function openBlob(blob: Uint8Array, secrets: OfferSecrets): Promise<OpenedBlob | null> {
  if (blob.byteLength > MAX_SIGNAL_BYTES) return null;
  const wire = decodeArray(blob);
  if (!wire || wire.length !== 5 || wire[0] !== VERSION) return null;
  const [, mode, name, middle, box] = wire;
  if (!isBytes(box) || !isBytes(middle)) return null;
  switch (mode) {
    case MODE.prekey:
      return isBytes(name, 8) ? openPrekeyOffer(name, middle, box, secrets) : null;
    case MODE.intro:
      return isBytes(name, 8) ? openSecretOffer('intro', name, middle, box, secrets.intros) : null;
    case MODE.reunion:
      return isBytes(name, 8) ? openSecretOffer('reunion', name, middle, box, secrets.reunions) : null;
    case MODE.answer:
      return isBytes(name, 16) && middle.byteLength === 12
        ? { type: 'answer', sid: name, nonce: middle, box }
        : null;
    default:
      return null;
  }
}

async function openPrekeyOffer(
  kid: Uint8Array,
  encapsulated: Uint8Array,
  box: Uint8Array,
  secrets: OfferSecrets,
): Promise<OpenedBlob | null> {
  const prekey = secrets.prekeys.find((candidate) => sameBytes(candidate.kid, kid));
  if (!prekey) return null;
  for (const device of secrets.devices) {
    const opened = await hpkeOpen(prekey.seed, encapsulated, prekeyInfo(device, kid), box);
    const signal = opened && unpad(opened.plaintext);
    if (signal)
      return {
        type: 'offer',
        signal,
        replyKey: await opened.exportSecret(REPLY_LABEL),
        by: { mode: 'prekey' },
      };
  }
  return null;
}

function openSecretOffer(
  mode: 'intro' | 'reunion',
  name: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
  secrets: readonly Uint8Array[],
): OpenedBlob | null {
  if (nonce.byteLength !== 12) return null;
  for (const secret of secrets) {
    const keys = secretKeys(mode, secret);
    const padded = sameBytes(keys.name, name) ? unseal(keys.key, nonce, box, name) : null;
    const signal = padded && unpad(padded);
    if (signal) return { type: 'offer', signal, replyKey: keys.replyKey, by: { mode, secret } };
  }
  return null;
}

/** The signed signal of an answer; null if it is not sealed under the `replyKey` of our offer. Never throws. */
export function openAnswer(
  answer: Extract<OpenedBlob, { type: 'answer' }>,
  replyKey: Uint8Array,
): Uint8Array | null {
  const padded = unseal(replyKey, answer.nonce, answer.box, answer.sid);
  return padded && unpad(padded);
}
