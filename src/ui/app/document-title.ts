import { msg } from '@lit/localize';
import type { ConversationSummary } from '../../app/conversation-views.js';
import { formatNumber } from '../../i18n/formats.js';
import { isChat, isDraftTalk } from '../conversation/chat-lists.js';
import type { Route } from './routes.js';

/** What the tab and the task switcher say: how much is unread, and the page. Never a name and never what was written. */
export function documentTitle(conversations: readonly ConversationSummary[], route: Route): string {
  const unread = conversations.reduce(
    (sum, row) => (isChat(row) || isDraftTalk(row) ? sum + row.unread : sum),
    0,
  );
  const place = pageName(route);
  return `${unread === 0 ? '' : `(${formatNumber(unread)}) `}${place === null ? '' : `${place} · `}${msg('Beep')}`;
}

function pageName(route: Route): string | null {
  switch (route.page) {
    case 'requests':
      return msg('Requests');
    case 'blocked':
      return msg('Blocked');
    case 'new-group':
      return route.type === 'channel' ? msg('New channel') : msg('New group');
    case 'details':
      return msg('Details');
    case 'report':
      return msg('Report to an administrator');
    case 'starred':
      return msg('Starred');
    case 'drafts':
      return msg('Drafts');
    case 'draft':
      return msg('Draft');
    case 'check':
      return msg('Check a file');
    case 'memo':
      return msg('Memo');
    case 'contacts':
      return msg('Contacts');
    case 'directory':
      return msg('Directory');
    case 'settings':
      return msg('Settings');
    case 'settings/words':
      return msg('Recovery words');
    case 'connection':
      return msg('Connection check');
    case 'traffic':
      return msg('What left this device');
    case 'badge':
      return msg('My badge');
    case 'request':
      return msg('Request for a badge');
    case 'about':
      return msg('What Beep can and cannot do');
    case 'add':
      return msg('Add a contact');
    case 'chats':
    case 'chat':
      return null;
  }
}
