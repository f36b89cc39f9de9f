import { isNoDraft } from '../../src/app/draft.js';
import {
  keptOf,
  type Batch,
  type Opened,
  type Repo,
  type StoreHealth,
  type StoredEntry,
} from '../../src/app/ports.js';
import type { ContactRecord, ConversationRecord, DraftRecord, SelfRecord } from '../../src/app/records.js';
import { Fault } from '../../src/domain/fault.js';
import { compareOrder } from '../../src/domain/order.js';
import { conversationOf } from '../../src/protocol/conversation-id.js';
import type { ConversationId, EntryId } from '../../src/protocol/ids.js';
import { foundBy, hasPlace } from '../../src/protocol/message-body.js';
import { itemId } from '../../src/protocol/roster-item.js';
import { byGroup, withStar } from '../support/memory-repo.js';
import type { World } from './world.js';

/** What a disk holds at one moment. Never changed: a write makes a new one. */
export interface Image {
  readonly commits: number;
  readonly self: SelfRecord | null;
  readonly contacts: ReadonlyMap<string, ContactRecord>;
  readonly conversations: ReadonlyMap<string, ConversationRecord>;
  /** By conversation, author and seq. */
  readonly entries: ReadonlyMap<string, StoredEntry>;
  readonly drafts: ReadonlyMap<ConversationId, DraftRecord>;
  /** By group and item id. */
  readonly roster: ReadonlyMap<string, NonNullable<Batch['roster']>[number]>;
}

const EMPTY: Image = {
  commits: 0,
  self: null,
  contacts: new Map(),
  conversations: new Map(),
  entries: new Map(),
  drafts: new Map(),
  roster: new Map(),
};

/** Written this long ago, even a relaxed write is on the platter. */
const FLUSHED_AFTER_MS = 5_000;

/** What a `DiskRepo` runs in: an app process, or a test. */
export interface DiskHost {
  /** Resolves after some time, or never if the host has ended by then. */
  pause(delayMs: number, label: string): Promise<void>;
}

export interface DiskListener {
  /** The batch has just become durable: no power cut takes it away. */
  onDurable(batch: Batch): void;
}

const keyOf = (conversation: string, author: string, seq: number): string =>
  `${conversation} ${author} ${seq}`;

/** The disk of a device: what is cached, what is flushed, and what outlives both. */
export class Disk {
  /** What a killed browser leaves. */
  image: Image = EMPTY;
  /** What a power cut leaves. */
  flushed: Image = EMPTY;
  /** Kept apart from the store: how many commits there have been. */
  sentinel = 0;
  isFull = false;
  /** True for a store that says "done" before it is. Planted by tests. */
  isRelaxed = false;
  readonly listener: DiskListener;
  readonly #world: World;

  constructor(world: World, listener: DiskListener) {
    this.#world = world;
    this.listener = listener;
  }

  cutPower(): void {
    this.image = this.flushed;
  }

  /** The store is gone; what tells that one was here remains. */
  loseEverything(): void {
    this.image = this.flushed = EMPTY;
  }

  /** An older copy of the store is put back, with or without the memory of how far it had come. */
  rollBack(to: Image, withSentinel: boolean): void {
    this.image = this.flushed = to;
    if (withSentinel) this.sentinel = to.commits;
  }

  repo(host: DiskHost): Repo {
    return new DiskRepo(this, this.#world, host);
  }

  get health(): StoreHealth {
    if (this.sentinel === 0) return 'new';
    if (this.image.self === null) return 'lost';
    return this.image.commits < this.sentinel ? 'older' : 'whole';
  }

  /** @throws Fault 'storage-full' | 'storage-failed' */
  write(batch: Batch): void {
    if (this.isFull) throw new Fault('storage-full');
    this.image = applied(this.image, batch);
    this.sentinel = this.image.commits;
    if (this.isRelaxed) return this.#flushLater();
    this.flushed = this.image;
    this.listener.onDurable(batch);
  }

  /** @throws Fault 'storage-full' */
  writeDraft(conversation: ConversationId, draft: DraftRecord): void {
    if (this.isFull) throw new Fault('storage-full');
    this.image = { ...this.image, drafts: withDrafts(this.image.drafts, [{ conversation, draft }]) };
    this.#flushLater();
  }

  #flushLater(): void {
    const written = this.image;
    this.#world.after(this.#world.dice.between(0, FLUSHED_AFTER_MS), 'flush', () => {
      if (this.image === written) this.flushed = written;
    });
  }
}

function withDrafts(drafts: Image['drafts'], changes: NonNullable<Batch['drafts']>): Image['drafts'] {
  const next = new Map(drafts);
  for (const { conversation, draft } of changes) {
    if (isNoDraft(draft)) next.delete(conversation);
    else next.set(conversation, draft);
  }
  return next;
}

