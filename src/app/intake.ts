import { MAX_WAITING_GIVES } from '../protocol/limits.js';
import type { GivenEntry } from '../protocol/record.js';
import type { ConversationLink } from './conversation-link.js';
import type { ConversationSync } from './conversation-sync.js';
import type { createSerial } from './serial.js';

/** One give as it came. */
export interface IncomingGive {
  readonly given: readonly GivenEntry[];
  readonly sync: ConversationSync;
  readonly from: ConversationLink;
}

/** Entries that are checked and stored at once: what one disk write takes is spread over them, and nobody waits long. */
export const MAX_BATCH_ENTRIES = 512;

/**
 * Gives on their way to the disk. While one write is under way, what comes over the links gathers here, and goes into the
 * next one together: so a single new message is written at once, and a hundred thousand are written by the hundred.
 */
export class Intake {
  readonly #writes: ReturnType<typeof createSerial>;
  /** Takes gives of one link, in order. Never rejects because of what they hold. */
  readonly #take: (gives: readonly IncomingGive[]) => Promise<void>;
  readonly #waiting: IncomingGive[] = [];
  #isPlanned = false;
  #onRoom: (() => void)[] = [];

  constructor(
    writes: ReturnType<typeof createSerial>,
    take: (gives: readonly IncomingGive[]) => Promise<void>,
  ) {
    this.#writes = writes;
    this.#take = take;
  }

  /** Queues a give. Resolves when there is room for the next one, which says nothing about what becomes of this one. */
  put(give: IncomingGive): Promise<void> {
    this.#waiting.push(give);
    this.#plan();
    // An honest giver has fewer under way; another one is made to wait.
    if (this.#waiting.length < MAX_WAITING_GIVES) return Promise.resolve();
    return new Promise((resolve) => this.#onRoom.push(resolve));
  }

  /** One batch for each turn of `writes`, so that whoever writes themselves does not wait for all of it. */
  #plan(): void {
    if (this.#isPlanned || this.#waiting.length === 0) return;
    this.#isPlanned = true;
    void this.#writes(async () => {
      const batch = this.#takeBatch();
      this.#isPlanned = false;
      this.#plan(); // behind whatever has been asked for by now
      await this.#take(batch);
    });
  }

  #takeBatch(): readonly IncomingGive[] {
    const [first] = this.#waiting;
    let entries = 0;
    const end = this.#waiting.findIndex(({ given, from }) => {
      const isOther = from !== first!.from || (entries > 0 && entries + given.length > MAX_BATCH_ENTRIES);
      entries += given.length;
      return isOther;
    });
    const batch = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
    const goOn = this.#onRoom;
    this.#onRoom = [];
    for (const resolve of goOn) resolve();
    return batch;
  }
}
