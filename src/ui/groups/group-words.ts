import { msg } from '@lit/localize';
import type { GroupType, HistoryRule, Role } from '../../protocol/admin-body.js';

/** Who writes in it. */
export function typeWords(type: GroupType): string {
  switch (type) {
    case 'channel':
      return msg('Channel: admins write, everybody reads');
    case 'draft':
      return msg('Draft: some write on it, everybody may remark on it');
    case 'post':
      return msg('Conversation with a post: whoever holds the post reads and answers');
    case 'group':
      return msg('Group: everybody writes');
  }
}

/** What somebody is, or may do. */
export function roleWords(role: Role, type: GroupType = 'group'): string {
  if (type === 'draft') return role === 'admin' ? msg('Can edit') : msg('Can comment');
  return role === 'admin' ? msg('Admin') : msg('Member');
}

/** What somebody who comes later gets of what was written before: the two rules, each with its words. */
export const historyOptions = (): readonly (readonly [HistoryRule, string])[] => [
  ['all', msg('Newcomers see everything')],
  ['from-joining', msg('Newcomers see what is written from when they join')],
];

/** What one member was given of the past. */
export const givenWords = (history: HistoryRule): string =>
  history === 'all' ? msg('sees everything') : msg('sees what was written since joining');
