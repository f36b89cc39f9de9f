import type { DraftDocRecord, DraftDocs, DraftStore } from '../../src/app/draft-docs.js';
import type { LiveDrafts } from '../../src/app/live-draft.js';
import { mergeUpdates, YjsDoc } from '../../src/platform/co-drafting/yjs-doc.js';
import { Fault } from '../../src/domain/fault.js';
import type { DraftId } from '../../src/protocol/ids.js';

/** What a memory store of drafts keeps, and what outlives it. */
export interface MemoryDrafts {
  readonly records: Map<DraftId, DraftDocRecord>;
  readonly updates: Map<DraftId, readonly Uint8Array[]>;
  /** While true, every write fails with 'storage-full'. */
  full: boolean;
  /** Every write waits for it. */
  held: Promise<void>;
}

export const createMemoryDrafts = (): MemoryDrafts => ({
  records: new Map(),
  updates: new Map(),
  full: false,
  held: Promise.resolve(),
});

/** What is kept of a draft that nobody else has; name only the fields the test is about. */
export const aDraftRecord = (
  fields: Partial<DraftDocRecord> & Pick<DraftDocRecord, 'id'>,
): DraftDocRecord => ({
  use: 'draft',
  conversation: null,
  subject: '',
  firstLine: '',
  hash: null,
  createdMs: 0,
  changedMs: 0,
  discardedMs: null,
  shared: null,
  sending: null,
  sent: null,
  ...fields,
});

/** A `DraftStore` over `disk` that never loses anything. */
export function createMemoryDraftStore(disk: MemoryDrafts): DraftStore {
  async function write(change: () => void): Promise<void> {
    await disk.held;
    if (disk.full) throw new Fault('storage-full');
    change();
  }
  return {
    list: () => Promise.resolve([...disk.records.values()]),
    updates: (id) => Promise.resolve(disk.updates.get(id) ?? []),
    keep: (record, update) =>
      write(() => {
        disk.records.set(record.id, record);
        if (update) disk.updates.set(record.id, [...(disk.updates.get(record.id) ?? []), update]);
      }),
    replace: (record, update) =>
      write(() => {
        disk.records.set(record.id, record);
        disk.updates.set(record.id, [update]);
      }),
    remove: (id) =>
      write(() => {
        disk.records.delete(id);
        disk.updates.delete(id);
      }),
  };
}

/** The true documents, loaded before anybody asks: a loader takes a time that is not that of a simulated world. */
const DOCS: DraftDocs = {
  open: (updates, client) => Promise.resolve(new YjsDoc(updates, client)),
  merge: (updates) => Promise.resolve(mergeUpdates(updates)),
};

/** Nobody is met live: what is written goes by the logs alone. */
export const NO_LIVE: LiveDrafts = {
  open: () => Promise.reject(new Error('there are no live connections here')),
};

/** The ports of drafts, with the true documents. */
export const draftPorts = (disk = createMemoryDrafts()) => ({
  drafts: createMemoryDraftStore(disk),
  draftDocs: DOCS,
  liveDrafts: NO_LIVE,
});
