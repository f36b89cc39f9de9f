import type { DeviceId } from '../protocol/ids.js';
import type { IceServers } from '../protocol/ice-servers.js';
import type { DraftDoc } from './draft-docs.js';

/** Somebody who has a draft open at the same time, as their link says who they are. */
export interface LivePeer {
  /** Under which their session writes. */
  readonly client: number;
  readonly name: string;
  /** Whether what they write is taken. Asked each time: it may change. */
  readonly mayEdit: () => boolean;
  /** We make the offer. */
  readonly isInitiator: boolean;
}

export interface LiveEvents {
  /** What is to reach the other end by way of the link with it. */
  readonly onSignal: (to: DeviceId, signal: string) => void;
  /** A connection is over, for whatever reason. */
  readonly onClosed: (device: DeviceId) => void;
}

/** One draft with those who have it open now: what each types reaches the others as it is typed, and where their carets are. */
export interface LiveDraft {
  /** In place of a connection that there may be with the device. */
  connect(device: DeviceId, peer: LivePeer): void;
  /** What came from the other end. What is no signal ends the connection. */
  signal(from: DeviceId, signal: string): void;
  disconnect(device: DeviceId): void;
  close(): void;
}

export interface LiveDrafts {
  /** Loads what that takes. Rejects if it cannot be had. `client`: under which we write in `doc`. */
  open(
    doc: DraftDoc,
    options: { readonly client: number; readonly ice: () => IceServers },
    events: LiveEvents,
  ): Promise<LiveDraft>;
}
