import { Fault, type FaultCode } from '../domain/fault.js';
import { isFollowed } from '../domain/order.js';
import { withReceipt } from '../domain/receipts.js';
import { KIND } from '../protocol/body.js';
import type { RosterSet } from '../domain/roster-set.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../protocol/ids.js';
import { itemOfEntry, type RosterItem } from '../protocol/roster-item.js';
import type { LogPoint } from '../protocol/log-points.js';
import { hasPlace } from '../protocol/message-body.js';
import { fail, ok, type Result } from '../protocol/result.js';
import { foldIn, foldStored, isShownBy, namedIn, type Folded } from './folded-message.js';
import type { Group } from './group.js';
import { headsAfterDrop, headsOf, headsWith, logHeadsWith, type Heads } from './heads.js';
import type { Identity } from './identity.js';
import { changedBy, laterOf, latestOf } from './latest-message.js';
import { LoadedPage, MAX_HELD_ENTRIES, PAGE_ENTRIES } from './loaded-page.js';
import type { Membership } from './membership.js';
import { Shares } from './shares.js';
import { sealNext, type Saying, type SayingAgain, type SayingNext } from './next-entry.js';
import { keptOf, type Batch, type KeptEntry, type Ports, type StoredEntry } from './ports.js';
import { readAround } from './read-around.js';
import type { ConversationRecord, LatestRecord } from './records.js';
import { isCopy, repeatsIn } from './repeats.js';

/** What is written to a conversation at once. */
export type Change = Pick<Batch, 'entries' | 'drop' | 'drafts'> & {
  /** Items that come beside the admin entries among `entries`. */
  readonly roster?: readonly RosterItem[];
  readonly shelf?: ConversationRecord['shelf'];
  readonly moreShares?: ConversationRecord['moreShares'];
  readonly receipts?: ConversationRecord['receipts'];
  readonly signedReceipts?: ConversationRecord['signedReceipts'];
};

export interface ConversationLogDeps {
  readonly ports: Pick<Ports, 'clock' | 'repo'>;
  readonly identity: Identity;
  readonly membership: Membership;
  /** The roster; null in a conversation of two. */
  readonly group: Group | null;
  /** False for what a peer has only told us of: nothing of it is on disk before it concerns us. */
  readonly isStored: boolean;
  /** Where a conversation goes to which somebody added us. */
  readonly shelfFor: (by: PersonId) => ConversationRecord['shelf'];
  /** Whether one more group is kept to which somebody added us. */
  readonly isRoomFor: (by: PersonId) => boolean;
  /** What is held has changed: here, and on disk. `entries` are new. `isRosterNew`: so is who is in it, or on what terms. */
  readonly onCommitted: (entries: readonly StoredEntry[], isRosterNew: boolean) => void;
}

/** Older entries that are looked at for the last message that was not deleted, where none are at hand. */
const LATEST_AMONG = 20;
/** By how much of the reading order a message is behind what had been read, to count as late. */
const LATE_AFTER_MS = 10 * 60_000;
/** Late messages remembered. */
const MAX_LATE = 1_000;

/**
 * What is held of one conversation, on disk and at hand, and the one door into its logs: theirs and ours come through
 * `commit` alike. Every verb that writes runs inside the device's `writes`, one at a time.
 */
export class ConversationLog {
  #record: ConversationRecord;
  #heads: Heads;
  /** Null before anybody looked. */
  #page: LoadedPage | null = null;
  /** Whether a person can see the end of the conversation now: what comes in is read at once. */
  isShown = false;
  #isStored: boolean;
  /** Up to where in the reading order this conversation has been read here, as far as this run of the app knows. */
  #readOrderMs: number;
  /** Messages that came long after their place, in this run of the app; the oldest go first. */
  readonly #late = new Set<EntryId>();
  /** Entries of ours that were said again, in this run of the app: under which id each of them stands now. */
  readonly #moved = new Map<EntryId, EntryId>();
  readonly #shares: Shares;
  readonly #deps: ConversationLogDeps;

  constructor(record: ConversationRecord, deps: ConversationLogDeps) {
    this.#record = record;
    this.#heads = headsOf(record);
    this.#isStored = deps.isStored;
    this.#shares = new Shares(deps.membership, deps.group);
    this.#deps = deps;
    // A log whose end was shown was read to its end; and whoever writes has what they write before their eyes.
    const read = record.heads.filter(
      ({ author, seq }) => deps.identity.isOwnDevice(author) || this.readSeq(author) >= seq,
    );
    this.#readOrderMs = latestPlace(read);
  }

