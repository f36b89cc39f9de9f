import { firstLineOf, isBlank } from '../domain/draft-content.js';
import { Fault } from '../domain/fault.js';
import type { DraftId } from '../protocol/ids.js';
import type { DraftDoc, DraftDocRecord } from './draft-docs.js';
import type { Ports } from './ports.js';
import { Store } from './store.js';
import type { DraftKeeping, OpenDraftVerbs } from './views.js';

/** How long keystrokes gather before they go to disk, in milliseconds: a killed browser loses no more. */
const KEEP_AFTER_MS = 50;
/** What lists show of a draft follows what is written no more often than this: it is a look at all of it. */
const SUMMARIZE_EVERY_MS = 1_000;
/** Updates, in bytes, up to which that look is so short that it is had with every write. */
const SHORT_BYTES = 100_000;
const TRY_AGAIN_AFTER_MS = 5_000;
/** Updates kept one by one; beyond it, closing the draft puts one in place of all. */
const MAX_UPDATES = 64;
/** Largest document, in bytes, that is written on without a word of warning. */
export const MAX_DRAFT_BYTES = 2 * 1024 * 1024;

export interface OpenDraftDeps {
  readonly ports: Pick<Ports, 'clock' | 'drafts' | 'draftDocs'>;
  /** What is kept of it has changed; null if it has left nothing. */
  readonly onRecord: (record: DraftDocRecord | null) => void;
  readonly onClosed: () => void;
}

/** A draft that is being written, and the way of each change to the disk. */
export class OpenDraft implements OpenDraftVerbs {
  readonly doc: DraftDoc;
  readonly keeping = new Store<DraftKeeping>({ isKept: true, fault: null });
  #record: DraftDocRecord;
  #waiting: Uint8Array[] = [];
  #isPlanned = false;
  #isSummaryPlanned = false;
  /** The last write, done or not. Never rejects. */
  #writing: Promise<void> = Promise.resolve();
  #updates: number;
  #bytes: number;
  #isClosed = false;
  readonly #stop: () => void;
  readonly #deps: OpenDraftDeps;

  constructor(record: DraftDocRecord, doc: DraftDoc, kept: readonly Uint8Array[], deps: OpenDraftDeps) {
    this.#record = record;
    this.doc = doc;
    this.#updates = kept.length;
    this.#bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
    this.#deps = deps;
    this.#stop = doc.onOwnChange((update) => this.#onOwnChange(update));
  }

  get id(): DraftId {
    return this.#record.id;
  }

  /** Resolves when everything written so far is on disk, or could not be. */
  async settled(): Promise<void> {
    await this.#write();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stop();
    await this.#write();
    try {
      const content = this.doc.content();
      if (isBlank(content) && this.#waiting.length === 0) {
        await this.#deps.ports.drafts.remove(this.id);
        this.#deps.onRecord(null);
      } else if (this.#waiting.length === 0) {
        if (this.#updates > MAX_UPDATES) await this.#deps.ports.drafts.replace(this.id, this.doc.encode());
        await this.#summarize();
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error; // it is there as it was; the next time is soon enough
    } finally {
      this.doc.close();
      this.#deps.onClosed();
    }
  }

  #onOwnChange(update: Uint8Array): void {
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
    try {
      const { drafts, draftDocs, clock } = this.#deps.ports;
      const update = waiting.length === 1 ? waiting[0]! : await draftDocs.merge(waiting);
      const isShort = this.#bytes <= SHORT_BYTES;
      const record = { ...this.#record, ...(isShort && this.#summary()), changedMs: clock.wallMs() };
      await drafts.keep(record, update);
      this.#updates++;
      this.#take(record);
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
          await this.#summarize();
        } catch (error) {
          if (!(error instanceof Fault)) throw error; // the next change brings it along
        }
      });
    });
  }

  async #summarize(): Promise<void> {
    const { subject, firstLine } = this.#summary();
    if (subject === this.#record.subject && firstLine === this.#record.firstLine) return;
    const record = { ...this.#record, subject, firstLine };
    await this.#deps.ports.drafts.keep(record, null);
    this.#take(record);
  }

  #summary(): Pick<DraftDocRecord, 'subject' | 'firstLine'> {
    const content = this.doc.content();
    return { subject: content.subject, firstLine: firstLineOf(content) };
  }

  #take(record: DraftDocRecord): void {
    this.#record = record;
    this.#deps.onRecord(record);
  }
}
