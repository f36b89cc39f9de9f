import { msg, str } from '@lit/localize';
import type { MessageMark } from '../../app/conversation-views.js';
import type { RevokedMark } from '../../domain/revoked-mark.js';
import { formatDate } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';

/** What is said beside a message whose author had lost their badge, or the device, by the time they wrote it. */
export function messageMarkWords(mark: MessageMark): string {
  const day = formatDate(mark.fromMs);
  if (!mark.isSure) return unsureWords(mark, day);
  const isBadge = mark.what === 'badge';
  switch (mark.act) {
    case 'written':
      return isBadge
        ? msg(str`Written after this badge was revoked (on ${day})`)
        : msg(str`Written after this device was revoked (on ${day})`);
    case 'changed':
      return isBadge
        ? msg(str`Changed after this badge was revoked (on ${day})`)
        : msg(str`Changed by a device after it was revoked (on ${day})`);
    case 'deleted':
      return isBadge
        ? msg(str`Deleted after this badge was revoked (on ${day})`)
        : msg(str`Deleted by a device after it was revoked (on ${day})`);
    default:
      return unreachable(mark.act);
  }
}

/** The same of a signature: an approval, or one on a memo. */
export function signatureMarkWords(mark: RevokedMark): string {
  const day = formatDate(mark.fromMs);
  if (!mark.isSure) return unsureWords(mark, day);
  return mark.what === 'badge'
    ? msg(str`Signed after this badge was revoked (on ${day})`)
    : msg(str`Signed after this device was revoked (on ${day})`);
}

const unsureWords = ({ what }: RevokedMark, day: string): string =>
  what === 'badge'
    ? msg(str`Perhaps after this badge was revoked (on ${day}): the time is uncertain`)
    : msg(str`Perhaps after this device was revoked (on ${day}): the time is uncertain`);
