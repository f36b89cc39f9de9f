import { msg } from '@lit/localize';
import type { Obstacle, ReachView } from '../../app/reach.js';
import { unreachable } from '../../protocol/result.js';

/** How it stands with reaching somebody who is not linked. */
export function reachWords(reach: Exclude<ReachView, { readonly is: 'linked' }>): string {
  switch (reach.is) {
    case 'refused':
      return reach.reason === 'intro-used'
        ? msg('Their link had been used by somebody else before. Ask them for a new one.')
        : msg('Their link is too old. Ask them for a new one.');
    case 'unwanted':
      return msg('Beep does not look for a way to them.');
    case 'offline':
      return msg('The Beep server is out of reach, so nobody new can be reached now.');
    case 'tried':
      return reach.isNow
        ? msg('Beep is trying to reach them now.')
        : msg('Beep goes on trying to reach them by itself.');
    default:
      return unreachable(reach);
  }
}

/** What came of the last try, or how the last link ended. */
export function obstacleWords(obstacle: Obstacle): string {
  switch (obstacle) {
    case 'left':
      return msg(
        'Their device said goodbye: Beep was closed there, or it made room for links that it needs more.',
      );
    case 'lost':
      return msg('Their device is not heard any more: it is switched off, asleep, or out of the network.');
    case 'unasked':
      return msg(
        'They could not be asked: Beep has no valid address of theirs, or this browser makes no connections.',
      );
    case 'unanswered':
      return msg(
        'They were asked, and nobody answered: Beep is not open there, or their device does not reach the Beep server.',
      );
    case 'no-way':
      return msg(
        'Their device answered, but no packet gets from one device to the other: a firewall blocks UDP, or the network keeps its devices apart.',
      );
    case 'unproven':
      return msg('Whoever answered could not prove to be them. Nothing was said to whoever it was.');
    case 'ended':
      return msg(
        'Their device, or their key, was ended by them or by an authority. Beep makes no link with it.',
      );
    case 'broken':
      return msg(
        'Their device answered, and the connection broke before it was made. It may be of another version.',
      );
    default:
      return unreachable(obstacle);
  }
}

/** Whether a look at the network may help. */
export const isOfNetwork = (reach: ReachView): boolean =>
  reach.is === 'offline' ||
  (reach.is === 'tried' && (reach.obstacle === 'no-way' || reach.obstacle === 'broken'));
