import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { injectManifest } from 'workbox-build';

/**
 * Rollup plugin: puts the list of everything the app needs into the finished service worker. Lazy chunks are on it too:
 * a page that runs may still ask for one after the server has moved on. The chosen reading face is not, for its size.
 */
export const injectPrecache = ({ swSrc, dist }) => ({
  name: 'inject-precache',
  closeBundle: {
    sequential: true,
    async handler() {
      const { count, size, warnings } = await injectManifest({
        swSrc,
        swDest: `${dist}/sw.js`,
        globDirectory: dist,
        globPatterns: [
          'index.html',
          'manifest.webmanifest',
          'assets/**/*',
          'icons/beep.svg',
          'icons/beep-192.png',
        ],
        globIgnores: ['assets/noto-nastaliq-urdu-*', '**/*.{br,gz,map}'],
        dontCacheBustURLsMatching: /^assets\/.*-[0-9a-f]{8}\./,
        maximumFileSizeToCacheInBytes: 1_000_000,
        // A release that was copied to the server by halves is refused as a whole, and the version before it stays.
        manifestTransforms: [
          (entries) => ({
            manifest: entries.map((entry) => ({ ...entry, integrity: integrityOf(join(dist, entry.url)) })),
          }),
        ],
      });
      if (warnings.length) this.error(`The precache list: ${warnings.join(' ')}`);
      rmSync(swSrc);
      this.info(`${count} files, ${Math.round(size / 1024)} KiB are kept for offline use`);
    },
  },
});

/** What the browser compares a file with as it takes it in (Subresource Integrity). */
const integrityOf = (path) => `sha384-${createHash('sha384').update(readFileSync(path)).digest('base64')}`;
