import { msg } from '@lit/localize';
import type { GroupType, HistoryRule, Role } from '../../protocol/admin-body.js';

/** Who writes in it. */
export const typeWords = (type: GroupType): string =>
  type === 'channel' ? msg('Channel: admins write, everybody reads') : msg('Group: everybody writes');

export const roleWords = (role: Role): string => (role === 'admin' ? msg('Admin') : msg('Member'));

/** What somebody who comes later gets of what was written before: the two rules, each with its words. */
export const historyOptions = (): readonly (readonly [HistoryRule, string])[] => [
  ['all', msg('Newcomers see everything')],
  ['from-joining', msg('Newcomers see what is written from when they join')],
];

/** What one member was given of the past. */
export const givenWords = (history: HistoryRule): string =>
  history === 'all' ? msg('sees everything') : msg('sees what was written since joining');
