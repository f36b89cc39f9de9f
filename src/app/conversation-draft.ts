import type { FaultCode } from '../domain/fault.js';
import type { ConversationId, EntryId } from '../protocol/ids.js';
import { ok, type Result } from '../protocol/result.js';
import { givenBack, marksAfterSend } from './draft.js';
import { orFault } from './or-fault.js';
import type { Repo } from './ports.js';
import type { DraftRecord } from './records.js';
import { Store } from './store.js';
import type { DraftMarks } from './conversation-views.js';

export interface ConversationDraftDeps {
  readonly repo: Pick<Repo, 'saveDraft'>;
  /** What is being written, or what goes with it, is another. */
  readonly onChanged: () => void;
}

/** What is being written in one conversation: kept at every stroke, taken to be sent, and given back where that fails. */
export class ConversationDraft {
  readonly text: Store<string>;
  readonly marks: Store<DraftMarks>;
  readonly #id: ConversationId;
  readonly #deps: ConversationDraftDeps;
  #saved: Promise<Result<void, FaultCode>> = Promise.resolve(ok(undefined));
  /** The last message on its way to the disk. */
  #sending: Promise<unknown> = Promise.resolve();

  constructor(id: ConversationId, { text, ...marks }: DraftRecord, deps: ConversationDraftDeps) {
    this.#id = id;
    this.#deps = deps;
    this.text = new Store(text);
    this.marks = new Store(marks);
  }

  /** The text with what goes with it. */
  get written(): DraftRecord {
    return { text: this.text.value, ...this.marks.value };
  }

  /** Resolves when it is kept; with a fault if it was not. */
  setText(text: string): Promise<Result<void, FaultCode>> {
    this.text.update(() => text);
    return this.#keep();
  }

  /** As `setText`. What is not named stays as it is. */
  setMarks(changed: Partial<DraftMarks>): Promise<Result<void, FaultCode>> {
    this.marks.update((now) => ({ ...now, ...changed }));
    return this.#keep();
  }

  #keep(): Promise<Result<void, FaultCode>> {
    this.#deps.onChanged();
    this.#saved = this.#save();
    return this.#saved;
  }

  async #save(): Promise<Result<void, FaultCode>> {
    // What is being sent stays on disk as the draft until it is there as a message.
    await Promise.allSettled([this.#sending]);
    return orFault(async () => {
      await this.#deps.repo.saveDraft(this.#id, this.written);
      return ok(undefined);
    });
  }

  /**
   * Empties it at once and has it sent by `send`, which stores the message and what is written by then in one commit.
   * What cannot be sent comes back, before what was written meanwhile.
   */
  async send(send: () => Promise<Result<EntryId, FaultCode>>): Promise<Result<EntryId, FaultCode>> {
    const draft = this.written;
    this.text.update(() => '');
    this.marks.update(marksAfterSend);
    const sending = this.#sendOrGiveBack(send, draft);
    this.#sending = sending;
    const sent = await sending;
    if (!sent.ok) await this.#keep();
    return sent;
  }

  async #sendOrGiveBack(
    send: () => Promise<Result<EntryId, FaultCode>>,
    draft: DraftRecord,
  ): Promise<Result<EntryId, FaultCode>> {
    let sent: Result<EntryId, FaultCode> | undefined;
    try {
      sent = await send();
      return sent;
    } finally {
      // They may be typing the next one already.
      if (!sent?.ok) this.#giveBack(draft);
    }
  }

  #giveBack(draft: DraftRecord): void {
    const { text, ...marks } = givenBack(draft, this.written);
    this.text.update(() => text);
    this.marks.update(() => marks);
  }

  /** Resolves when the last stroke is kept, or could not be. */
  async settled(): Promise<void> {
    await this.#saved;
  }
}
