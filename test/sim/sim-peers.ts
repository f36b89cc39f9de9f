import { createHash } from 'node:crypto';
import type { Peer, PeerEvents, Peers } from '../../src/app/ports.js';
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.js';
import { DIRECT } from '../support/direct-route.js';
import type { AppProcess } from './machine-state.js';
import type { Paths } from './paths.js';
import type { World } from './world.js';

/** How long a path may be dead before a browser gives the connection up: +16.8 to +17.7 s were measured. */
const BREAKS_AFTER_MS = [12_000, 17_700] as const;
const CONNECT_WITHIN_MS = 15_000;
const ROOM_BYTES = 1024 * 1024;

/** One end of one peer connection. */
interface End {
  readonly id: number;
  readonly process: AppProcess;
  readonly initiator: boolean;
  readonly events: PeerEvents;
  /** SHA-256 of its certificate. */
  readonly fingerprint: Uint8Array;
  remote: End | null;
  channel: Channel | null;
  state: 'new' | 'signalled' | 'open' | 'over';
  /** Frames from here that have not arrived. */
  readonly queue: Uint8Array[];
  queuedBytes: number;
  /** Waiting for room to send. */
  readonly waiting: (() => void)[];
  lastArrivalMs: number;
}

/** What two ends have in common once they are connected. */
interface Channel {
  readonly ends: readonly [End, End];
  isBroken: boolean;
  /** Counts the times the path died or healed. */
  changes: number;
  isReachable: boolean;
}

/**
 * The peer connections of a world, as browsers were measured to behave: one ordered reliable channel each; a dead path
 * is no error for seconds, sends "succeed" into the void meanwhile, and an end that slept may never hear of its end.
 */
export class PeerNetwork {
  readonly #world: World;
  readonly #paths: Paths;
  readonly #ends: End[] = [];
  readonly #channels = new Set<Channel>();
  /** Connections that were ever open. */
  opened = 0;

  constructor(world: World, paths: Paths) {
    this.#world = world;
    this.#paths = paths;
    paths.onChanged(() => this.#channels.forEach((channel) => this.#reconsider(channel)));
  }

  /** Connections that are open at both ends, between the two machines. */
  openBetween(a: string, b: string): number {
    const isOpen = ({ ends: [one, two] }: Channel): boolean =>
      one.state === 'open' &&
      two.state === 'open' &&
      [one.process.name, two.process.name].sort().join() === [a, b].sort().join();
    return [...this.#channels].filter(isOpen).length;
  }

  for(process: AppProcess): Peers {
    return { prepare: () => {}, open: ({ initiator }, events) => this.#open(process, initiator, events) };
  }

  #open(process: AppProcess, initiator: boolean, events: PeerEvents): Peer {
    const id = this.#ends.length;
    const end: End = {
      id,
      process,
      initiator,
      events,
      fingerprint: createHash('sha256').update(`certificate ${id}`).digest(),
      remote: null,
      channel: null,
      state: 'new',
      queue: [],
      queuedBytes: 0,
      waiting: [],
      lastArrivalMs: 0,
    };
    this.#ends.push(end);
    if (initiator) this.#describe(end);
    return {
      signal: (sdp) => this.#signal(end, sdp),
      send: (frame) => this.#send(end, frame),
      route: () => Promise.resolve(end.state === 'open' ? DIRECT : null),
      close: () => this.#close(end),
    };
  }

  #describe(end: End): void {
    const kind = end.initiator ? 'offer' : 'answer';
    end.process.after(this.#world.dice.between(5, 300), `${kind} ${end.id}`, () => {
      if (end.state !== 'over') end.events.onSignal(`${kind} ${end.id}`);
    });
  }

