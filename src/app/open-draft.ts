import { firstLineOf, isBlank } from '../domain/draft-content.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import type { ConversationId, DraftId, EntryId, PersonId } from '../protocol/ids.js';
import { hashMemo } from '../protocol/memo-bundle.js';
import { canonicalMemo, encodeMemoContent, type MemoContent } from '../protocol/memo-content.js';
import type { Result } from '../protocol/result.js';
import type { ChangeBy, DraftDoc, DraftDocRecord } from './draft-docs.js';
import type { DraftChange, DraftShelf } from './draft-shelf.js';
import type { LiveSession } from './live-session.js';
import type { Ports } from './ports.js';
import type { SharedSession } from './shared-session.js';
import { Store, type ReadonlyStore } from './store.js';
import type { DraftKeeping, DraftSummary, DraftVersion, OpenDraftVerbs, SendWhen } from './draft-views.js';

/** How long keystrokes gather before they go to disk, in milliseconds: a killed browser loses no more. */
const KEEP_AFTER_MS = 50;
/** What lists show of a draft follows what is written no more often than this: it is a look at all of it. */
const SUMMARIZE_EVERY_MS = 1_000;
/** Updates, in bytes, up to which that look is so short that it is had with every write. */
const SHORT_BYTES = 100_000;
const TRY_AGAIN_AFTER_MS = 5_000;
/** Updates kept one by one; beyond it, closing the draft puts one in place of all. */
export const MAX_UPDATES = 64;
/** Largest document, in bytes, that is written on without a word of warning. */
export const MAX_DRAFT_BYTES = 2 * 1024 * 1024;

type Asked<T = void> = Promise<Result<T, FaultCode>>;

/** What is done with a draft beyond writing it: it takes others, or a conversation. */
export interface DraftActs {
  putUp(draft: OpenDraft, approvers: readonly PersonId[], remarks: string): Asked;
  decide(draft: OpenDraft, isApproval: boolean, remarks: string): Asked;
  frozen(draft: OpenDraft): Asked<MemoContent>;
  versions(draft: OpenDraft): Asked<readonly DraftVersion[]>;
  contentOf(draft: OpenDraft, version: number): Asked<MemoContent>;
  exportApproved(draft: OpenDraft): Asked<Uint8Array>;
  send(draft: OpenDraft, to: ConversationId): Asked<EntryId>;
  sendLater(draft: OpenDraft, to: ConversationId, when: SendWhen): Asked;
  cancelSending(draft: OpenDraft): Asked;
}

export interface OpenDraftDeps {
  readonly ports: Pick<Ports, 'clock' | 'draftDocs'>;
  readonly shelf: DraftShelf;
  readonly summary: ReadonlyStore<DraftSummary>;
  /** The others who have it open; null of one that is shared with nobody. */
  readonly live: LiveSession | null;
  readonly acts: DraftActs;
  /** `isOurs`: something was written here meanwhile. */
  readonly onClosed: (isOurs: boolean) => void;
}

/** A draft that is being written, and the way of each change to the disk. */
export class OpenDraft implements OpenDraftVerbs {
  readonly id: DraftId;
  readonly doc: DraftDoc;
  /** Null of one that is shared with nobody. */
  readonly session: SharedSession | null;
  readonly keeping = new Store<DraftKeeping>({ isKept: true, fault: null });
  readonly isStale = new Store(false);
  readonly summary: ReadonlyStore<DraftSummary>;
  #waiting: Uint8Array[] = [];
  #isPlanned = false;
  #isSummaryPlanned = false;
  /** The last write, done or not. Never rejects. */
  #writing: Promise<void> = Promise.resolve();
  #updates: number;
  #bytes: number;
  #isClosed = false;
  #isOurs = false;
  readonly #stop: () => void;
  readonly #deps: OpenDraftDeps;

  constructor(
    id: DraftId,
    doc: DraftDoc,
    session: SharedSession | null,
    kept: readonly Uint8Array[],
    deps: OpenDraftDeps,
  ) {
    this.id = id;
    this.doc = doc;
    this.session = session;
    this.summary = deps.summary;
    this.#updates = kept.length;
    this.#bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#deps = deps;
    this.#stop = doc.onChange((update, by) => this.#onChange(update, by));
  }

  /** See `SharedSessionDeps`. */
  onStale(culprits: ReadonlySet<number>): void {
    this.#deps.live?.silence(culprits);
    this.isStale.update(() => true);
  }

  putUp(approvers: readonly PersonId[], remarks: string): Asked {
    return this.#deps.acts.putUp(this, approvers, remarks);
  }
  approve(remarks: string): Asked {
    return this.#deps.acts.decide(this, true, remarks);
  }
  giveBack(remarks: string): Asked {
    return this.#deps.acts.decide(this, false, remarks);
  }
  frozen(): Asked<MemoContent> {
    return this.#deps.acts.frozen(this);
  }
  versions(): Asked<readonly DraftVersion[]> {
    return this.#deps.acts.versions(this);
  }
  contentOf(version: number): Asked<MemoContent> {
    return this.#deps.acts.contentOf(this, version);
  }
  async restore(version: number): Asked {
    const content = await this.contentOf(version);
    if (!content.ok) return content;
    this.doc.setContent(content.value);
    return { ok: true, value: undefined };
  }
  exportApproved(): Asked<Uint8Array> {
    return this.#deps.acts.exportApproved(this);
  }
  send(to: ConversationId): Asked<EntryId> {
    return this.#deps.acts.send(this, to);
  }
  sendLater(to: ConversationId, when: SendWhen): Asked {
    return this.#deps.acts.sendLater(this, to, when);
  }
  cancelSending(): Asked {
    return this.#deps.acts.cancelSending(this);
  }

