import { openDB, type IDBPDatabase } from 'idb';
import type { BeepSchema } from '../../src/platform/idb/database.js';
import { createIdbRepo, type IdbRepo } from '../../src/platform/idb/idb-repo.js';
import { createRandom } from '../../src/platform/random.js';

export interface TestStore {
  readonly name: string;
  readonly repo: IdbRepo;
  /** Closes the repo and opens another one over the same store. */
  reopen(): Promise<IdbRepo>;
  /** Closes the repo and changes the store behind its back. */
  tamper(change: (db: IDBPDatabase<BeepSchema>) => Promise<unknown>): Promise<void>;
}

let stores = 0;

/** Runs `story` over a store of its own, which is gone afterwards. */
export async function withStore(story: (store: TestStore) => Promise<void>): Promise<void> {
  const name = `store-${stores++}`;
  const random = createRandom();
  let current = createIdbRepo({ random, name });
  try {
    await story({
      name,
      repo: current,
      async reopen() {
        await current.close();
        current = createIdbRepo({ random, name });
        return current;
      },
      async tamper(change) {
        await current.close();
        const db = await openDB<BeepSchema>(name);
        try {
          await change(db);
        } finally {
          db.close();
        }
      },
    });
  } finally {
    await current.close();
    await createIdbRepo({ random, name }).erase();
  }
}
