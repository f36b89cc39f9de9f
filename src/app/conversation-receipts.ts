import type { FaultCode } from '../domain/fault.js';
import { receiptPaceMs, withReceipt } from '../domain/receipts.js';
import { KIND } from '../protocol/body.js';
import { sameBytes } from '../protocol/codec.js';
import type { DeviceId, PersonId } from '../protocol/ids.js';
import { linesDigest, openReceipt, type Receipt, type ReceiptLine } from '../protocol/receipt.js';
import type { SumBeside } from '../protocol/record.js';
import type { RosterSet } from '../domain/roster-set.js';
import type { ConversationSync } from './conversation-sync.js';
import type { Identity } from './identity.js';
import type { Membership } from './membership.js';
import { OwnReceipts, type ReceiptLog } from './own-receipts.js';
import type { Ports } from './ports.js';
import { ReceiptRoutes } from './receipt-routes.js';
import { Receipts } from './receipts.js';
import { withSigned } from './signed-receipts.js';
import type { createSerial } from './serial.js';

/** What was sent in the last of a link may not have come: longer than it takes to notice that a link is dead. */
const UNDER_WAY_MS = 60_000;
/** Whoever was not linked with us yet heard what others say by another way, unless it is newer than this. */
const LONG_AGO_MS = 10 * 60_000;
/** How often what others say of our logs is stored in the time in which each of them speaks once. */
const STORES_PER_PACE = 20;

/** What is asked of a group. */
export interface ReceiptGroup {
  readonly set: Pick<RosterSet, 'entries'>;
  readonly roster: { readonly members: { readonly size: number } } | null;
}

export interface ConversationReceiptsDeps {
  readonly ports: {
    readonly keys: Pick<Ports['keys'], 'verify'>;
    readonly clock: Pick<Ports['clock'], 'monotonicMs' | 'after'>;
    readonly random: Ports['random'];
  };
  readonly identity: Pick<Identity, 'device' | 'isOwnDevice' | 'sign'>;
  readonly membership: Pick<Membership, 'personOf' | 'mightPost'>;
  readonly group: ReceiptGroup | null;
  readonly writes: ReturnType<typeof createSerial>;
  /** The links we are synced over now. */
  readonly syncs: () => readonly ConversationSync[];
  /** What came over `from` could not be stored: it is to be asked for again. */
  readonly onNotStored: (fault: FaultCode, from: ConversationSync) => void;
  /** Somebody has heard of a removal. */
  readonly onChanged: () => void;
}

/** What others say of our logs and is not stored yet, and over which links it came. */
interface Unstored {
  readonly lines: { readonly by: DeviceId; readonly line: ReceiptLine; readonly bytes: Uint8Array }[];
  readonly from: Set<ConversationSync>;
}

/**
 * The receipts of one conversation: our word on what we hold, and what others say to hold of ours.
 *
 * Where everybody links with everybody, it goes to everybody at once. In a larger group it goes to the authors: at once to
 * those we are linked with, to the others now and then, the newest only, by `ReceiptRoutes`.
 */
export class ConversationReceipts {
  readonly #log: ReceiptLog;
  readonly #deps: ConversationReceiptsDeps;
  /** What the others of a group have said. */
  readonly #receipts = new Receipts();
  readonly #routes: ReceiptRoutes<ConversationSync>;
  readonly #own: OwnReceipts;
  #isSaying = false;
  #saysAgain = false;
  /** Something has changed while nobody was linked. */
  #isOwing = false;
  /** When the last link with each person ended, monotonic. */
  readonly #leftMs = new Map<PersonId, number>();
  /** Our next word to those who are far is planned. */
  #isPlanned = false;
  #saidFarMs = -Infinity;
  #unstored: Unstored = { lines: [], from: new Set() };
  #isStorePlanned = false;
  #storedMs = -Infinity;

  constructor(log: ReceiptLog, deps: ConversationReceiptsDeps) {
    this.#log = log;
    this.#deps = deps;
    this.#routes = new ReceiptRoutes((device) => deps.membership.personOf(device));
    this.#own = new OwnReceipts(log, deps.identity, (author) => this.#isAsked(author));
  }

