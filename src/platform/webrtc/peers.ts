import type { Peers } from '../../app/ports.js';
import { PeerAttempt } from './peer-attempt.js';

const loadSimplePeer = async () => (await import('simple-peer/simplepeer.min.js')).default;

/** The `Peers` port over simple-peer, which is loaded when it is asked for. */
export function createPeers(load: typeof loadSimplePeer = loadSimplePeer): Peers {
  return {
    prepare: () => void load().catch(() => null), // `open` tries again, and says so
    open(options, events) {
      const attempt = new PeerAttempt(options, events);
      // A chunk that cannot be fetched ends the attempt, like everything else that goes wrong with it.
      load().then(
        (Simple) => attempt.start(Simple),
        () => attempt.fail(),
      );
      return attempt;
    },
  };
}
