import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConversationId } from '../../protocol/ids.js';

/** Where a person is. It lives after the `#`, which no server ever sees. */
export type Route =
  | { readonly page: 'chats' | 'drafts' | 'contacts' | 'settings' | 'about' }
  /** `conversation` is what the address says; it may name none that exists. */
  | { readonly page: 'chat'; readonly conversation: string }
  /** `link` is the whole contact link, as it was opened. */
  | { readonly page: 'add'; readonly link: string };

export type Page = Route['page'];

/** Reads an address. Never throws; whatever is not ours is the list of chats. */
export function readRoute(address: string): Route {
  const mark = address.indexOf('#');
  const [, page = '', rest = ''] =
    /^\/([a-z]*)(?:\/(.*))?$/s.exec(mark < 0 ? '' : address.slice(mark + 1)) ?? [];
  switch (page) {
    case 'drafts':
    case 'contacts':
    case 'settings':
    case 'about':
      return { page };
    case 'chat':
      return { page, conversation: rest };
    case 'add':
      return { page, link: address };
    default:
      return { page: 'chats' };
  }
}

export const pageHref = (page: Exclude<Page, 'chat' | 'add'>): string =>
  page === 'chats' ? '#/' : `#/${page}`;
export const chatHref = (conversation: ConversationId): string => `#/chat/${conversation}`;

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
