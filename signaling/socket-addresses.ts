import type { Socket } from 'node:net';

/**
 * Where Node keeps the ends of a socket once it was asked for them: two objects and their texts, about 200 bytes, for as
 * long as the socket lives. That is a third of what an idle connection costs us beyond its WebSocket.
 */
interface KeptEnds {
  _peername: unknown;
  _sockname: unknown;
}

/** The address at the other end, or undefined once the socket is closed. The socket keeps no copy. */
export function remoteAddressOf(socket: Socket): string | undefined {
  const address = socket.remoteAddress;
  forgetEnds(socket);
  return address;
}

/** The address at this end, or undefined once the socket is closed. The socket keeps no copy. */
export function localAddressOf(socket: Socket): string | undefined {
  const address = socket.localAddress;
  forgetEnds(socket);
  return address;
}

function forgetEnds(socket: Socket): void {
  const kept = socket as unknown as KeptEnds;
  kept._peername = undefined;
  kept._sockname = undefined;
}