  /** Resolves when everything written so far is on disk, or could not be. */
  async settled(): Promise<void> {
    await this.#write();
  }

  /** As `settled`, and what others are to have is in our log, or could not be. */
  async said(): Promise<void> {
    await this.settled();
    await this.session?.say();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#deps.live?.close();
    await this.session?.close();
    this.#stop();
    await this.#write();
    try {
      if (this.#waiting.length === 0) await this.#tidy();
    } catch (error) {
      if (!(error instanceof Fault)) throw error; // it is there as it was; the next time is soon enough
    } finally {
      this.doc.close();
      this.#deps.onClosed(this.#isOurs);
    }
  }

  /** Nothing is left of what nobody ever wrote in; of what was written, one update in place of many. */
  async #tidy(): Promise<void> {
    const { shelf } = this.#deps;
    const content = this.doc.content();
    if (isBlank(content) && !this.session) return shelf.remove(this.id);
    const now = { ...this.#seen(content), ...this.#sharing() };
    const seen = (): DraftChange => now;
    if (!this.session && this.#updates > MAX_UPDATES) await shelf.replace(this.id, seen, this.doc.encode());
    else await shelf.change(this.id, seen, null);
  }

  #onChange(update: Uint8Array, by: ChangeBy): void {
    // It comes to disk with what its author logs.
    if (by === 'live') return this.session?.onHeard();
    if (by === 'us') {
      this.#isOurs = true;
      this.session?.onOwn(update);
    }
    this.#waiting.push(update);
    this.#bytes += update.byteLength;
    this.keeping.update(({ fault }) => ({ isKept: false, fault }));
    this.#plan(KEEP_AFTER_MS);
  }

  #plan(afterMs: number): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    this.#deps.ports.clock.after(afterMs, () => {
      this.#isPlanned = false;
      void this.#write();
    });
  }

  #write(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#writeNow());
    return this.#writing;
  }

  async #writeNow(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    // How far the logs are in the document goes to disk with what came from them, and never before.
    const sharing = this.#sharing();
    try {
      const { shelf, ports } = this.#deps;
      const update = waiting.length === 1 ? waiting[0]! : await ports.draftDocs.merge(waiting);
      const isShort = this.#bytes <= SHORT_BYTES;
      const seen = isShort ? this.#seen(this.doc.content()) : {};
      const changedMs = ports.clock.wallMs();
      await shelf.change(this.id, () => ({ ...seen, ...sharing, changedMs }), update);
      this.#updates++;
      this.keeping.update(() => ({
        isKept: this.#waiting.length === 0,
        fault: this.#isTooLarge() ? 'draft-too-large' : null,
      }));
      if (!isShort) this.#planSummary();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#waiting = [...waiting, ...this.#waiting];
      const fault = error.code;
      this.keeping.update(() => ({ isKept: false, fault }));
      if (!this.#isClosed) this.#plan(TRY_AGAIN_AFTER_MS);
    }
  }

  #seen(content: MemoContent): ReturnType<typeof seenIn> {
    return seenIn(content, this.session !== null);
  }

  #sharing(): DraftChange {
    return this.session ? { shared: this.session.record } : {};
  }

  /** What was changed and changed back counts only until all of it is looked at. */
  #isTooLarge(): boolean {
    if (this.#bytes <= MAX_DRAFT_BYTES) return false;
    this.#bytes = this.doc.encode().byteLength;
    return this.#bytes > MAX_DRAFT_BYTES;
  }

  #planSummary(): void {
    if (this.#isSummaryPlanned || this.#isClosed) return;
    this.#isSummaryPlanned = true;
    this.#deps.ports.clock.after(SUMMARIZE_EVERY_MS, () => {
      this.#isSummaryPlanned = false;
      if (this.#isClosed) return;
      this.#writing = this.#writing.then(async () => {
        try {
          const seen = this.#seen(this.doc.content());
          await this.#deps.shelf.change(this.id, () => seen, null);
        } catch (error) {
          if (!(error instanceof Fault)) throw error; // the next change brings it along
        }
      });
    });
  }
}

/** What lists show of what a draft says. Whether it is still what was put up is asked of one that is shared only. */
export const seenIn = (
  content: MemoContent,
  isShared: boolean,
): Pick<DraftDocRecord, 'subject' | 'firstLine' | 'hash'> => ({
  subject: content.subject,
  firstLine: firstLineOf(content),
  hash: isShared ? hashMemo(encodeMemoContent(canonicalMemo(content))) : null,
});
