/**
 * Members of one group with nothing but their logs and links: the app's own `Gossip` and `ConversationSync` on a network
 * with a time of its own. Signatures and disks are not there; what one gives, the others take by the app's own rules. On
 * demand they say by the app's own `ConversationReceipts` what they hold.
 */
import { ConversationSync, type LogSource } from '../../src/app/conversation-sync.js';
import { Gossip } from '../../src/app/gossip.js';
import { ConversationReceipts } from '../../src/app/conversation-receipts.js';
import type { ReceiptLog } from '../../src/app/own-receipts.js';
import { keptOf, type Clock, type KeptEntry, type Random, type StoredEntry } from '../../src/app/ports.js';
import { createSerial } from '../../src/app/serial.js';
import { acceptRun, type Head } from '../../src/domain/accept.js';
import type { ReceiptRow } from '../../src/domain/receipts.js';
import { encodeTextBody, hashBody, KIND } from '../../src/protocol/body.js';
import { sealEntry } from '../../src/protocol/entry.js';
import type { ConversationId, DeviceId, EntryId, PersonId } from '../../src/protocol/ids.js';
import { paddedBytes } from '../../src/protocol/link/ciphers.js';
import { encodeRecord, parseRecord, type GivenEntry, type LinkRecord } from '../../src/protocol/record.js';
import { ok } from '../../src/protocol/result.js';
import { Dice } from '../sim/dice.js';
import { bytesOf, idOf, NOW_MS } from '../vectors/cast.js';
import { EventQueue } from './event-queue.js';

export const GROUP = idOf<ConversationId>('a group of many');
export const TAG = bytesOf('tag of the group', 16);
/** What sealing adds to a padded record. */
const SEAL_BYTES = 16;
const NO_SIGNATURE = new Uint8Array(64);
/** Where there are no receipts, and no roster. */
export const NOTHING_BESIDE = { said: TAG, heard: TAG, roster: null };

export interface GossipWorldOptions {
  readonly seed: number;
  /** What taking one give costs a member, who takes one at a time. */
  readonly takeMs?: number;
  /** What a member's line takes up in a millisecond. */
  readonly bytesPerMs?: number;
  /** Whether each record goes through its bytes. */
  readonly readsBack?: boolean;
  /** Whether everything new is given over every link, for comparison. */
  readonly floods?: boolean;
  /**
   * Whether members say what they hold: as in a group of their number, or as in one of a few, so each at once to everybody.
   * Not at all if nothing is said.
   */
  readonly receipts?: 'paced' | 'at once';
  readonly onTaken?: (member: GossipMember, entry: EntryId, atMs: number) => void;
  /** A member sends a receipt, its own or somebody else's. */
  readonly onReceipt?: (member: GossipMember, bytes: Uint8Array) => void;
}

/** What went over the links since the start. */
export interface Traffic {
  /** Bytes as sealed frames, by type of record. */
  readonly bytes: Map<LinkRecord['type'], number>;
  readonly records: Map<LinkRecord['type'], number>;
  /** Entries given, each time anew. */
  copies: number;
}

/** One end of a link, as its owner has it. */
interface End {
  readonly owner: GossipMember;
  readonly sync: ConversationSync;
}

export interface GossipLink {
  readonly ends: readonly [End, End];
  isUp: boolean;
}

export class GossipWorld {
  readonly events = new EventQueue();
  readonly dice: Dice;
  readonly members: GossipMember[] = [];
  readonly links = new Set<GossipLink>();
  readonly traffic: Traffic = { bytes: new Map(), records: new Map(), copies: 0 };
  readonly options: GossipWorldOptions;
  readonly clock: Clock = {
    wallMs: () => NOW_MS + this.events.nowMs,
    monotonicMs: () => this.events.nowMs,
    after: (delayMs, run) => this.events.at(this.events.nowMs + delayMs, run),
  };

  constructor(options: GossipWorldOptions) {
    this.options = options;
    this.dice = new Dice(options.seed);
  }

  addMember(device: DeviceId): GossipMember {
    const member = new GossipMember(device, this);
    this.members.push(member);
    return member;
  }

