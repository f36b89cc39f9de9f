import { sha256 } from '@noble/hashes/sha2.js';
import type { Peer, PeerEvents, Peers } from '../../src/app/ports.js';
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.js';
import { DIRECT } from './direct-route.js';

/** One end of a link that is a queue in memory. */
interface End {
  readonly number: number;
  readonly initiator: boolean;
  readonly events: PeerEvents;
  remote: End | null;
  open: boolean;
  over: boolean;
}

const fingerprint = (end: End): Uint8Array =>
  sha256(new TextEncoder().encode(`certificate of ${end.number}`));

/** `Peers` whose descriptions work among the ends that this object made, in order and without loss. */
export function createMemoryPeers(): Peers {
  const ends: End[] = [];
  const later = (run: () => void): void => void Promise.resolve().then(run);

  function fail(end: End): void {
    if (end.over) return;
    close(end);
    later(() => end.events.onClose());
  }

  function close(end: End): void {
    if (end.over) return;
    const { remote } = end;
    end.over = true;
    end.open = false;
    if (remote && !remote.over) later(() => fail(remote));
  }

  function describe(end: End): void {
    later(() => {
      if (!end.over) end.events.onSignal(`${end.initiator ? 'offer' : 'answer'} ${end.number}`);
    });
  }

  function connect(a: End, b: End): void {
    for (const [end, other] of [
      [a, b],
      [b, a],
    ] as const) {
      end.open = true;
      later(() => {
        if (!end.over) end.events.onOpen({ local: fingerprint(end), remote: fingerprint(other) });
      });
    }
  }

  function signal(end: End, sdp: string): void {
    if (end.over) return;
    const [kind, number] = sdp.split(' ');
    const other = ends[Number(number)];
    const wanted = end.initiator ? 'answer' : 'offer';
    if (end.remote || kind !== wanted || !number || !other || other.initiator === end.initiator)
      return fail(end);
    end.remote = other;
    if (end.initiator) connect(end, other);
    else describe(end);
  }

  async function send(end: End, frame: Uint8Array): Promise<void> {
    if (frame.byteLength > MAX_FRAME_BYTES) throw new RangeError(`a frame of ${frame.byteLength} bytes`);
    const { remote } = end;
    if (!end.open || !remote) return;
    const copy = frame.slice();
    later(() => later(() => remote.open && remote.events.onFrame(copy)));
    await Promise.resolve();
  }

  return {
    prepare() {},
    open({ initiator }, events): Peer {
      const end: End = {
        number: ends.length,
        initiator,
        events,
        remote: null,
        open: false,
        over: false,
      };
      ends.push(end);
      if (initiator) describe(end);
      return {
        signal: (sdp) => signal(end, sdp),
        send: (frame) => send(end, frame),
        route: () => Promise.resolve(end.open ? DIRECT : null),
        close: () => close(end),
      };
    },
  };
}
