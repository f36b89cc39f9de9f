import { base64urlnopad } from '@scure/base';
import { openCard, type VerifiedCard } from './card.js';
import { MAX_LINK_CHARS } from './limits.js';
import { fail, ok, type Result } from './result.js';

/** What stands between the origin and the card in a contact link. The part after `#` never reaches a server. */
const ROUTE = '/#/add/';

/** The contact link that carries `card`: `<origin>/#/add/<base64url of the card>`. */
export const contactLink = (origin: string, card: VerifiedCard): string =>
  `${origin}${ROUTE}${base64urlnopad.encode(card.bytes)}`;

export interface ContactLink {
  readonly card: VerifiedCard;
  /** `scheme://host[:port]` the link was made at; null for a bare card. */
  readonly origin: string | null;
}

export type ContactLinkError = 'link-not-beep' | 'link-damaged';

// A host and no more: with a user, a path, a backslash or letters beyond ASCII, people and browsers see different hosts.
const ORIGIN = String.raw`https?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?`;
const LINK = new RegExp(String.raw`^<?(?:(${ORIGIN})\/?)?#?\/add\/([A-Za-z0-9_-]*)(.*)$`, 'su');

// What other apps put into a text when it is copied out of them: line breaks, marks of the writing direction …
const SLIPPED_IN = /[\s\u200b\p{Bidi_Control}]+/gu;
// … and the punctuation of the sentence that the link stood in.
const AFTER = /^[.,;:!?'")>\]}”’»…۔،؛؟]*$/u;

/**
 * Reads a contact link as people paste it: with blanks, line breaks and direction marks that other programs put in,
 * with the punctuation behind it, or only its part after `#`. Never throws.
 */
export function parseContactLink(text: string): Result<ContactLink, ContactLinkError> {
  if (text.length > MAX_LINK_CHARS) return fail('link-not-beep');
  const match = LINK.exec(text.replace(SLIPPED_IN, ''));
  if (!match) return fail('link-not-beep');
  const [, origin, card64, rest] = match;
  const card = AFTER.test(rest ?? '') && card64 ? openCard(fromBase64Url(card64)) : null;
  return card ? ok({ card, origin: origin ?? null }) : fail('link-damaged');
}

function fromBase64Url(text: string): Uint8Array | null {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return null; // not base64url, or with stray bits at its end
  }
}
