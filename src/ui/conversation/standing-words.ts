import { msg } from '@lit/localize';
import type { ConversationView } from '../../app/views.js';
import { unreachable } from '../../protocol/result.js';

/** Whether messages reach the other now, and where they wait if not. */
export function standingWords(standing: ConversationView['standing']): string {
  switch (standing) {
    case 'linked':
      return msg('Linked now, device to device');
    case 'away':
      return msg('Away: messages wait on this device until you are both online');
    case 'waiting':
      return msg('Waiting for them to open Beep; messages are kept until then');
    case 'refused-used':
    case 'refused-expired':
      return msg('Their contact link does not work any more');
    default:
      return unreachable(standing);
  }
}
