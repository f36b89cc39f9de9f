import { readEntry, type EntryHeader } from '../protocol/entry.js';
import type { DeviceId } from '../protocol/ids.js';
import type { GivenEntry, HaveRow, LinkRecord, SumBeside } from '../protocol/record.js';
import { idPrefix, type ConversationSync, type LogSource } from './conversation-sync.js';
import { GRAFT_AFTER_MS, HeardNews } from './heard-news.js';
import type { Clock, Random } from './ports.js';

/** What is new is named over lazy links after this time and up to as much again: then it is known who holds it already. */
const NEWS_AFTER_MS = 50;
/** How often one device names something within NEWS_WINDOW_MS: a busy group gets one record of many messages. */
const MAX_NEWS_PER_WINDOW = 3;
const NEWS_WINDOW_MS = 750;
/** Entries that we may lack and still count as up to date: who lacks more is catching up with somebody. */
const CATCHING_UP_ENTRIES = 64;

/** One give, and what of it was not held before. */
export interface Take {
  readonly given: readonly GivenEntry[];
  readonly fresh: readonly Pick<EntryHeader, 'author' | 'seq'>[];
}

/**
 * The links of one conversation, and what is given over which (Plumtree: Leitão, Pereira and Rodrigues, SRDS 2007). What
 * is new goes over *eager* links, which come to form a tree: whoever is given what they hold already says `prune`, and the
 * link becomes lazy. Over lazy links it is only named, by `news`; whoever does not get what was named says `graft`, and the
 * link becomes eager. So everything reaches everybody about once while the links hold, and by another way if they break.
 */
export class Gossip {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #source: LogSource;
  readonly #onDisagreement: (sync: ConversationSync) => void;
  readonly #heard = new Map<ConversationSync, HeardNews>();
  #tookMs = -Infinity;
  #searchedMs = -Infinity;
  /** When something was named the last few times, oldest first. */
  readonly #namedMs: number[] = [];
  #cancelNews: (() => void) | null = null;
  #cancelSearch: (() => void) | null = null;

  /** `onDisagreement`: over this link something was given or named that is not what we hold in its place. */
  constructor(
    ports: { readonly clock: Clock; readonly random: Random },
    source: LogSource,
    onDisagreement: (sync: ConversationSync) => void,
  ) {
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#source = source;
    this.#onDisagreement = onDisagreement;
  }