  get id(): ConversationId {
    return this.#record.id;
  }
  get record(): ConversationRecord {
    return this.#record;
  }
  get isStored(): boolean {
    return this.#isStored;
  }
  get heads(): Heads {
    return this.#heads;
  }
  /** The others who have used up what is taken of one person: nothing more of it before somebody here says so. */
  get usedUp(): ReturnType<Shares['usedUp']> {
    return this.#shares.usedUp(this.#record);
  }
  get page(): LoadedPage | null {
    return this.#page;
  }

  /** Up to `limit` entries of one log from `fromSeq` on. What was just written is at hand; only catching up reads the disk. */
  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    const recent = this.#page?.runOf(author, fromSeq, limit);
    if (recent) return Promise.resolve(recent);
    return this.#deps.ports.repo.run(this.id, author, fromSeq, limit);
  }

  /** As `Repo.kept`. */
  kept(author: DeviceId, fromSeq: number, limit: number): Promise<readonly KeptEntry[]> {
    const recent = this.#page?.runOf(author, fromSeq, limit);
    if (recent) return Promise.resolve(recent.map(keptOf));
    return this.#deps.ports.repo.kept(this.id, author, fromSeq, limit);
  }

  /** As `run`, of what is on disk for certain. */
  runOnDisk(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    return this.#deps.ports.repo.run(this.id, author, fromSeq, limit);
  }

  /** Adds the page before the oldest one at hand; the newest one if there is none. @throws Fault 'storage-failed' */
  async loadOlder(): Promise<void> {
    this.#page = await this.#withOlder(this.#page ?? LoadedPage.EMPTY);
  }

  /**
   * Adds older pages up to the one that holds `id`. False if that is further back than what is kept at hand: then none
   * is added. @throws Fault 'storage-failed'
   */
  async loadBackTo(id: EntryId): Promise<boolean> {
    let page = this.#page ?? LoadedPage.EMPTY;
    while (!page.holds(id)) {
      if (!page.hasOlder || page.entries.length + PAGE_ENTRIES > MAX_HELD_ENTRIES) return false;
      page = await this.#withOlder(page);
    }
    this.#page = page;
    return true;
  }

  async #withOlder(page: LoadedPage): Promise<LoadedPage> {
    const { repo } = this.#deps.ports;
    const older = await repo.page(this.id, page.before, PAGE_ENTRIES);
    const { about, named } = await readAround(repo, this.id, older);
    return page.withOlder(older, about, named);
  }

  /**
   * Reads what belongs to entries that have just come, and cannot have come with them: what was said about them and was
   * here before they were, and what they answer (`quoted`) where it is not at hand. @throws Fault 'storage-failed'
   */
  async complete(came: ReadonlySet<EntryId>, quoted: readonly EntryId[]): Promise<void> {
    const { repo } = this.#deps.ports;
    const latest = this.#record.latest?.id ?? null;
    const page = this.#page;
    const here = [...came].flatMap((id) => page?.find(id) ?? []);
    const isLatest = latest !== null && came.has(latest) && !page?.find(latest);
    const ids = isLatest ? [...quoted, latest] : quoted;
    if (here.length + ids.length === 0) return;
    const { about, named } = await readAround(repo, this.id, here, ids);
    this.#page = page?.withNamed(named, about) ?? null;
    const isNews = latest !== null && came.has(latest) && (await this.#isAboutLatest(about));
    if (isNews) await this.commit({}, true);
  }

  /** A message, at hand or not, by any id that it goes by; null if it is not held, or is none. @throws Fault 'storage-failed' */
  async find(id: EntryId): Promise<Folded | null> {
    if (this.#page?.find(id)) return this.findHere(id);
    const { membership, ports } = this.#deps;
    const { about, named } = await readAround(ports.repo, this.id, [], [id]);
    const page = LoadedPage.EMPTY.withNamed(named, about);
    const stored = namedIn(page, id, membership);
    return stored && foldIn(page, stored, membership);
  }

  /** The messages that some entries say, each once, with what belongs to them. @throws Fault 'storage-failed' */
  async pageOf(entries: readonly StoredEntry[]): Promise<LoadedPage> {
    const found = await Promise.all(entries.map(({ entry }) => this.find(entry.id)));
    const shown = new Map(found.flatMap((one) => (one ? [[one.stored.entry.id, one.stored]] : [])));
    const { about, named } = await readAround(this.#deps.ports.repo, this.id, [...shown.values()]);
    return LoadedPage.EMPTY.withOlder([...shown.values()], about, named);
  }

  /** As `find`, of what is at hand. */
  findHere(id: EntryId): Folded | null {
    const stored = this.#page && namedIn(this.#page, id, this.#deps.membership);
    return stored ? foldIn(this.#page!, stored, this.#deps.membership) : null;
  }

  /** Puts a message into the list of starred ones, or takes it out. @throws Fault 'storage-full' | 'storage-failed' */
  async star({ stored, entries }: Folded, isStarred: boolean): Promise<void> {
    const changed = isStarred ? [stored] : entries.filter((one) => one.isStarred);
    await this.#deps.ports.repo.commit({ stars: changed.map(({ entry }) => ({ entry, isStarred })) });
    for (const { entry } of changed) this.#page = this.#page?.withStar(entry.id, isStarred) ?? null;
    this.#deps.onCommitted([], false);
  }

  /** Whether a message came long after its place in the reading order, above what had been read. */
  isLate(id: EntryId): boolean {
    return this.#late.has(id);
  }

  /**
   * Signs and stores what we say; the id is that of the last one. What depends on the entry before it is made when that
   * is there. `also` goes into the same commit, before it.
   */
  async append(
    sayings: readonly (Saying | SayingAgain | SayingNext)[],
    also: Change = {},
  ): Promise<Result<EntryId, FaultCode>> {
    const entries: StoredEntry[] = [];
    let heads = headsWith(headsAfterDrop(this.#heads, also), also.entries ?? []);
    const moved = new Map<EntryId, EntryId>();
    for (const next of sayings) {
      const saying = typeof next === 'function' ? next(entries.at(-1)?.entry.id ?? null) : next;
      const isAgain = 'again' in saying;
      const now = isAgain ? saying.again((id) => moved.get(id) ?? this.#moved.get(id) ?? id) : saying;
      // What is said again comes after what it was: of all that say the same, the last one is shown.
      const seenMs = isAgain ? saying.before.entry.orderMs : -1;
      const sealed = await sealNext(now, this.id, heads, this.#deps, seenMs);
      heads = headsWith(heads, [sealed]);
      if (isAgain) moved.set(saying.before.entry.id, sealed.entry.id);
      entries.push(isAgain && saying.before.isStarred ? { ...sealed, isStarred: true } : sealed);
    }
    const committed = await this.commit({ ...also, entries: [...(also.entries ?? []), ...entries] });
    if (!committed.ok) return committed;
    for (const [before, now] of moved) this.#moved.set(before, now);
    return ok(entries.at(-1)!.entry.id);
  }

  /** Disk, then memory. `isLatestStale`: what the list shows is found anew, whatever the change says. */
  async commit(
    { receipts, signedReceipts, roster = [], shelf, moreShares, ...batch }: Change,
    isLatestStale = false,
  ): Promise<Result<void, FaultCode>> {
    const { group } = this.#deps;
    const items = [...roster, ...(group ? adminItems(batch.entries) : [])];
    const set = group?.with(items) ?? null;
    if (!this.#isStored && !this.#concernsUs(set, batch)) {
      if (set) group!.adopt(set); // in memory only: whoever tells us of a group that we are not in fills no disk
      return ok(undefined);
    }
    const base = withAnchors(this.#isStored ? this.#record : this.#firstRecord(set), this.#ownAnchors(set));
    const stored = this.#isStored ? items : [...((set ?? group?.set)?.items.values() ?? [])];
    let record: ConversationRecord;
    let repeats: ReadonlySet<EntryId>;
    try {
      repeats = await this.#repeatsIn(batch.entries ?? []);
      const latest = await this.#latestWith(batch, isLatestStale);
      record = { ...this.#recordWith(base, batch, receipts ?? base.receipts, repeats), latest };
      record = {
        ...record,
        shelf: shelf ?? this.#shelfWith(record, batch),
        moreShares: moreShares ?? record.moreShares,
        signedReceipts: signedReceipts ?? record.signedReceipts,
      };
      await this.#deps.ports.repo.commit({
        ...batch,
        conversations: [record],
        ...(stored.length > 0 && { roster: stored.map((item) => ({ conversation: this.id, item })) }),
      });
    } catch (error) {
      if (error instanceof Fault) return fail(error.code);
      throw error;
    }
    const isTaken = this.#record.shelf !== record.shelf;
    this.#isStored = true;
    if (set) group!.adopt(set);
    this.#record = record;
    this.#heads = headsOf(record);
    this.#page = this.#page?.withBatch(batch).bounded(this.isShown) ?? null;
    this.#noteLate(batch.entries ?? [], repeats);
    this.#deps.onCommitted(batch.entries ?? [], set !== null || isTaken);
    return ok(undefined);
  }

  /** What a stranger began is none of strangers if we have written in it ourselves, on a device that we have lost. */
  #shelfWith({ kind, shelf }: ConversationRecord, { entries = [] }: Batch): ConversationRecord['shelf'] {
    const isAnswered = ({ entry }: StoredEntry): boolean => this.#deps.identity.isFormerDevice(entry.author);
    return kind === 'direct' && shelf === 'requests' && entries.some(isAnswered) ? 'chats' : shelf;
  }

  /** Whether a conversation that is not on disk belongs there now: we are in the group, or somebody wrote to us. */
  #concernsUs(set: RosterSet | null, { entries = [] }: Pick<Batch, 'entries'>): boolean {
    const { group, identity } = this.#deps;
    if (!group) return entries.length > 0;
    const self = (set ?? group.set).roster?.members.get(identity.person);
    return self !== undefined && this.#deps.isRoomFor(self.addedBy);
  }

  #firstRecord(set: RosterSet | null): ConversationRecord {
    const { group, identity } = this.#deps;
    const self = (set ?? group?.set)?.roster?.members.get(identity.person);
    return self ? { ...this.#record, shelf: this.#deps.shelfFor(self.addedBy) } : this.#record;
  }

  /** From where on we are given each log; of those that are not named, from the beginning. */
  #ownAnchors(set: RosterSet | null): readonly LogPoint[] {
    return set?.roster?.members.get(this.#deps.identity.person)?.anchors ?? [];
  }

  async #latestWith(batch: Pick<Batch, 'entries' | 'drop'>, isStale: boolean): Promise<LatestRecord | null> {
    const { membership, identity, ports } = this.#deps;
    const { latest } = this.#record;
    const latestIn = (page: LoadedPage) => latestOf(page.withBatch(batch), membership, identity.person);
    const found = latestIn(LoadedPage.EMPTY);
    const isChanged =
      isStale ||
      (batch.drop ?? []).length > 0 ||
      (batch.entries ?? []).some(isCopy) ||
      (await this.#isAboutLatest(batch.entries ?? []));
    if (!isChanged && found?.kind !== 'deleted') return laterOf(latest, found);
    if (this.#page) return latestIn(this.#page);
    const newest = await ports.repo.page(this.id, null, LATEST_AMONG);
    const { about, named } = await readAround(ports.repo, this.id, newest);
    return latestIn(LoadedPage.EMPTY.withOlder(newest, about, named));
  }

  /** Whether one of `entries` can change what the list shows. @throws Fault 'storage-failed' */
  async #isAboutLatest(entries: readonly StoredEntry[]): Promise<boolean> {
    const id = this.#record.latest?.id ?? null;
    const changed = changedBy(entries);
    if (id === null || changed.length === 0) return false;
    if (changed.includes(id)) return true;
    const latest = await this.find(id);
    return latest !== null && changed.some((one) => latest.ids.has(one));
  }

  #recordWith(
    before: ConversationRecord,
    batch: Pick<Batch, 'entries'>,
    receipts: ConversationRecord['receipts'],
    repeats: ReadonlySet<EntryId>,
  ): ConversationRecord {
    const { identity } = this.#deps;
    const isOwn = (device: DeviceId) => identity.isOwnDevice(device);
    const entries = batch.entries ?? [];
    const record = { ...before, heads: logHeadsWith(before.heads, entries) };
    const theirs = entries.filter(({ entry }) => !isOwn(entry.author));
    const lasts = new Map(theirs.map((stored) => [stored.entry.author, stored]));
    // That it is held, the head says; what is kept here is what was on the screen.
    for (const { entry } of this.isShown ? lasts.values() : []) {
      receipts = withReceipt(receipts, {
        by: identity.device,
        author: entry.author,
        deliveredSeq: entry.seq,
        readSeq: entry.seq,
      });
    }
    if (this.isShown) return { ...record, receipts, unread: 0, isMentioned: false };
    const fresh = theirs.filter(({ entry }) => !repeats.has(entry.id));
    const messages = fresh.flatMap((stored) => this.#messageToRead(stored) ?? []);
    const names = ({ message }: Folded) => message.mentions.includes(identity.person);
    const isMentioned = record.isMentioned || messages.some(names);
    return { ...record, receipts, unread: record.unread + messages.length, isMentioned };
  }

  /** What counts as unread when it comes: texts and polls. */
  #messageToRead(stored: StoredEntry): Folded | null {
    const isCounted = stored.entry.kind === KIND.text || stored.entry.kind === KIND.poll;
    return isCounted ? foldStored(stored, [], this.#deps.membership) : null;
  }

  /** What is no news to whoever reads here. */
  #repeatsIn(came: readonly StoredEntry[]): Promise<ReadonlySet<EntryId>> {
    const { membership, ports } = this.#deps;
    const devices = this.#heads.keys();
    return repeatsIn(came, { repo: ports.repo, conversation: this.id, membership, devices });
  }

  #noteLate(entries: readonly StoredEntry[], repeats: ReadonlySet<EntryId>): void {
    const isOwn = ({ entry }: StoredEntry) => this.#deps.identity.isOwnDevice(entry.author);
    for (const stored of entries) {
      const { id, orderMs, kind } = stored.entry;
      const isBehind = orderMs + LATE_AFTER_MS < this.#readOrderMs;
      if (isBehind && !isOwn(stored) && hasPlace(kind) && !repeats.has(id)) this.#late.add(id);
    }
    for (const id of [...this.#late].slice(0, Math.max(0, this.#late.size - MAX_LATE))) this.#late.delete(id);
    const read = this.isShown ? [...this.#heads.values()] : entries.filter(isOwn).map(({ entry }) => entry);
    this.#readOrderMs = Math.max(this.#readOrderMs, latestPlace(read));
  }

  /** How far this device has shown the log of `author`. -1 for nothing. */
  readSeq(author: DeviceId): number {
    const own = this.#record.receipts.filter(
      (row) => row.author === author && this.#deps.identity.isOwnDevice(row.by),
    );
    return Math.max(-1, ...own.map((row) => row.readSeq));
  }

  /** As `readSeq`, of every log of which something was shown. */
  get readSeqs(): ReadonlyMap<DeviceId, number> {
    const seqs = new Map<DeviceId, number>();
    for (const { by, author, readSeq } of this.#record.receipts)
      if (this.#deps.identity.isOwnDevice(by)) seqs.set(author, Math.max(readSeq, seqs.get(author) ?? -1));
    return seqs;
  }

  /** Notes that everything held was on the screen. True if that is news. */
  async markRead(): Promise<boolean> {
    const { identity } = this.#deps;
    let receipts = this.#record.receipts;
    for (const [author, head] of this.#heads) {
      if (identity.isOwnDevice(author)) continue;
      receipts = withReceipt(receipts, {
        by: identity.device,
        author,
        deliveredSeq: head.seq,
        readSeq: head.seq,
      });
    }
    const { unread, isMentioned } = this.#record;
    if (receipts === this.#record.receipts && unread === 0 && !isMentioned) return false;
    return (await this.commit({ receipts })).ok;
  }

  /** The first message at hand that was never on this screen. */
  firstUnread(): EntryId | null {
    const { identity, membership } = this.#deps;
    const isUnread = ({ entry }: StoredEntry) =>
      !identity.isOwnDevice(entry.author) && entry.seq > this.readSeq(entry.author);
    const page = this.#page;
    const unread = page?.entries.find((stored) => {
      const folded = isUnread(stored) ? foldIn(page, stored, membership) : null;
      return isShownBy(folded, stored) && folded.entries.every(isUnread);
    });
    return unread?.entry.id ?? null;
  }
}

/** The last place in the reading order; -1 for none. What stands where nobody follows makes nothing else late. */
const latestPlace = (entries: readonly { readonly orderMs: number }[]): number =>
  Math.max(-1, ...entries.map(({ orderMs }) => orderMs).filter(isFollowed));

/** The record of somebody who is given each log from its anchor on: what they held before it stays, and has a gap behind it. */
function withAnchors(record: ConversationRecord, anchors: readonly LogPoint[]): ConversationRecord {
  const heads = new Map(record.heads.map((head) => [head.author, head]));
  const ahead = anchors.filter(({ device, seq }) => (heads.get(device)?.seq ?? -1) < seq);
  if (ahead.length === 0) return record;
  for (const { device, seq, id } of ahead) {
    const { orderMs = 0, heldBytes = 0 } = heads.get(device) ?? {};
    heads.set(device, { author: device, seq, id, orderMs, fromSeq: seq + 1, heldBytes });
  }
  return { ...record, heads: [...heads.values()] };
}

const adminItems = (entries: readonly StoredEntry[] = []): readonly RosterItem[] =>
  entries.flatMap(({ entry, body }) => itemOfEntry(entry, body) ?? []);
