import type { Route } from '../../src/app/ports.js';

/** What a peer connection that has no network under it says of its way. */
export const DIRECT: Route = {
  path: 'direct',
  transport: 'udp',
  localAddress: null,
  remoteAddress: null,
  sentBytes: 0,
  receivedBytes: 0,
};
