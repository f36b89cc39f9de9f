import { assert } from '@open-wc/testing';
import { createMachine } from './machine.js';
import { missingFeatures, requireFeatures } from './requirements.js';
import { Fault } from '../domain/fault.js';

describe('the machine', () => {
  it('wakes on whatever may mean that the world has changed', () => {
    const machine = createMachine();
    let wakes = 0;
    machine.onWake(() => wakes++);
    for (const [target, event] of [
      [window, 'online'],
      [window, 'focus'],
      [window, 'pageshow'],
      [document, 'resume'],
      [document, 'visibilitychange'],
    ] as const) {
      const before = wakes;
      target.dispatchEvent(new Event(event));
      assert.equal(wakes, before + 1, event);
    }
  });

  it('tells that it is hidden, and does not call that waking', () => {
    const machine = createMachine();
    const seen: boolean[] = [];
    let wakes = 0;
    machine.onWake(() => wakes++);
    machine.onVisible(() => seen.push(machine.isVisible()));
    assert.isTrue(machine.isVisible());
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    try {
      document.dispatchEvent(new Event('visibilitychange'));
      assert.deepEqual([seen, wakes], [[false], 0]);
    } finally {
      delete (document as { visibilityState?: unknown }).visibilityState;
    }
    document.dispatchEvent(new Event('visibilitychange'));
    assert.deepEqual([seen, wakes], [[false, true], 1]);
  });
});

describe('the requirements', () => {
  it('are met by this browser', () => {
    assert.deepEqual(missingFeatures(), []);
    requireFeatures();
  });

  for (const [what, scope] of [
    ['a secure context (HTTPS or localhost)', { isSecureContext: false }],
    ['WebCrypto', { crypto: {} }],
    ['WebRTC', { RTCPeerConnection: undefined }],
    ['Web Locks', { navigator: {} }],
    ['BroadcastChannel', { BroadcastChannel: undefined }],
  ] as const) {
    it(`name ${what} when it is missing`, () => {
      const lacking = new Proxy(globalThis, {
        get: (target, name) => (name in scope ? scope[name as never] : target[name as never]),
      });
      assert.deepEqual(missingFeatures(lacking), [what]);
      try {
        requireFeatures(lacking);
        assert.fail('it was let through');
      } catch (error) {
        assert.instanceOf(error, Fault);
        assert.equal((error as Fault).code, 'unsupported-browser');
      }
    });
  }
});
