const RECORD_BYTES = 600;

/** The ms that each of `count` single puts of 600 bytes with strict durability takes: what this disk can do. */
export async function durablePutsMs(count: number): Promise<number[]> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('bench-disk', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('rows');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB did not open.'));
  });
  const all: number[] = [];
  for (let i = 0; i < count; i++) {
    const startMs = performance.now();
    await new Promise<void>((resolve, reject) => {
      const transaction = db.transaction('rows', 'readwrite', { durability: 'strict' });
      transaction.objectStore('rows').put(crypto.getRandomValues(new Uint8Array(RECORD_BYTES)), i);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error ?? new Error('The put failed.'));
    });
    all.push(performance.now() - startMs);
  }
  db.close();
  return all;
}
