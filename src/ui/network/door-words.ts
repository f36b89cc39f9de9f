import { msg } from '@lit/localize';

/** What a person is told whom a closed introducer does not let in. It never says why, and so nor do we. */
export function doorWords(standing: 'no-badge' | 'refused'): string {
  return standing === 'no-badge'
    ? msg('This server serves only people with a badge of its office, and there is none on this device.')
    : msg(
        'The server did not accept this device’s badge. It does not say why: the badge may have ended or been revoked, the clocks may differ, or too many of your devices may be connected.',
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
