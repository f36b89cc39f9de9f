import type { Head } from '../domain/accept.js';
import { Fault } from '../domain/fault.js';
import { sameBytes } from '../protocol/codec.js';
import { idBytes, type DeviceId, type EntryId } from '../protocol/ids.js';
import { MAX_ENTRIES_PER_GIVE, MAX_GIVE_BYTES } from '../protocol/limits.js';
import type { GivenEntry, HaveRow, LinkRecord, Tag } from '../protocol/record.js';
import type { StoredEntry } from './ports.js';

/** Gives sent and not yet acked: enough to fill a fast link, little enough that nobody buffers without bound. */
const MAX_GIVES_IN_FLIGHT = 4;
/** How often one link may begin anew after a refusal; beyond it, something is wrong that repeating does not mend. */
const MAX_RESTARTS = 8;
/** What an entry adds to a give besides its own bytes and its body's. */
const GIVE_OVERHEAD_BYTES = 8;

/** What a conversation shows of its logs to the links it is synced over. */
export interface LogSource {
  readonly heads: ReadonlyMap<DeviceId, Head>;
  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]>;
  /**
   * The other side's `have` and ours name different entries for one `seq` of `author`. True if the log is ours: then
   * it is not given on before their branch has been looked at.
   */
  onDisagreement(author: DeviceId): boolean;
}

/** First 16 bytes of an entry's id. */
const idPrefix = (id: EntryId): Uint8Array => idBytes(id).slice(0, 16);

/** One conversation on one link: says what we hold, gives what they lack, and nothing twice. */
export class ConversationSync {
  readonly tag: Tag;
  readonly #send: (record: LinkRecord) => Promise<void>;
  readonly #source: LogSource;
  /** Per log, the `seq` to give next; null until they have said what they hold. */
  #next: Map<DeviceId, number> | null = null;
  /** Logs whose continuation they refused: not offered again before their next `have`. */
  readonly #refused = new Set<DeviceId>();
  readonly #givenAuthors: DeviceId[] = [];
  #restarts = 0;
  #pumping = false;
  #pumpAgain = false;
  #ended = false;

  constructor(tag: Tag, send: (record: LinkRecord) => Promise<void>, source: LogSource) {
    this.tag = tag;
    this.#send = send;
    this.#source = source;
  }

  /** Says what we hold, as if we held nothing of the log of `except`. */
  sayHave(except?: DeviceId): void {
    const rows: HaveRow[] = [];
    for (const [author, head] of this.#source.heads) {
      if (author !== except) rows.push({ author, seq: head.seq, idPrefix: idPrefix(head.id) });
    }
    void this.#send({ type: 'have', tag: this.tag, rows });
  }

  /** Says what we hold once more, after something they gave did not fit. */
  askAgain(except?: DeviceId): void {
    if (++this.#restarts <= MAX_RESTARTS) this.sayHave(except);
  }

  async onHave(rows: readonly HaveRow[]): Promise<void> {
    const next = new Map<DeviceId, number>();
    this.#refused.clear();
    for (const row of rows) {
      const head = this.#source.heads.get(row.author);
      if (!head) continue; // theirs to give
      next.set(row.author, row.seq + 1);
      const ours = row.seq > head.seq ? null : await this.#idAt(row.author, row.seq, head);
      // A log of theirs is given on: what they then refuse tells them that they have forgotten a part of it.
      if (ours && !sameBytes(idPrefix(ours), row.idPrefix) && this.#source.onDisagreement(row.author))
        this.#refused.add(row.author);
    }
    this.#next = next;
    void this.pump();
  }

  /** We have dealt with one of their gives. */
  ack(took: boolean): void {
    void this.#send({ type: 'ack', tag: this.tag, took });
  }

  /** What they gave does not follow what we hold: say so and, where asking again may help, ask. */
  onRefused(isGap: boolean): void {
    this.ack(false);
    if (isGap) this.askAgain();
  }

  sendReceipt(bytes: Uint8Array): void {
    void this.#send({ type: 'receipt', tag: this.tag, bytes });
  }

  /** They have dealt with the oldest give under way. Returns whose log it was of; null if there was none. */
  onAck(took: boolean): DeviceId | null {
    const author = this.#givenAuthors.shift() ?? null;
    if (author && !took) this.#refused.add(author);
    void this.pump();
    return author;
  }

  /** Gives whatever they lack, as far as the window allows. Call whenever a log has grown. Never rejects. */
  async pump(): Promise<void> {
    this.#pumpAgain = true;
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#pumpAgain && !this.#ended) {
        this.#pumpAgain = false;
        await this.#fillWindow();
      }
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#ended = true; // the store cannot be read any more, and says so itself
    } finally {
      this.#pumping = false;
    }
  }

  /** The link is gone. */
  end(): void {
    this.#ended = true;
  }

  async #fillWindow(): Promise<void> {
    for (const [author, head] of this.#source.heads) {
      while (this.#next && !this.#refused.has(author) && !this.#ended) {
        const fromSeq = this.#next.get(author) ?? 0;
        if (fromSeq > head.seq || this.#givenAuthors.length >= MAX_GIVES_IN_FLIGHT) break;
        const next = this.#next;
        const run = await this.#source.run(author, fromSeq, MAX_ENTRIES_PER_GIVE);
        if (this.#next !== next) continue; // they said anew what they hold while we read
        const entries = takeGive(run);
        if (entries.length === 0) break; // nothing readable there: the store knows more than it holds
        next.set(author, fromSeq + entries.length);
        this.#givenAuthors.push(author);
        await this.#send({ type: 'give', tag: this.tag, entries });
      }
    }
  }

  async #idAt(author: DeviceId, seq: number, head: Head): Promise<EntryId | null> {
    if (seq === head.seq) return head.id;
    const [stored] = await this.#source.run(author, seq, 1);
    return stored?.entry.seq === seq ? stored.entry.id : null;
  }
}

/** As much of a run as fits into one record. */
function takeGive(run: readonly StoredEntry[]): readonly GivenEntry[] {
  const entries: GivenEntry[] = [];
  let bytes = 0;
  for (const { entry, body } of run) {
    bytes += entry.bytes.byteLength + (body?.byteLength ?? 0) + GIVE_OVERHEAD_BYTES;
    if (bytes > MAX_GIVE_BYTES && entries.length > 0) break;
    entries.push([entry.bytes, body]);
  }
  return entries;
}