  /** The devices that say to hold the log of `author` up to `seq`, as far as we have heard since the app was started. */
  holdersOf(author: DeviceId, seq: number): readonly DeviceId[] {
    return this.#receipts.holdersOf(author, seq);
  }

  /** Receipts about our logs as others signed them, and in a group what was heard of others since the app was started. */
  get signed(): readonly Uint8Array[] {
    return [
      ...this.#log.record.signedReceipts.map(({ bytes }) => bytes),
      ...this.#receipts.since(-Infinity, this.#deps.identity.device),
    ];
  }

  get #nowMs(): number {
    return this.#deps.ports.clock.monotonicMs();
  }

  /** How long we wait between two words to those who are far; 0 where nobody is. */
  get #paceMs(): number {
    return receiptPaceMs(this.#deps.group?.roster?.members.size ?? 0);
  }

  get #isLarge(): boolean {
    return this.#paceMs > 0;
  }

  // ——— What we say ———

  /** Our signed word on what has changed here since we last said so: now to those who are linked, in its turn to others. */
  async send(): Promise<void> {
    if (this.#isLarge) {
      await this.#sayNear();
      this.#planFar();
    } else await this.#sayToAll();
  }

  /** Once for all who are linked now. */
  async #sayToAll(): Promise<void> {
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
        await this.#tell(this.#isOwing ? [] : this.#own.unsaid, syncs);
      } while (this.#saysAgain);
    } finally {
      this.#isSaying = false;
    }
  }

  /** To each author we are linked with, on their own logs. */
  async #sayNear(): Promise<void> {
    const unsaid = this.#own.unsaid;
    await Promise.all(
      this.#deps.syncs().map((sync) => {
        const isTheirs = this.#isOfOther(sync);
        return this.#tell(
          unsaid.filter(({ author }) => isTheirs(author)),
          [sync],
        );
      }),
    );
  }

  #planFar(): void {
    if (this.#isPlanned || this.#own.unsaid.length === 0) return;
    this.#isPlanned = true;
    const { clock, random } = this.#deps.ports;
    const nowMs = this.#nowMs;
    const shareMs = (this.#paceMs * random.bytes(1)[0]!) / 256; // or all would answer one message at one time
    const waitMs = Math.max(0, this.#saidFarMs + this.#paceMs - nowMs) + shareMs;
    clock.after(waitMs, () => {
      this.#isPlanned = false;
      void this.#sayFar();
    });
  }

  /** What has changed, to the authors by way of others: what goes one way in one receipt, and once more by another way. */
  async #sayFar(): Promise<void> {
    const unsaid = this.#own.unsaid;
    this.#isOwing = unsaid.length > 0 && this.#deps.syncs().length === 0;
    if (this.#isOwing || unsaid.length === 0) return;
    this.#saidFarMs = this.#nowMs;
    const byWays = new Map<
      string,
      { readonly ways: readonly ConversationSync[]; readonly lines: ReceiptLine[] }
    >();
    const syncs = this.#deps.syncs();
    for (const line of unsaid) {
      const ways = this.#routes.to(line.author);
      const key = ways.map((way) => syncs.indexOf(way)).join();
      const group = byWays.get(key) ?? { ways, lines: [] };
      group.lines.push(line);
      byWays.set(key, group);
    }
    await Promise.all(
      [...byWays.values()].map(({ ways, lines }) => {
        const other = this.#routes.besides(ways, this.#deps.ports.random);
        return this.#tell(lines, other ? [...ways, other] : ways);
      }),
    );
  }

  /** Says these lines over these links. */
  async #tell(lines: readonly ReceiptLine[], syncs: readonly ConversationSync[]): Promise<void> {
    this.#own.noteSaid(lines);
    for (const sealed of await this.#own.seal(lines)) {
      // Whoever is linked later, and passes on what we say, is to hear of it too.
      if (this.#deps.group) this.#receipts.take(sealed.receipt, sealed.bytes, this.#nowMs, () => true);
      for (const sync of syncs) void sync.sendReceipt(sealed.bytes);
    }
  }

  /**
   * All of our word, to somebody who may have missed some of it; in a large group that on their own logs. Resolves when
   * there is room for more to send.
   */
  async sendOwn(sync: ConversationSync): Promise<void> {
    if (this.#isLarge) {
      const isTheirs = this.#isOfOther(sync);
      const lines = this.#own.lines.filter(({ author }) => isTheirs(author));
      return this.#tell(lines, [sync]);
    }
    const sealed = await this.#own.whole();
    await Promise.all(sealed.map(({ bytes }) => sync.sendReceipt(bytes)));
  }

  /** Our word, and in a group what the others said. */
  async sendAll(sync: ConversationSync): Promise<void> {
    await this.sendOwn(sync);
    await this.#passOn(sync, -Infinity, false);
    if (this.#isLarge) await this.send();
  }

  /**
   * What was said since `sinceMs`; by us too if `isOurToo`. In a large group only what is about their logs, and what came
   * lately and goes on over this link.
   */
  async #passOn(sync: ConversationSync, sinceMs: number, isOurToo: boolean): Promise<void> {
    const except = isOurToo ? null : this.#deps.identity.device;
    const heard = this.#isLarge
      ? new Set([
          ...this.#receipts.since(sinceMs, except, this.#isOfOther(sync)),
          ...this.#receipts.since(this.#toldUntilMs(sync), null, this.#goesOver(sync)),
        ])
      : this.#receipts.since(sinceMs, except);
    await Promise.all([...heard].map((bytes) => sync.sendReceipt(bytes)));
  }

  /** Whether a device is of whoever is at the other side of a link. */
  #isOfOther(sync: ConversationSync): (device: DeviceId) => boolean {
    const person = this.#routes.personOver(sync);
    return (device) => person !== null && this.#deps.membership.personOf(device) === person;
  }

  /** Whether the word on a log that is not ours goes to its author over a link. */
  #goesOver(sync: ConversationSync): (author: DeviceId) => boolean {
    const { identity } = this.#deps;
    return (author) => !identity.isOwnDevice(author) && this.#routes.to(author).includes(sync);
  }

  /** Whether anybody wants to know who holds a log: in a large channel nobody does of who reacts and notes only. */
  #isAsked(author: DeviceId): boolean {
    if (!this.#isLarge) return true;
    const person = this.#deps.membership.personOf(author);
    return person !== null && this.#deps.membership.mightPost(person);
  }

  // ——— What both sides hold ———

  onLinked(sync: ConversationSync, person: PersonId): void {
    this.#routes.onLinked(sync, person);
  }

  /** The link is gone, and no more among `syncs`. What was said over it lately goes another way. */
  onUnlinked(sync: ConversationSync): void {
    const { person, isLost } = this.#routes.onUnlinked(sync);
    if (person === null) return;
    this.#leftMs.set(person, this.#nowMs);
    if (!this.#isLarge) return;
    for (const other of this.#deps.syncs()) {
      const goesOver = this.#goesOver(other);
      for (const bytes of this.#receipts.since(
        this.#nowMs - UNDER_WAY_MS,
        null,
        (author) => isLost(author) && goesOver(author),
      ))
        void other.sendReceipt(bytes);
    }
  }

  /** The newest entries of these logs came over `sync`, and are stored. */
  onCame(authors: Iterable<DeviceId>, sync: ConversationSync): void {
    for (const author of authors) this.#routes.onCame(author, sync);
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
  async onSum({ said, heard }: SumBeside, sync: ConversationSync): Promise<void> {
    const { identity } = this.#deps;
    const isTheirs = this.#isOfOther(sync);
    const own = this.#own.lines.filter(({ author }) => isTheirs(author));
    const isSame = sameBytes(said, linesDigest(own.map((line) => ({ ...line, by: identity.device }))));
    if (isSame) this.#own.noteSaid(own);
    else await this.sendOwn(sync);
    const isOther = (by: DeviceId) => !isTheirs(by) && !identity.isOwnDevice(by);
    const others = this.#receipts.lines(isTheirs).filter(({ by }) => isOther(by));
    const isHeard = others.length === 0 || sameBytes(heard, linesDigest(others));
    await this.#passOn(sync, isHeard ? this.#toldUntilMs(sync) : -Infinity, isSame);
    // A device that was ended in the midst of its turn, and has forgotten what it had said, says it here.
    if (this.#isOwing || this.#isLarge) await this.send();
  }

  /** Until when whoever is at the other side of a link was told what others said to hold, for certain. */
  #toldUntilMs(sync: ConversationSync): number {
    const nowMs = this.#nowMs;
    const person = this.#routes.personOver(sync);
    if (person === null) return nowMs;
    const isStill = this.#routes.linksWith(person) > 1;
    const leftMs = isStill ? nowMs : this.#leftMs.get(person);
    return leftMs === undefined ? nowMs - LONG_AGO_MS : leftMs - UNDER_WAY_MS;
  }

  // ——— What others say ———

  /** Stores what a receipt says of our own log, and passes on what is news to others. Runs inside `writes`. */
  async take(bytes: Uint8Array, from: ConversationSync): Promise<void> {
    const receipt = await openReceipt(bytes, this.#deps.ports.keys.verify);
    if (!receipt || receipt.conversation !== this.#log.id) return;
    const { identity, membership, group } = this.#deps;
    if (identity.isOwnDevice(receipt.by) || membership.personOf(receipt.by) === null) return;
    const isOfRemoval = this.#isOfRemoval(receipt);
    // What is no news may still be to be stored: the disk may have been full when it was.
    const isKnown = (author: DeviceId) => membership.personOf(author) !== null;
    if (group && this.#receipts.take(receipt, bytes, this.#nowMs, isKnown)) {
      if (isOfRemoval) this.#deps.onChanged(); // the screen says how many know; nothing is stored of others' logs
      for (const sync of this.#toHear(receipt)) if (sync !== from) void sync.sendReceipt(bytes);
    }
    for (const line of receipt.rows) {
      if (!identity.isOwnDevice(line.author)) continue;
      this.#unstored.lines.push({ by: receipt.by, line, bytes });
      this.#unstored.from.add(from);
    }
    await this.#storeInTurn();
  }

  /** Over which links a receipt of somebody else goes on. */
  #toHear({ rows }: Receipt): Iterable<ConversationSync> {
    if (!this.#isLarge) return this.#deps.syncs();
    const others = rows.filter(({ author }) => !this.#deps.identity.isOwnDevice(author));
    return new Set(others.flatMap(({ author }) => this.#routes.to(author)));
  }

  /** Stores what has come; in a large group only now and then while more comes. Runs inside `writes`. */
  async #storeInTurn(): Promise<void> {
    if (this.#isStorePlanned || this.#unstored.lines.length === 0) return;
    const waitMs = this.#storedMs + this.#paceMs / STORES_PER_PACE - this.#nowMs;
    if (waitMs <= 0) return this.#store();
    this.#isStorePlanned = true;
    this.#deps.ports.clock.after(waitMs, () => {
      this.#isStorePlanned = false;
      void this.#deps.writes(() => this.#store());
    });
  }

  async #store(): Promise<void> {
    const { lines, from } = this.#unstored;
    this.#unstored = { lines: [], from: new Set() };
    let { receipts, signedReceipts } = this.#log.record;
    for (const { by, line, bytes } of lines) {
      if (!(await this.#isOurs(line))) continue;
      const before = receipts;
      receipts = withReceipt(receipts, {
        by,
        author: line.author,
        deliveredSeq: line.deliveredCount - 1,
        readSeq: line.readCount - 1,
      });
      if (receipts !== before) signedReceipts = withSigned(signedReceipts, { by, bytes });
    }
    if (receipts === this.#log.record.receipts) return;
    this.#storedMs = this.#nowMs;
    const committed = await this.#log.commit({ receipts, signedReceipts });
    if (!committed.ok) for (const sync of from) this.#deps.onNotStored(committed.error, sync);
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
