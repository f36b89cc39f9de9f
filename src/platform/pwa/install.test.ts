import { assert } from '@open-wc/testing';
import { until } from '../../../test/contract/harness.js';
import { watchInstallation, type InstallState } from './install.js';

interface FakeScope {
  readonly userAgent?: string;
  readonly maxTouchPoints?: number;
  readonly standalone?: boolean;
  /** Display mode that holds. */
  readonly mode?: string;
}

/** A window of another browser, as far as installing looks at it. */
class FakeWindow extends EventTarget {
  readonly navigator;
  readonly queries = new Map<string, EventTarget & { matches: boolean }>();
  readonly #mode;

  constructor({ userAgent = '', maxTouchPoints = 0, standalone, mode }: FakeScope) {
    super();
    this.navigator = { userAgent, maxTouchPoints, standalone };
    this.#mode = mode;
  }

  matchMedia(query: string) {
    const found = this.queries.get(query);
    if (found) return found;
    const list = Object.assign(new EventTarget(), { matches: query === `(display-mode: ${this.#mode})` });
    this.queries.set(query, list);
    return list;
  }
}

const watch = (fake: FakeScope) => {
  const scope = new FakeWindow(fake);
  return { scope, ...watchInstallation(scope as unknown as Window) };
};

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const ANDROID_FIREFOX = 'Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0';
const DESKTOP_FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';

describe('installing', () => {
  for (const [what, fake, state] of [
    ['an iPhone in a tab', { userAgent: IPHONE }, 'ios-manual'],
    ['an iPad, which calls itself a Mac', { userAgent: MAC, maxTouchPoints: 5 }, 'ios-manual'],
    ['an iPhone from the home screen', { userAgent: IPHONE, standalone: true }, 'installed'],
    ['Safari on a Mac', { userAgent: MAC }, 'manual'],
    ['Firefox on Android', { userAgent: ANDROID_FIREFOX }, 'manual'],
    ['Firefox on a desk', { userAgent: DESKTOP_FIREFOX }, 'none'],
    ['Chrome that made no offer', { userAgent: CHROME }, 'manual'],
    ['Chrome in a window of its own', { userAgent: CHROME, mode: 'standalone' }, 'installed'],
    ['Chrome in full screen', { userAgent: CHROME, mode: 'fullscreen' }, 'manual'],
  ] as const satisfies [string, FakeScope, InstallState][]) {
    it(`knows ${what} as ${state}`, () => assert.equal(watch(fake).install.value, state));
  }

  const offer = (outcome: 'accepted' | 'dismissed') => {
    const event = new Event('beforeinstallprompt', { cancelable: true });
    const shown: string[] = [];
    return Object.assign(event, {
      shown,
      prompt: () => Promise.resolve(shown.push('shown')),
      userChoice: Promise.resolve({ outcome }),
    });
  };

  it('keeps the browser’s offer for our own button, and shows it once', async () => {
    const { scope, install, promptInstall } = watch({ userAgent: CHROME });
    const event = offer('accepted');
    scope.dispatchEvent(event);
    assert.isTrue(event.defaultPrevented);
    assert.equal(install.value, 'available');
    await Promise.all([promptInstall(), promptInstall()]);
    assert.deepEqual(event.shown, ['shown']);
    scope.dispatchEvent(new Event('appinstalled'));
    assert.equal(install.value, 'installed');
  });

  it('goes back to the menu when the person says no', async () => {
    const { scope, install, promptInstall } = watch({ userAgent: CHROME });
    scope.dispatchEvent(offer('dismissed'));
    await promptInstall();
    assert.equal(install.value, 'manual');
  });

  it('does nothing where there is no offer', async () => {
    await watch({ userAgent: DESKTOP_FIREFOX }).promptInstall();
  });

  it('notices that the page moved into a window of its own', async () => {
    const { scope, install } = watch({ userAgent: CHROME });
    const list = scope.matchMedia('(display-mode: standalone)');
    list.dispatchEvent(Object.assign(new Event('change'), { matches: true }));
    await until('it to be noticed', () => install.value === 'installed');
  });
});
