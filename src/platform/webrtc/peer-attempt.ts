import SimplePeer from 'simple-peer/simplepeer.min.js';
import type { Peer, PeerEvents, Route } from '../../app/ports.js';
import type { IceServers } from '../../protocol/ice-servers.js';
import { MAX_FRAME_BYTES } from '../../protocol/limits.js';
import { readChannelBinding } from './channel-binding.js';
import { readDescription } from './description.js';
import { iceServersOf } from './ice-servers.js';
import { readRoute } from './route.js';
import { watchSendRoom, type SendRoom } from './send-room.js';

/**
 * Longest wait for candidates, in milliseconds, from the start of gathering. An unreachable STUN server would hold up
 * the description for many seconds; what is there by now is what is sent.
 */
const GATHERING_MS = 700;

/** What ICE says while it knows a way: whatever fails then is something else. */
const WAYS_FOUND: ReadonlySet<RTCIceConnectionState> = new Set(['connected', 'completed']);

const CANDIDATE = /^a=candidate:(\S+) 1 udp (\d+) (.+?)\r?$/gim;

/** Frames kept from the moment the channel opens until its binding is known; a peer that sends more is cut. */
const MAX_EARLY_FRAMES = 64;

/** How often a patient peer tries every way to the other side again, in milliseconds: ICE gives each up after 15 s. */
const TRY_AGAIN_MS = 10_000;

export interface AttemptOptions {
  readonly initiator: boolean;
  readonly ice: IceServers;
  /** As the port says. */
  readonly isPatient?: true;
}

/**
 * One attempt over simple-peer. `closed` is final: every way out of it passes through `#end`, once.
 *
 * simple-peer is driven through its events, and through the private fields that `simple-peer.d.ts` lists: for the
 * certificates, for the send queue, and for a cap on gathering that also holds when no candidate comes at all.
 */
export class PeerAttempt implements Peer {
  readonly #options: AttemptOptions;
  readonly #events: PeerEvents;
  #simple: SimplePeer | null = null;
  #room: SendRoom | null = null;
  #early: Uint8Array[] = [];
  #remote: string | null = null;
  #tryingAgain: ReturnType<typeof setInterval> | undefined;
  #signalled = false;
  #open = false;
  #over = false;

  constructor(options: AttemptOptions, events: PeerEvents) {
    this.#options = options;
    this.#events = events;
    // Nothing is said from within: whoever opens a peer does not have it yet.
    queueMicrotask(() => this.#start());
  }

  #start(): void {
    if (this.#over) return;
    const { initiator, ice, isPatient } = this.#options;
    const simple = new SimplePeer({
      initiator,
      trickle: false,
      objectMode: true, // or its stream would turn text into bytes and swallow empty frames
      config: { iceServers: iceServersOf(ice) }, // never the library's default servers
      channelConfig: { ordered: true },
    });
    this.#simple = simple;
    if (isPatient && simple._pc) this.#waitOnFailure(simple._pc);
    simple.iceCompleteTimeout = GATHERING_MS;
    simple.on('iceStateChange', (_connection, gathering) => {
      if (gathering === 'gathering') simple._startIceCompleteTimeout();
    });
    simple.on('signal', ({ sdp }) => this.#onSignal(sdp));
    simple.on('data', (data) => this.#onData(data));
    simple.on('connect', () => void this.#onConnect(simple));
    simple.on('error', () => this.fail());
    simple.on('close', () => this.fail());
    if (this.#remote !== null) this.#hand(simple, this.#remote);
  }

  signal(sdp: string): void {
    if (this.#over) return;
    if (this.#remote !== null || !readDescription(sdp)) return this.fail();
    this.#remote = sdp;
    if (this.#simple) this.#hand(this.#simple, sdp);
  }

  async send(frame: Uint8Array): Promise<void> {
    if (frame.byteLength > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${frame.byteLength} bytes`);
    if (!this.#open || !this.#simple) return;
    try {
      this.#simple.send(frame);
    } catch {
      return this.fail(); // the channel is closing, or its queue is full: either way this link is over
    }
    await this.#room?.wait();
  }

  async route(): Promise<Route | null> {
    const pc = this.#open ? this.#simple?._pc : null;
    return pc ? readRoute(pc).catch(() => null) : null; // it closed while it was asked
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#open = false;
    this.#early = [];
    clearInterval(this.#tryingAgain);
    this.#room?.release();
    const simple = this.#simple;
    this.#simple = null;
    if (!simple) return;
    simple.removeAllListeners();
    simple.on('error', () => {}); // an emitter without this listener throws what nobody waits for any more
    simple.destroy();
  }

  /** Closes and says so. */
  fail(): void {
    if (this.#over) return;
    this.close();
    this.#events.onClose();
  }

  #hand(simple: SimplePeer, sdp: string): void {
    try {
      simple.signal({ type: this.#options.initiator ? 'answer' : 'offer', sdp });
    } catch {
      this.fail();
    }
  }

  /**
   * Keeps simple-peer, which would close at once, from hearing that no way was found. ICE itself goes on: it answers whoever
   * comes, and tries each candidate that it is given again, which opens firewalls that let in only what was called.
   */
  #waitOnFailure(pc: RTCPeerConnection): void {
    const isNoWayYet = (): boolean =>
      !this.#open &&
      !WAYS_FOUND.has(pc.iceConnectionState) &&
      [pc.iceConnectionState, pc.connectionState].includes('failed');
    for (const event of ['oniceconnectionstatechange', 'onconnectionstatechange'] as const) {
      const pass = pc[event];
      pc[event] = (what) => {
        if (!isNoWayYet()) pass?.call(pc, what);
      };
    }
    let round = 0;
    this.#tryingAgain = setInterval(() => {
      if (this.#open || this.#remote === null || WAYS_FOUND.has(pc.iceConnectionState)) return;
      round++;
      for (const [, rest, priority, where] of this.#remote.matchAll(CANDIDATE)) {
        // Chromium passes over one that it knows: its name and priority must be new ones.
        const candidate = `candidate:${round}x${rest!} 1 udp ${Number(priority) - round} ${where!}`;
        void pc.addIceCandidate({ candidate, sdpMid: '0' }).catch(() => null); // no longer there: nor is the attempt
      }
    }, TRY_AGAIN_MS);
  }

  #onSignal(sdp: string | undefined): void {
    if (this.#over || this.#signalled || sdp === undefined) return;
    this.#signalled = true;
    this.#events.onSignal(sdp);
  }

  async #onConnect(simple: SimplePeer): Promise<void> {
    const { _pc: pc, _channel: channel } = simple;
    const binding = pc && channel ? await readChannelBinding(pc).catch(() => null) : null;
    if (this.#over) return;
    if (!binding || !channel) return this.fail();
    this.#room = watchSendRoom(channel);
    this.#open = true;
    this.#events.onOpen(binding);
    const early = this.#early;
    this.#early = [];
    for (const frame of early) if (!this.#over) this.#events.onFrame(frame);
  }

  #onData(data: unknown): void {
    if (this.#over) return;
    if (!(data instanceof Uint8Array) || data.byteLength > MAX_FRAME_BYTES) return this.fail();
    const frame = new Uint8Array(data.buffer, data.byteOffset, data.byteLength); // a Buffer in the library
    if (this.#open) return this.#events.onFrame(frame);
    if (this.#early.push(frame) > MAX_EARLY_FRAMES) this.fail();
  }
}
