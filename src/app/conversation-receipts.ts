import type { FaultCode } from '../domain/fault.js';
import { withReceipt } from '../domain/receipts.js';
import { KIND } from '../protocol/body.js';
import type { DeviceId } from '../protocol/ids.js';
import { MAX_VECTOR_ROWS } from '../protocol/limits.js';
import { openReceipt, sealReceipt, type Receipt, type ReceiptLine } from '../protocol/receipt.js';
import type { ConversationLink } from './conversation-link.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationSync } from './conversation-sync.js';
import type { Group } from './group.js';
import type { Identity } from './identity.js';
import type { Membership } from './membership.js';
import type { Ports } from './ports.js';
import { Receipts } from './receipts.js';

export interface ConversationReceiptsDeps {
  readonly ports: Pick<Ports, 'keys'>;
  readonly identity: Identity;
  readonly membership: Membership;
  readonly group: Group | null;
  /** The links we are synced over now. */
  readonly syncs: () => readonly ConversationSync[];
  /** What came over `from` could not be stored: it is to be asked for again. */
  readonly onNotStored: (fault: FaultCode, from: ConversationLink) => void;
  /** Somebody has heard of a removal. */
  readonly onChanged: () => void;
}

/** The receipts of one conversation: our word on what we hold, and what others say to hold of ours. */
export class ConversationReceipts {
  readonly #log: ConversationLog;
  readonly #deps: ConversationReceiptsDeps;
  readonly #receipts = new Receipts();

  constructor(log: ConversationLog, deps: ConversationReceiptsDeps) {
    this.#log = log;
    this.#deps = deps;
  }

  /** The devices that say to hold the log of `author` up to `seq`, as far as we have heard since the app was started. */
  holdersOf(author: DeviceId, seq: number): readonly DeviceId[] {
    return this.#receipts.holdersOf(author, seq);
  }

  /** Our signed word on what is committed here, to those who are linked now. */
  async send(targets: readonly ConversationSync[] = this.#deps.syncs()): Promise<void> {
    const { identity } = this.#deps;
    // Whoever asks to talk to us is told nothing of us before we have answered.
    if (this.#log.record.shelf !== 'chats') return;
    const rows: ReceiptLine[] = [];
    // What was written last matters most, where there are more logs than one receipt may name.
    const heads = [...this.#log.record.heads].sort((a, b) => b.orderMs - a.orderMs);
    for (const head of heads) {
      const { author } = head;
      if (identity.isOwnDevice(author) || head.seq < head.fromSeq) continue;
      rows.push({
        author,
        deliveredCount: head.seq + 1,
        deliveredId: head.id,
        readCount: Math.min(this.#log.readSeq(author), head.seq) + 1,
      });
      if (rows.length === MAX_VECTOR_ROWS) break;
    }
    if (rows.length === 0 || targets.length === 0) return;
    const bytes = await sealReceipt({ conversation: this.#log.id, by: identity.device, rows }, identity.sign);
    await Promise.all(targets.map((sync) => sync.sendReceipt(bytes)));
  }

  /** Our word, and in a group what the others said. */
  async sendAll(sync: ConversationSync): Promise<void> {
    await this.send([sync]);
    if (this.#deps.group) await Promise.all(this.#receipts.all.map((bytes) => sync.sendReceipt(bytes)));
  }

  /** Stores what a receipt says of our own log, and passes on what is news to others. Runs inside `writes`. */
  async take(bytes: Uint8Array, from: ConversationLink): Promise<void> {
    const receipt = await openReceipt(bytes, this.#deps.ports.keys.verify);
    if (!receipt || receipt.conversation !== this.#log.id) return;
    const { identity, membership, group } = this.#deps;
    if (identity.isOwnDevice(receipt.by) || membership.personOf(receipt.by) === null) return;
    const isOfRemoval = this.#isOfRemoval(receipt);
    // What is no news may still be to be stored: the disk may have been full when it was.
    const isKnown = (author: DeviceId) => membership.personOf(author) !== null;
    if (group && this.#receipts.take(receipt, bytes, isKnown)) {
      if (isOfRemoval) this.#deps.onChanged(); // the screen says how many know; nothing is stored of others' logs
      for (const sync of this.#deps.syncs()) if (sync !== from.sync) void sync.sendReceipt(bytes);
    }
    let receipts = this.#log.record.receipts;
    for (const line of receipt.rows) {
      if (!(await this.#isOurs(line))) continue;
      receipts = withReceipt(receipts, {
        by: receipt.by,
        author: line.author,
        deliveredSeq: line.deliveredCount - 1,
        readSeq: line.readCount - 1,
      });
    }
    if (receipts === this.#log.record.receipts) return;
    const committed = await this.#log.commit({ receipts });
    if (!committed.ok) this.#deps.onNotStored(committed.error, from);
  }

  /** Whether a receipt tells of a removal that its device now holds, as we have not heard from it yet. */
  #isOfRemoval({ by, rows }: Receipt): boolean {
    const entries = [...(this.#deps.group?.set.entries.values() ?? [])];
    return entries.some(
      ({ body, author, seq }) =>
        body.kind === KIND.remove &&
        rows.some((row) => row.author === author && row.deliveredCount > seq) &&
        !this.#receipts.holdersOf(author, seq).includes(by),
    );
  }

  /** Whether a receipt's line is about an entry of ours, and about the branch of our log that we hold. */
  async #isOurs(line: ReceiptLine): Promise<boolean> {
    if (!this.#deps.identity.isOwnDevice(line.author)) return false;
    const [stored] = await this.#log.run(line.author, line.deliveredCount - 1, 1);
    return stored?.entry.seq === line.deliveredCount - 1 && stored.entry.id === line.deliveredId;
  }
}
