import type { FaultCode } from '../domain/fault.js';
import { withReceipt } from '../domain/receipts.js';
import { KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import {
  linesDigest,
  openReceipt,
  sealReceipt,
  type Receipt,
  type ReceiptLine,
} from '../protocol/receipt.js';
import type { SumBeside } from '../protocol/record.js';
import type { ConversationLink } from './conversation-link.js';
import type { ConversationLog } from './conversation-log.js';
import type { ConversationSync } from './conversation-sync.js';
import type { Group } from './group.js';
import type { Identity } from './identity.js';
import type { Membership } from './membership.js';
import type { Ports } from './ports.js';
import { Receipts } from './receipts.js';
import type { ConversationRecord } from './records.js';

/** Lines in one receipt of ours. More than 200 do not fit a record. */
const MAX_ROWS = 128;
/** What was sent in the last of a link may not have come: longer than it takes to notice that a link is dead. */
const UNDER_WAY_MS = 60_000;
/** Whoever was not linked with us yet heard what others say by another way, unless it is newer than this. */
const LONG_AGO_MS = 10 * 60_000;

export interface ConversationReceiptsDeps {
  readonly ports: Pick<Ports, 'keys' | 'clock'>;
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

/** A receipt of ours. */
interface Sealed {
  readonly receipt: Receipt;
  readonly bytes: Uint8Array;
}

/** The receipts of one conversation: our word on what we hold, and what others say to hold of ours. */
export class ConversationReceipts {
  readonly #log: ConversationLog;
  readonly #deps: ConversationReceiptsDeps;
  /** What the others of a group have said. */
  readonly #receipts = new Receipts();
  /** By log: what we have said to everybody who was linked then. */
  readonly #said = new Map<DeviceId, ReceiptLine>();
  /** All that we say, signed, as the record was then. */
  #whole: {
    readonly of: ConversationRecord;
    readonly device: DeviceId;
    readonly sealed: Promise<readonly Sealed[]>;
  } | null = null;
  #isSaying = false;
  #saysAgain = false;
  /** Something has changed while nobody was linked. */
  #isOwing = false;
  /** How many links there are with each person. */
  readonly #linked = new Map<PersonId, number>();
  /** When the last link with each person ended, monotonic. */
  readonly #leftMs = new Map<PersonId, number>();

  constructor(log: ConversationLog, deps: ConversationReceiptsDeps) {
    this.#log = log;
    this.#deps = deps;
  }

  /** The devices that say to hold the log of `author` up to `seq`, as far as we have heard since the app was started. */
  holdersOf(author: DeviceId, seq: number): readonly DeviceId[] {
    return this.#receipts.holdersOf(author, seq);
  }

  get #nowMs(): number {
    return this.#deps.ports.clock.monotonicMs();
  }

  // ——— What we say ———

  /** Our signed word on what has changed here since we last said so, to those who are linked now: once for all of them. */
  async send(): Promise<void> {
    if (this.#isSaying) {
      this.#saysAgain = true;
      return;
    }
    this.#isSaying = true;
    try {
      do {
        this.#saysAgain = false;
        const syncs = this.#deps.syncs();
        this.#isOwing = syncs.length === 0;
        const changed = this.#isOwing ? [] : this.#ownLines().filter((line) => this.#isNews(line));
        for (const line of changed) this.#said.set(line.author, line);
        for (const sealed of await this.#seal(changed)) {
          // Whoever is linked later, and passes on what we say, is to hear of it too.
          if (this.#deps.group) this.#receipts.take(sealed.receipt, sealed.bytes, this.#nowMs, () => true);
          for (const sync of syncs) void sync.sendReceipt(sealed.bytes);
        }
      } while (this.#saysAgain);
    } finally {
      this.#isSaying = false;
    }
  }

  /** All of our word, to somebody who may have missed some of it. Resolves when there is room for more to send. */
  async sendOwn(sync: ConversationSync): Promise<void> {
    const { record } = this.#log;
    const { device } = this.#deps.identity;
    // Signed once, for however many links come up at one time.
    if (this.#whole?.of !== record || this.#whole.device !== device)
      this.#whole = { of: record, device, sealed: this.#seal(this.#ownLines()) };
    const sealed = await this.#whole.sealed;
    await Promise.all(sealed.map(({ bytes }) => sync.sendReceipt(bytes)));
  }

  /** Our word, and in a group what the others said. */
  async sendAll(sync: ConversationSync): Promise<void> {
    await this.sendOwn(sync);
    await this.#passOn(sync, -Infinity, false);
  }

  async #passOn(sync: ConversationSync, sinceMs: number, isOurToo: boolean): Promise<void> {
    const { device } = this.#deps.identity;
    const heard = this.#receipts.since(sinceMs, isOurToo ? null : device);
    await Promise.all(heard.map((bytes) => sync.sendReceipt(bytes)));
  }

  #isNews({ author, deliveredCount, deliveredId, readCount }: ReceiptLine): boolean {
    const said = this.#said.get(author);
    return (
      said?.deliveredCount !== deliveredCount ||
      said.deliveredId !== deliveredId ||
      said.readCount !== readCount
    );
  }

  #ownLines(): readonly ReceiptLine[] {
    // Whoever asks to talk to us is told nothing of us before we have answered.
    if (this.#log.record.shelf !== 'chats') return [];
    const heads = this.#log.record.heads.filter(
      ({ author, seq, fromSeq }) => !this.#deps.identity.isOwnDevice(author) && seq >= fromSeq,
    );
    const readSeqs = this.#log.readSeqs;
    return heads.map(({ author, seq, id }) => ({
      author,
      deliveredCount: seq + 1,
      deliveredId: id,
      readCount: Math.min(readSeqs.get(author) ?? -1, seq) + 1,
    }));
  }

  /** In as many receipts as it takes. */
  #seal(lines: readonly ReceiptLine[]): Promise<readonly Sealed[]> {
    const { identity } = this.#deps;
    const parts: (readonly ReceiptLine[])[] = [];
    for (let at = 0; at < lines.length; at += MAX_ROWS) parts.push(lines.slice(at, at + MAX_ROWS));
    const of = { conversation: this.#log.id, by: identity.device };
    return Promise.all(
      parts.map(async (rows) => {
        const receipt = { ...of, rows };
        return { receipt, bytes: await sealReceipt(receipt, identity.sign) };
      }),
    );
  }

  // ——— What both sides hold ———

  onLinked(person: PersonId): void {
    this.#linked.set(person, (this.#linked.get(person) ?? 0) + 1);
  }

  onUnlinked(person: PersonId): void {
    this.#linked.set(person, (this.#linked.get(person) ?? 1) - 1);
    this.#leftMs.set(person, this.#nowMs);
  }

  /** What a first word says of receipts to `device`. */
  sumFor(device: DeviceId): Pick<SumBeside, 'said' | 'heard'> {
    const { identity } = this.#deps;
    const lines = this.#log.record.receipts.flatMap(({ by, author, deliveredSeq, readSeq }) => {
      const isOfOurs = identity.isOwnDevice(author) && !identity.isOwnDevice(by);
      return isOfOurs ? [{ by, author, deliveredCount: deliveredSeq + 1, readCount: readSeq + 1 }] : [];
    });
    return {
      said: linesDigest(lines.filter(({ by }) => by === device)),
      heard: linesDigest(lines.filter(({ by }) => by !== device)),
    };
  }

  /** They say what they hold of our word, and of that of others: says what they may lack. */
  async onSum({ said, heard }: SumBeside, sync: ConversationSync, { link }: ConversationLink): Promise<void> {
    const { identity, membership } = this.#deps;
    const isTheirs = (device: DeviceId) => membership.personOf(device) === link.person;
    const own = this.#ownLines().filter(({ author }) => isTheirs(author));
    const isSame = sameBytes(said, linesDigest(own.map((line) => ({ ...line, by: identity.device }))));
    if (isSame) for (const line of own) this.#said.set(line.author, line);
    else await this.sendOwn(sync);
    const isOther = (by: DeviceId) => !isTheirs(by) && !identity.isOwnDevice(by);
    const others = this.#receipts.lines(isTheirs).filter(({ by }) => isOther(by));
    const isHeard = others.length === 0 || sameBytes(heard, linesDigest(others));
    await this.#passOn(sync, isHeard ? this.#toldUntilMs(link.person) : -Infinity, isSame);
    if (this.#isOwing) await this.send();
  }

  /** Until when a person was told what others said to hold, for certain. */
  #toldUntilMs(person: PersonId): number {
    const nowMs = this.#nowMs;
    const isStill = (this.#linked.get(person) ?? 0) > 1;
    const leftMs = isStill ? nowMs : this.#leftMs.get(person);
    return leftMs === undefined ? nowMs - LONG_AGO_MS : leftMs - UNDER_WAY_MS;
  }

  // ——— What others say ———

  /** Stores what a receipt says of our own log, and passes on what is news to others. Runs inside `writes`. */
  async take(bytes: Uint8Array, from: ConversationLink): Promise<void> {
    const receipt = await openReceipt(bytes, this.#deps.ports.keys.verify);
    if (!receipt || receipt.conversation !== this.#log.id) return;
    const { identity, membership, group } = this.#deps;
    if (identity.isOwnDevice(receipt.by) || membership.personOf(receipt.by) === null) return;
    const isOfRemoval = this.#isOfRemoval(receipt);
    // What is no news may still be to be stored: the disk may have been full when it was.
    const isKnown = (author: DeviceId) => membership.personOf(author) !== null;
    if (group && this.#receipts.take(receipt, bytes, this.#nowMs, isKnown)) {
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
