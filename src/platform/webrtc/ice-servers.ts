import type { IceServers } from '../../protocol/ice-servers.js';

/** As the browser wants them. An empty list is none at all: libraries that get no list at all take public ones. */
export function iceServersOf({ stun, turn }: IceServers): RTCIceServer[] {
  const servers: RTCIceServer[] = stun.map((urls) => ({ urls }));
  if (turn) {
    const { urls, username, credential } = turn;
    servers.push({ urls: [...urls], username, credential });
  }
  return servers;
}
