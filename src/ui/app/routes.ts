import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { GroupType } from '../../protocol/admin-body.js';
import type { ConversationId, DraftId, EntryId } from '../../protocol/ids.js';

/** Where a person is. It lives after the `#`, which no server ever sees. */
export type Route =
  | {
      readonly page:
        | 'chats'
        | 'starred'
        | 'requests'
        | 'blocked'
        | 'drafts'
        | 'check'
        | 'contacts'
        | 'settings'
        | 'settings/words'
        | 'connection'
        | 'traffic'
        | 'about';
    }
  /** `conversation` and `message` are what the address says; they may name none that exists. */
  | { readonly page: 'chat'; readonly conversation: string; readonly message: string | null }
  /** `report`: a text about the conversation for an administrator. */
  | { readonly page: 'details' | 'report'; readonly conversation: string }
  | { readonly page: 'new-group'; readonly type: GroupType }
  /** `draft` is what the address says; it may name none that exists. */
  | { readonly page: 'draft'; readonly draft: string }
  /** A memo that was sent in a conversation. */
  | { readonly page: 'memo'; readonly conversation: string; readonly memo: EntryId }
  /** `department`: what follows in the address, empty for the whole office; see `departmentHref`. */
  | { readonly page: 'directory'; readonly department: string }
  /** `invitation`: what was printed for whoever opens it; empty without one. */
  | { readonly page: 'badge'; readonly invitation: string }
  /** `link` is the whole link, as it was opened: of a contact, or of a request for a badge. */
  | { readonly page: 'add' | 'request'; readonly link: string };

export type Page = Route['page'];

/** What follows `chat/`, where it is more than a chat. Ids are 64 hex digits. */
const CHAT_PLACE = /^([^/]*)\/(?:(details|report)|(message|memo)\/([\da-f]{64}))$/;

/** Reads an address. Never throws; whatever is not ours is the list of chats. */
export function readRoute(address: string): Route {
  const mark = address.indexOf('#');
  const [, page = '', rest = ''] =
    /^\/([a-z]*)(?:\/(.*))?$/s.exec(mark < 0 ? '' : address.slice(mark + 1)) ?? [];
  switch (page) {
    case 'requests':
    case 'blocked':
    case 'starred':
    case 'drafts':
    case 'check':
    case 'contacts':
    case 'connection':
    case 'traffic':
    case 'about':
      return { page };
    case 'settings':
      return { page: rest === 'words' ? 'settings/words' : page };
    case 'chat': {
      const [, conversation = rest, place, what, id = null] = CHAT_PLACE.exec(rest) ?? [];
      if (place === 'details' || place === 'report') return { page: place, conversation };
      return what === 'memo' && id !== null
        ? { page: what, conversation, memo: id as EntryId }
        : { page, conversation, message: id };
    }
    case 'draft':
      return { page, draft: rest };
    case 'new':
      return { page: 'new-group', type: rest === 'channel' ? rest : 'group' };
    case 'directory':
      return { page, department: rest };
    case 'badge':
    case 'enrol':
      return { page: 'badge', invitation: rest };
    case 'add':
    case 'request':
      return { page, link: address };
    default:
      return { page: 'chats' };
  }
}

export const pageHref = (
  page: Exclude<
    Page,
    'chat' | 'details' | 'report' | 'memo' | 'new-group' | 'draft' | 'directory' | 'add' | 'request'
  >,
): string => (page === 'chats' ? '#/' : `#/${page}`);
export const chatHref = (conversation: ConversationId): string => `#/chat/${conversation}`;
/** Leads to one message of a conversation. */
export const messageHref = (conversation: ConversationId, message: EntryId): string =>
  `${chatHref(conversation)}/message/${message}`;
export const detailsHref = (conversation: ConversationId): string => `${chatHref(conversation)}/details`;
export const reportHref = (conversation: ConversationId): string => `${chatHref(conversation)}/report`;
/** Leads to a memo that was sent in a conversation. */
export const memoHref = (conversation: ConversationId, memo: EntryId): string =>
  `${chatHref(conversation)}/memo/${memo}`;
export const draftHref = (draft: DraftId): string => `#/draft/${draft}`;
/** Leads to what the directory has of a department; `address` is empty for the whole office. */
export const directoryHref = (address = ''): string => `#/directory${address && `/${address}`}`;
export const newGroupHref = (type: GroupType): string => `#/new/${type}`;

/** Goes to a place as a click on a link would: the way back stays open. */
export function go(href: string): void {
  location.hash = href;
}

/** Goes to a place that takes this one's turn in the history: the way back does not lead here again. */
export function goInstead(href: string): void {
  location.replace(href);
}

/** Follows the address. `route` is a new object after each move, and the same one until the next. */
export class RouteController implements ReactiveController {
  route: Route = readRoute(location.href);
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('hashchange', this.#follow);
    this.#follow();
  }

  hostDisconnected(): void {
    removeEventListener('hashchange', this.#follow);
  }

  readonly #follow = (): void => {
    this.route = readRoute(location.href);
    this.#host.requestUpdate();
  };
}
