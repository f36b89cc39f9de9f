import { msg } from '@lit/localize';
import type { MessageState } from '../../app/conversation-views.js';
import { unreachable } from '../../protocol/result.js';
import type { IconName } from '../parts/icon.js';

/** What one of our own messages shows of how far it is known to have got: a shape and words, never a colour alone. */
export function stateMark(state: Exclude<MessageState, 'received'>): { icon: IconName; words: string } {
  switch (state) {
    case 'saved':
      return { icon: 'clock', words: msg('On this device') };
    case 'delivered':
      return { icon: 'check', words: msg('Delivered') };
    case 'read':
      return { icon: 'check-check', words: msg('Read') };
    default:
      return unreachable(state);
  }
}
