import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { mochaHarness } from '../../../test/contract/mocha-harness.js';
import { peersContract } from '../../../test/contract/peers.contract.js';
import { NO_ICE_SERVERS } from '../../protocol/ice-servers.js';
import { MAX_FRAME_BYTES } from '../../protocol/limits.js';
import { createPeers } from './peers.js';
import { HIGH_WATER_BYTES } from './send-room.js';

peersContract(mochaHarness, 'simple-peer', () => createPeers());

const quiet = { onSignal() {}, onOpen() {}, onFrame() {}, onClose() {} };

/** A peer of ours that a bare RTCPeerConnection called, so that the test can say what no peer of ours would. */
async function calledByBare() {
  const bare = new RTCPeerConnection({ iceServers: [] });
  const channel = bare.createDataChannel('bare', { ordered: true });
  channel.binaryType = 'arraybuffer';
  await bare.setLocalDescription();
  await until('candidates', () => bare.iceGatheringState === 'complete');
  const log: string[] = [];
  const peer = createPeers().open(
    { initiator: false, ice: NO_ICE_SERVERS },
    {
      onSignal: (sdp) => void bare.setRemoteDescription({ type: 'answer', sdp }),
      onOpen: () => log.push('open'),
      onFrame: (frame) => log.push(`frame of ${frame.byteLength}`),
      onClose: () => log.push('close'),
    },
  );
  peer.signal(bare.localDescription!.sdp);
  await until('both ends to open', () => log.includes('open') && channel.readyState === 'open');
  return { bare, channel, peer, log };
}

describe('a peer that does not keep the rules', () => {
  for (const [what, send] of [
    ['text', (channel: RTCDataChannel) => channel.send('text')],
    ['a frame too long', (channel: RTCDataChannel) => channel.send(new Uint8Array(MAX_FRAME_BYTES + 1))],
  ] as const) {
    it(`is cut when it sends ${what}`, async () => {
      const { bare, channel, log } = await calledByBare();
      channel.send(new Uint8Array(3));
      send(channel);
      channel.send(new Uint8Array(4));
      await until('the link to close', () => log.includes('close'));
      assert.deepEqual(log, ['open', 'frame of 3', 'close']);
      bare.close();
    });
  }

  it('is cut when it is not the one whose certificate was promised', async () => {
    // A description whose fingerprint was swapped on the way: DTLS itself must refuse it.
    const peers = createPeers();
    const log: string[] = [];
    const offers: string[] = [];
    const answers: string[] = [];
    const on = (name: string, signals: string[]) => ({
      onSignal: (sdp: string) => signals.push(sdp),
      onOpen: () => log.push(`${name} open`),
      onFrame: () => log.push(`${name} frame`),
      onClose: () => log.push(`${name} close`),
    });
    const caller = peers.open({ initiator: true, ice: NO_ICE_SERVERS }, on('caller', offers));
    const callee = peers.open({ initiator: false, ice: NO_ICE_SERVERS }, on('callee', answers));
    await until('the offer', () => offers.length === 1);
    callee.signal(offers[0]!);
    await until('the answer', () => answers.length === 1);
    const swapped = answers[0]!.replace(
      /(a=fingerprint:sha-256 )(..)/,
      (_, label, byte) => `${label}${byte === '00' ? '01' : '00'}`,
    );
    assert.notEqual(swapped, answers[0]);
    caller.signal(swapped);
    await until('the caller to close', () => log.includes('caller close'), 25_000);
    assert.notInclude(log, 'caller open');
    callee.close();
  });
});

describe('a sender', () => {
  it('waits while the queue is full and not otherwise', async () => {
    const { bare, peer } = await calledByBare();
    const send = RTCDataChannel.prototype.send;
    const queued: number[] = [];
    const channels: RTCDataChannel[] = [];
    RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: never) {
      channels.push(this);
      return send.call(this, data);
    };
    try {
      for (let i = 0; i < 100; i++) {
        await peer.send(new Uint8Array(MAX_FRAME_BYTES));
        queued.push(channels.at(-1)!.bufferedAmount);
      }
      assert.isBelow(Math.max(...queued), HIGH_WATER_BYTES);
      // Without waiting the queue does pass the mark, so the waits above were real ones.
      const burst = Array.from({ length: 100 }, () => peer.send(new Uint8Array(MAX_FRAME_BYTES)));
      assert.isAbove(channels.at(-1)!.bufferedAmount, HIGH_WATER_BYTES);
      await Promise.all(burst);
      assert.isBelow(channels.at(-1)!.bufferedAmount, HIGH_WATER_BYTES);
    } finally {
      RTCDataChannel.prototype.send = send;
    }
    bare.close();
    peer.close();
  });

  it('is let go when the link dies under it', async () => {
    // No event says so here: a dead network lets nothing drain.
    const listen = EventTarget.prototype.addEventListener;
    RTCDataChannel.prototype.addEventListener = function (this: EventTarget, ...args: [string, never]) {
      if (args[0] !== 'bufferedamountlow') listen.apply(this, args);
    } as typeof listen;
    try {
      const { peer } = await calledByBare();
      const burst = Array.from({ length: 100 }, () => peer.send(new Uint8Array(MAX_FRAME_BYTES)));
      peer.close();
      await Promise.all(burst);
      await peer.send(new Uint8Array(1));
    } finally {
      delete (RTCDataChannel.prototype as { addEventListener?: unknown }).addEventListener;
    }
  });
});

