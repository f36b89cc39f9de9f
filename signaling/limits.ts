import { MAX_TOPICS } from '../src/protocol/limits.js';
import type { Rate } from './rate.js';

/** Every bound of the introducer. An operator may change those of `Limits`; the rest hold everywhere. */
export interface Limits {
  /** Frames a connection may send per second, in the long run. */
  readonly framesPerSecond: number;
  /** Frames a connection may send at once after a pause. */
  readonly frameBurst: number;
  /** Open WebSocket connections from one address: many desks may sit behind one NAT. */
  readonly connectionsPerAddress: number;
  /** New WebSocket connections per second from one address, in the long run. */
  readonly upgradesPerSecond: number;
  /** New WebSocket connections from one address at once, as after a restart. */
  readonly upgradeBurst: number;
  /** Open WebSocket connections in all. */
  readonly connections: number;
  /** Topics one connection may hold. */
  readonly topicsPerConnection: number;
  /** Topics in all. */
  readonly topics: number;
  /** Time between two protocol pings of a connection, in ms; an unanswered one ends it. */
  readonly heartbeatMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  framesPerSecond: 20,
  frameBurst: 60,
  connectionsPerAddress: 64,
  upgradesPerSecond: 20,
  upgradeBurst: 128,
  connections: 20_000,
  topicsPerConnection: MAX_TOPICS,
  topics: 400_000,
  heartbeatMs: 30_000,
};

/** Bytes that may wait for a reader; one that falls further behind is cut. */
export const MAX_BUFFERED_BYTES = 256 * 1024;
/** Largest WebSocket message, in bytes. */
export const MAX_PAYLOAD_BYTES = 16 * 1024;
/** Largest HTTP request head, in bytes. */
export const MAX_HEADER_BYTES = 8 * 1024;
/** Time for a TLS handshake, and for a complete request head, in ms. */
export const HANDSHAKE_TIMEOUT_MS = 5_000;
/** Time a closing handshake may take before the socket is destroyed, in ms. */
export const CLOSE_TIMEOUT_MS = 2_000;
/** Time a drain may take before what is left is destroyed, in ms. */
export const DRAIN_TIMEOUT_MS = 1_500;
/** TCP connections one address may hold for each WebSocket connection it may hold: a browser opens six. */
export const SOCKETS_PER_CONNECTION = 8;
/** Frames for somebody here that a node takes from its bus, and of them those of one topic, per second. */
export const BUS_FRAMES: Rate = { perSecond: 20_000, burst: 20_000 };
export const BUS_FRAMES_PER_TOPIC = 500;
/** Bytes that may wait for the bus to read them; beyond it nothing is published to other nodes. */
export const MAX_BUS_WAITING_BYTES = 4 * 1024 * 1024;
/** Receivers of a publication that cost its sender one token. */
export const RECEIVERS_PER_TOKEN = 8;
