/**
 * What we use of simple-peer 9.11.1, its private parts included. `@types/simple-peer` would bring Node's types into the
 * page. The file that is bundled already needs no Node modules either.
 */
declare module 'simple-peer/simplepeer.min.js' {
  interface SimplePeerOptions {
    readonly initiator: boolean;
    readonly trickle: false;
    readonly objectMode: true;
    readonly config: RTCConfiguration;
    readonly channelConfig: RTCDataChannelInit;
  }

  export default class SimplePeer {
    constructor(options: SimplePeerOptions);
    signal(description: { readonly type: 'offer' | 'answer'; readonly sdp: string }): void;
    send(frame: Uint8Array): void;
    destroy(): void;
    removeAllListeners(): void;
    on(event: 'signal', listener: (signal: { readonly type: string; readonly sdp?: string }) => void): void;
    on(event: 'connect' | 'close', listener: () => void): void;
    on(event: 'data', listener: (data: unknown) => void): void;
    on(event: 'error', listener: (error: Error) => void): void;
    on(
      event: 'iceStateChange',
      listener: (connection: RTCIceConnectionState, gathering: RTCIceGatheringState) => void,
    ): void;

    /** Private: the connection itself; null after `destroy`, missing if it could not be made. */
    readonly _pc: RTCPeerConnection | null | undefined;
    /** Private: the data channel; null before it is there and after `destroy`. */
    readonly _channel: RTCDataChannel | null;
    /** Private: milliseconds that `_startIceCompleteTimeout` allows. */
    iceCompleteTimeout: number;
    /** Private: after `iceCompleteTimeout` goes on with the candidates that are there. */
    _startIceCompleteTimeout(): void;
  }
}
