import type { BrowserContext, Page } from 'playwright-core';

/** What went wrong in a browser, in the order it did. A clean run has none of these. */
export interface Trouble {
  readonly kind: 'policy' | 'error' | 'foreign-host' | 'crash';
  readonly text: string;
}

/** What a page holds open now. */
export interface Held {
  readonly peerConnections: number;
  readonly sockets: number;
  readonly objectUrls: number;
  readonly intervals: number;
}

const POLICY_MARK = '[policy]';
const POLICY =
  /Content[ -]Security[ -]Policy|TrustedScript|TrustedHTML|Trusted Type|Permissions policy violation/i;

/**
 * Watches a browser from its first page on and keeps what must not happen: violations of the Content-Security-Policy
 * and of Trusted Types, uncaught errors, crashes, and requests to any origin but `ownOrigins`.
 */
export async function watch(
  context: BrowserContext,
  ownOrigins: readonly string[],
  trouble: Trouble[],
): Promise<void> {
  const add = (kind: Trouble['kind'], text: string): void => void trouble.push({ kind, text });
  const checkUrl = (text: string): void => {
    const url = new URL(text);
    if (['blob:', 'data:', 'about:', 'chrome-error:'].includes(url.protocol)) return;
    const origin = `${url.protocol.replace(/^ws/, 'http')}//${url.host}`;
    if (!ownOrigins.includes(origin)) add('foreign-host', text);
  };
  // The loader of our tests wraps named functions in this helper, which pages do not have.
  await context.addInitScript({ content: 'globalThis.__name ??= (named) => named;' });
  await context.addInitScript(installWatch, POLICY_MARK);
  context.on('weberror', (error) => add('error', String(error.error().stack ?? error.error())));
  context.on('request', (request) => checkUrl(request.url()));
  context.on('console', (message) => {
    const text = message.text();
    if (text.startsWith(POLICY_MARK) || (message.type() === 'error' && POLICY.test(text)))
      add('policy', text);
  });
  context.on('serviceworker', (worker) => {
    worker.on('console', (message) => {
      if (message.type() === 'error' && POLICY.test(message.text())) add('policy', message.text());
    });
  });
  const watchPage = (page: Page): void => {
    page.on('crash', () => add('crash', page.url()));
    page.on('websocket', (socket) => checkUrl(socket.url()));
  };
  context.pages().forEach(watchPage);
  context.on('page', watchPage);
}

/** What `page` holds open: counted from its load on. */
export const heldBy = (page: Page): Promise<Held> =>
  page.evaluate(() => (globalThis as unknown as { __held: () => Held }).__held());

/** Runs in each page before any script of it. */
function installWatch(mark: string): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(
      mark,
      event.violatedDirective,
      event.blockedURI,
      event.sourceFile,
      event.lineNumber,
      event.sample,
    );
  });

  const peers = new Set<RTCPeerConnection>();
  const sockets = new Set<WebSocket>();
  const urls = new Set<string>();
  const intervals = new Set<number>();
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, args, self) {
      const peer = Reflect.construct(target, args, self) as RTCPeerConnection;
      peers.add(peer);
      return peer;
    },
  });
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, args, self) {
      const socket = Reflect.construct(target, args, self) as WebSocket;
      sockets.add(socket);
      return socket;
    },
  });
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (object) => {
    const url = createObjectURL.call(URL, object);
    urls.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    urls.delete(url);
    revokeObjectURL.call(URL, url);
  };
  const { setInterval, clearInterval } = window;
  window.setInterval = ((...args: Parameters<typeof setInterval>) => {
    const id = setInterval.apply(window, args) as unknown as number;
    intervals.add(id);
    return id;
  }) as typeof window.setInterval;
  window.clearInterval = (id) => {
    intervals.delete(id as unknown as number);
    clearInterval.call(window, id);
  };

  Object.defineProperty(globalThis, '__held', {
    value: () => ({
      peerConnections: [...peers].filter((peer) => peer.signalingState !== 'closed').length,
      sockets: [...sockets].filter((socket) => socket.readyState <= WebSocket.OPEN).length,
      objectUrls: urls.size,
      intervals: intervals.size,
    }),
  });
}