describe('opening a peer', () => {
  it('asks the servers it was given, and none where none was given', async () => {
    const asked: (RTCConfiguration | undefined)[] = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        asked.push(configuration);
      }
    };
    try {
      for (const stunUrls of [[], ['stun:10.99.0.1:3478', 'stun:10.99.0.1:3479']]) {
        const signals: string[] = [];
        const peer = createPeers().open(
          { initiator: true, ice: { stun: stunUrls, turn: null } },
          { ...quiet, onSignal: (sdp) => signals.push(sdp) },
        );
        await until('the offer', () => signals.length === 1);
        peer.close();
      }
    } finally {
      window.RTCPeerConnection = Real;
    }
    assert.deepEqual(
      asked.map((configuration) => configuration?.iceServers),
      [[], [{ urls: 'stun:10.99.0.1:3478' }, { urls: 'stun:10.99.0.1:3479' }]],
    );
  });

  it('does not wait long for a STUN server that does not answer', async () => {
    const signals: number[] = [];
    const startMs = performance.now();
    const peer = createPeers().open(
      { initiator: true, ice: { stun: ['stun:10.99.0.77:3478'], turn: null } },
      { ...quiet, onSignal: () => signals.push(performance.now() - startMs) },
    );
    await until('the offer', () => signals.length === 1);
    assert.isBelow(signals[0]!, 4_000, 'an unanswered server takes Chromium about 10 s');
    peer.close();
  });

  it('ends in onClose, without a throw, where a server’s address makes no sense', async () => {
    let closes = 0;
    createPeers().open(
      { initiator: true, ice: { stun: ['http://nonsense'], turn: null } },
      { ...quiet, onClose: () => closes++ },
    );
    await until('the end', () => closes === 1);
  });

  it('ends in onClose where simple-peer cannot be loaded', async () => {
    let closes = 0;
    const peers = createPeers(() => Promise.reject(new Error('no network')));
    peers.open({ initiator: true, ice: NO_ICE_SERVERS }, { ...quiet, onClose: () => closes++ });
    await until('the end', () => closes === 1);
  });

  it('frees its connection when it is closed', async () => {
    const made: RTCPeerConnection[] = [];
    const Real = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push(this);
      }
    };
    try {
      const signals: string[] = [];
      const peer = createPeers().open(
        { initiator: true, ice: NO_ICE_SERVERS },
        { ...quiet, onSignal: (sdp) => signals.push(sdp) },
      );
      await until('the offer', () => signals.length === 1);
      peer.close();
      await until('the connection to close', () => made[0]?.signalingState === 'closed');
      assert.isNull(made[0]!.onicecandidate);
    } finally {
      window.RTCPeerConnection = Real;
    }
  });
});

describe('a patient peer', () => {
  it('outlives that no way was found, calls again and again, and is there when the other side comes', async () => {
    const caller = new RTCPeerConnection({ iceServers: [] });
    const channel = caller.createDataChannel('by hand', { ordered: true });
    await caller.setLocalDescription();
    await until('candidates', () => caller.iceGatheringState === 'complete');
    const sdp = caller
      .localDescription!.sdp.replace(
        /^a=candidate:.*$/gm,
        'a=candidate:1 1 udp 2113937151 10.99.0.77 5555 typ host',
      )
      .replace('a=setup:actpass', 'a=setup:active');

    const called: string[] = [];
    const real = RTCPeerConnection.prototype.addIceCandidate;
    RTCPeerConnection.prototype.addIceCandidate = function (candidate) {
      called.push((candidate as RTCIceCandidateInit).candidate!);
      return (real as (candidate: unknown) => Promise<void>).call(this, candidate);
    };
    const log: string[] = [];
    const answers: string[] = [];
    const peer = createPeers().open(
      { initiator: false, ice: NO_ICE_SERVERS, isPatient: true },
      {
        onSignal: (answer) => answers.push(answer),
        onOpen: () => log.push('open'),
        onFrame: () => log.push('frame'),
        onClose: () => log.push('close'),
      },
    );
    try {
      peer.signal(sdp);
      await until('the answer', () => answers.length === 1);
      assert.match(answers[0]!, /^a=setup:passive\r$/m);
      // ICE gives up after 15 s.
      await until('two more calls', () => called.length === 2, 25_000);
      assert.deepEqual(
        called.map((candidate) => /10\.99\.0\.77 5555 typ host$/.test(candidate)),
        [true, true],
      );
      assert.equal(new Set(called).size, 2);
      assert.deepEqual(log, []);
      await caller.setRemoteDescription({ type: 'answer', sdp: answers[0]! });
      await until('both ends to open', () => log.includes('open') && channel.readyState === 'open');
      caller.close();
      await until('the end', () => log.includes('close'), 25_000);
    } finally {
      RTCPeerConnection.prototype.addIceCandidate = real;
      peer.close();
      caller.close();
    }
  });
});
