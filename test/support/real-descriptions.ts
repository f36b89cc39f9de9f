import type { Peers, Ports } from '../../src/app/ports.js';
import { compactDescription, sdpOf } from '../../src/protocol/compact-description.js';

/**
 * Peers whose descriptions are such as browsers make, around those of the simulator, which are a few letters: the letters
 * travel as the name for ICE. `hasAddress` says whether the browser of a device tells any address.
 */
export const withRealDescriptions =
  (hasAddress: (device: string) => boolean = () => true) =>
  (ports: Ports, device: string): Ports => ({
    ...ports,
    peers: realDescriptions(ports.peers, () => hasAddress(device)),
  });

const realDescriptions = (peers: Peers, hasAddress: () => boolean): Peers => ({
  prepare: () => peers.prepare(),
  open(options, events) {
    const peer = peers.open(options, {
      ...events,
      onSignal: (letters) => events.onSignal(sdpWith(letters, hasAddress())),
    });
    return { ...peer, signal: (sdp) => peer.signal(lettersIn(sdp)) };
  },
});

function sdpWith(letters: string, hasAddress: boolean): string {
  const [kind, number] = letters.split(' ');
  const candidates = hasAddress
    ? [{ kind: 'host', address: Uint8Array.of(10, 0, 0, 1), port: Number(number) + 1 } as const]
    : [];
  const compact = {
    ufrag: `${kind}/${number}`,
    password: 'p'.repeat(24),
    fingerprint: new Uint8Array(32),
    candidates,
  };
  return sdpOf(compact, kind === 'offer' ? 'offer' : 'answer');
}

const lettersIn = (sdp: string): string => compactDescription(sdp)?.ufrag.replace('/', ' ') ?? '';
