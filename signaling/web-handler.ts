import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { withoutMapping, type AddressBook, type AddressUse } from './address-book.js';
import { answerText, refuseSocket } from './http-answers.js';
import type { Introducer } from './introducer.js';
import type { OwnOrigins } from './own-origins.js';
import { securityHeaders } from './security-headers.js';
import { remoteAddressOf } from './socket-addresses.js';
import type { ServeFile } from './static-files.js';
import type { Tally } from './tally.js';

/** A file served beside the app. */
export interface ExtraFile {
  readonly contentType: string;
  readonly body: Buffer;
}

export interface WebDeps {
  readonly origins: OwnOrigins;
  readonly addresses: AddressBook;
  readonly introducer: Introducer;
  readonly tally: Tally;
  readonly serveFile: ServeFile;
  /** What an authority publishes; null where nothing is served for one. */
  readonly serveRegistry: ServeFile | null;
  readonly extraFiles: ReadonlyMap<string, ExtraFile>;
  readonly allowMissingOrigin: boolean;
  /** Ms that never go back. */
  steadyMs(): number;
}

const SIGNAL_PATH = '/signal';

/** With a query or without. */
const isSignalUrl = (url: string): boolean =>
  url.startsWith(SIGNAL_PATH) && (url.length === SIGNAL_PATH.length || url[SIGNAL_PATH.length] === '?');

/** Kept on the socket itself: a WeakMap of sockets costs 3 of the 70 us that a connection takes. */
const USE = Symbol('use');
type CountedSocket = Socket & { [USE]?: AddressUse };

/** What the server does with a request, an upgrade, a broken request and a new socket. None of it ever throws. */
export function createWebHandler(deps: WebDeps) {
  const { origins, addresses, introducer, tally } = deps;

  /** Makes of a handler one that never throws: whatever goes wrong ends one socket and nothing else. */
  const contain =
    <Args extends unknown[]>(handle: (...args: Args) => void, socketOf: (...args: Args) => Socket) =>
    (...args: Args): void => {
      try {
        handle(...args);
      } catch {
        tally.add('error', 500);
        socketOf(...args).destroy();
      }
    };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const origin = origins.byHost(request.headers.host);
    for (const [name, value] of Object.entries(securityHeaders(origin))) response.setHeader(name, value);
    if (origin === null) return answerText(response, 421, 'This server does not go by that name.\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return answerText(response, 405, 'Method not allowed.\n');
    }
    const path = request.url ?? '';
    // A node without its bus still introduces those who reach it: a balancer must not take it out, an operator must know.
    if (path === '/healthz') {
      return answerText(response, 200, introducer.busState === 'down' ? 'ok, bus down' : 'ok');
    }
    if (path === '/metrics' && isLocalCaller(request)) return answerText(response, 200, tally.metrics);
    const extra = deps.extraFiles.get(path);
    if (extra !== undefined) {
      response.writeHead(200, {
        'Content-Type': extra.contentType,
        'Content-Length': extra.body.byteLength,
        'Cache-Control': 'no-cache',
      });
      return void response.end(extra.body);
    }
    if (path.startsWith('/registry/')) {
      if (!deps.serveRegistry?.(request, response)) answerText(response, 404, 'Not found.\n');
      return;
    }
    if (!deps.serveFile(request, response)) answerText(response, 404, 'Not found.\n');
  }

  function upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const origin = origins.byHost(request.headers.host);
    if (origin === null) return refuse(socket, origin, 421, 'reject');
    if (!isSignalUrl(request.url ?? '')) return refuse(socket, origin, 404, 'reject');
    const claimed = request.headers.origin;
    const isWelcome = claimed === undefined ? deps.allowMissingOrigin : origins.holds(claimed);
    if (!isWelcome) return refuse(socket, origin, 403, 'reject');
    const use = useOf(socket);
    const refusal = introducer.refusal(use);
    if (refusal !== null) return refuse(socket, origin, refusal, 'limit');
    introducer.seat(request, socket, head, use);
  }

  function refuse(socket: Socket, origin: URL | null, status: number, event: 'reject' | 'limit'): void {
    tally.add(event, status);
    refuseSocket(socket, status, securityHeaders(origin));
  }

  function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    tally.add('reject', 400);
    refuseSocket(socket, BROKEN_STATUS[error.code ?? ''] ?? 400, securityHeaders(null));
  }

  /** To ask a socket for its address takes a system call. With TLS it is another socket that asks for an upgrade. */
  function useOf(socket: CountedSocket): AddressUse {
    return socket[USE] ?? addresses.of(remoteAddressOf(socket), deps.steadyMs());
  }

  function countSocket(socket: CountedSocket): void {
    const use = addresses.of(remoteAddressOf(socket), deps.steadyMs());
    socket[USE] = use;
    if (!addresses.maySocket(use)) {
      tally.add('limit', 429);
      return void socket.destroy();
    }
    use.sockets++;
    socket.on('close', use.freeSocket);
  }

  introducer.onBadHandshake((socket) => {
    tally.add('reject', 400);
    refuseSocket(socket, 400, securityHeaders(null));
  });

  return {
    onRequest: contain(answer, ({ socket }) => socket),
    onUpgrade: contain(upgrade, (_request, socket) => socket),
    onClientError: contain(refuseBroken, (_error, socket) => socket),
    onSocket: contain(countSocket, (socket) => socket),
  };
}

/** What Node's parser calls a head over MAX_HEADER_BYTES, and one that takes longer than HANDSHAKE_TIMEOUT_MS. */
const BROKEN_STATUS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** A program on this machine, not somebody beyond a proxy on this machine. */
function isLocalCaller(request: IncomingMessage): boolean {
  const address = withoutMapping(request.socket.remoteAddress ?? '');
  const { forwarded, via, 'x-forwarded-for': forwardedFor } = request.headers;
  const isDirect = forwarded === undefined && via === undefined && forwardedFor === undefined;
  return isDirect && (address === '::1' || address.startsWith('127.'));
}
