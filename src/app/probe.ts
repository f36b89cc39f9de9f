import type { IceServers } from '../protocol/ice-servers.js';

/** What came of asking one server. */
export interface ProbeAnswer {
  readonly isAnswered: boolean;
  /** Addresses of this device that the browser gave meanwhile, mDNS names among them. */
  readonly addresses: readonly string[];
}

/** What this page has fetched from one host. */
export interface Fetched {
  /** `host[:port]`. */
  readonly host: string;
  /** As the browser counts them: bodies as they came, compressed, and heads. */
  readonly receivedBytes: number;
  readonly times: number;
  /** When the last of it came; ms since the Unix epoch. */
  readonly lastMs: number;
}

/** Looks at the network without sending anything that is anybody's. */
export interface Probe {
  /**
   * Asks the servers in `ice`, of which one STUN URL or one relay is of use, for up to `withinMs`. A relay is asked for
   * an allocation, which is given up at once. With none, only this device's own addresses are found. Never rejects.
   */
  ask(ice: IceServers, withinMs: number): Promise<ProbeAnswer>;
  /**
   * The wall time of the server that this page came from, in ms since the Unix epoch, at the moment when the promise
   * resolves, give or take `withinMs` and the second that it counts by; null if it did not say within that. Never rejects.
   */
  serverMs(withinMs: number): Promise<number | null>;
  /** What the page has fetched since it was opened, by host; what was answered from the device's own store is not in it. */
  fetched(): readonly Fetched[];
}
