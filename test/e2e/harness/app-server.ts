import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { WebSocketServer } from 'ws';
import { securityHeaders } from '../../../signaling/security-headers.js';
import { createStaticFiles } from '../../../signaling/static-files.js';

const DIST = resolve(process.env['DIST'] ?? resolve(import.meta.dirname, '../../../dist'));

/** Serves the real app with the real headers; what happens at `/signal` is up to whoever listens to `sockets`. */
export class AppServer {
  readonly url: string;
  readonly sockets: WebSocketServer;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.sockets = new WebSocketServer({ server, path: '/signal' });
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<AppServer> {
    const serve = createStaticFiles(DIST);
    const server = createServer((request, response) => {
      const headers = securityHeaders(new URL(`http://${request.headers.host}`));
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      if (!serve(request, response)) response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new AppServer(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.sockets.close();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
