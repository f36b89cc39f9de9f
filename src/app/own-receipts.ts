import type { Result } from '../protocol/result.js';
import type { FaultCode } from '../domain/fault.js';
import type { DeviceId } from '../protocol/ids.js';
import { sealReceipt, type Receipt, type ReceiptLine } from '../protocol/receipt.js';
import type { ConversationLog } from './conversation-log.js';
import type { Identity } from './identity.js';
import type { ConversationRecord, LogHead } from './records.js';

/** Lines in one receipt of ours. More than 200 do not fit a record. */
const MAX_ROWS = 128;

/** What is asked of the logs. */
export type ReceiptLog = Pick<ConversationLog, 'id' | 'readSeqs' | 'run'> & {
  readonly record: Pick<ConversationRecord, 'shelf' | 'receipts' | 'signedReceipts'> & {
    readonly heads: readonly Pick<LogHead, 'author' | 'seq' | 'id' | 'fromSeq'>[];
  };
  commit(change: Pick<ConversationRecord, 'receipts' | 'signedReceipts'>): Promise<Result<void, FaultCode>>;
};

/** A receipt of ours. */
export interface Sealed {
  readonly receipt: Receipt;
  readonly bytes: Uint8Array;
}

/** What this device can say of what it holds of one conversation, and has said of it since the app was started. */
export class OwnReceipts {
  readonly #log: ReceiptLog;
  readonly #identity: Pick<Identity, 'device' | 'isOwnDevice' | 'sign'>;
  /** Whether anybody wants to know who holds a log. */
  readonly #isAsked: (author: DeviceId) => boolean;
  /** By log: what we have said to whoever is to hear of it. */
  readonly #said = new Map<DeviceId, ReceiptLine>();
  /** All that we say, signed, as the record was then. */
  #whole: {
    readonly of: ReceiptLog['record'];
    readonly device: DeviceId;
    readonly sealed: Promise<readonly Sealed[]>;
  } | null = null;

  constructor(
    log: ReceiptLog,
    identity: Pick<Identity, 'device' | 'isOwnDevice' | 'sign'>,
    isAsked: (author: DeviceId) => boolean,
  ) {
    this.#log = log;
    this.#identity = identity;
    this.#isAsked = isAsked;
  }

  /** What is held here and was shown, of every log of others. */
  get lines(): readonly ReceiptLine[] {
    // Whoever asks to talk to us is told nothing of us before we have answered.
    if (this.#log.record.shelf !== 'chats') return [];
    const heads = this.#log.record.heads.filter(
      ({ author, seq, fromSeq }) =>
        !this.#identity.isOwnDevice(author) && seq >= fromSeq && this.#isAsked(author),
    );
    const readSeqs = this.#log.readSeqs;
    return heads.map(({ author, seq, id }) => ({
      author,
      deliveredCount: seq + 1,
      deliveredId: id,
      readCount: Math.min(readSeqs.get(author) ?? -1, seq) + 1,
    }));
  }

  get unsaid(): readonly ReceiptLine[] {
    return this.lines.filter((line) => this.#isNews(line));
  }

  noteSaid(lines: readonly ReceiptLine[]): void {
    for (const line of lines) this.#said.set(line.author, line);
  }

  #isNews({ author, deliveredCount, deliveredId, readCount }: ReceiptLine): boolean {
    const said = this.#said.get(author);
    return (
      said?.deliveredCount !== deliveredCount ||
      said.deliveredId !== deliveredId ||
      said.readCount !== readCount
    );
  }

  /** All lines, signed once for however many links come up at one time. */
  whole(): Promise<readonly Sealed[]> {
    const { record } = this.#log;
    const { device } = this.#identity;
    if (this.#whole?.of !== record || this.#whole.device !== device)
      this.#whole = { of: record, device, sealed: this.seal(this.lines) };
    return this.#whole.sealed;
  }

  /** In as many receipts as it takes. */
  seal(lines: readonly ReceiptLine[]): Promise<readonly Sealed[]> {
    const parts: (readonly ReceiptLine[])[] = [];
    for (let at = 0; at < lines.length; at += MAX_ROWS) parts.push(lines.slice(at, at + MAX_ROWS));
    const of = { conversation: this.#log.id, by: this.#identity.device };
    return Promise.all(
      parts.map(async (rows) => {
        const receipt = { ...of, rows };
        return { receipt, bytes: await sealReceipt(receipt, this.#identity.sign) };
      }),
    );
  }
}
