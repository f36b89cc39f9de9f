import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { WebSocketServer, type WebSocket } from 'ws';
import { readBus } from '../../signaling/bus-options.js';
import { readOptions } from '../../signaling/options.js';
import { startServer } from '../../signaling/server.js';

/** The servers that are compared, by name: each listens on a free port of loopback and returns it. */
export const RELAYS = {
  /**
   * Ours, with every limit in force but set where the load does not reach it; on the bus that BUS_URL names, and closed to
   * whom AUTHORITY_KEY does not let in, if any.
   */
  beep: async (): Promise<number> => {
    const dist = fileURLToPath(new URL('page', import.meta.url));
    const server = await startServer({
      ...readOptions(process.env, { host: '127.0.0.1', port: 0, dist }),
      stunPort: 0,
      allowMissingOrigin: true,
      ...(await readBus(process.env)),
      limits: {
        framesPerSecond: 1e6,
        frameBurst: 1e6,
        connectionsPerAddress: 20_000,
        upgradesPerSecond: 1e6,
        upgradeBurst: 1e6,
      },
    });
    return server.port;
  },

  /** The bound for Node: a binary frame that names its receiver in four bytes is passed on as it came. */
  'bare ws': () =>
    relay((seats, data) => {
      seats.get(data.readUInt32BE(0))?.send(data, { binary: true });
    }),

  /** JSON is read to find the receiver, and the original bytes are passed on. */
  'json ws': () =>
    relay((seats, data) => {
      const { to } = JSON.parse(data.toString()) as { to: number };
      seats.get(to)?.send(data, { binary: false });
    }),

  /** The server that y-webrtc brings along, as it is: topics like ours, JSON written anew for each receiver, no limits. */
  'y-webrtc': async (): Promise<number> => {
    const port = await aFreePort();
    process.env['PORT'] = String(port);
    await import(Y_WEBRTC_SERVER); // it listens by the time it has run
    return port;
  },
} as const;

export type RelayName = keyof typeof RELAYS;

/** A program and no export of its package. */
const Y_WEBRTC_SERVER = new URL('../../node_modules/y-webrtc/bin/server.js', import.meta.url).href;

export async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A server without limits. Clients are numbered in the order in which they connect, from 0. */
async function relay(pass: (seats: ReadonlyMap<number, WebSocket>, data: Buffer) => void): Promise<number> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    perMessageDeflate: false,
    clientTracking: false,
  });
  const seats = new Map<number, WebSocket>();
  let next = 0;
  server.on('connection', (seat) => {
    const id = next++;
    seats.set(id, seat);
    seat.on('message', (data) => pass(seats, data as Buffer));
    seat.on('close', () => seats.delete(id));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as { port: number }).port;
}
