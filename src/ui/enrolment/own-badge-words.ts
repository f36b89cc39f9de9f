import { msg, str } from '@lit/localize';
import type { OwnBadgeNote, OwnBadgeView } from '../../app/official-views.js';
import { formatDate } from '../../i18n/formats.js';
import { unreachable } from '../../protocol/result.js';

/** What our person is told of their own badge. */
export function noteWords(note: OwnBadgeNote): string {
  switch (note.kind) {
    case 'ends': {
      const day = formatDate(note.untilMs);
      return msg(str`Your badge ends on ${day}. Ask your registrar to renew it.`);
    }
    case 'ended': {
      const day = formatDate(note.untilMs);
      return msg(
        str`Your badge ended on ${day}, and vouches for you no more. Ask your registrar for a new one.`,
      );
    }
    case 'revoked': {
      const day = formatDate(note.fromMs);
      return msg(
        str`Your badge was revoked on ${day}, and vouches for you no more. Your registrar can tell you why.`,
      );
    }
    default:
      return unreachable(note);
  }
}

/** Once they have asked for one. */
export function askedWords(askedMs: number): string {
  const day = formatDate(askedMs);
  return msg(str`You asked for a badge on ${day}. Beep looks by itself whether it is ready, and says so.`);
}

export const waitingWords = (): string => msg('Your badge is here. Look at it, and say whether you take it.');

/** The one thing to say of it where there is room for one; null for nothing. */
export const ownBadgeWords = ({ waiting, note }: OwnBadgeView): string | null =>
  waiting !== null ? waitingWords() : note && noteWords(note);
