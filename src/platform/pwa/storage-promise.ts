import { Store, type ReadonlyStore } from '../../app/store.js';

export interface Usage {
  readonly usedBytes: number;
  readonly quotaBytes: number;
}

export interface StoragePromise {
  /** Whether the browser has promised not to clear the store by itself; null until it answered. */
  readonly persisted: ReadonlyStore<boolean | null>;
  readonly usage: ReadonlyStore<Usage | null>;
  /** Asks for the promise. Browsers give it to installed and much used sites. Never rejects. */
  requestPersist(): Promise<boolean>;
}

/** How often the estimate is renewed while the page is seen, in milliseconds. */
const ESTIMATE_MS = 60_000;

/** Asks the browser what it promises and how much room it gives. */
export function watchStoragePromise(
  storage: StorageManager | null = navigator.storage ?? null,
): StoragePromise {
  const persisted = new Store<boolean | null>(null);
  const usage = new Store<Usage | null>(null);

  async function estimate(): Promise<void> {
    const { usage: usedBytes, quota: quotaBytes } = (await storage?.estimate?.()) ?? {};
    if (usedBytes === undefined || quotaBytes === undefined) return;
    usage.update((now) =>
      now?.usedBytes === usedBytes && now.quotaBytes === quotaBytes ? now : { usedBytes, quotaBytes },
    );
  }

  /** A browser that does not answer has promised nothing. */
  async function ask(question: 'persist' | 'persisted'): Promise<boolean> {
    const answer = await Promise.resolve(storage?.[question]?.()).catch(() => false);
    persisted.update(() => answer ?? false);
    return answer ?? false;
  }

  // Estimates are for the eye only; where a browser refuses one, the last stays.
  const renew = (): void => void estimate().catch(() => {});
  void ask('persisted');
  renew();
  window.setInterval(() => {
    if (document.visibilityState === 'visible') renew();
  }, ESTIMATE_MS);

  return { persisted, usage, requestPersist: () => ask('persist') };
}
