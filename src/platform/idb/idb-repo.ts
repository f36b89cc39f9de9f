import type { Batch, Opened, Random, RegistryStore, Repo, StoredEntry } from '../../app/ports.js';
import type { DraftStore } from '../../app/draft-docs.js';
import { createSerial } from '../../app/serial.js';
import type { DeviceId } from '../../protocol/ids.js';
import { Fault } from '../../domain/fault.js';
import type { Vault } from '../crypto/vault.js';
import {
  deleteDatabase,
  openDatabase,
  STORE_NAME,
  type Database,
  type GoneWhy,
  type StateRow,
} from './database.js';
import { createDraftQueue } from './draft-queue.js';
import { loadingDraftStore } from './loading-draft-store.js';
import { isDamage, loadStore } from './load.js';
import type * as Entries from './read-entries.js';
import { sealBatch, sealDraft } from './sealed-batch.js';
import { createSentinels } from './sentinels.js';
import { faultOf } from './storage-fault.js';
import { mayFold } from './entry-rows.js';
import { HeldAlready, inTransaction, putDraft, StoreEmptied, writeBatch } from './write-batch.js';

export interface IdbRepoOptions {
  readonly random: Random;
  /** Names the database and its sentinels. Each test has its own. */
  readonly name?: string;
}

/** The store of this browser profile, and its vault, which is there once the store is open. */
export interface IdbRepo extends Repo {
  readonly drafts: DraftStore;
  loadRegistry(): Promise<RegistryStore>;
  /** @throws Fault 'storage-failed' before `open` and after `close` */
  vault(): Vault;
}

/** What is there between `open` and `close`. */
interface Session {
  readonly db: Database;
  /** Null in a store that is lost. */
  readonly vault: Vault | null;
  /** Commits that the store must have after the next one, at least: a store that fell behind catches up. */
  readonly remembered: number;
  /** The device whose log may have lost its end; null once all is sound. */
  recovering: DeviceId | null;
}

/** As a rule a batch goes on from the ends of logs, which can be written without a look at what is there. */
async function write(
  db: Database,
  vault: Vault,
  batch: Batch,
  next: Parameters<typeof writeBatch>[2],
): Promise<StateRow> {
  if ((batch.drop ?? []).length === 0) {
    try {
      return await writeBatch(db, await sealBatch(vault, batch), next);
    } catch (error) {
      if (!(error instanceof HeldAlready)) throw error;
    }
  }
  const { mergeRows } = await import('./merge-rows.js'); // rarely needed
  return writeBatch(db, await sealBatch(vault, batch, await mergeRows(db, vault, batch)), next);
}

/** A commit that failed has told whoever waits for it. */
const ignore = (): void => undefined;

