import { msg, str } from '@lit/localize';
import type { OwnBadgeView } from '../../app/official-views.js';
import { perLanguage } from '../../i18n/formats.js';
import { isolated } from '../fault-words.js';
import { authorityName } from '../parts/identity-words.js';

const alternatives = perLanguage((locale) => new Intl.ListFormat(locale, { type: 'disjunction' }));

/** The offices of which a closed introducer wants a badge; null if there are some whose names this device does not know. */
export function requiredNames({ required }: Pick<OwnBadgeView, 'required'>): string | null {
  const names = required?.map(authorityName) ?? [];
  return names.length > 0 && names.every((name) => name !== '')
    ? alternatives().format(names.map(isolated))
    : null;
}

/** What a person is told whom a closed introducer does not let in. It never says why, and so nor do we. */
export function doorWords(standing: 'no-badge' | 'refused', offices: string | null = null): string {
  if (standing === 'refused')
    return msg(
      'The server did not accept this device’s badge. It does not say why: the badge may have ended or been revoked, the clocks may differ, or too many of your devices may be connected.',
    );
  return offices === null
    ? msg('This server serves only people with a badge of its office, and there is none on this device.')
    : msg(
        str`This server serves only people with a badge of ${offices}, and there is none that it would take on this device.`,
      );
}

/** What one can do about it, and what goes on as before. */
export function doorAdvice(standing: 'no-badge' | 'refused'): string {
  return standing === 'no-badge'
    ? msg(
        'Ask your registrar for a badge. Everything on this device stays usable, and people nearby can connect by hand.',
      )
    : msg(
        'Look at My badge and at this device’s clock, then ask your registrar. Everything on this device stays usable, and people nearby can connect by hand.',
      );
}
