import type { WebSocket } from 'ws';
import { AppServer } from './app-server.js';

/** What the introducer says instead of hello. */
export const NONSENSE = {
  html: (socket) => socket.send('<!doctype html><title>Sign in to the network</title>'),
  binary: (socket) => socket.send(Buffer.alloc(512, 0xff)),
  // Far beyond what any frame may be.
  huge: (socket) => socket.send('x'.repeat(24 * 1024 * 1024)),
  silence: () => undefined,
  'wrong json': (socket) => socket.send('{"type":"welcome","day":"tomorrow","stun":{"__proto__":[]}}'),
} satisfies Record<string, (socket: WebSocket) => void>;

/** Serves the real app, and says `nonsense` to everybody who comes to be introduced. */
export async function startNonsense(nonsense: keyof typeof NONSENSE): Promise<AppServer> {
  const server = await AppServer.start();
  server.sockets.on('connection', (socket) => NONSENSE[nonsense](socket));
  return server;
}