  /** The app of a member who was killed starts anew, with what was stored. No link is there yet. */
  comesBack(killed: GossipMember): GossipMember {
    this.members.splice(this.members.indexOf(killed), 1);
    const member = this.addMember(killed.device);
    member.holdAsDoes(killed);
    member.rows = killed.rows;
    return member;
  }

  /** Links two members. What one says arrives in order, `latencyMs` later. */
  link(a: GossipMember, b: GossipMember, latencyMs: number): GossipLink {
    const line = (from: GossipMember, to: () => End): ConversationSync => {
      let freeAtMs = 0;
      return new ConversationSync(
        TAG,
        (made) => {
          const { owner, sync } = to();
          const sentAtMs = from.upload(made);
          const record = this.options.readsBack ? throughTheWire(made) : made;
          const deliver = () => {
            if (!link.isUp) return;
            // A link looks at one record after another, a member takes one give after another.
            const startMs = Math.max(this.events.nowMs, freeAtMs);
            freeAtMs = record.type === 'give' ? owner.busyUntil(startMs) : startMs;
            this.events.at(freeAtMs, () => (link.isUp ? owner.receive(record, sync) : null));
          };
          this.events.at(sentAtMs + latencyMs, deliver);
          return new Promise((resolve) => this.events.at(sentAtMs, resolve));
        },
        from,
      );
    };
    const ends: [End, End] = [
      { owner: a, sync: line(a, () => ends[1]) },
      { owner: b, sync: line(b, () => ends[0]) },
    ];
    const link: GossipLink = { ends, isUp: true };
    this.links.add(link);
    a.attach(ends[0].sync, b.device);
    b.attach(ends[1].sync, a.device);
    return link;
  }

  /** Breaks a link: what is under way is lost, and both ends know. */
  cut(link: GossipLink): void {
    if (!link.isUp) return;
    link.isUp = false;
    this.links.delete(link);
    for (const { owner, sync } of link.ends) owner.detach(sync);
  }

  /** Takes a member away without a word: nobody knows, and what is sent there is lost. */
  kill(member: GossipMember): void {
    member.isAlive = false;
    member.gossip.end();
  }

  count(record: LinkRecord): number {
    const bytes = paddedBytes(encodeRecord(record).byteLength) + SEAL_BYTES;
    const { type } = record;
    this.traffic.bytes.set(type, (this.traffic.bytes.get(type) ?? 0) + bytes);
    this.traffic.records.set(type, (this.traffic.records.get(type) ?? 0) + 1);
    if (record.type === 'give') this.traffic.copies += record.entries.length;
    return bytes;
  }
}

/** Each person has one device here, and is called as it is. */
const personOf = (device: DeviceId): PersonId => device as string as PersonId;

/** One member, who has one device. */
export class GossipMember implements LogSource {
  readonly device: DeviceId;
  readonly gossip: Gossip;
  readonly #world: GossipWorld;
  readonly #logs = new Map<DeviceId, StoredEntry[]>();
  readonly #writes = createSerial();
  /** How often this member gave each entry. */
  readonly uploads = new Map<DeviceId, number[]>();
  heads: ReadonlyMap<DeviceId, Head> = new Map();
  isAlive = true;
  /** What others say to hold of this member's log, as it is kept. */
  rows: readonly ReceiptRow[] = [];
  /** How often `rows` was written. */
  commits = 0;
  /** Whether this member passes over what others say to hold, without a word. */
  swallowsReceipts = false;
  onRows: ((rows: readonly ReceiptRow[]) => void) | null = null;
  readonly receipts: ConversationReceipts | null;
  /** How often something was named or given that is not what this member holds. */
  disagreements = 0;
  #takingUntilMs = 0;
  #sendingUntilMs = 0;

  constructor(device: DeviceId, world: GossipWorld) {
    this.device = device;
    this.#world = world;
    const random = { bytes: (length: number) => world.dice.bytes(length) };
    this.gossip = new Gossip({ clock: world.clock, random }, this, () => this.disagreements++);
    this.receipts = world.options.receipts ? this.#makeReceipts(random, world.options.receipts) : null;
  }

