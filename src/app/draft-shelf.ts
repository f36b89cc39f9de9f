import type { DraftId } from '../protocol/ids.js';
import type { DraftDocRecord, DraftStore } from './draft-docs.js';
import { createSerial } from './serial.js';

/** What can be changed of a record. */
export type DraftChange = Partial<Omit<DraftDocRecord, 'id' | 'createdMs'>>;

/**
 * The records of all drafts, on disk and at hand. Each change is made to the record as it is when its turn comes, so that none
 * takes another one back.
 */
export class DraftShelf {
  readonly #store: DraftStore;
  readonly #records: Map<DraftId, DraftDocRecord>;
  readonly #inOrder = createSerial();
  readonly #onChanged: () => void;

  constructor(store: DraftStore, records: readonly DraftDocRecord[], onChanged: () => void) {
    this.#store = store;
    this.#records = new Map(records.map((record) => [record.id, record]));
    this.#onChanged = onChanged;
  }

  get all(): readonly DraftDocRecord[] {
    return [...this.#records.values()];
  }

  get(id: DraftId): DraftDocRecord | undefined {
    return this.#records.get(id);
  }

  /** Takes in a new one, with its document if there is one. @throws Fault 'storage-full' | 'storage-failed' */
  add(record: DraftDocRecord, update: Uint8Array | null): Promise<void> {
    return this.#inOrder(async () => {
      await this.#store.keep(record, update);
      this.#put(record);
    });
  }

  /**
   * Changes what there is, and adds `update` to the document. Nothing happens to one that is gone.
   * @throws Fault 'storage-full' | 'storage-failed'
   */
  change(id: DraftId, by: (now: DraftDocRecord) => DraftChange, update: Uint8Array | null): Promise<void> {
    return this.#changeBy(id, by, (record) => this.#store.keep(record, update));
  }

  /** As `change`, with one update in the place of all. @throws Fault 'storage-full' | 'storage-failed' */
  replace(id: DraftId, by: (now: DraftDocRecord) => DraftChange, update: Uint8Array): Promise<void> {
    return this.#changeBy(id, by, (record) => this.#store.replace(record, update));
  }

  /** @throws Fault 'storage-full' | 'storage-failed' */
  remove(id: DraftId): Promise<void> {
    return this.#inOrder(async () => {
      await this.#store.remove(id);
      this.#records.delete(id);
      this.#onChanged();
    });
  }

  #changeBy(
    id: DraftId,
    by: (now: DraftDocRecord) => DraftChange,
    write: (record: DraftDocRecord) => Promise<void>,
  ): Promise<void> {
    return this.#inOrder(async () => {
      const now = this.#records.get(id);
      if (!now) return;
      const record = { ...now, ...by(now) };
      await write(record);
      this.#put(record);
    });
  }

  #put(record: DraftDocRecord): void {
    this.#records.set(record.id, record);
    this.#onChanged();
  }
}
