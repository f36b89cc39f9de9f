import type { Tabs } from '../../app/ports.js';

/** How long the tab that writes may take to finish, in milliseconds, before it is taken for hung. */
const PATIENCE_MS = 3_000;

const ASK = 'beep: the right to write is asked for';

export interface WebLockTabsOptions {
  /** Names the lock and the channel. */
  readonly name?: string;
  readonly patienceMs?: number;
}

/**
 * The `Tabs` port: the right to write is an exclusive Web Lock, asked for over a BroadcastChannel. The browser frees
 * the lock of a tab that is closed or crashes; the lock of one that does not answer is stolen.
 */
export function createTabs({
  name = 'beep-writer',
  patienceMs = PATIENCE_MS,
}: WebLockTabsOptions = {}): Tabs {
  let channel: BroadcastChannel | null = null;
  let onAsked: () => Promise<void> = () => Promise.resolve();
  /** Frees the lock; null while another tab has it. */
  let free: (() => void) | null = null;
  let yielding: Promise<void> | null = null;

  /** Resolves with whether the lock was granted, which is then held until `free`. Rejects if the wait was ended. */
  function hold(options: LockOptions): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let held = false;
      const request = navigator.locks.request(name, options, (lock) => {
        if (!lock) return resolve(false);
        held = true;
        return new Promise<void>((done) => {
          free = done;
          resolve(true);
        });
      });
      request.catch((error: unknown) => {
        if (!held) return reject(error as Error);
        free = null; // stolen: the other tab writes already
        void giveWay();
      });
    });
  }

  /** Lets the app stop. Settles when it has, whether or not that went well: somebody waits. */
  function giveWay(): Promise<void> {
    const stopped = (): void => {
      yielding = null;
    };
    yielding ??= onAsked().then(stopped, stopped);
    return yielding;
  }

  function release(): void {
    free?.();
    free = null;
  }

  // Not before it is needed: a browser that has no BroadcastChannel is told so, by `requireFeatures`, and not crashed.
  function listen(): BroadcastChannel {
    if (channel) return channel;
    channel = new BroadcastChannel(name);
    channel.addEventListener('message', ({ data }) => {
      const asked = free;
      if (data !== ASK || !asked) return;
      void giveWay().then(() => {
        // It may have been stolen, and taken back, while the app was still stopping.
        if (free === asked) release();
      });
    });
    return channel;
  }

  return {
    async claim() {
      listen();
      return free !== null || hold({ ifAvailable: true });
    },
    async takeOver() {
      if (free) return;
      const channel = listen();
      const waiting = hold({ signal: AbortSignal.timeout(patienceMs) });
      channel.postMessage(ASK);
      try {
        await waiting;
      } catch (error) {
        if (!(error instanceof DOMException) || error.name !== 'TimeoutError') throw error;
        await hold({ steal: true });
      }
    },
    onAsked(yield_) {
      onAsked = yield_;
    },
    release,
  };
}
