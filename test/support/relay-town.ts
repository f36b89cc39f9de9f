import { offersRelay } from '../../src/app/attempt.js';
import type { Introducer, Peers, Ports, Route } from '../../src/app/ports.js';
import type { TurnServer } from '../../src/protocol/ice-servers.js';
import { encodeFrame, parseServerFrame } from '../../src/protocol/introducer-frames.js';
import { DIRECT } from './direct-route.js';
import { Town } from './town.js';

const RELAY_CANDIDATE = ' \r\na=candidate:1 1 udp 1 10.0.0.9 50000 typ relay raddr 0.0.0.0 rport 0';
const RELAYED: Route = { ...DIRECT, path: 'relay', remoteAddress: '10.0.0.9' };

/** A town whose introducer names a relay, and where a direct way may be blocked. */
export class RelayTown {
  readonly town: Town;
  /** Whether packets go from device to device. */
  isDirectOpen = true;
  /** Whether the relay does what it is there for. */
  isRelayUp = true;
  turn: TurnServer | null = {
    urls: ['turn:10.0.0.9:3478'],
    username: 'u',
    credential: 'c',
    ttlS: 86_400,
  };
  /** Every attempt: whose, and whether it was given the relay. */
  readonly attempts: { readonly device: string; readonly initiator: boolean; readonly relay: boolean }[] = [];

  constructor() {
    this.town = new Town((ports, device) => this.#adapt(ports, device));
  }

  /** Whether each attempt since the `from`th that somebody began was given the relay. */
  dials(from = 0): boolean[] {
    return this.attempts
      .slice(from)
      .filter(({ initiator }) => initiator)
      .map(({ relay }) => relay);
  }

  #adapt(ports: Ports, device: string): Ports {
    const { introducer, peers } = ports;
    return { ...ports, introducer: this.#naming(introducer), peers: this.#through(peers, device) };
  }

  #naming(introducer: Introducer): Introducer {
    return {
      connect: (events) =>
        introducer.connect({
          onOpen: () => events.onOpen(),
          onClose: (why) => events.onClose(why),
          onFrame: (text) => {
            const frame = parseServerFrame(text);
            const isWelcome = frame.ok && frame.value.type === 'welcome';
            events.onFrame(isWelcome && this.turn ? encodeFrame({ ...frame.value, turn: this.turn }) : text);
          },
        }),
    };
  }

  #through(peers: Peers, device: string): Peers {
    return {
      prepare: () => peers.prepare(),
      open: (options, events) => {
        const { initiator } = options;
        const relay = options.ice.turn !== null;
        this.attempts.push({ device, initiator, relay });
        let route: Route | null = null;
        const peer = peers.open(options, {
          ...events,
          onSignal: (sdp) => events.onSignal(relay ? sdp + RELAY_CANDIDATE : sdp),
          onOpen: (binding) => events.onOpen(binding),
          onFrame: (frame) => events.onFrame(frame),
          onClose: () => events.onClose(),
        });
        return {
          send: (frame) => peer.send(frame),
          close: () => peer.close(),
          route: async () => ((await peer.route()) ? route : null),
          signal: (sdp) => {
            const isRelayed = this.isRelayUp && (relay || offersRelay(sdp));
            route = this.isDirectOpen ? DIRECT : isRelayed ? RELAYED : null;
            // Whoever began looks for the way: without one it never hears, as it were.
            if (route || !initiator) peer.signal(sdp);
          },
        };
      },
    };
  }
}