  #makeReceipts(random: Random, how: 'paced' | 'at once'): ConversationReceipts {
    const { members, clock } = this.#world;
    const { device } = this;
    return new ConversationReceipts(this.#receiptLog(), {
      ports: { clock, random, keys: { verify: () => Promise.resolve(true) } },
      identity: {
        device,
        isOwnDevice: (other) => other === device,
        sign: () => Promise.resolve(NO_SIGNATURE),
      },
      membership: { personOf, mightPost: () => true },
      group: {
        set: { entries: new Map() },
        roster: {
          members: {
            get size() {
              return how === 'paced' ? members.length : 1;
            },
          },
        },
      },
      writes: this.#writes,
      syncs: () => this.gossip.syncs,
      onNotStored: (fault) => {
        throw new Error(fault);
      },
      onChanged: () => {},
    });
  }

  #receiptLog(): ReceiptLog {
    const log = (): Pick<ReceiptLog['record'], 'heads' | 'receipts' | 'signedReceipts'> => ({
      signedReceipts: [],
      heads: [...this.heads].map(([author, { seq, id }]) => ({ author, seq, id, fromSeq: 0 })),
      receipts: this.rows,
    });
    return {
      id: GROUP,
      readSeqs: new Map(),
      run: (author, fromSeq, limit) => this.run(author, fromSeq, limit),
      get record() {
        return { shelf: 'chats' as const, ...log() };
      },
      commit: ({ receipts }) => {
        this.rows = receipts;
        this.commits++;
        this.onRows?.(receipts);
        return Promise.resolve(ok(undefined));
      },
    };
  }

  /** Begins to sync over a link with the member whose device this is. */
  attach(sync: ConversationSync, other: DeviceId): void {
    this.receipts?.onLinked(sync, personOf(other));
    this.gossip.attach(sync, { ...NOTHING_BESIDE, ...this.receipts?.sumFor(other) });
  }

  /** The link is gone, and this member knows. */
  detach(sync: ConversationSync): void {
    this.gossip.detach(sync);
    this.receipts?.onUnlinked(sync);
  }

  run(author: DeviceId, fromSeq: number, limit: number): Promise<readonly StoredEntry[]> {
    return Promise.resolve(this.#logs.get(author)?.slice(fromSeq, fromSeq + limit) ?? []);
  }

  async kept(author: DeviceId, fromSeq: number, limit: number): Promise<readonly KeptEntry[]> {
    return (await this.run(author, fromSeq, limit)).map(keptOf);
  }

  isSigned(): Promise<boolean> {
    return Promise.resolve(true);
  }

  onDisagreement(): boolean {
    return false;
  }

  /** Puts an entry into this member's own log. Links hear of it by `gossip`. */
  async write(text: string): Promise<EntryId> {
    const body = encodeTextBody(bytesOf(text, 16), text);
    const own = this.heads.get(this.device);
    const orderMs = Math.max(NOW_MS, ...[...this.heads.values()].map((head) => head.orderMs)) + 1;
    const [other] = [...this.heads.values()].filter(({ id }) => id !== own?.id);
    const entry = await sealEntry(
      {
        conversation: GROUP,
        author: this.device,
        seq: own ? own.seq + 1 : 0,
        prev: own?.id ?? null,
        after: other ? [other.id] : [],
        sentAtMs: NOW_MS,
        orderMs,
        kind: KIND.text,
        bodyHash: hashBody(body),
        bodyLength: body.byteLength,
        grant: null,
      },
      () => Promise.resolve(NO_SIGNATURE),
    );
    this.#store([{ entry, body }]);
    this.gossip.onGrown([this.device]);
    return entry.id;
  }

  /** Has what another member has, as if it had come long ago. */
  holdAsDoes(other: GossipMember): void {
    for (const [author, log] of other.#logs) this.#logs.set(author, [...log]);
    this.heads = other.heads;
  }

  async receive(record: LinkRecord, sync: ConversationSync): Promise<void> {
    if (!this.isAlive) return;
    if (record.type === 'give') return this.#take(record.entries, sync);
    if (record.type === 'ack') return void sync.onAck(record.took, record.count);
    if (record.type === 'receipt' && this.swallowsReceipts) return;
    if (record.type === 'receipt')
      return this.#writes(async () => await this.receipts?.take(record.bytes, sync));
    await this.gossip.receive(record, sync);
    // These wait for room on the line, and so for time to go on.
    if (record.type === 'sum') void this.receipts?.onSum(record, sync);
    if (record.type === 'have') void this.receipts?.sendAll(sync);
  }

  /** Begins to send a record. Returns when it is out. */
  upload(record: LinkRecord): number {
    const { events, options } = this.#world;
    const bytes = this.#world.count(record);
    if (record.type === 'receipt') options.onReceipt?.(this, record.bytes);
    if (record.type === 'give') {
      const { author, seq } = this.#firstOf(record.entries);
      const counts = this.uploads.get(author) ?? [];
      record.entries.forEach((_, i) => (counts[seq + i] = (counts[seq + i] ?? 0) + 1));
      this.uploads.set(author, counts);
    }
    const startMs = Math.max(events.nowMs, this.#sendingUntilMs);
    this.#sendingUntilMs = startMs + (options.bytesPerMs ? bytes / options.bytesPerMs : 0);
    return this.#sendingUntilMs;
  }

  /** When a give that is there at `ms` will have been dealt with. */
  busyUntil(ms: number): number {
    this.#takingUntilMs = Math.max(ms, this.#takingUntilMs) + (this.#world.options.takeMs ?? 0);
    return this.#takingUntilMs;
  }

  #firstOf(given: readonly GivenEntry[]): { readonly author: DeviceId; readonly seq: number } {
    for (const [author, log] of this.#logs) {
      const seq = log.findLastIndex(({ entry }) => entry.bytes === given[0]![0]);
      if (seq >= 0) return { author, seq };
    }
    throw new Error('A member gave what it does not hold.');
  }

  async #take(given: readonly GivenEntry[], sync: ConversationSync): Promise<void> {
    const accepted = await acceptRun(
      given,
      { conversation: GROUP, heads: this.heads, isAuthor: () => true, isFull: () => false },
      () => Promise.resolve(true),
    );
    if (!accepted.ok) return sync.onRefused(accepted.error === 'gap');
    this.#store(accepted.value);
    const fresh = accepted.value.map(({ entry }) => entry);
    for (const { id } of fresh) this.#world.options.onTaken?.(this, id, this.#world.events.nowMs);
    if (fresh.length > 0) {
      this.receipts?.onCame(new Set(fresh.map(({ author }) => author)), sync);
      void this.receipts?.send();
    }
    if (!this.#world.options.floods) return this.gossip.onTook(sync, [{ given, fresh }]);
    for (const { author, seq } of fresh) sync.noteHeld(author, seq);
    this.gossip.onGrown(fresh.map(({ author }) => author));
    sync.ack(true);
  }

  #store(entries: readonly StoredEntry[]): void {
    const heads = new Map(this.heads);
    for (const stored of entries) {
      const { entry } = stored;
      const log = this.#logs.get(entry.author) ?? [];
      if (log.length !== entry.seq) throw new Error('A log has a gap.');
      log.push(stored);
      this.#logs.set(entry.author, log);
      heads.set(entry.author, entry);
    }
    if (entries.length > 0) this.heads = heads;
  }
}

