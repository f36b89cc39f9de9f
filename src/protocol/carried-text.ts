/** What people carry between two devices as a QR code or a pasted text: a word that says what it is, and base32. */
import { base32, base32Bytes } from './base32.js';
import { MAX_LINK_CHARS } from './limits.js';
import { fail, ok, type Result } from './result.js';

/** What a text carries; the word stands at its beginning. */
export type CarriedKind = 'offer' | 'answer' | 'request' | 'badge' | 'verify' | 'charge' | 'handover';

export interface CarriedText {
  readonly kind: CarriedKind;
  readonly bytes: Uint8Array;
}

export type CarriedTextError = 'hand-not-beep' | 'hand-damaged' | 'hand-version';

const VERSION = 1;
const WORDS: Readonly<Record<CarriedKind, string>> = {
  offer: 'OFFER',
  answer: 'ANSWER',
  request: 'REQUEST',
  badge: 'BADGE',
  verify: 'VERIFY',
  charge: 'CHARGE',
  handover: 'HANDOVER',
};

// Letters, digits, hyphens and colons are what a QR code packs tightest, and what no program breaks or corrects.
const TEXT = /^<?BEEP-([A-Z]{1,12})-(\d{1,3}):([A-Z2-7]*)(.*)$/su;
const SLIPPED_IN = /[\s\u200b\p{Bidi_Control}]+/gu;
const AFTER = /^[.,;:!?'")>\]}”’»…۔،؛؟]*$/u;

/** Such as `BEEP-OFFER-1:` and base32 (RFC 4648 §6) without padding. */
export const carriedText = ({ kind, bytes }: CarriedText): string =>
  `BEEP-${WORDS[kind]}-${VERSION}:${base32(bytes)}`;

/**
 * Reads such a text of one of `kinds` as people paste it: in either case, with blanks and line breaks, with a full stop
 * behind. What it carries is unchecked, and at most `maxBytes` long. Never throws.
 */
export function readCarriedText(
  text: string,
  kinds: readonly CarriedKind[],
  maxBytes: number,
): Result<CarriedText, CarriedTextError> {
  if (text.length > MAX_LINK_CHARS) return fail('hand-not-beep');
  const match = TEXT.exec(text.replace(SLIPPED_IN, '').toUpperCase());
  const kind = kinds.find((one) => WORDS[one] === match?.[1]);
  if (!match || !kind) return fail('hand-not-beep');
  const [, , version, body = '', rest = ''] = match;
  if (Number(version) !== VERSION) return fail('hand-version');
  const bytes = AFTER.test(rest) ? base32Bytes(body) : null;
  if (!bytes || bytes.byteLength > maxBytes) return fail('hand-damaged');
  return ok({ kind, bytes });
}