function applied(image: Image, batch: Batch): Image {
  const entries = new Map(image.entries);
  for (const { conversation, author, fromSeq } of batch.drop ?? []) {
    for (const [key, { entry }] of image.entries) {
      if (conversationOf(entry) === conversation && entry.author === author && entry.seq >= fromSeq)
        entries.delete(key);
    }
  }
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
  return {
    commits: image.commits + 1,
    self: batch.self ?? image.self,
    contacts: new Map([
      ...image.contacts,
      ...(batch.contacts ?? []).map((one) => [one.person, one] as const),
    ]),
    conversations: new Map([
      ...image.conversations,
      ...(batch.conversations ?? []).map((one) => [one.id, one] as const),
    ]),
    entries,
    drafts: withDrafts(image.drafts, batch.drafts ?? []),
    roster: new Map([
      ...image.roster,
      ...(batch.roster ?? []).map((row) => [`${row.conversation} ${itemId(row.item)}`, row] as const),
    ]),
  };
}

/** A `Repo` over a `Disk`, slow enough that a device may die before and after each write. */
class DiskRepo implements Repo {
  readonly #disk: Disk;
  readonly #world: World;
  readonly #host: DiskHost;
  #last: Promise<unknown> = Promise.resolve();
  #isOpen = false;

  constructor(disk: Disk, world: World, host: DiskHost) {
    this.#disk = disk;
    this.#world = world;
    this.#host = host;
  }

  open(): Promise<Opened> {
    return this.#inOrder('opens the store', () => {
      this.#isOpen = true;
      const { self, contacts, conversations, drafts, roster } = this.#disk.image;
      return {
        health: this.#disk.health,
        self,
        contacts: [...contacts.values()],
        conversations: [...conversations.values()],
        drafts: new Map(drafts),
        roster: byGroup(roster.values()),
      };
    });
  }

  commit(batch: Batch): Promise<void> {
    return this.#inOrder('commits', () => this.#whileOpen(() => this.#disk.write(batch)));
  }

  saveDraft(conversation: ConversationId, draft: DraftRecord): Promise<void> {
    return this.#inOrder('saves a draft', () =>
      this.#whileOpen(() => this.#disk.writeDraft(conversation, draft)),
    );
  }

  async page(conversation: ConversationId, before: Parameters<Repo['page']>[1], limit: number) {
    await this.#host.pause(this.#world.dice.between(0, 5), 'reads a page');
    const all = [...this.#disk.image.entries.values()]
      .filter(({ entry }) => conversationOf(entry) === conversation && hasPlace(entry.kind))
      .sort((a, b) => compareOrder(a.entry, b.entry));
    const older = before ? all.filter(({ entry }) => compareOrder(entry, before) < 0) : all;
    return older.slice(Math.max(0, older.length - limit));
  }

  async about(conversation: ConversationId, ids: readonly EntryId[]) {
    await this.#host.pause(this.#world.dice.between(0, 5), 'reads annotations');
    const wanted = new Set(ids);
    return [...this.#disk.image.entries.values()].filter(
      ({ entry, body }) =>
        conversationOf(entry) === conversation && foundBy(entry.kind, body).some((id) => wanted.has(id)),
    );
  }

  async entry(conversation: ConversationId, id: EntryId) {
    await this.#host.pause(this.#world.dice.between(0, 5), 'reads an entry');
    const found = [...this.#disk.image.entries.values()].find(({ entry }) => entry.id === id);
    return found && conversationOf(found.entry) === conversation ? found : null;
  }

  async stars() {
    await this.#host.pause(this.#world.dice.between(0, 5), 'reads the stars');
    return [...this.#disk.image.entries.values()].filter(({ isStarred }) => isStarred);
  }

  async run(conversation: ConversationId, author: string, fromSeq: number, limit: number) {
    await this.#host.pause(this.#world.dice.between(0, 5), 'reads a log');
    const run: StoredEntry[] = [];
    while (run.length < limit) {
      const stored = this.#disk.image.entries.get(keyOf(conversation, author, fromSeq + run.length));
      if (!stored) break;
      run.push(stored);
    }
    return run;
  }

  async kept(conversation: ConversationId, author: string, fromSeq: number, limit: number) {
    return (await this.run(conversation, author, fromSeq, limit)).map(keptOf);
  }

  erase(): Promise<void> {
    return this.#inOrder('erases the store', () => {
      this.#disk.loseEverything();
      this.#disk.sentinel = 0;
      this.#isOpen = false;
    });
  }

  onGone(): void {
    // Nobody takes a simulated store away while it is open.
  }

  close(): Promise<void> {
    return this.#inOrder('closes the store', () => {
      this.#isOpen = false;
    });
  }

  #whileOpen(write: () => void): void {
    if (!this.#isOpen) throw new Fault('storage-failed');
    write();
  }

  /** One after another; a while before the work is done, and a while before it is known to be done. */
  #inOrder<T>(label: string, work: () => T): Promise<T> {
    const run = async (): Promise<T> => {
      await this.#host.pause(this.#world.dice.between(1, 15), label);
      const result = work();
      await this.#host.pause(this.#world.dice.between(0, 15), `${label}, done`);
      return result;
    };
    const done = this.#last.then(run, run);
    this.#last = done.catch(() => {});
    return done;
  }
}
