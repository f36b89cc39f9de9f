import { rmSync } from 'node:fs';
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
      });
      if (warnings.length) this.error(`The precache list: ${warnings.join(' ')}`);
      rmSync(swSrc);
      this.info(`${count} files, ${Math.round(size / 1024)} KiB are kept for offline use`);
    },
  },
});