/** Somebody who holds the logs of `count` people who have left. */
export async function aPastOf(count: number, world: GossipWorld): Promise<GossipMember> {
  let last = world.addMember(idOf('nobody'));
  for (let i = 0; i < count; i++) {
    const next = world.addMember(idOf(`once a member ${i}`));
    next.holdAsDoes(last);
    await next.write(`long ago ${i}`);
    last = next;
  }
  return last;
}

/** An honest member who holds what `past` does, and a link to somebody who says what the test says. */
export function memberUnderFire(past: GossipMember | null) {
  const world = new GossipWorld({ seed: 1 });
  const honest = world.addMember(idOf('honest'));
  if (past) honest.holdAsDoes(past);
  const said: LinkRecord[] = [];
  const send = (record: LinkRecord): Promise<void> => {
    said.push(record);
    return Promise.resolve();
  };
  const sync = new ConversationSync(TAG, send, honest);
  honest.gossip.attach(sync, NOTHING_BESIDE);
  const hears = (record: LinkRecord): Promise<void> => honest.receive(record, sync);
  return { world, honest, said, sync, hears };
}

/** The record as the other side reads it. @throws if it is none */
function throughTheWire(record: LinkRecord): LinkRecord {
  const parsed = parseRecord(encodeRecord(record));
  if (!parsed.ok) throw new Error(`a record that nobody can read: ${parsed.error}`);
  return parsed.value;
}
