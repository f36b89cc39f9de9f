/**
 * Keeps the app on the device: every file of a build is stored before that build may run, and pages open from the store
 * whether or not the server is there.
 *
 * A new build waits until a person agrees to it (`SKIP_WAITING`, sent by workbox-window). Until then the open tabs keep
 * the files they began with: taking them away breaks every lazy `import()` in a running page.
 */
import {
  addPlugins,
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & {
  /** Filled in by the build: every file of it, with its hash. */
  __WB_MANIFEST: readonly (string | { url: string; revision: string | null })[];
};

/** Faces for reading that a person may choose: too large to fetch for everybody, kept once fetched. */
const CHOSEN_FONTS = 'beep-chosen-fonts';
/** What the name of such a font looks like; it carries its hash, so a stored one is never out of date. */
const CHOSEN_FONT = /^\/assets\/noto-nastaliq-urdu-[\w-]+-[0-9a-f]{8}\.woff2$/;

// A file that was fetched while the release was still being copied to the server is in the browser's cache by halves,
// for a year. So the server is asked each time; where nothing has changed, its answer is a 304.
addPlugins([
  { requestWillFetch: ({ request }) => Promise.resolve(new Request(request, { cache: 'no-cache' })) },
]);
precacheAndRoute([...self.__WB_MANIFEST], {
  directoryIndex: 'index.html',
  ignoreURLParametersMatching: [/./],
});
cleanupOutdatedCaches();

registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/index.html'), {
    denylist: [/^\/(ca\.crt|healthz|metrics)$/],
  }),
);
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && CHOSEN_FONT.test(url.pathname),
  ({ request }) => chosenFont(request),
);

async function chosenFont(request: Request): Promise<Response> {
  const cache = await caches.open(CHOSEN_FONTS);
  const kept = await cache.match(request);
  if (kept) return kept;
  const fetched = await fetch(request);
  if (!fetched.ok) return fetched;
  // Only one build's font is of use, so an older one makes room.
  for (const old of await cache.keys()) await cache.delete(old);
  await cache.put(request, fetched.clone());
  return fetched;
}

// Without this, the page that brought the first version along is not served by it before its next load: a face chosen
// meanwhile would be fetched past it, and not kept. A later version comes this far only with consent, or when no page
// of the former one is left.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  if (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'SKIP_WAITING'
  ) {
    void self.skipWaiting();
  }
});
