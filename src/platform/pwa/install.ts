import { Store, type ReadonlyStore } from '../../app/store.js';

/** As `ui/app/platform-facts.ts` explains them. */
export type InstallState = 'installed' | 'available' | 'ios-manual' | 'manual' | 'none';

/** Chromium's event that offers an installation; missing from TypeScript's library. */
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
  readonly userChoice: Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
}

export interface Installation {
  readonly install: ReadonlyStore<InstallState>;
  promptInstall(): Promise<void>;
}

/** Watches for the browser's offer to install. Create it early: the offer comes once, soon after loading. */
export function watchInstallation(scope: Window = window): Installation {
  const install = new Store<InstallState>(isInstalled(scope) ? 'installed' : byHand(scope.navigator));
  let offer: BeforeInstallPromptEvent | null = null;

  scope.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault(); // our own button asks, at a moment that makes sense
    offer = event as BeforeInstallPromptEvent;
    install.update(() => 'available');
  });
  scope.addEventListener('appinstalled', () => {
    offer = null;
    install.update(() => 'installed');
  });
  for (const mode of APP_MODES) {
    scope.matchMedia(mode).addEventListener('change', ({ matches }) => {
      if (matches) install.update(() => 'installed');
    });
  }

  return {
    install,
    async promptInstall() {
      const current = offer;
      if (!current) return;
      offer = null; // each offer can be shown once
      await current.prompt();
      const { outcome } = await current.userChoice;
      if (outcome === 'dismissed') install.update((now) => (now === 'available' ? 'manual' : now));
    },
  };
}

// Not `fullscreen`: a plain tab is that too, after F11.
const APP_MODES = ['standalone', 'minimal-ui', 'window-controls-overlay'].map(
  (mode) => `(display-mode: ${mode})`,
);

function isInstalled(scope: Window): boolean {
  const onHomeScreen = (scope.navigator as Navigator & { readonly standalone?: boolean }).standalone;
  return onHomeScreen === true || APP_MODES.some((mode) => scope.matchMedia(mode).matches);
}

/** What is left where the browser makes no offer. */
function byHand({ userAgent, maxTouchPoints }: Navigator): InstallState {
  // An iPad calls itself a Mac; no Mac has a touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1))
    return 'ios-manual';
  if (/Android/.test(userAgent)) return 'manual';
  const isMacSafari = /Macintosh.*Version\/(1[7-9]|[2-9]\d)[\d.]* Safari/.test(userAgent);
  const isChromium = /Chrome\//.test(userAgent);
  return isMacSafari || isChromium ? 'manual' : 'none';
}
