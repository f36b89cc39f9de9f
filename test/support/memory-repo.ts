import type { Batch, Opened, Place, Repo, StoredEntry } from '../../src/app/ports.js';
import type { ContactRecord, ConversationRecord, SelfRecord } from '../../src/app/records.js';
import { createSerial } from '../../src/app/serial.js';
import { Fault } from '../../src/domain/fault.js';
import { compareOrder } from '../../src/domain/order.js';
import type { ConversationId } from '../../src/protocol/ids.js';

/** What a memory repo keeps, and what outlives it. */
export interface MemoryDisk {
  self: SelfRecord | null;
  readonly contacts: Map<string, ContactRecord>;
  readonly conversations: Map<string, ConversationRecord>;
  /** By conversation, author and seq. */
  readonly entries: Map<string, StoredEntry>;
  readonly drafts: Map<ConversationId, string>;
  commits: number;
  /** While true, every write fails with 'storage-full'. */
  full: boolean;
}

export const createMemoryDisk = (): MemoryDisk => ({
  self: null,
  contacts: new Map(),
  conversations: new Map(),
  entries: new Map(),
  drafts: new Map(),
  commits: 0,
  full: false,
});

const keyOf = (conversation: string, author: string, seq: number) => `${conversation} ${author} ${seq}`;

/** A `Repo` over `disk` that never loses anything. */
export function createMemoryRepo(disk: MemoryDisk): Repo {
  const inOrder = createSerial();
  let isOpen = false;

  async function write(change: () => void): Promise<void> {
    await Promise.resolve();
    if (!isOpen) throw new Fault('storage-failed');
    if (disk.full) throw new Fault('storage-full');
    change();
  }

  function apply(batch: Batch): void {
    const isDropped = ({ entry }: StoredEntry) =>
      (batch.drop ?? []).some(
        ({ conversation, author, fromSeq }) =>
          entry.conversation === conversation && entry.author === author && entry.seq >= fromSeq,
      );
    const entries = new Map([...disk.entries].filter(([, stored]) => !isDropped(stored)));
    for (const stored of batch.entries ?? []) {
      const key = keyOf(stored.entry.conversation, stored.entry.author, stored.entry.seq);
      const there = entries.get(key);
      if (there && there.entry.id !== stored.entry.id) throw new Fault('storage-failed');
      if (!there?.body) entries.set(key, stored);
    }
    disk.entries.clear();
    for (const [key, stored] of entries) disk.entries.set(key, stored);
    if (batch.self) disk.self = batch.self;
    for (const contact of batch.contacts ?? []) disk.contacts.set(contact.person, contact);
    for (const record of batch.conversations ?? []) disk.conversations.set(record.id, record);
    for (const { conversation, text } of batch.drafts ?? []) keepDraft(conversation, text);
    disk.commits++;
  }

  function keepDraft(conversation: ConversationId, text: string): void {
    if (text === '') disk.drafts.delete(conversation);
    else disk.drafts.set(conversation, text);
  }

  return {
    open: () =>
      inOrder(async (): Promise<Opened> => {
        await Promise.resolve();
        isOpen = true;
        return {
          health: disk.commits === 0 ? 'new' : 'whole',
          self: disk.self,
          contacts: [...disk.contacts.values()],
          conversations: [...disk.conversations.values()],
          drafts: new Map(disk.drafts),
        };
      }),
    commit: (batch) => inOrder(() => write(() => apply(batch))),
    saveDraft: (conversation, text) => inOrder(() => write(() => keepDraft(conversation, text))),
    async page(conversation, before, limit) {
      await Promise.resolve();
      const all = [...disk.entries.values()].filter((stored) => stored.entry.conversation === conversation);
      const sorted = all.sort((a, b) => compareOrder(a.entry, b.entry));
      const older = before
        ? sorted.filter(({ entry }) => compareOrder(entry, before satisfies Place) < 0)
        : sorted;
      return older.slice(Math.max(0, older.length - limit));
    },
    async run(conversation, author, fromSeq, limit) {
      await Promise.resolve();
      const found: StoredEntry[] = [];
      while (found.length < limit) {
        const stored = disk.entries.get(keyOf(conversation, author, fromSeq + found.length));
        if (!stored) break;
        found.push(stored);
      }
      return found;
    },
    erase: () =>
      inOrder(() => {
        Object.assign(disk, createMemoryDisk());
        isOpen = false;
        return Promise.resolve();
      }),
    onGone() {
      // Nobody takes memory away.
    },
    close: () =>
      inOrder(() => {
        isOpen = false;
        return Promise.resolve();
      }),
  };
}
