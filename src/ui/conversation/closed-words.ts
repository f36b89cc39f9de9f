import { msg } from '@lit/localize';
import type { ConversationView } from '../../app/conversation-views.js';

/** Who may write where we may not. */
export const closedWords = ({ kind }: ConversationView): string =>
  kind === 'channel'
    ? msg('Only the admins of this channel write here. You may react to what they write.')
    : msg('You cannot write here now. What was said stays readable.');
