import type { DraftRecord } from '../../app/records.js';
import type { createSerial } from '../../app/serial.js';
import type { ConversationId } from '../../protocol/ids.js';

interface Waiting {
  draft: DraftRecord;
  readonly saved: Promise<void>;
}

/** Saves drafts in the order of the keystrokes. While one is on its way, the later ones wait as one. */
export interface DraftQueue {
  save(conversation: ConversationId, draft: DraftRecord): Promise<void>;
  /** What is saved from now on comes after what is queued next, and merges with nothing before it. */
  seal(conversation: ConversationId): void;
}

/** A queue before `write`, which runs in turn with everything else that goes through `inOrder`. */
export function createDraftQueue(
  inOrder: ReturnType<typeof createSerial>,
  write: (conversation: ConversationId, draft: DraftRecord) => Promise<void>,
): DraftQueue {
  const waiting = new Map<ConversationId, Waiting>();

  return {
    save(conversation, draft) {
      const earlier = waiting.get(conversation);
      if (earlier) {
        earlier.draft = draft;
        return earlier.saved;
      }
      const saved = inOrder(() => {
        if (waiting.get(conversation) === mine) waiting.delete(conversation);
        return write(conversation, mine.draft);
      });
      const mine: Waiting = { draft, saved };
      waiting.set(conversation, mine);
      return saved;
    },
    seal(conversation) {
      waiting.delete(conversation);
    },
  };
}
