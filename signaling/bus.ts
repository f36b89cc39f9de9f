import type { LogEvent } from './log.js';

/**
 * What joins the nodes of one introducer. A publication goes to everyone on its topic here, and once over the bus to the
 * nodes on which somebody else may be. It promises no more than the introducer does: what cannot be passed on now is lost,
 * and whoever published says it again.
 */
export interface Bus {
  readonly state: BusState;
  /** Somebody here is on the topic from now on. */
  join(topic: string): void;
  /** Nobody here is on the topic any more. */
  leave(topic: string): void;
  /** Passes a `publish` frame, as a client writes one, to the other nodes. Never comes back to this one. Never throws. */
  publish(topic: string, frame: Buffer): void;
  close(): void;
}

/** `none`: this node is alone by intention. `down`: it should be joined to others and is not. */
export type BusState = 'none' | 'down' | 'up';

/** What a bus tells its node. Nothing of it is to be trusted: another node, or the bus, may be broken. */
export interface BusEvents {
  /** Something came, perhaps for a topic that nobody here is on: at most MAX_PAYLOAD_BYTES, and else not looked at. */
  onFrame(frame: Buffer): void;
  count(event: LogEvent, code: number): void;
}

export type MakeBus = (events: BusEvents) => Bus;

/** The bus of a node that is alone. */
export const NO_BUS: Bus = {
  state: 'none',
  join: () => undefined,
  leave: () => undefined,
  publish: () => undefined,
  close: () => undefined,
};