/** The `Repo` port over IndexedDB. */
export function createIdbRepo({ random, name = STORE_NAME }: IdbRepoOptions): IdbRepo {
  const sentinels = createSentinels(name);
  const inOrder = createSerial();
  let session: Session | null = null;
  let entries: typeof Entries | null = null;
  let gone: GoneWhy | null = null;
  let onGone: ((why: GoneWhy) => void) | null = null;

  function leave(why: GoneWhy): void {
    if (gone || !session) return;
    gone = why;
    session.db.close();
    onGone?.(why);
  }

  function current(): Session & { readonly vault: Vault } {
    if (!session?.vault) throw new Fault('storage-failed');
    return session as Session & { readonly vault: Vault };
  }

  async function open(): Promise<Opened> {
    const db = await openDatabase(name, leave);
    try {
      const remembered = await sentinels.read();
      const loaded = await loadStore(db, random, remembered);
      const { state, vault, health, self, contacts, conversations, drafts, roster } = loaded;
      const opened = { health, self, contacts, conversations, drafts, roster };
      const older = vault && health === 'older';
      // Few stores ever need it.
      const repaired = older ? await (await import('./repair.js')).repairStore(db, vault, loaded) : opened;
      if (health === 'whole') await sentinels.write(state.commits);
      session = { db, vault, remembered: remembered ?? 0, recovering: older && self ? self.device : null };
      gone = null;
      return { ...opened, conversations: repaired.conversations };
    } catch (error) {
      db.close();
      throw faultOf(error);
    }
  }

  async function commit(batch: Batch): Promise<void> {
    const { db, vault, remembered, recovering } = current();
    const recovered = recovering !== null && batch.self !== undefined && batch.self.device !== recovering;
    const next = (state: StateRow, rowsChange: number): StateRow => ({
      commits: Math.max(state.commits, remembered) + 1,
      entries: state.entries + rowsChange,
      standing: recovered ? 'sound' : state.standing,
    });
    try {
      const { commits } = await write(db, vault, batch, next);
      if (recovered && session) session.recovering = null;
      await sentinels.write(commits);
    } catch (error) {
      if (error instanceof StoreEmptied) leave('closed');
      throw faultOf(error);
    }
  }

  /** Nothing depends on it: what cannot be folded stays as it was written, and a disk that fails says so by a commit. */
  async function fold(grown: readonly StoredEntry[]): Promise<void> {
    if (!session?.vault) return; // closed by now
    const folding = await import('./fold-rows.js').catch(() => null);
    if (!folding || !session) return; // not there yet, or closed meanwhile
    try {
      await folding.foldRows(session.db, session.vault, grown);
    } catch (error) {
      if (isDamage(error)) return suspect();
      if (!(error instanceof Fault)) throw error;
    }
  }

  const drafts = createDraftQueue(inOrder, async (conversation, draft) => {
    const { db, vault } = current();
    const [key, record] = await sealDraft(vault, { conversation, draft });
    await inTransaction(db, 'relaxed', ['drafts'], (tx) => putDraft(tx, key, record));
  });

  /** Reads; if a row does not open, lets the next start look at all of them. */
  async function read<T>(
    run: (session: ReturnType<typeof current>, entries: typeof Entries) => Promise<T>,
  ): Promise<T> {
    try {
      // Later than the first screen, which shows no entries.
      entries ??= await import('./read-entries.js');
      return await run(current(), entries);
    } catch (error) {
      if (isDamage(error)) await inOrder(suspect);
      throw faultOf(error);
    }
  }

  const suspect = () =>
    inTransaction(current().db, 'strict', ['meta'], async (tx) => {
      const state = await tx.objectStore('meta').get('state');
      if (state?.standing === 'sound')
        await tx.objectStore('meta').put({ ...state, standing: 'suspect' }, 'state');
    });

  const close = () =>
    inOrder(() => {
      session?.db.close();
      session = null;
      return Promise.resolve();
    });

  return {
    vault: () => current().vault,
    open: () => inOrder(open),
    commit(batch) {
      for (const { conversation } of batch.drafts ?? []) drafts.seal(conversation);
      const committed = inOrder(() => commit(batch));
      if (mayFold(batch.entries ?? []))
        void committed.then(() => inOrder(() => fold(batch.entries ?? [])), ignore);
      return committed;
    },
    saveDraft: drafts.save,
    drafts: loadingDraftStore(async () =>
      (await import('./draft-store.js')).createDraftStore(current, inOrder),
    ),
    loadRegistry: async () => (await import('./registry-store.js')).createRegistryStore(current, inOrder),
    page: (...of) => read(({ db, vault }, { readPage }) => readPage(db, vault, ...of)),
    about: (...of) => read(({ db, vault }, { readAbout }) => readAbout(db, vault, ...of)),
    entry: (...of) => read(({ db, vault }, { readEntryById }) => readEntryById(db, vault, ...of)),
    stars: () => read(({ db, vault }, { readStars }) => readStars(db, vault)),
    run: (...of) => read(({ db, vault }, { readRun }) => readRun(db, vault, ...of)),
    kept: (...of) => read(({ db, vault }, { readKept }) => readKept(db, vault, ...of)),
    async erase() {
      await close();
      try {
        await inOrder(() => deleteDatabase(name));
        await sentinels.erase();
      } catch (error) {
        throw faultOf(error);
      }
    },
    onGone(listener) {
      onGone = listener;
    },
    close,
  };
}