  /** Those that are attached now, in the order in which they came. */
  get syncs(): readonly ConversationSync[] {
    return [...this.#heard.keys()];
  }

  /** Begins to sync over a link. `beside`: what the first word says besides the logs. */
  attach(sync: ConversationSync, beside: SumBeside): void {
    this.#heard.set(sync, new HeardNews());
    sync.meet(beside);
  }

  /** The link is gone. */
  detach(sync: ConversationSync): void {
    sync.end();
    this.#heard.delete(sync);
    if (this.#heard.size === 0) return this.#stopTimers();
    // What the lost link would have brought comes over another, without waiting to hear of it first.
    const other = sync.isEager ? this.syncs.find(({ isEager }) => !isEager) : undefined;
    if (other) this.#graft(other);
  }

  /** These logs have grown: gives or names what is new. */
  onGrown(authors: Iterable<DeviceId>): void {
    const grown = new Set(authors);
    for (const [sync, heard] of this.#heard) {
      const named = [...grown].flatMap((author) => heard.onGrown(author, this.#source.heads) ?? []);
      for (const { author, seq } of named) sync.noteHeld(author, seq);
      void this.#compare(named, sync);
      void sync.pump(grown);
    }
    this.#planNews();
  }

  /** What was given over `sync` is checked and stored. */
  onTook(sync: ConversationSync, takes: readonly Take[]): void {
    const grown = new Set<DeviceId>();
    for (const { given, fresh } of takes) {
      for (const { author, seq } of fresh) {
        sync.noteHeld(author, seq);
        grown.add(author);
      }
      // A give is of one log, so that its last entry says it all, of what we held already too.
      const last = fresh.length === 0 && given.length > 0 ? readEntry(given.at(-1)![0]) : null;
      if (!last) continue;
      sync.noteHeld(last.author, last.seq);
      void this.#compare([{ author: last.author, seq: last.seq, idPrefix: idPrefix(last.id) }], sync);
    }
    if (grown.size > 0) {
      this.#tookMs = this.#clock.monotonicMs();
      this.onGrown(grown);
    }
    const isIdle = takes.some(({ fresh }) => fresh.length === 0);
    if (isIdle && this.syncs.some((other) => other !== sync && other.isEager)) {
      sync.prune(); // before the ack, which asks for more
      this.#planNews();
    }
    if (takes.length > 0) sync.ack(true, takes.length);
  }

  /** A record on what either side holds. Anything else is passed over. */
  async receive(record: LinkRecord, sync: ConversationSync): Promise<void> {
    switch (record.type) {
      case 'have':
        await sync.onHave(record.rows);
        break;
      case 'have-part':
        return sync.onHavePart(record.rows);
      case 'sum':
        await sync.onSum(record.logs);
        break;
      case 'news':
        return this.#onNews(record.rows, sync);
      case 'prune':
        sync.onPrune();
        break;
      case 'graft':
        return sync.onGraft(record.rows);
      default:
        return;
    }
    this.#planNews();
  }

  /** Stops what it had planned. Nothing is attached afterwards. */
  end(): void {
    for (const sync of this.syncs) sync.end();
    this.#heard.clear();
    this.#stopTimers();
  }

  // ——— News ———

  #planNews(): void {
    if (this.#cancelNews || !this.syncs.some(({ hasNews }) => hasNews)) return;
    const nowMs = this.#clock.monotonicMs();
    const isBusy = this.#namedMs.length >= MAX_NEWS_PER_WINDOW;
    const pauseMs = isBusy ? this.#namedMs[0]! + NEWS_WINDOW_MS - nowMs : 0;
    this.#cancelNews = this.#clock.after(Math.max(this.#spread(NEWS_AFTER_MS), pauseMs), () => {
      this.#cancelNews = null;
      this.#namedMs.push(this.#clock.monotonicMs());
      if (this.#namedMs.length > MAX_NEWS_PER_WINDOW) this.#namedMs.shift();
      for (const sync of this.syncs) sync.sayNews();
      this.#planNews();
    });
  }

  async #onNews(rows: readonly HaveRow[], sync: ConversationSync): Promise<void> {
    const heard = this.#heard.get(sync);
    if (!heard) return;
    for (const { author, seq } of rows) sync.noteHeld(author, seq);
    heard.hear(rows, this.#source.heads, this.#clock.monotonicMs());
    this.#planSearch();
    await this.#compare(rows, sync);
  }

  /** Whoever says two things in one place is found out by what two hold of it, over whatever link one hears of the other. */
  async #compare(rows: readonly HaveRow[], sync: ConversationSync): Promise<void> {
    if (await sync.differs(rows)) this.#onDisagreement(sync);
  }

  // ——— What was named and has not come ———

  #planSearch(): void {
    const dueMs = Math.min(...[...this.#heard.values()].map((heard) => heard.dueMs));
    if (this.#cancelSearch || dueMs === Infinity) return;
    // What was asked for and is named by others too gets as long again.
    const waitMs = Math.max(dueMs, this.#searchedMs + GRAFT_AFTER_MS) - this.#clock.monotonicMs();
    const jitterMs = this.#spread(GRAFT_AFTER_MS / 4) - GRAFT_AFTER_MS / 4;
    this.#cancelSearch = this.#clock.after(Math.max(0, waitMs) + jitterMs, () => {
      this.#cancelSearch = null;
      this.#search();
      this.#planSearch();
    });
  }

  /** Asks for what was named and has not come: of each log one of those who named it, the others next time. */
  #search(): void {
    const { heads } = this.#source;
    const nowMs = this.#clock.monotonicMs();
    this.#searchedMs = nowMs;
    const isTaking = nowMs - this.#tookMs < GRAFT_AFTER_MS;
    const asked = new Map<DeviceId, number>();
    for (const [sync, heard] of this.#heard) {
      if (heard.takeOthers(nowMs)) sync.sayHave(); // more than can be asked for one by one
      const rows = heard.due(nowMs);
      if (!rows.some(({ author, seq }) => seq > (asked.get(author) ?? -1))) continue;
      const lacking = rows.reduce((sum, { author, seq }) => sum + seq - (heads.get(author)?.seq ?? -1), 0);
      const isCatchingUp = isTaking && lacking > CATCHING_UP_ENTRIES;
      if (isCatchingUp && !heard.isOverdue(nowMs)) continue; // it is on its way, from somebody
      for (const { author, seq } of rows) asked.set(author, Math.max(seq, asked.get(author) ?? -1));
      this.#graft(sync);
    }
  }

  #graft(sync: ConversationSync): void {
    sync.graft(this.#heard.get(sync)?.takeLacking(this.#source.heads) ?? []);
  }

  /** From `ms` up to twice as long, so that neighbours do not all speak at once. */
  #spread(ms: number): number {
    return ms + (ms * this.#random.bytes(1)[0]!) / 256;
  }

  #stopTimers(): void {
    this.#cancelNews?.();
    this.#cancelSearch?.();
    this.#cancelNews = null;
    this.#cancelSearch = null;
  }
}
