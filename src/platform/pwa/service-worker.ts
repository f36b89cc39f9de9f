import type { Workbox } from 'workbox-window';
import { Store, type ReadonlyStore } from '../../app/store.js';

/** The one script that this page may register. */
export const SERVICE_WORKER_URL = '/sw.js';

export interface Updates {
  /** True when a newer version lies ready and waits for consent. */
  readonly update: ReadonlyStore<boolean>;
  /** Switches to the newer version; every tab of Beep reloads. Does nothing if there is none. */
  applyUpdate(): Promise<void>;
}

/** Nothing to offer: the browser has no service workers, or forbids them. */
const NO_UPDATES: Updates = { update: new Store(false), applyUpdate: () => Promise.resolve() };

/** How often a page that stays open asks whether there is a newer version, in milliseconds. */
const CHECK_MS = 60 * 60 * 1000;

/**
 * Registers the service worker, which makes Beep open without a network, and watches for its updates.
 * `failed` hears of a registration that was refused: Beep then runs, but only while its server can be reached.
 */
export function registerServiceWorker(
  failed: (error: unknown) => void,
  reload = () => location.reload(),
): Updates {
  if (!('serviceWorker' in navigator)) return NO_UPDATES;
  const update = new Store(false);
  let workbox: Workbox | null = null;
  let isApplying = false;

  // Every tab reloads together when the newer version takes over: the older one's files are gone from then on. The
  // first version ever to take over changes nothing that is loaded.
  let isControlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (isControlled) reload();
    isControlled = true;
  });

  async function register(): Promise<void> {
    // Loaded late: it watches over the next start, and this one has a screen to show first.
    const { Workbox } = await import('workbox-window');
    const registering = new Workbox(trustedServiceWorkerUrl(), { updateViaCache: 'none' });
    workbox = registering;
    registering.addEventListener('waiting', () => update.update(() => true));
    // A page that was loaded past the service worker (by a forced reload) has no controller that could change.
    registering.addEventListener('activated', () => {
      if (isApplying && !isControlled) reload();
    });
    await registering.register();
    window.setInterval(() => {
      registering.update().catch(() => {
        // The server is out of reach, which is no news here. The next round asks again.
      });
    }, CHECK_MS);
  }
  register().catch(failed);

  return {
    update,
    applyUpdate() {
      if (!update.value) return Promise.resolve();
      isApplying = true;
      workbox?.messageSkipWaiting();
      return Promise.resolve();
    },
  };
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}
let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** `SERVICE_WORKER_URL` as Trusted Types want it, where the browser has them. The policy makes no other. */
export function trustedServiceWorkerUrl(): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return SERVICE_WORKER_URL;
  policy ??= trustedTypes.createPolicy('beep-sw', { createScriptURL: onlyServiceWorker });
  return policy.createScriptURL(SERVICE_WORKER_URL);
}

/** @throws TypeError for every address but the one */
export function onlyServiceWorker(url: string): string {
  if (url !== SERVICE_WORKER_URL) throw new TypeError('This page registers no other script.');
  return url;
}
