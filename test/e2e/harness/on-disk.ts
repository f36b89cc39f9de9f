import type { Page } from 'playwright-core';
import { until } from './until.js';

/** What this browser keeps as drafts, each as it lies there, sealed. Read in turn with what the app writes. */
const draftsOnDisk = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('a request without an answer'));
      });
    const db = await done(indexedDB.open('beep'));
    try {
      const rows = await done<Uint8Array[]>(db.transaction('drafts').objectStore('drafts').getAll());
      return rows.map((row) => row.join());
    } finally {
      db.close();
    }
  });

/**
 * Does something that changes one draft, in one stroke, and waits until that is on disk: from there on it outlives the
 * browser. Each save seals anew, so that what is there changes even where the words do not.
 */
export async function untilDraftIsKept(page: Page, write: () => Promise<void>): Promise<void> {
  const before = await draftsOnDisk(page);
  await write();
  await until('the draft is on disk', async () => (await draftsOnDisk(page)).join() !== before.join());
}
