import type { Approval } from '../domain/approval.js';
import type { SubmitBody } from '../protocol/message-body.js';
import { KIND } from '../protocol/body.js';
import { Fault } from '../domain/fault.js';
import type { Conversation } from './conversation.js';
import { isShownBy, type Folded } from './folded-message.js';
import type { Ports, Place, StoredEntry } from './ports.js';
import { createSerial } from './serial.js';

const PAGE_ENTRIES = 100;
/** Remarks on a draft that are looked through for the last submission. */
const MAX_PAGES = 1_000;

/** What was put up for approval, with the entry that says so. */
export interface Submission extends Approval, Pick<SubmitBody, 'hash' | 'pieces' | 'remarks'> {
  readonly folded: Folded;
}

const submissionOf = (folded: Folded | null): Submission | null =>
  folded?.message.submission ? { ...folded.message.submission, folded } : null;

/** What was last put up for approval of one shared draft, and how far it is with that. */
export class Submissions {
  readonly #conversation: Conversation;
  readonly #ports: Pick<Ports, 'repo'>;
  readonly #onChanged: () => void;
  readonly #inOrder = createSerial();
  readonly #stop: () => void;
  #last: Submission | null = null;

  /** Looks it up at once, and again when something is said that may change it. */
  constructor(conversation: Conversation, ports: Pick<Ports, 'repo'>, onChanged: () => void) {
    this.#conversation = conversation;
    this.#ports = ports;
    this.#onChanged = onChanged;
    this.#stop = conversation.onCame((entries) => {
      if (entries.some(({ entry }) => CHANGING.has(entry.kind))) void this.look();
    });
    void this.look();
  }

  /** As far as it was looked up. */
  get last(): Submission | null {
    return this.#last;
  }

  /** Looks it up anew. Never rejects: what cannot be read now is looked up with the next change. */
  look(): Promise<void> {
    return this.#inOrder(async () => {
      try {
        this.#last = await this.#find();
        this.#onChanged();
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
      }
    });
  }

  close(): void {
    this.#stop();
  }

  async #find(): Promise<Submission | null> {
    const { group } = this.#conversation;
    for await (const folded of submittedIn(this.#conversation, this.#ports)) {
      const submission = submissionOf(folded);
      if (submission && group?.mightEdit(folded.person)) return submission;
    }
    return null;
  }
}

/** Everything that was ever put up in a conversation, the last first. @throws Fault 'storage-failed' */
export async function* submittedIn(
  conversation: Conversation,
  { repo }: Pick<Ports, 'repo'>,
): AsyncGenerator<Folded> {
  let before: Place | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const entries: readonly StoredEntry[] = await repo.page(conversation.id, before, PAGE_ENTRIES);
    for (const stored of entries.filter(({ entry }) => entry.kind === KIND.submit).reverse()) {
      const folded = await conversation.find(stored.entry.id);
      if (isShownBy(folded, stored)) yield folded;
    }
    if (entries.length < PAGE_ENTRIES) return;
    before = entries[0]!.entry;
  }
}

const CHANGING: ReadonlySet<number> = new Set([
  KIND.submit,
  KIND.cosign,
  KIND.sent,
  KIND.create,
  KIND.add,
  KIND.remove,
]);
