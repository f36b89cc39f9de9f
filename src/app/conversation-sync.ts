import type { Head } from '../domain/accept.js';
import { Fault } from '../domain/fault.js';
import { sameBytes } from '../protocol/codec.js';
import { logsDigestBytes } from '../protocol/digest.js';
import type { VerifiedEntry } from '../protocol/entry.js';
import { idBytes, type DeviceId, type EntryId } from '../protocol/ids.js';
import {
  LEAST_RECORD_BYTES,
  MAX_ENTRIES_PER_GIVE,
  MAX_GIVE_BYTES,
  MAX_RECORD_BYTES,
  MAX_VECTOR_ROWS,
} from '../protocol/limits.js';
import {
  encodeRecord,
  type GivenEntry,
  type HaveRow,
  type LinkRecord,
  type LogPlace,
  type SumBeside,
  type Tag,
} from '../protocol/record.js';
import type { KeptEntry, StoredEntry } from './ports.js';

/**
 * Gives sent and not yet acked. At first few, for others may be giving the same; with each one that is taken, one more:
 * enough to keep the link and the other side's disk busy at once. More was no quicker; with half of them it was a fifth to a
 * quarter slower, and the heap of who takes hardly smaller (71 MiB instead of 74 after 100 000 entries).
 */
const FIRST_GIVES_IN_FLIGHT = 4;
export const MAX_GIVES_IN_FLIGHT = 24;
/** Entries of one log that are read at once by whoever gives many of them. */
const ENTRIES_PER_READ = 8 * MAX_ENTRIES_PER_GIVE;
/** How often one link may begin anew after a refusal; beyond it, something is wrong that repeating does not mend. */
const MAX_RESTARTS = 8;
/** No first word of more rows fits the smallest record. */
const MAX_ROWS_LOOKED_AT = 3;
/** What an entry adds to a give besides its own bytes and its body's. */
const GIVE_OVERHEAD_BYTES = 8;

/** What a conversation shows of its logs to the links it is synced over. */
export interface LogSource {
  /** The last entry held of each log. Another map once a log has grown: what was read of one stays as it was. */
  readonly heads: ReadonlyMap<DeviceId, Head>;
  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]>;
  /** As `Repo.kept`: what is there from `fromSeq` on, up to the head. */
  kept(author: DeviceId, fromSeq: number, limit: number): Promise<readonly KeptEntry[]>;
  /** Whether the signature that an entry carries is its author's: asked of those that only a later one vouches for. */
  isSigned(entry: Pick<VerifiedEntry, 'author' | 'bytes'>): Promise<boolean>;
  /**
   * The other side's `have` and ours name different entries for `seq` of `author`. True if the log is ours: then it is
   * not given on before their branch has been looked at.
   */
  onDisagreement(author: DeviceId, seq: number): boolean;
}

/** What a `have` of several records has said so far. */
interface IncomingHave {
  readonly next: Map<DeviceId, number>;
  readonly refused: Set<DeviceId>;
}

/** First 16 bytes of an entry's id. */
export const idPrefix = (id: EntryId): Uint8Array => idBytes(id).slice(0, 16);

/**
 * One conversation on one link: says what we hold, gives what they lack, and nothing twice. Over an *eager* link what is
 * new is given at once; over a *lazy* one it is only named. Which is which, `Gossip` decides; a link begins as eager.
 */
