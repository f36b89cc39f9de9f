import { sha256 } from '@noble/hashes/sha2.js';
import type {
  Clock,
  Introducer,
  IntroducerEvents,
  Keys,
  Machine,
  Random,
  Signer,
  Tabs,
} from '../../src/app/ports.js';
import { Fault } from '../../src/domain/fault.js';
import { seal, unseal } from '../../src/protocol/aead.js';
import { ed25519PublicKey, ed25519Sign, isSignedBy } from '../../src/protocol/ed25519.js';
import { MAX_INTRODUCER_FRAME_CHARS } from '../../src/protocol/limits.js';

/** A clock that stands still until the test moves it. */
export interface MemoryClock extends Clock {
  /** Lets `ms` milliseconds pass, and calls what falls due on the way, at its time. */
  advance(ms: number): void;
  setWall(ms: number): void;
}

export function createMemoryClock(wallMs = 1_700_000_000_000): MemoryClock {
  let nowMs = 0;
  let offsetMs = wallMs;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    wallMs: () => offsetMs + nowMs,
    monotonicMs: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), run };
      due.add(timer);
      return () => due.delete(timer);
    },
    advance(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const [next] = [...due].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
        if (!next) break;
        due.delete(next);
        nowMs = Math.max(nowMs, next.atMs);
        next.run();
      }
      nowMs = endMs;
    },
    setWall(ms) {
      offsetMs = ms - nowMs;
    },
  };
}

/** Randomness that is the same in every run. */
export function createMemoryRandom(seed: string): Random {
  let block = 0;
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const fresh = sha256(new TextEncoder().encode(`${seed} ${block++}`));
        bytes.set(fresh.subarray(0, length - at), at);
      }
      return bytes;
    },
  };
}

/** Keys of a vault whose key is 32 bytes in memory. */
export function createMemoryKeys(random: Random, vaultKey = random.bytes(32)): Keys {
  const signer = (seed: Uint8Array): Signer => ({
    publicKey: ed25519PublicKey(seed),
    sign: (bytes) => Promise.resolve(ed25519Sign(seed, bytes)),
  });
  const seedOf = (sealed: Uint8Array): Uint8Array | null =>
    sealed.byteLength < 12 ? null : unseal(vaultKey, sealed.slice(0, 12), sealed.slice(12));
  return {
    generate(given) {
      const [seed, iv] = [given?.slice() ?? random.bytes(32), random.bytes(12)];
      return Promise.resolve({
        signer: signer(seed),
        sealed: Uint8Array.of(...iv, ...seal(vaultKey, iv, seed)),
      });
    },
    open(sealed) {
      const seed = seedOf(sealed);
      return seed ? Promise.resolve(signer(seed)) : Promise.reject(new Fault('vault-damaged'));
    },
    reveal(sealed) {
      const seed = seedOf(sealed);
      return seed ? Promise.resolve(seed) : Promise.reject(new Fault('vault-damaged'));
    },
    verify: (publicKey, signature, bytes) => Promise.resolve(isSignedBy(publicKey, signature, bytes)),
    unseal: (key, nonce, box) => Promise.resolve(unseal(key, nonce, box)),
    seal: (key, nonce, plaintext) => Promise.resolve(seal(key, nonce, plaintext)),
  };
}

/** An introducer that is a pair of arrays. */
export interface MemoryIntroducer extends Introducer {
  /** Frames that were sent to it, in order. */
  readonly received: string[];
  say(frame: string): void;
  hangUp(why?: 'refused'): void;
  /** Whether connecting works from now on. */
  answers: boolean;
}

export function createMemoryIntroducer(): MemoryIntroducer {
  const open = new Map<IntroducerEvents, (why?: 'nonsense' | 'refused') => void>();
  const received: string[] = [];
  const later = (run: () => void): void => void Promise.resolve().then(run);
  const self: MemoryIntroducer = {
    received,
    answers: true,
    say(frame) {
      for (const [events, end] of open) {
        if (frame.length > MAX_INTRODUCER_FRAME_CHARS) end('nonsense');
        else later(() => open.has(events) && events.onFrame(frame));
      }
    },
    hangUp(why) {
      for (const end of open.values()) end(why);
    },
    connect(events) {
      let over = false;
      const end = (why?: 'nonsense' | 'refused'): void => {
        if (over) return;
        over = true;
        open.delete(events);
        later(() => events.onClose(why));
      };
      later(() => {
        if (over) return;
        if (!self.answers) return end();
        open.set(events, end);
        events.onOpen();
      });
      return { send: (frame) => open.has(events) && void received.push(frame), close: () => end() };
    },
  };
  return self;
}

/** The tabs of one browser profile. A tab that is asked and does not stop loses the right after a turn of the loop. */
export function createMemoryTabs(): { tab(): Tabs } {
  let holder: object | null = null;
  const yields = new Map<object, () => Promise<void>>();
  return {
    tab() {
      const me = {};
      const claim = (): boolean => {
        holder ??= me;
        return holder === me;
      };
      return {
        claim: () => Promise.resolve(claim()),
        async takeOver() {
          const asked = holder;
          if (asked && asked !== me) {
            const patience = new Promise((resolve) => setTimeout(resolve, 20));
            await Promise.race([
              yields
                .get(asked)?.()
                .catch(() => {}),
              patience,
            ]);
          }
          holder = me;
        },
        onAsked(yield_) {
          yields.set(me, yield_);
        },
        release() {
          if (holder === me) holder = null;
        },
      };
    },
  };
}

/** A machine that the test wakes and hides. */
export interface MemoryMachine extends Machine {
  wake(): void;
  setVisible(visible: boolean): void;
}

export function createMemoryMachine(): MemoryMachine {
  let visible = true;
  const wakes: (() => void)[] = [];
  const changes: (() => void)[] = [];
  return {
    onWake: (woke) => void wakes.push(woke),
    isVisible: () => visible,
    onVisible: (changed) => void changes.push(changed),
    wake: () => wakes.forEach((woke) => woke()),
    setVisible(next) {
      if (next === visible) return;
      visible = next;
      for (const changed of changes) changed();
      if (visible) for (const woke of wakes) woke();
    },
  };
}
