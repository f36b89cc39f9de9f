/** What we use of y-webrtc 10.3.0, whose own types leave open what the peer is. */
declare module 'y-webrtc' {
  import type { Awareness } from 'y-protocols/awareness';
  import type { Doc } from 'yjs';

  /** What hands signals over. `send` is given what y-webrtc would say to its server. */
  export interface Signalling {
    send(message: { readonly data: { readonly signal: unknown } }): void;
  }

  export interface SimplePeer {
    send(message: Uint8Array): void;
    signal(signal: unknown): void;
    on(event: 'close' | 'connect', listener: () => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(event: 'data', listener: (message: Uint8Array) => void): void;
    listeners(event: 'data'): ((message: Uint8Array) => void)[];
    removeAllListeners(event?: string): void;
    destroy(): void;
  }

  export class WebrtcConn {
    constructor(signalling: Signalling, initiator: boolean, remotePeerId: string, room: Room);
    readonly peer: SimplePeer;
    destroy(): void;
  }

  export interface Room {
    readonly webrtcConns: Map<string, WebrtcConn>;
  }

  export class WebrtcProvider {
    constructor(
      roomName: string,
      doc: Doc,
      options: {
        readonly signaling: readonly string[];
        readonly awareness: Awareness;
        readonly peerOpts: object;
        readonly filterBcConns: boolean;
      },
    );
    readonly key: PromiseLike<unknown>;
    readonly room: Room | null;
    destroy(): void;
  }
}