  #signal(end: End, sdp: string): void {
    if (end.state === 'over') return;
    const [kind, id] = sdp.split(' ');
    const other = this.#ends[Number(id)];
    if (end.state !== 'new' || kind !== (end.initiator ? 'answer' : 'offer') || !other) {
      return this.#closeSoon(end, 10);
    }
    end.state = 'signalled';
    end.remote = other;
    if (!end.initiator) return this.#describe(end);
    this.#connect(end, other, this.#world.nowMs + CONNECT_WITHIN_MS);
  }

  /** Checks for connectivity now and again, as ICE does. */
  #connect(a: End, b: End, untilMs: number): void {
    this.#world.after(this.#world.dice.between(20, 200), `ice ${a.id} ${b.id}`, () => {
      if (a.state === 'over') return;
      if (b.remote === a && b.state === 'signalled' && this.#isReachable(a, b)) return this.#join(a, b);
      if (this.#world.nowMs > untilMs || b.state === 'over') {
        for (const end of [a, b]) if (end.state === 'signalled') this.#closeSoon(end, 3_000);
      } else this.#connect(a, b, untilMs);
    });
  }

  #join(a: End, b: End): void {
    const channel: Channel = { ends: [a, b], isBroken: false, changes: 0, isReachable: true };
    this.#channels.add(channel);
    this.opened++;
    for (const [end, other] of [
      [a, b],
      [b, a],
    ] as const) {
      end.channel = channel;
      end.state = 'open';
      const delayMs = this.#delayMs();
      end.lastArrivalMs = other.lastArrivalMs = this.#world.nowMs + delayMs;
      end.process.after(delayMs, `open ${end.id}`, () => {
        if (end.state !== 'open') return;
        end.events.onOpen({ local: end.fingerprint, remote: other.fingerprint });
      });
    }
    const openedMs = Math.max(a.lastArrivalMs, b.lastArrivalMs);
    a.lastArrivalMs = b.lastArrivalMs = openedMs;
  }

  async #send(end: End, frame: Uint8Array): Promise<void> {
    if (frame.byteLength > MAX_FRAME_BYTES) {
      this.#world.fail(`${end.process.name} sent a frame of ${frame.byteLength} bytes`);
    }
    const { channel } = end;
    if (end.state !== 'open' || !channel || channel.isBroken) return;
    end.queue.push(frame.slice());
    end.queuedBytes += frame.byteLength;
    this.#arriveLater(end);
    while (end.queuedBytes > ROOM_BYTES) await new Promise<void>((resolve) => end.waiting.push(resolve));
  }

  #arriveLater(from: End): void {
    const atMs = Math.max(from.lastArrivalMs, this.#world.nowMs + this.#delayMs());
    from.lastArrivalMs = atMs;
    this.#world.after(atMs - this.#world.nowMs, `arrival from ${from.id}`, () => this.#arrive(from));
  }

  /** The oldest frame under way arrives, if the path lets it; otherwise it is sent again a little later. */
  #arrive(from: End): void {
    const { channel, remote } = from;
    if (!channel || !remote || channel.isBroken || from.queue.length === 0) return;
    const isPathOpen = this.#paths.isOpen(from.process.name, remote.process.name);
    const canReceive = remote.process.isAlive && !remote.process.machine.isAsleep;
    if (!isPathOpen || !canReceive) {
      if (remote.process.isAlive) this.#arriveLater(from);
      return;
    }
    const frame = from.queue.shift()!;
    from.queuedBytes -= frame.byteLength;
    for (const resolve of from.waiting.splice(0)) resolve();
    this.#world.note(`frame of ${frame.byteLength} from ${from.id}`);
    if (remote.state === 'open') remote.events.onFrame(frame);
  }

  #close(end: End): void {
    if (end.state === 'over') return;
    const { channel, remote } = end;
    end.state = 'over';
    if (!channel || !remote) return;
    if (!this.#isReachable(end, remote)) return this.#reconsider(channel);
    // The last frames may still make it, or not.
    const kept = this.#world.dice.between(0, end.queue.length);
    end.queue.splice(kept);
    const atMs = Math.max(end.lastArrivalMs, this.#world.nowMs) + this.#world.dice.between(1, 30);
    this.#world.after(atMs - this.#world.nowMs, `goodbye of ${end.id}`, () => {
      if (!this.#isReachable(end, remote)) return this.#reconsider(channel);
      this.#break(channel);
      this.#closeSoon(remote, 5);
    });
  }

  /** Tells an end that it is over. */
  #closeSoon(end: End, withinMs: number): void {
    end.process.after(this.#world.dice.between(0, withinMs), `close ${end.id}`, () => {
      if (end.state === 'over') return;
      end.state = 'over';
      end.events.onClose();
    });
  }

  #isReachable(a: End, b: End): boolean {
    const [one, two] = [a.process, b.process];
    return (
      this.#paths.isOpen(one.name, two.name) &&
      this.#paths.isOpen(two.name, one.name) &&
      [one, two].every((process) => process.isAlive && !process.machine.isAsleep)
    );
  }

  /** Looks whether the path of a channel has died or healed, and gives it some seconds if it has died. */
  #reconsider(channel: Channel): void {
    if (channel.isBroken) return;
    const [a, b] = channel.ends;
    const isReachable = this.#isReachable(a, b) && a.state === 'open' && b.state === 'open';
    if (isReachable === channel.isReachable) return;
    channel.isReachable = isReachable;
    const change = ++channel.changes;
    if (isReachable) return;
    this.#world.after(this.#world.dice.between(...BREAKS_AFTER_MS), `path ${a.id} ${b.id}`, () => {
      if (channel.isBroken || channel.changes !== change) return;
      this.#break(channel);
      for (const end of channel.ends) {
        // A side that slept was seen to believe in a connection that had long been gone.
        const neverHears = this.#world.dice.chance(0.3);
        if (end.state === 'open' && end.process.isAlive && !neverHears) this.#closeSoon(end, 4_000);
      }
    });
  }

  #break(channel: Channel): void {
    channel.isBroken = true;
    this.#channels.delete(channel);
    for (const end of channel.ends) {
      end.queue.length = 0;
      end.queuedBytes = 0;
      for (const resolve of end.waiting.splice(0)) resolve();
    }
  }

  #delayMs(): number {
    const { dice } = this.#world;
    if (dice.chance(0.01)) return dice.between(500, 5_000);
    if (dice.chance(0.05)) return dice.between(100, 1_000);
    return dice.between(1, 40);
  }
}
