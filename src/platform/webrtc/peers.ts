import type { Peer, PeerEvents, Peers, Route } from '../../app/ports.js';
import type { AttemptOptions } from './peer-attempt.js';

const loadAttempts = () => import('./peer-attempt.js');

/** The `Peers` port over simple-peer, which is loaded with all that drives it when it is asked for. */
export function createPeers(load: typeof loadAttempts = loadAttempts): Peers {
  return {
    prepare: () => void load().catch(() => null), // `open` tries again, and says so
    open: (options, events) => new LatePeer(load, options, events),
  };
}

/** One attempt, from before its code is there. */
class LatePeer implements Peer {
  readonly #told: string[] = [];
  #attempt: Peer | null = null;
  #over = false;

  constructor(load: typeof loadAttempts, options: AttemptOptions, events: PeerEvents) {
    load().then(
      ({ PeerAttempt }) => {
        if (this.#over) return;
        this.#attempt = new PeerAttempt(options, events);
        for (const sdp of this.#told) this.#attempt.signal(sdp);
      },
      // A chunk that cannot be fetched ends the attempt, like everything else that goes wrong with it.
      () => !this.#over && events.onClose(),
    );
  }

  signal(sdp: string): void {
    if (this.#attempt) this.#attempt.signal(sdp);
    else if (this.#told.length < 2) this.#told.push(sdp); // a second one is wrong already
  }

  async send(frame: Uint8Array): Promise<void> {
    await this.#attempt?.send(frame);
  }

  async route(): Promise<Route | null> {
    return (await this.#attempt?.route()) ?? null;
  }

  close(): void {
    this.#over = true;
    this.#attempt?.close();
  }
}
