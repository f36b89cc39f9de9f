import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { HANDSHAKE_TIMEOUT_MS, MAX_HEADER_BYTES } from './limits.js';
import { StartFault } from './start-fault.js';
import type { createWebHandler } from './web-handler.js';

/** A certificate with its chain, and its key, both PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export type Listener = HttpServer | HttpsServer;

const HTTP_OPTIONS = {
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: HANDSHAKE_TIMEOUT_MS,
  requestTimeout: HANDSHAKE_TIMEOUT_MS,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
};

/** Connections beyond the WebSocket ones: room for page loads. The kernel's queue holds further callers back. */
const PAGE_CONNECTIONS = 1024;

/** Makes the HTTP server, or with `tls` the HTTPS server, around a handler. It does not listen yet. */
export function createListener(
  handler: ReturnType<typeof createWebHandler>,
  tls: TlsFiles | undefined,
  webSocketConnections: number,
): Listener {
  const server = tls
    ? createHttpsServer({
        ...HTTP_OPTIONS,
        ...tls,
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      })
    : createHttpServer(HTTP_OPTIONS);
  server.on('request', handler.onRequest);
  server.on('upgrade', handler.onUpgrade);
  server.on('clientError', handler.onClientError);
  server.on('connection', handler.onSocket);
  server.maxConnections = webSocketConnections + PAGE_CONNECTIONS;
  return server;
}

/** Listens and returns the port. Throws StartFault with a sentence when it cannot. */
export async function listen(server: Listener, host: string, port: number): Promise<number> {
  server.listen({ port, host });
  try {
    await once(server, 'listening');
  } catch (error) {
    const sentence = explain(error instanceof Error && 'code' in error ? error.code : '', host, port);
    if (sentence === null) throw error;
    throw new StartFault(sentence, { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function explain(code: unknown, host: string, port: number): string | null {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is taken by another program. Choose another one, for example PORT=${port + 1}.`;
    case 'EACCES':
      return `Port ${port} needs rights that this user lacks. Choose one above 1023, for example PORT=8080.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Set HOST to one that is, or leave it out.`;
    default:
      return null;
  }
}
