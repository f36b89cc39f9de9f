import { firstLineOf, isBlank } from '../domain/draft-content.js';
import type { MemoContent } from '../protocol/memo-content.js';
import { Fault, type FaultCode } from '../domain/fault.js';
import { readDraftId, type ConversationId, type DraftId } from '../protocol/ids.js';
import { fail, ok, type Result } from '../protocol/result.js';
import type { DraftDocRecord } from './draft-docs.js';
import { OpenDraft } from './open-draft.js';
import type { Ports } from './ports.js';
import { createSerial } from './serial.js';
import { Store } from './store.js';
import type { DraftsVerbs, DraftSummary } from './views.js';

/** How long what was discarded can be taken back. */
const KEPT_AFTER_DISCARD_MS = 30 * 24 * 60 * 60_000;

export type DraftPorts = Pick<Ports, 'clock' | 'random' | 'drafts' | 'draftDocs'>;

/** Every draft of this device that has a document, and those that are open. */
export class Drafts implements DraftsVerbs {
  readonly list = new Store<readonly DraftSummary[]>([]);
  readonly #ports: DraftPorts;
  readonly #records: Map<DraftId, DraftDocRecord>;
  readonly #open = new Map<DraftId, OpenDraft>();
  readonly #inOrder = createSerial();

  private constructor(records: readonly DraftDocRecord[], ports: DraftPorts) {
    this.#ports = ports;
    this.#records = new Map(records.map((record) => [record.id, record]));
    this.#show();
  }

  /** Reads what is kept, and lets go of what was discarded long ago. @throws Fault 'storage-full' | 'storage-failed' */
  static async load(ports: DraftPorts): Promise<Drafts> {
    const overMs = ports.clock.wallMs() - KEPT_AFTER_DISCARD_MS;
    const kept: DraftDocRecord[] = [];
    for (const record of await ports.drafts.list()) {
      if (record.discardedMs !== null && record.discardedMs < overMs) await ports.drafts.remove(record.id);
      else kept.push(record);
    }
    return new Drafts(kept, ports);
  }

  create(content: MemoContent, conversation: ConversationId | null): Promise<Result<DraftId, FaultCode>> {
    return this.#orFault(async () => {
      const { clock, random, drafts, draftDocs } = this.#ports;
      const nowMs = clock.wallMs();
      const record: DraftDocRecord = {
        id: readDraftId(random.bytes(16))!,
        conversation,
        subject: content.subject,
        firstLine: firstLineOf(content),
        createdMs: nowMs,
        changedMs: nowMs,
        discardedMs: null,
      };
      let update: Uint8Array | null = null;
      if (!isBlank(content)) {
        const doc = await draftDocs.open([]);
        doc.setContent(content);
        update = doc.encode();
        doc.close();
      }
      await drafts.keep(record, update);
      this.#take(record.id, record);
      return ok(record.id);
    });
  }

  open(id: DraftId): Promise<Result<OpenDraft, FaultCode>> {
    return this.#orFault(async () => {
      const there = this.#open.get(id);
      const record = this.#records.get(id);
      if (there) return ok(there);
      if (!record || record.discardedMs !== null) return fail('draft-gone');
      const updates = await this.#ports.drafts.updates(id);
      const doc = await this.#ports.draftDocs.open(updates);
      const draft = new OpenDraft(record, doc, updates, {
        ports: this.#ports,
        onRecord: (changed) => this.#take(id, changed),
        onClosed: () => this.#open.delete(id),
      });
      this.#open.set(id, draft);
      return ok(draft);
    });
  }

  async discard(id: DraftId): Promise<Result<void, FaultCode>> {
    await this.#open.get(id)?.close();
    return this.#mark(id, this.#ports.clock.wallMs());
  }

  restore(id: DraftId): Promise<Result<void, FaultCode>> {
    return this.#mark(id, null);
  }

  /** Resolves when everything written so far is on disk, or could not be. */
  async settled(): Promise<void> {
    await Promise.all([...this.#open.values()].map((draft) => draft.settled()));
  }

  #mark(id: DraftId, discardedMs: number | null): Promise<Result<void, FaultCode>> {
    return this.#orFault(async () => {
      const before = this.#records.get(id);
      // In an empty one there was nothing to discard.
      if (!before) return discardedMs === null ? fail('draft-gone') : ok(undefined);
      const record = { ...before, discardedMs };
      await this.#ports.drafts.keep(record, null);
      this.#take(id, record);
      return ok(undefined);
    });
  }

  #orFault<T>(work: () => Promise<Result<T, FaultCode>>): Promise<Result<T, FaultCode>> {
    return this.#inOrder(async () => {
      try {
        return await work();
      } catch (error) {
        if (error instanceof Fault) return fail(error.code);
        throw error;
      }
    });
  }

  #take(id: DraftId, record: DraftDocRecord | null): void {
    if (record) this.#records.set(id, record);
    else this.#records.delete(id);
    this.#show();
  }

  #show(): void {
    const summaries = [...this.#records.values()].map(
      ({ id, conversation, subject, firstLine, changedMs, discardedMs }): DraftSummary => ({
        id,
        conversation,
        subject,
        firstLine,
        changedMs,
        discardedMs,
      }),
    );
    this.list.update(() => summaries.sort((a, b) => b.changedMs - a.changedMs || (a.id < b.id ? -1 : 1)));
  }
}
