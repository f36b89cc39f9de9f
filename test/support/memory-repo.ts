import { isNoDraft } from '../../src/app/draft.js';
import {
  keptOf,
  type Batch,
  type Opened,
  type Place,
  type Repo,
  type StoredEntry,
} from '../../src/app/ports.js';
import type { ContactRecord, ConversationRecord, DraftRecord, SelfRecord } from '../../src/app/records.js';
import { createSerial } from '../../src/app/serial.js';
import { Fault } from '../../src/domain/fault.js';
import { compareOrder } from '../../src/domain/order.js';
import { conversationOf } from '../../src/protocol/conversation-id.js';
import type { ConversationId, DeviceId } from '../../src/protocol/ids.js';
import { foundBy, hasPlace } from '../../src/protocol/message-body.js';
import { itemId, type RosterItem } from '../../src/protocol/roster-item.js';

/** What a memory repo keeps, and what outlives it. */
export interface MemoryDisk {
  self: SelfRecord | null;
  readonly contacts: Map<string, ContactRecord>;
  readonly conversations: Map<string, ConversationRecord>;
  /** By conversation, author and seq. */
  readonly entries: Map<string, StoredEntry>;
  readonly drafts: Map<ConversationId, DraftRecord>;
  /** By group and item id. */
  readonly roster: Map<string, { readonly conversation: ConversationId; readonly item: RosterItem }>;
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
  roster: new Map(),
  commits: 0,
  full: false,
});

const keyOf = (conversation: string, author: string, seq: number) => `${conversation} ${author} ${seq}`;

/** Roster items by the group they are of. */
export function byGroup(
  rows: Iterable<{ readonly conversation: ConversationId; readonly item: RosterItem }>,
): Map<ConversationId, RosterItem[]> {
  const groups = new Map<ConversationId, RosterItem[]>();
  for (const { conversation, item } of rows) {
    const items = groups.get(conversation);
    if (items) items.push(item);
    else groups.set(conversation, [item]);
  }
  return groups;
}

/** The entry in the list of starred ones, or out of it. */
export function withStar({ isStarred: _, ...stored }: StoredEntry, isStarred: boolean): StoredEntry {
  return isStarred ? { ...stored, isStarred } : stored;
}

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
          conversationOf(entry) === conversation && entry.author === author && entry.seq >= fromSeq,
      );
    const entries = new Map([...disk.entries].filter(([, stored]) => !isDropped(stored)));
    for (const stored of batch.entries ?? []) {
      const key = keyOf(conversationOf(stored.entry), stored.entry.author, stored.entry.seq);
      const there = entries.get(key);
      if (there && there.entry.id !== stored.entry.id) throw new Fault('storage-failed');
      if (!there?.body) entries.set(key, there?.isStarred ? withStar(stored, true) : stored);
    }
    for (const { entry, isStarred } of batch.stars ?? []) {
      const key = keyOf(entry.conversation, entry.author, entry.seq);
      const there = entries.get(key);
      if (there) entries.set(key, withStar(there, isStarred));
    }
    disk.entries.clear();
    for (const [key, stored] of entries) disk.entries.set(key, stored);
    if (batch.self) disk.self = batch.self;
    for (const contact of batch.contacts ?? []) disk.contacts.set(contact.person, contact);
    for (const record of batch.conversations ?? []) disk.conversations.set(record.id, record);
    for (const { conversation, draft } of batch.drafts ?? []) keepDraft(conversation, draft);
    for (const row of batch.roster ?? []) disk.roster.set(`${row.conversation} ${itemId(row.item)}`, row);
    disk.commits++;
  }

  function keepDraft(conversation: ConversationId, draft: DraftRecord): void {
    if (isNoDraft(draft)) disk.drafts.delete(conversation);
    else disk.drafts.set(conversation, draft);
  }

  async function run(conversation: ConversationId, author: DeviceId, fromSeq: number, limit: number) {
    await Promise.resolve();
    const found: StoredEntry[] = [];
    while (found.length < limit) {
      const stored = disk.entries.get(keyOf(conversation, author, fromSeq + found.length));
      if (!stored) break;
      found.push(stored);
    }
    return found;
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
          roster: byGroup(disk.roster.values()),
        };
      }),
    commit: (batch) => inOrder(() => write(() => apply(batch))),
    saveDraft: (conversation, draft) => inOrder(() => write(() => keepDraft(conversation, draft))),
    async page(conversation, before, limit) {
      await Promise.resolve();
      const all = [...disk.entries.values()].filter(
        ({ entry }) => conversationOf(entry) === conversation && hasPlace(entry.kind),
      );
      const sorted = all.sort((a, b) => compareOrder(a.entry, b.entry));
      const older = before
        ? sorted.filter(({ entry }) => compareOrder(entry, before satisfies Place) < 0)
        : sorted;
      return older.slice(Math.max(0, older.length - limit));
    },
    async about(conversation, ids) {
      await Promise.resolve();
      const wanted = new Set(ids);
      return [...disk.entries.values()].filter(
        ({ entry, body }) =>
          conversationOf(entry) === conversation && foundBy(entry.kind, body).some((id) => wanted.has(id)),
      );
    },
    async entry(conversation, id) {
      await Promise.resolve();
      const found = [...disk.entries.values()].find(({ entry }) => entry.id === id);
      return found && conversationOf(found.entry) === conversation ? found : null;
    },
    async stars() {
      await Promise.resolve();
      return [...disk.entries.values()].filter(({ isStarred }) => isStarred);
    },
    run,
    kept: async (...place) => (await run(...place)).map(keptOf),
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
