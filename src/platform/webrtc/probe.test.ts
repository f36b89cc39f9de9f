import { assert } from '@open-wc/testing';
import type { Probe } from '../../app/probe.js';
import { NO_ICE_SERVERS, type IceServers } from '../../protocol/ice-servers.js';
import * as adapter from './probe.js';

const probe: Probe = adapter;
const LIMIT_MS = 800;
/** A port of this device at which nobody answers. */
const SILENT: IceServers = { stun: ['stun:127.0.0.1:9'], turn: null };
const RELAY: IceServers = {
  stun: [],
  turn: { urls: ['turn:127.0.0.1:9'], username: 'u', credential: 'c', ttlS: 60 },
};

/** Runs `act` and says which connections it made, how long it took, and what came of it. */
async function watched<T>(act: () => Promise<T>) {
  const made: RTCPeerConnection[] = [];
  const Real = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(config?: RTCConfiguration) {
      super(config);
      made.push(this);
    }
  };
  const startMs = performance.now();
  try {
    const result = await act();
    return { result, made, tookMs: performance.now() - startMs };
  } finally {
    globalThis.RTCPeerConnection = Real;
  }
}

describe('the probe', () => {
  for (const [what, ice] of [
    ['STUN server', SILENT],
    ['relay', RELAY],
  ] as const) {
    it(`says in time that a ${what} is silent, and closes its connection`, async () => {
      const { result, made, tookMs } = await watched(() => probe.ask(ice, LIMIT_MS));
      assert.isFalse(result.isAnswered);
      assert.isBelow(tookMs, LIMIT_MS + 1_000);
      assert.deepEqual(
        made.map(({ signalingState }) => signalingState),
        ['closed'],
      );
    });
  }

  it('finds what the browser knows by itself where nobody is asked', async () => {
    const { result, made } = await watched(() => probe.ask(NO_ICE_SERVERS, LIMIT_MS));
    assert.isAbove(result.addresses.length, 0);
    assert.isTrue(result.addresses.every((address) => /^[\w.:-]+$/.test(address)));
    assert.equal(made[0]!.signalingState, 'closed');
  });

  it('finds no relay, and no address of this device, through a relay that is silent', async () => {
    const { addresses } = await probe.ask(RELAY, LIMIT_MS);
    assert.deepEqual(addresses, []);
  });

  it('takes what is no URL, or no WebRTC at all, for silence', async () => {
    const none = { isAnswered: false, addresses: [] };
    const { result, made } = await watched(() =>
      probe.ask({ stun: ['http://no-stun.example'], turn: null }, LIMIT_MS),
    );
    assert.deepEqual([result, made], [none, []]);
    const Real = globalThis.RTCPeerConnection;
    Reflect.deleteProperty(globalThis, 'RTCPeerConnection');
    try {
      assert.deepEqual(await probe.ask(NO_ICE_SERVERS, LIMIT_MS), none);
    } finally {
      globalThis.RTCPeerConnection = Real;
    }
  });

  it('reads the server’s time from what it answers, and nothing from silence', async () => {
    const real = globalThis.fetch;
    const asked: string[] = [];
    const answering = (date: string | null) => {
      globalThis.fetch = (url) => {
        asked.push(String(url));
        return Promise.resolve(new Response('', { headers: date === null ? {} : { date } }));
      };
    };
    try {
      answering('Sat, 28 Nov 2026 03:00:00 GMT');
      assert.equal(await probe.serverMs(LIMIT_MS), Date.UTC(2026, 10, 28, 3, 0, 0, 500));
      answering('yesterday');
      assert.isNull(await probe.serverMs(LIMIT_MS));
      answering(null);
      assert.isNull(await probe.serverMs(LIMIT_MS));
      globalThis.fetch = () => Promise.reject(new TypeError('out of reach'));
      assert.isNull(await probe.serverMs(LIMIT_MS));
      assert.deepEqual(asked, ['/healthz', '/healthz', '/healthz']);
    } finally {
      globalThis.fetch = real;
    }
  });

  it('counts by host what the page has fetched', async () => {
    const of = (): number => probe.fetched().find(({ host }) => host === location.host)?.times ?? 0;
    const before = of();
    await (await fetch(`${location.pathname}?probe=${Math.random()}`, { cache: 'no-store' })).text();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const row = probe.fetched().find(({ host }) => host === location.host)!;
    assert.equal(row.times, before + 1);
    assert.isAbove(row.receivedBytes, 0);
    assert.isBelow(Math.abs(row.lastMs - Date.now()), 60_000);
  });
});