export class ConversationSync {
  readonly tag: Tag;
  readonly #send: (record: LinkRecord) => Promise<void>;
  readonly #source: LogSource;
  /**
   * Per log, the first `seq` that they neither hold nor were given nor told of; null until they have said what they hold.
   * What they were told of is theirs to ask for.
   */
  #next: Map<DeviceId, number> | null = null;
  /** What comes of the parts of their `have` that are there; null between two. */
  #incoming: IncomingHave | null = null;
  /** What we said we hold, in place of a `have`; null if we did not, or once it is answered. */
  #saidSum: { readonly heads: ReadonlyMap<DeviceId, Head>; readonly digest: Uint8Array } | null = null;
  #hasSaidHave = false;
  #isEager = true;
  /** Logs that they may lack something of that is neither given nor named yet. */
  readonly #grown = new Set<DeviceId>();
  /** Logs whose continuation they refused: not offered again before their next `have`. */
  readonly #refused = new Set<DeviceId>();
  readonly #givenAuthors: DeviceId[] = [];
  #window = FIRST_GIVES_IN_FLIGHT;
  /** The part of a log that was read last, while there is more of it to give and it ends where it did. */
  #ahead: {
    readonly author: DeviceId;
    readonly headId: EntryId;
    readonly run: readonly KeptEntry[];
  } | null = null;
  #restarts = 0;
  #pumping = false;
  #pumpAgain = false;
  #ended = false;

  constructor(tag: Tag, send: (record: LinkRecord) => Promise<void>, source: LogSource) {
    this.tag = tag;
    this.#send = send;
    this.#source = source;
  }

  get isEager(): boolean {
    return this.#isEager;
  }

  // ——— What we hold, and what they hold ———

  /** Whether they hold all that we do, by what they have said and taken. False where it is not for us to give it to them. */
  get isLevel(): boolean {
    const next = this.#next;
    if (!next || !this.#isEager || this.#givenAuthors.length > 0) return false;
    return [...this.#source.heads].every(([author, { seq }]) => (next.get(author) ?? 0) > seq);
  }

  /** Our first word: what we hold of the logs where that fits the smallest record, else what it comes to. */
  meet(beside: SumBeside): void {
    const { heads } = this.#source;
    const sumOf = (logs: Uint8Array | readonly HaveRow[]): LinkRecord => ({ type: 'sum', tag: this.tag, logs, ...beside }); // prettier-ignore
    const whole = heads.size <= MAX_ROWS_LOOKED_AT ? sumOf(this.#rows()) : null;
    if (whole && encodeRecord(whole).byteLength < LEAST_RECORD_BYTES) {
      this.#hasSaidHave = true;
      return void this.#send(whole);
    }
    const digest = logsDigestBytes(heads);
    this.#saidSum = { heads, digest };
    void this.#send(sumOf(digest));
  }

  /** Says what we hold, as if we held nothing of the log of `except`. */
  sayHave(except?: DeviceId): void {
    this.#saidSum = null;
    this.#hasSaidHave = true;
    for (const record of this.#haves(except)) void this.#send(record);
  }

  /** Says what we hold once more, after something they gave did not fit. */
  askAgain(except?: DeviceId): void {
    if (++this.#restarts <= MAX_RESTARTS) this.sayHave(except);
  }

  /**
   * Their first word. What counts is what both said, not what we hold by now: so both come to the same, and know what
   * the other held.
   */
  async onSum(logs: Uint8Array | readonly HaveRow[]): Promise<void> {
    if (!(logs instanceof Uint8Array)) return this.onHave(logs);
    const said = this.#saidSum;
    if (!said) return; // we said what we hold, and they will answer it
    if (!sameBytes(said.digest, logs)) return this.sayHave();
    this.#saidSum = null;
    this.#next = new Map([...said.heads].map(([author, { seq }]) => [author, seq + 1]));
    void this.pump();
  }

  /** A part of what they hold; `onHave` brings the last one. */
  async onHavePart(rows: readonly HaveRow[]): Promise<void> {
    this.#incoming ??= { next: new Map(), refused: new Set() };
    await this.#takeRows(rows, this.#incoming);
  }

  async onHave(rows: readonly HaveRow[]): Promise<void> {
    const incoming = this.#incoming ?? { next: new Map(), refused: new Set() };
    this.#incoming = null;
    await this.#takeRows(rows, incoming);
    this.#refused.clear();
    for (const author of incoming.refused) this.#refused.add(author);
    this.#next = incoming.next;
    if (!this.#hasSaidHave) this.sayHave();
    void this.pump();
  }

  async #takeRows(rows: readonly HaveRow[], { next, refused }: IncomingHave): Promise<void> {
    for (const row of rows) {
      const head = this.#source.heads.get(row.author);
      if (!head || next.has(row.author)) continue; // theirs to give, or named twice
      next.set(row.author, row.seq + 1);
      const ours = row.seq > head.seq ? null : await this.#idAt(row.author, row.seq, head);
      // A log of theirs is given on: what they then refuse tells them that they have forgotten a part of it.
      const differs = ours !== null && !sameBytes(idPrefix(ours), row.idPrefix);
      if (differs && this.#source.onDisagreement(row.author, row.seq)) refused.add(row.author);
    }
  }

  /**
   * They say to hold these entries. True if one of them is not the one held here at its place, as far as what we hold
   * goes.
   */
  async differs(rows: readonly HaveRow[]): Promise<boolean> {
    let isAny = false;
    for (const row of rows) {
      const head = this.#source.heads.get(row.author);
      const ours = head && row.seq <= head.seq ? await this.#idAt(row.author, row.seq, head) : null;
      if (ours === null || sameBytes(idPrefix(ours), row.idPrefix)) continue;
      if (this.#source.onDisagreement(row.author, row.seq)) this.#refused.add(row.author);
      isAny = true;
    }
    return isAny;
  }

  /** They hold the log of `author` up to `seq`: they gave it, or said so. Somebody's claim, and to their own loss. */
  noteHeld(author: DeviceId, seq: number): void {
    if (!this.#next || !this.#source.heads.has(author)) return;
    this.#next.set(author, Math.max(this.#next.get(author) ?? 0, seq + 1));
  }

  // ——— Eager and lazy ———

  /** Tells them that they give us what we hold already; from now on either side only names what is new. */
  prune(): void {
    void this.#send({ type: 'prune', tag: this.tag });
    this.#isEager = false;
  }

  /** Asks them for these logs from these places on, and for whatever is new; what is new here is given likewise. */
  graft(rows: readonly LogPlace[]): void {
    this.sayNews(); // what is there already they get elsewhere, as a rule
    void this.#send({ type: 'graft', tag: this.tag, rows: rows.slice(0, MAX_VECTOR_ROWS) });
    this.#becomeEager();
  }

  /** They hold already what we give. */
  onPrune(): void {
    this.#isEager = false;
  }

  /** They ask for these logs from these places on, and for whatever is new. */
  onGraft(rows: readonly LogPlace[]): void {
    for (const { author, seq } of rows) {
      const next = this.#next?.get(author);
      if (next === undefined || !this.#source.heads.has(author)) continue;
      this.#next!.set(author, Math.min(next, seq));
      this.#refused.delete(author);
      this.#grown.add(author);
    }
    this.#becomeEager();
  }

  #becomeEager(): void {
    this.#isEager = true;
    void this.pump([]);
  }

  /** Whether there is something to name. */
  get hasNews(): boolean {
    return !this.#isEager && this.#next !== null && this.#grown.size > 0;
  }

  /** Names what they may lack and were not told of: one record of it. Does nothing on an eager link. */
  sayNews(): void {
    if (this.#isEager || !this.#next || this.#ended) return;
    const rows: HaveRow[] = [];
    for (const author of this.#grown) {
      if (rows.length === MAX_VECTOR_ROWS) break;
      this.#grown.delete(author);
      const head = this.#source.heads.get(author);
      if (!head || !this.#lacks(author, head)) continue;
      rows.push({ author, seq: head.seq, idPrefix: idPrefix(head.id) });
      this.#next.set(author, head.seq + 1);
    }
    if (rows.length > 0) void this.#send({ type: 'news', tag: this.tag, rows });
  }

  // ——— Give and ack ———

  /** We have dealt with the next `count` of their gives. */
  ack(took: boolean, count = 1): void {
    void this.#send({ type: 'ack', tag: this.tag, took, count });
  }

  /** What they gave does not follow what we hold: say so and, where asking again may help, ask. */
  onRefused(isGap: boolean): void {
    this.ack(false);
    if (isGap) this.askAgain();
  }

  /** Resolves when there is room for the next. */
  sendReceipt(bytes: Uint8Array): Promise<void> {
    return this.#send({ type: 'receipt', tag: this.tag, bytes });
  }

  /** They have dealt with the oldest `count` gives under way. Returns whose logs those were of. */
  onAck(took: boolean, count: number): ReadonlySet<DeviceId> {
    const authors = new Set(this.#givenAuthors.splice(0, count));
    if (!took) for (const author of authors) this.#refused.add(author);
    if (took) this.#window = Math.min(this.#window + count, MAX_GIVES_IN_FLIGHT);
    void this.pump([]);
    return authors;
  }

  /**
   * Gives whatever they lack of these logs, as far as the window allows, or keeps it for the news. Call whenever a log
   * has grown. Never rejects.
   */
  async pump(grown: Iterable<DeviceId> = this.#source.heads.keys()): Promise<void> {
    for (const author of grown) this.#grown.add(author);
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

  #lacks(author: DeviceId, head: Head): boolean {
    return !this.#refused.has(author) && (this.#next?.get(author) ?? 0) <= head.seq;
  }

  async #fillWindow(): Promise<void> {
    for (const author of this.#grown) {
      while (this.#isEager && this.#next && !this.#ended) {
        const head = this.#source.heads.get(author);
        if (!head || !this.#lacks(author, head)) {
          this.#grown.delete(author);
          break;
        }
        if (this.#givenAuthors.length >= this.#window) return;
        const next = this.#next;
        const fromSeq = next.get(author) ?? 0;
        const run = await this.#read(author, fromSeq, head);
        const entries = await this.#takeGive(author, run);
        // Meanwhile they said anew what they hold, or that they want no more, or gave us some of it.
        if (this.#next !== next || !this.#isEager || (next.get(author) ?? 0) !== fromSeq) continue;
        if (entries.length === 0) {
          this.#grown.delete(author); // nothing readable there: the store knows more than it holds
          break;
        }
        next.set(author, fromSeq + entries.length);
        this.#givenAuthors.push(author);
        await this.#send({ type: 'give', tag: this.tag, entries });
      }
    }
  }

  /** What comes next in a log, enough for one give. Whoever lacks much gets it from a few large reads. */
  async #read(author: DeviceId, fromSeq: number, head: Head): Promise<readonly KeptEntry[]> {
    const wanted = Math.min(head.seq + 1 - fromSeq, MAX_ENTRIES_PER_GIVE);
    const ahead = this.#ahead?.author === author && this.#ahead.headId === head.id ? this.#ahead.run : [];
    const here = ahead.slice(Math.max(0, fromSeq - (ahead[0]?.seq ?? 0)));
    if (here[0]?.seq === fromSeq && here.length >= wanted) return here.slice(0, wanted);
    const isMuch = head.seq + 1 - fromSeq > MAX_ENTRIES_PER_GIVE;
    const run = await this.#source.kept(author, fromSeq, isMuch ? ENTRIES_PER_READ : MAX_ENTRIES_PER_GIVE);
    this.#ahead = isMuch ? { author, headId: head.id, run } : null;
    return run.slice(0, MAX_ENTRIES_PER_GIVE);
  }

  /**
   * As much of a run as fits into one record and ends with an entry that is known to be signed itself: nobody can take a
   * run that does not. Where a peer has spoiled signatures, it ends where the give it came in did.
   */
  async #takeGive(author: DeviceId, run: readonly KeptEntry[]): Promise<readonly GivenEntry[]> {
    const fits = fittingOf(run);
    for (let end = fits; end > 0; end--) {
      const { bytes, isVouched } = run[end - 1]!;
      if (!isVouched || (await this.#source.isSigned({ author, bytes }))) return given(run.slice(0, end));
    }
    const end = run.findIndex(({ isVouched }, i) => i >= fits && !isVouched);
    const whole = given(run.slice(0, end + 1));
    const { byteLength } = encodeRecord({ type: 'give', tag: this.tag, entries: whole });
    return byteLength < MAX_RECORD_BYTES ? whole : [];
  }

  /** What we hold, in as many records as it takes. */
  #haves(except?: DeviceId): readonly LinkRecord[] {
    const rows = this.#rows().filter(({ author }) => author !== except);
    const records: LinkRecord[] = [];
    while (rows.length > MAX_VECTOR_ROWS)
      records.push({ type: 'have-part', tag: this.tag, rows: rows.splice(0, MAX_VECTOR_ROWS) });
    return [...records, { type: 'have', tag: this.tag, rows }];
  }

  #rows(): HaveRow[] {
    return [...this.#source.heads].map(([author, { seq, id }]) => ({ author, seq, idPrefix: idPrefix(id) }));
  }

  async #idAt(author: DeviceId, seq: number, head: Head): Promise<EntryId | null> {
    if (seq === head.seq) return head.id;
    const [stored] = await this.#source.run(author, seq, 1);
    return stored?.entry.seq === seq ? stored.entry.id : null;
  }
}

/** How many entries of a run fit into one record. */
function fittingOf(run: readonly KeptEntry[]): number {
  let sum = 0;
  const over = run.findIndex(({ bytes, body }, i) => {
    sum += bytes.byteLength + (body?.byteLength ?? 0) + GIVE_OVERHEAD_BYTES;
    return sum > MAX_GIVE_BYTES && i > 0;
  });
  return over < 0 ? run.length : over;
}

const given = (run: readonly KeptEntry[]): readonly GivenEntry[] =>
  run.map(({ bytes, body }) => [bytes, body]);
