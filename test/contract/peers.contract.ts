import type { ChannelBinding, Peer, PeerEvents, Peers } from '../../src/app/ports.js';
import { NO_ICE_SERVERS, type IceServers } from '../../src/protocol/ice-servers.js';
import { MAX_FRAME_BYTES } from '../../src/protocol/limits.js';
import { hex, until, type Harness } from './harness.js';

/** One end, with everything it was told. */
interface End {
  readonly peer: Peer;
  readonly signals: string[];
  readonly bindings: ChannelBinding[];
  readonly frames: Uint8Array[];
  readonly order: string[];
  closes: number;
}

function open(
  peers: Peers,
  initiator: boolean,
  ice: IceServers = NO_ICE_SERVERS,
  on: Partial<PeerEvents> = {},
): End {
  const end = { signals: [], bindings: [], frames: [], order: [], closes: 0 } as unknown as End & {
    peer: Peer;
  };
  end.peer = peers.open(
    { initiator, ice },
    {
      onSignal(sdp) {
        end.order.push('signal');
        end.signals.push(sdp);
        on.onSignal?.(sdp);
      },
      onOpen(binding) {
        end.order.push('open');
        end.bindings.push(binding);
        on.onOpen?.(binding);
      },
      onFrame(frame) {
        end.order.push('frame');
        end.frames.push(frame);
        on.onFrame?.(frame);
      },
      onClose() {
        end.order.push('close');
        end.closes++;
        on.onClose?.();
      },
    },
  );
  return end;
}

/** What every `Peers` promises. Both ends come from the same one. */
export function peersContract({ describe, it, assert }: Harness, name: string, make: () => Peers): void {
  async function connect(on: { caller?: Partial<PeerEvents>; callee?: Partial<PeerEvents> } = {}) {
    const peers = make();
    const caller = open(peers, true, NO_ICE_SERVERS, on.caller);
    const callee = open(peers, false, NO_ICE_SERVERS, on.callee);
    await until('the offer', () => caller.signals.length === 1);
    callee.peer.signal(caller.signals[0]!);
    await until('the answer', () => callee.signals.length === 1);
    caller.peer.signal(callee.signals[0]!);
    await until('both ends to open', () => caller.bindings.length + callee.bindings.length === 2);
    const both = [caller, callee] as const;
    return { caller, callee, both, stop: () => both.forEach(({ peer }) => peer.close()) };
  }

  describe(`${name} keeps the contract of Peers`, () => {
    it('connects two ends and gives each the other’s binding', async () => {
      const { caller, callee, stop } = await connect();
      const [ours, theirs] = [caller.bindings[0]!, callee.bindings[0]!];
      assert.equal(ours.local.byteLength, 32);
      assert.equal(hex(ours.remote), hex(theirs.local));
      assert.equal(hex(theirs.remote), hex(ours.local));
      assert.ok(hex(ours.local) !== hex(ours.remote));
      assert.deepEqual([caller.signals.length, callee.signals.length], [1, 1]);
      stop();
    });

    it('tells the way that its packets take as long as it is open', async () => {
      const { both, stop } = await connect();
      for (const { peer } of both) assert.equal((await peer.route())!.path, 'direct');
      stop();
      for (const { peer } of both) assert.equal(await peer.route(), null);
      const alone = open(make(), true).peer;
      assert.equal(await alone.route(), null);
      alone.close();
    });

    it('carries frames in order, the largest and the empty one too, and tells of none before it is open', async () => {
      const sent = [new Uint8Array(MAX_FRAME_BYTES).fill(7), new Uint8Array(), Uint8Array.of(1, 2, 3)];
      let callee: End | null = null;
      const link = await connect({ caller: {} });
      callee = link.callee;
      for (const frame of sent) await link.caller.peer.send(frame);
      await until('three frames', () => callee!.frames.length === 3);
      assert.deepEqual(callee.frames.map(hex), sent.map(hex));
      assert.deepEqual(callee.order, ['signal', 'open', 'frame', 'frame', 'frame']);
      link.stop();
    });

    it('does not lose what is sent from within onOpen', async () => {
      const peers = make();
      const ends: { caller?: End; callee?: End } = {};
      ends.caller = open(peers, true, NO_ICE_SERVERS, {
        onOpen: () => void ends.caller!.peer.send(Uint8Array.of(1)),
      });
      ends.callee = open(peers, false, NO_ICE_SERVERS, {
        onOpen: () => void ends.callee!.peer.send(Uint8Array.of(2)),
      });
      const { caller, callee } = ends as Required<typeof ends>;
      await until('the offer', () => caller.signals.length === 1);
      callee.peer.signal(caller.signals[0]!);
      await until('the answer', () => callee.signals.length === 1);
      caller.peer.signal(callee.signals[0]!);
      await until('both frames', () => caller.frames.length + callee.frames.length === 2);
      assert.deepEqual(
        [caller.order, callee.order],
        [
          ['signal', 'open', 'frame'],
          ['signal', 'open', 'frame'],
        ],
      );
      caller.peer.close();
      callee.peer.close();
    });

    it('holds the sender back, and lets every frame through', async () => {
      const { caller, callee, stop } = await connect();
      for (let i = 0; i < 200; i++) {
        const frame = new Uint8Array(MAX_FRAME_BYTES).fill(i);
        await caller.peer.send(frame);
      }
      await until('200 frames', () => callee.frames.length === 200, 30_000);
      assert.deepEqual(
        callee.frames.map((frame) => frame[MAX_FRAME_BYTES - 1]),
        Array.from({ length: 200 }, (_, i) => i % 256),
      );
      stop();
    });

    it('tells the other end when one closes, and not the one that did', async () => {
      const { caller, callee } = await connect();
      caller.peer.close();
      caller.peer.close();
      await until('the other end to close', () => callee.closes === 1);
      await callee.peer.send(Uint8Array.of(1));
      await caller.peer.send(Uint8Array.of(1));
      callee.peer.signal('anything');
      assert.deepEqual([caller.closes, callee.closes], [0, 1]);
    });

    for (const [what, sdp] of [
      ['nothing', ''],
      ['words', 'v=0 hello'],
      ['JSON', '{"type":"offer"}'],
      ['a megabyte', 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n'.repeat(20_000)],
    ] as const) {
      it(`ends the attempt, and only it, when the description is ${what}`, async () => {
        const { both, stop } = await connect();
        const attempt = open(make(), false);
        attempt.peer.signal(sdp);
        await until('the attempt to end', () => attempt.closes === 1);
        assert.deepEqual(
          [attempt.signals, attempt.bindings, both.map(({ closes }) => closes)],
          [[], [], [0, 0]],
        );
        stop();
      });
    }

    it('ends when it is given a description twice', async () => {
      const { caller, callee } = await connect();
      callee.peer.signal(caller.signals[0]!);
      await until('both ends to close', () => caller.closes + callee.closes === 2);
    });

    it('ends when both ends are of the same side', async () => {
      const peers = make();
      const [one, two] = [open(peers, true), open(peers, true)];
      await until('two offers', () => one.signals.length + two.signals.length === 2);
      one.peer.signal(two.signals[0]!);
      await until('the end', () => one.closes === 1);
      two.peer.close();
    });

    it('is quiet when it is closed before anything happened', async () => {
      const peers = make();
      const one = open(peers, true);
      one.peer.close();
      const other = open(peers, true);
      await until('the other offer', () => other.signals.length === 1);
      other.peer.close();
      assert.deepEqual([one.order, other.order], [[], ['signal']]);
    });
  });
}
