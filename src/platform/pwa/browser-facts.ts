import { copyText } from './clipboard.js';
import { watchInstallation } from './install.js';
import { saveFile } from './save-file.js';
import { canScan, scanQr } from './scan.js';
import { registerServiceWorker } from './service-worker.js';
import { watchStoragePromise } from './storage-promise.js';

/**
 * What the interface shows of the machine around it: the `PlatformFacts` of `ui/`, matched by shape in `main.ts`.
 * Starts the service worker. `offlineFailed` hears if that was refused.
 */
export function createBrowserFacts(build: string, offlineFailed: (error: unknown) => void) {
  return {
    ...watchInstallation(),
    ...registerServiceWorker(offlineFailed),
    ...watchStoragePromise(),
    scanQr: canScan() ? scanQr : null,
    copy: copyText,
    saveFile,
    build,
  };
}
